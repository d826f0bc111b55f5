#include "library.hpp"

#include <algorithm>

namespace patchbay::kb {
namespace {

Site read_site(const Host& host) {
  Site site;
  const auto reply = host.try_call(kSelf, "site.get@1");
  if (!reply) return site;
  const json::object told = read_object(*reply);
  site.name = text_of(told, "name");
  site.public_url = text_of(told, "public_url");
  while (site.public_url.ends_with('/')) site.public_url.pop_back();
  site.default_locale = text_of(told, "default_locale", "en");
  site.locales = texts_of(told, "locales");
  if (site.locales.empty()) site.locales = {site.default_locale};
  return site;
}

}  // namespace

Settings read_settings(std::string_view config_json) {
  Settings settings;
  const json::value value = parse_json(config_json);
  const json::object* object = value.if_object();
  if (!object) return settings;
  if (object->contains("site_paths")) settings.site_paths = texts_of(*object, "site_paths");
  settings.link_base = text_of(*object, "link_base");
  while (settings.link_base.ends_with('/')) settings.link_base.pop_back();
  settings.watch_seconds = integer_of(*object, "watch_seconds", settings.watch_seconds);
  settings.import_threads =
      static_cast<int>(std::clamp<std::int64_t>(integer_of(*object, "import_threads", 2), 0, 8));
  return settings;
}

void Library::open() {
  reconfigure();
  store_.load(catalogue_);
}

void Library::reconfigure() {
  auto settings = std::make_shared<const Settings>(read_settings(host_.config()));
  auto site = std::make_shared<const Site>(read_site(host_));
  const std::lock_guard lock{mutex_};
  settings_ = std::move(settings);
  site_ = std::move(site);
}

std::shared_ptr<const Site> Library::site() const {
  const std::lock_guard lock{mutex_};
  return site_;
}

std::shared_ptr<const Settings> Library::settings() const {
  const std::lock_guard lock{mutex_};
  return settings_;
}

Reader Library::reader(Ctx ctx) const {
  Reader reader;
  if (ctx == kSelf) return {Audience::agent, {}, true};
  const auto reply = host_.try_call(ctx, "session.actor@1");
  if (!reply) return reader;
  const json::object actor = read_object(*reply);
  const std::string kind = text_of(actor, "kind");
  reader.groups = texts_of(actor, "groups");
  if (kind == "customer")
    reader.audience = Audience::customer;
  else if (kind == "employee")
    reader.audience = Audience::employee;
  else if (kind == "agent")
    reader.audience = Audience::agent;
  else if (kind == "admin" || kind == "system")
    reader = {Audience::agent, {}, true};
  return reader;
}

std::string Library::name_of(Ctx ctx) const {
  const auto reply = ctx == kSelf ? std::nullopt : host_.try_call(ctx, "session.actor@1");
  if (!reply) return "system";
  const json::object actor = read_object(*reply);
  const std::string name = text_of(actor, "name");
  return text_of(actor, "kind", "system") + " " + (name.empty() ? text_of(actor, "id") : name);
}

EntryPtr Library::original_of(const Entry& entry) const {
  const std::string own = site()->default_locale;
  if (entry.locale == own && !entry.names_original) return nullptr;
  for (const EntryPtr& other : catalogue_.translations(entry.translation))
    if (other->locale == own && !other->names_original && other->id != entry.id) return other;
  return nullptr;
}

bool Library::is_stale(const Entry& entry) const {
  const EntryPtr original = original_of(entry);
  return original && entry.original_digest != 0 && original->content_digest != entry.original_digest;
}

bool Library::may_name(const Entry& page, const Entry& other) const {
  return other.status == Status::published && covers(page.readers, other.readers);
}

BodyTexts Library::body_texts(std::string_view locale) {
  const Messages text{locale};
  const auto of = [&text](std::string_view key) { return std::string{text(key)}; };
  return {of("callout.note"),    of("callout.tip"),     of("callout.important"),
          of("callout.warning"), of("callout.caution"), of("table"),
          of("picture.open"),    of("download"),        of("footnote.back")};
}

}  // namespace patchbay::kb
