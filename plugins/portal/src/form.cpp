#include "form.hpp"

#include <algorithm>
#include <random>

#include "patchbay/request.hpp"

namespace patchbay::portal {

std::string form_field(std::string_view body, std::string_view name, std::size_t most) {
  while (!body.empty()) {
    const std::string_view pair = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(body.size(), pair.size() + 1));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (pair.substr(0, equals) != name) continue;
    std::string value = detail::to_valid_utf8(detail::decode_query(pair.substr(std::min(pair.size(), equals + 1))));
    const auto is_space = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
    value.erase(value.begin(), std::ranges::find_if_not(value, is_space));
    while (!value.empty() && is_space(value.back())) value.pop_back();
    std::size_t cut = std::min(value.size(), most);
    while (cut > 0 && cut < value.size() && (static_cast<unsigned char>(value[cut]) & 0xC0) == 0x80) --cut;
    value.resize(cut);
    return value;
  }
  return {};
}

std::string form_token() {
  static constexpr std::string_view kLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::random_device random;
  std::string token;
  for (int i = 0; i < 26; ++i) token += kLetters[random() % kLetters.size()];
  return token;
}

std::string token_of(std::string_view body) {
  std::string token = form_field(body, "token", 64);
  const bool fine = !token.empty() && std::ranges::all_of(token, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
  return fine ? token : form_token();
}

}  // namespace patchbay::portal
