#include "core/host/egress.hpp"

#include <charconv>

#include "core/base/text.hpp"

namespace patchbay::host {
namespace {

std::uint16_t port_of(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && value <= 65535
             ? static_cast<std::uint16_t>(value)
             : 0;
}

}  // namespace

Egress::Egress(const std::vector<std::string>& entries, const json::value& settings) {
  for (const std::string& entry : entries) {
    if (!entry.starts_with("config:")) {
      add(entry, false);
    } else if (const json::value* value = at_pointer(settings, std::string_view{entry}.substr(7))) {
      add_settings(*value);
    }
  }
}

void Egress::add_settings(const json::value& value) {
  if (value.is_string()) add(std::string_view{value.get_string()}, true);
  if (value.is_array())
    for (const json::value& item : value.get_array()) add_settings(item);
}

void Egress::add(std::string_view text, bool operators) {
  Entry entry;
  entry.operators = operators;
  const std::size_t scheme = text.find("://");
  const bool is_url = scheme != std::string_view::npos;
  if (is_url) {
    if (text.substr(0, scheme) == "http") entry.port = 80;
    if (text.substr(0, scheme) == "https") entry.port = 443;
    text = text.substr(scheme + 3);
    text = text.substr(0, text.find_first_of("/?#"));
    if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) text = text.substr(at + 1);
  }
  const std::size_t bracket = text.find(']');
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const bool bare_ipv6 = bracket == std::string_view::npos && colon != std::string_view::npos &&
                         text.find(':', colon + 1) != std::string_view::npos;
  if (!bare_ipv6 && colon != std::string_view::npos) {
    entry.port = port_of(text.substr(colon + 1));
    text = text.substr(0, colon);
  }
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  entry.host = lower_ascii(text);
  if (!entry.host.empty()) entries_.push_back(std::move(entry));
}

Egress::Verdict Egress::judge(std::string_view host, std::uint16_t port) const {
  Verdict verdict = Verdict::denied;
  const std::string wanted = lower_ascii(host);
  for (const Entry& entry : entries_) {
    const bool named =
        entry.host == "*" || entry.host == wanted ||
        (entry.host.starts_with("*.") && wanted.ends_with(std::string_view{entry.host}.substr(1)));
    const bool right_port =
        entry.port == port || (entry.port == 0 && (entry.operators || port == 80 || port == 443));
    if (!named || !right_port) continue;
    if (entry.operators) return Verdict::anywhere;
    verdict = Verdict::public_only;
  }
  return verdict;
}

}  // namespace patchbay::host
