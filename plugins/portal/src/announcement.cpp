#include "announcement.hpp"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>
#include <ctime>
#include <algorithm>
#include <stdexcept>

namespace patchbay::portal {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestBody = 32u << 10;

std::string text(const json::object& body, std::string_view name, std::size_t most) {
  const json::value* value = body.if_contains(name);
  if (value == nullptr || value->is_null()) return {};
  if (!value->is_string() || value->get_string().size() > most)
    throw std::invalid_argument{"\"" + std::string{name} + "\" is a text of at most " + std::to_string(most) + " bytes"};
  return std::string{value->get_string()};
}

bool flag(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  if (value == nullptr || value->is_null()) return false;
  if (!value->is_bool()) throw std::invalid_argument{"\"" + std::string{name} + "\" is true or false"};
  return value->get_bool();
}

std::int64_t moment(const json::object& body, std::string_view name, std::int64_t otherwise) {
  const std::string iso = text(body, name, 40);
  if (iso.empty()) return otherwise;
  const std::int64_t at = moment_of(iso);
  if (at < 0) throw std::invalid_argument{"\"" + std::string{name} + "\" is a time like 2026-11-28T09:00:00Z"};
  return at;
}

}  // namespace

std::string iso_moment(std::int64_t at) {
  const std::time_t seconds = at / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char out[32];
  std::strftime(out, sizeof out, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return out;
}

std::int64_t moment_of(std::string_view iso) {
  const std::string kept{iso};
  for (const char* form : {"%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.000Z", "%Y-%m-%d"}) {
    std::tm parts{};
    const char* end = strptime(kept.c_str(), form, &parts);
    if (end == nullptr || *end != '\0') continue;
    const std::int64_t at = static_cast<std::int64_t>(timegm(&parts)) * 1000;
    if (at >= 0 && iso_moment(at).substr(0, 10) == kept.substr(0, 10)) return at;  // no February 30th
  }
  return -1;
}

Announcement read_announcement(std::string_view body, const std::vector<std::string>& known, std::int64_t now) {
  boost::system::error_code failed;
  const json::value read = body.size() > kLongestBody ? json::value{} : json::parse(body, failed);
  if (failed || !read.is_object()) throw std::invalid_argument{"send a JSON object with \"title\" and \"text\""};
  const json::object& object = read.get_object();
  Announcement one;
  one.title = text(object, "title", 200);
  if (one.title.empty()) throw std::invalid_argument{"\"title\" is missing"};
  one.text = text(object, "text", 10'000);
  one.url = text(object, "url", 500);
  if (!one.url.empty() && !one.url.starts_with('/') && !one.url.starts_with("https://"))
    throw std::invalid_argument{"\"url\" is a path of this site, or begins with https://"};
  one.locale = text(object, "locale", 20);
  if (!one.locale.empty() && std::ranges::find(known, one.locale) == known.end())
    throw std::invalid_argument{"\"locale\" is none of this site's languages; leave it out to show it in all"};
  if (const std::string audience = text(object, "audience", 20); !audience.empty()) one.audience = audience;
  static constexpr std::array<std::string_view, 4> kAudiences = {"public", "customer", "employee", "agent"};
  if (std::ranges::find(kAudiences, one.audience) == kAudiences.end())
    throw std::invalid_argument{"\"audience\" is public, customer, employee or agent"};
  if (const json::value* groups = object.if_contains("groups"); groups != nullptr && !groups->is_null()) {
    if (!groups->is_array() || groups->get_array().size() > 50) throw std::invalid_argument{"\"groups\" is a list of at most 50 names"};
    for (const json::value& group : groups->get_array()) {
      if (!group.is_string()) throw std::invalid_argument{"\"groups\" is a list of names"};
      one.groups.emplace_back(group.get_string());
    }
  }
  one.from = moment(object, "from", now);
  one.until = moment(object, "until", 0);
  if (one.until != 0 && one.until <= one.from) throw std::invalid_argument{"\"until\" is before \"from\""};
  one.pinned = flag(object, "pinned");
  one.must_read = flag(object, "must_read");
  if (one.must_read && one.audience == "public") throw std::invalid_argument{"who reads a public page is not known: a text that must be read has another audience"};
  one.at = now;
  return one;
}

Announcement announcement_of(std::string_view id, std::string_view document) {
  const json::value read = json::parse(document);
  const json::object& object = read.as_object();
  const auto number = [&](std::string_view name) { return object.at(name).to_number<std::int64_t>(); };
  const auto words = [&](std::string_view name) { return std::string{object.at(name).as_string()}; };
  Announcement one{std::string{id}, words("title"), words("text"), words("url"), words("locale"), words("audience"), {},
                   number("from"), number("until"), number("at"), object.at("pinned").as_bool(), object.at("must_read").as_bool()};
  for (const json::value& group : object.at("groups").as_array()) one.groups.emplace_back(group.as_string());
  return one;
}

std::string document_of(const Announcement& one) {
  return json::serialize(json::object{{"title", one.title}, {"text", one.text}, {"url", one.url}, {"locale", one.locale},
                                      {"audience", one.audience}, {"groups", json::value_from(one.groups)}, {"from", one.from},
                                      {"until", one.until}, {"at", one.at}, {"pinned", one.pinned}, {"must_read", one.must_read}});
}

std::string json_of(const Announcement& one, std::string_view more) {
  const auto or_null = [](const std::string& words) { return words.empty() ? json::value(nullptr) : json::value(words); };
  std::string out = json::serialize(json::object{
      {"id", one.id}, {"title", one.title}, {"text", one.text}, {"url", or_null(one.url)}, {"locale", or_null(one.locale)},
      {"audience", one.audience}, {"groups", json::value_from(one.groups)}, {"from", iso_moment(one.from)},
      {"until", one.until == 0 ? json::value(nullptr) : json::value(iso_moment(one.until))}, {"updated_at", iso_moment(one.at)},
      {"pinned", one.pinned}, {"must_read", one.must_read}});
  if (!more.empty()) out.insert(out.size() - 1, more);
  return out;
}

}  // namespace patchbay::portal
