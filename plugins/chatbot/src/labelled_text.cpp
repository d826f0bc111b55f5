#include "labelled_text.hpp"

#include <stdexcept>

namespace patchbay::chatbot {

std::vector<Example> labelled_texts(std::string_view lines, std::string_view name) {
  std::vector<Example> out;
  for (std::size_t number = 1; !lines.empty(); ++number) {
    std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(lines.size(), line.size() + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    const std::size_t tab = line.rfind('\t');
    if (tab == std::string_view::npos || tab == 0 || tab + 1 == line.size())
      throw std::invalid_argument{std::string{name} + ":" + std::to_string(number) +
                                  ": write the text, one tab and its label"};
    out.push_back({std::string{line.substr(0, tab)}, std::string{line.substr(tab + 1)}});
  }
  return out;
}

}  // namespace patchbay::chatbot
