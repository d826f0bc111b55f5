#pragma once
// A plugin's texts in every language, compiled in from locales/*.json by patchbay_embed_locales(). A key that is missing in
// a language stops the build; asking for a key that does not exist gives the key itself, which a test finds.
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace patchbay {

struct Message {
  std::string_view key, text;
};
struct MessageTable {
  std::string_view locale;
  std::span<const Message> messages;
};
std::span<const MessageTable> message_tables();  // English first; made by the build

class Messages {
 public:
  // The texts of `locale`; of its language ("pt-BR" → "pt"), else English.
  explicit Messages(std::string_view locale) : table_{&find(locale)} {}

  std::string_view operator()(std::string_view key) const {
    for (const Message& message : table_->messages)
      if (message.key == key) return message.text;
    return key;
  }
  // With {name} replaced. What is put in is not escaped: escape the whole text where it becomes HTML.
  std::string operator()(std::string_view key, std::initializer_list<std::pair<std::string_view, std::string_view>> values) const {
    std::string text{(*this)(key)};
    for (const auto& [name, value] : values) {
      const std::string slot = "{" + std::string{name} + "}";
      if (const std::size_t at = text.find(slot); at != std::string::npos) text.replace(at, slot.size(), value);
    }
    return text;
  }
  std::string_view locale() const { return table_->locale; }

 private:
  static const MessageTable& find(std::string_view locale) {
    const std::span<const MessageTable> tables = message_tables();
    for (const MessageTable& table : tables)
      if (table.locale == locale || table.locale == locale.substr(0, locale.find('-'))) return table;
    return tables.front();
  }
  const MessageTable* table_;
};

}  // namespace patchbay
