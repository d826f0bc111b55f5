#include "core/gateway/file_parts.hpp"

#include "core/base/clock.hpp"
#include "core/gateway/file_links.hpp"

namespace patchbay::gateway {

std::string FileParts::key() const {
  const std::lock_guard lock{mutex_};
  if (key_.empty()) key_ = uploads_->signing_key();
  return key_;
}

std::string FileParts::link(const std::string& id, const std::string& name) const {
  return FileLinks{key()}.make(id, name, SystemClock{}.now_ms() / 1000 + kLinkSeconds);
}

void FileParts::sign(json::object& message) const {
  json::value* parts = message.if_contains("parts");
  if (!uploads_ || !parts || !parts->is_array()) return;
  for (json::value& part : parts->get_array()) {
    if (!part.is_object()) continue;
    json::object& file = part.get_object();
    if (string_or(file, "type", "") == "file") file["url"] = link(string_or(file, "id", ""), string_or(file, "name", ""));
  }
}

std::string FileParts::sign_text(std::string message) const {
  if (!uploads_ || message.find(R"("type":"file")") == std::string::npos) return message;
  json::object object = parse_object(message, "a stored message");
  sign(object);
  return to_text(object);
}

}  // namespace patchbay::gateway
