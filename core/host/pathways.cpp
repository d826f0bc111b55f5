#include "core/host/pathways.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/host/asking.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host {
namespace {

constexpr std::string_view kStatus = "pathway.status@1";
constexpr std::int64_t kStatusMs = 1000;
constexpr std::int64_t kJourneyMs = 30 * 60'000;
constexpr int kJourneyEntries = 50;

Instance* serving(const Switchboard& board, const std::string& step) {
  Instance* of_plugin = nullptr;
  for (const auto& instance : board.instances) {
    if (instance->state() != State::serving) continue;
    if (instance->name == step) return instance.get();
    if (instance->manifest.id == step && of_plugin == nullptr) of_plugin = instance.get();
  }
  return of_plugin;
}

std::string label_in(const Manifest& manifest, const std::string& locale) {
  std::ifstream in{manifest.directory + "/locales/" + locale + ".json", std::ios::binary};
  if (!in) return {};
  std::stringstream text;
  text << in.rdbuf();
  try {
    return string_or(parse_object(text.str(), "locale"), "pathway.label", "");
  } catch (const Error&) {
    return {};  // its own tests say so; here the plugin's name does
  }
}

void ask_status(Switchboard& board, const Instance& instance, const inbox::Principal& by,
                const std::string& locale, PathwayStep& step) {
  Question question;
  const std::string method = std::string{kStatus} + "#" + instance.name;
  question.method = method;
  question.json = "{}";
  question.by = by;
  question.locale = locale;
  question.deadline_steady_ms = board.services.clock.steady_ms() + kStatusMs;
  try {
    const json::object status = parse_object(ask(board, question), kStatus);
    step.available = bool_or(status, "available", false);
    step.reason = string_or(status, "reason", "");
    step.wait_seconds = integer_or(status, "wait_seconds", -1);
    step.url = string_or(status, "url", "");
    step.opens_at = string_or(status, "opens_at", "");
  } catch (const Error& caught) {
    step.available = false;
    step.reason = "unavailable";
    log::warn("host", "a pathway did not say whether it is open",
              {{"instance", instance.name}, {"error", caught.what()}});
  }
}

// What a contact did within this journey: a search or an answer that was looked at is an attempt.
Said said_by(Switchboard& board, const inbox::Principal& by, Said said) {
  if (by.contact.empty() || (said.attempted && said.no)) return said;
  const std::int64_t began = board.services.clock.now_ms() - kJourneyMs;
  for (const inbox::JourneyEntry& entry :
       board.services.inbox.journey(inbox::Principal::system(), by.contact, kJourneyEntries)) {
    if (entry.at_ms < began) break;
    const json::value* helpful = entry.data.if_contains("helpful");
    said.no |= helpful != nullptr && helpful->is_bool() && !helpful->get_bool();
    said.attempted |= entry.kind != "page" && entry.kind != "message" && !entry.kind.starts_with("pathway_");
  }
  return said;
}

bool is_revealed(const std::string& rule, const Said& said) {
  if (rule == "after_attempt") return said.attempted || said.no;
  return rule != "after_no" || said.no;
}

std::vector<std::string> order_of(const Switchboard& board) {
  if (!board.services.config.pathways_order.empty()) return board.services.config.pathways_order;
  std::vector<std::string> order;
  for (const Instance* instance : board.providers.of(kStatus)) order.push_back(instance->name);
  std::sort(order.begin(), order.end());
  order.insert(order.begin(), "search");
  return order;
}

}  // namespace

std::vector<PathwayStep> pathways(Switchboard& board, const inbox::Principal& by, const std::string& locale,
                                  Said said) {
  std::vector<PathwayStep> out;
  const config::Config& config = board.services.config;
  if (!config.pathways_reveal.empty()) said = said_by(board, by, said);
  for (const std::string& name : order_of(board)) {
    PathwayStep step;
    step.id = name;
    const auto reveal = config.pathways_reveal.find(name);
    step.reveal = reveal == config.pathways_reveal.end() ? "always" : reveal->second;
    step.revealed = is_revealed(step.reveal, said);
    step.available = true;
    const Instance* instance = serving(board, name);
    if (instance == nullptr && name != "search") continue;
    if (instance != nullptr) {
      const Generation* generation = instance->current();
      if (generation != nullptr && generation->provided.contains(kStatus))
        ask_status(board, *instance, by, locale, step);
      step.label = label_in(instance->manifest, locale);
      if (step.label.empty()) step.label = label_in(instance->manifest, config.site.default_locale);
      if (step.label.empty()) step.label = instance->manifest.name;
    } else {
      step.label = "Search";
      step.url = "/search";
    }
    out.push_back(std::move(step));
  }
  return out;
}

}  // namespace patchbay::host
