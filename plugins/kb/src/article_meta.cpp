#include "article_meta.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "moment.hpp"
#include "text.hpp"

namespace patchbay::kb {
namespace {

// What technical writers call their readers: a profession, not a right to read.
constexpr std::array<std::string_view, 8> kProfessions{"itpro",   "admin",  "developer", "end-user",
                                                       "enduser", "it pro", "user",      "users"};
constexpr std::array<std::pair<std::string_view, Audience>, 10> kOtherNames{
    {{"all", Audience::everyone},
     {"everyone", Audience::everyone},
     {"customers", Audience::customer},
     {"employees", Audience::employee},
     {"staff", Audience::employee},
     {"internal", Audience::employee},
     {"agents", Audience::agent},
     {"support", Audience::agent},
     {"admins", Audience::agent},
     {"private", Audience::agent}}};

bool is_profession(std::string_view value) {
  while (!value.empty()) {
    const std::size_t end = std::min(value.find_first_of("|,"), value.size());
    const std::string part = lower_ascii(trim(value.substr(0, end)));
    if (std::find(kProfessions.begin(), kProfessions.end(), part) == kProfessions.end()) return false;
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return true;
}

class MetaReader {
 public:
  MetaReader(const FrontMatter& matter, std::int64_t now, Problems& problems)
      : matter_{matter}, now_{now}, problems_{problems} {}

  ArticleMeta read() {
    for (const auto& [key, value] : matter_.values)
      if (!take(key, value)) meta_.attributes.emplace(key, value);
    if (meta_.status == Status::scheduled && meta_.publish_at == 0) {
      warn("status", "scheduled without publish_at: kept as a draft; write publish_at: 2026-12-01T09:00:00Z");
      meta_.status = Status::draft;
    }
    if (!said_status_ && meta_.publish_at > 0) meta_.status = Status::scheduled;
    if (meta_.status == Status::scheduled && meta_.publish_at <= now_) meta_.status = Status::published;
    return std::move(meta_);
  }

 private:
  bool take(std::string_view key, const json::value& value) {
    if (key == "title") return text(value, meta_.title, 500);
    if (key == "description") return text(value, meta_.description, 2000);
    if (key == "slug") return slug(value);
    if (key == "category") return text(value, meta_.category, 300);
    if (key == "locale") return text(value, meta_.locale, 20);
    // Other generators use the key for short names; ours holds "<locale>/<path>", as an export writes it.
    if (key == "id")
      return value.is_string() && view(value.get_string()).find('/') != std::string_view::npos &&
             text(value, meta_.id, 1000);
    if (key == "translation_of") return text(value, meta_.translation_of, 1000);
    if (key == "tags") return list(value, meta_.tags);
    if (key == "related") return list(value, meta_.related);
    if (key == "groups") return list(value, meta_.readers.groups);
    if (key == "audience") return audience(value);
    if (key == "status") return status(value);
    if (key == "publish_at") return moment(key, value, meta_.publish_at);
    if (key == "updated") return moment(key, value, meta_.updated);
    if (key == "date" || key == "ms.date" || key == "last_updated") {
      // Stays an attribute as well: an export gives it back under its own name.
      const auto when = value.is_string() ? parse_moment(view(value.get_string())) : std::nullopt;
      if (when && meta_.other_date == 0) meta_.other_date = *when;
      return false;
    }
    return key == "order" && order(value);
  }

  void warn(std::string_view key, const std::string& text) {
    problems_.push_back({Severity::warning, {}, matter_.line_of(key), std::string{key} + ": " + text});
  }

  bool text(const json::value& value, std::string& out, std::size_t most) {
    if (!value.is_string()) return false;
    out = to_nfc(squeeze(view(value.get_string())));
    if (out.size() > most) out = cut(out, most);
    return true;
  }

  bool list(const json::value& value, std::vector<std::string>& out) {
    const auto add = [&out](std::string_view part) {
      const std::string clean = to_nfc(squeeze(part));
      if (!clean.empty() && out.size() < 100 && std::find(out.begin(), out.end(), clean) == out.end())
        out.push_back(cut(clean, 200));
    };
    if (value.is_string()) {
      std::string_view rest = view(value.get_string());
      while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(','), rest.size());
        add(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
      return true;
    }
    const json::array* items = value.if_array();
    if (!items) return false;
    for (const json::value& item : *items)
      if (item.is_string()) add(view(item.get_string()));
    return true;
  }

  bool slug(const json::value& value) {
    if (!value.is_string()) return false;
    const std::string written{trim(view(value.get_string()))};
    if (written.empty()) return true;
    meta_.slug = slug_of(written);
    meta_.slug_line = matter_.line_of("slug");
    if (meta_.slug.empty())
      warn("slug", "\"" + cut(written, 60) + "\" holds no letter or digit: one is made from the file's name");
    else if (meta_.slug != written)
      warn("slug", "\"" + cut(written, 60) + "\" becomes \"" + meta_.slug +
                       "\": only letters, digits and - can stand in it");
    return true;
  }

  bool audience(const json::value& value) {
    const std::string written = value.is_string() ? std::string{trim(view(value.get_string()))} : "a list";
    if (written.empty()) return true;
    if (const auto known = audience_of(lower_ascii(written))) {
      meta_.readers.audience = *known;
      return true;
    }
    if (is_profession(written)) return false;
    for (const auto& [name, meant] : kOtherNames)
      if (equal_ci(name, written)) {
        meta_.readers.audience = meant;
        return true;
      }
    warn("audience",
         "\"" + cut(written, 40) +
             "\" is not public, customer, employee or agent: only agents see the article until it is mended");
    meta_.readers.audience = Audience::agent;
    return false;
  }

  bool status(const json::value& value) {
    const std::string written = value.is_string() ? lower_ascii(trim(view(value.get_string()))) : "a list";
    if (written.empty()) return true;
    said_status_ = true;
    if (const auto known = status_of(written)) {
      meta_.status = *known;
      return true;
    }
    warn("status",
         "\"" + cut(written, 40) + "\" is not draft, scheduled, published or archived: kept as a draft");
    meta_.status = Status::draft;
    return false;
  }

  bool moment(std::string_view key, const json::value& value, std::int64_t& out) {
    if (!value.is_string()) return false;
    const std::string_view written = view(value.get_string());
    if (trim(written).empty()) return true;
    const auto when = parse_moment(written);
    if (!when) {
      warn(key, "\"" + cut(written, 40) + "\" is no date: write 2026-12-01 or 2026-12-01T09:00:00Z");
      return false;
    }
    out = *when;
    return true;
  }

  bool order(const json::value& value) {
    if (!value.is_string()) return false;
    const std::string_view written = trim(view(value.get_string()));
    const auto [end, ec] = std::from_chars(written.data(), written.data() + written.size(), meta_.order);
    if (ec == std::errc{} && end == written.data() + written.size()) return true;
    warn("order", "\"" + cut(written, 40) + "\" is not a whole number");
    meta_.order = 0;
    return false;
  }

  const FrontMatter& matter_;
  std::int64_t now_;
  Problems& problems_;
  ArticleMeta meta_;
  bool said_status_ = false;
};

void add_list(json::object& values, std::string_view key, const std::vector<std::string>& texts) {
  if (!texts.empty()) values[key] = to_array(texts);
}

}  // namespace

ArticleMeta read_meta(const FrontMatter& matter, std::int64_t now, Problems& problems) {
  return MetaReader{matter, now, problems}.read();
}

json::object write_meta(const Article& article) {
  json::object values{{"id", article.id}, {"title", article.title}};
  if (!article.description.empty()) values["description"] = article.description;
  values["slug"] = article.slug;
  add_list(values, "tags", article.tags);
  if (article.readers.audience != Audience::everyone) values["audience"] = name_of(article.readers.audience);
  add_list(values, "groups", article.readers.groups);
  if (article.status != Status::published) values["status"] = name_of(article.status);
  if (article.publish_at > 0) values["publish_at"] = iso_time(article.publish_at);
  if (article.order != 0) values["order"] = std::to_string(article.order);
  if (!article.translation_of.empty()) values["translation_of"] = article.translation_of;
  if (article.is_dated) values["updated"] = iso_time(article.updated);
  add_list(values, "related", article.wanted_related);
  for (const auto& [key, value] : article.attributes)
    if (!values.contains(key)) values[key] = value;
  return values;
}

}  // namespace patchbay::kb
