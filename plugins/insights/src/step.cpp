#include "step.hpp"

#include "patchbay/json_text.hpp"

namespace patchbay::insights {
namespace {

namespace text = json_text;

// "  Gift  CARD " and "gift card" are one question.
std::string plain(std::string_view words) {
  std::string out;
  for (const char c : words) {
    const bool space = c == ' ' || c == '\t' || c == '\n';
    if (space && (out.empty() || out.back() == ' ')) continue;
    out += space ? ' ' : (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string subject_of(std::string_view kind, std::string_view data, std::string_view page) {
  if (kind == "search") return plain(text::string_or(data, "q", ""));
  if (kind == "pathway_shown" || kind == "pathway_chosen") return text::string_or(data, "step", "");
  if (kind == "bot_turn") return text::string_or(data, "intent", "");
  if (kind == "page") return std::string{page};
  std::string doc = text::string_or(data, "doc", "");
  if (kind == "guide_step") doc += "#" + text::string_or(data, "step", "");
  return doc;
}

std::optional<bool> flag(std::string_view data, std::string_view key) {
  const auto value = text::member(data, key);
  if (!value || (*value != "true" && *value != "false")) return std::nullopt;
  return *value == "true";
}

}  // namespace

std::optional<Step> read_step(std::string_view item) {
  Step step;
  step.who = text::string_or(item, "contact", "");
  step.contact = !step.who.empty();
  if (!step.contact) step.who = text::string_or(item, "browser", "");
  if (step.who.empty()) return std::nullopt;
  step.kind = text::string_or(item, "kind", "");
  step.at = text::integer_or(item, "at", 0);
  step.locale = text::string_or(item, "locale", "");
  const std::string data{text::member(item, "data").value_or("{}")};
  step.subject = subject_of(step.kind, data, text::string_or(item, "page", ""));
  step.seconds = text::integer_or(data, "seconds", 0);
  step.helpful = flag(data, "helpful");
  step.answered =
      step.kind == "bot_turn" && (!text::string_or(data, "source", "").empty() || !step.subject.empty());
  step.finished = step.kind == "guide_step" && text::string_or(data, "outcome", "") == "finished";
  step.to_person = step.kind == "message" && text::string_or(data, "to", "person") != "bot";
  step.score = text::integer_or(data, "score", 0);
  step.repeated = flag(data, "repeated").value_or(false);
  return step;
}

}  // namespace patchbay::insights
