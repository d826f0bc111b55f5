#include "desk_page.hpp"

#include "patchbay/html.hpp"
#include "patchbay/json_text.hpp"

namespace patchbay::webhooks {
namespace {

// What the script says, by key.
constexpr std::string_view kWords[] = {
    "desk.none",     "desk.no_endpoints", "desk.enable",      "desk.disable",    "desk.test",  "desk.replay",
    "desk.replayed", "desk.more",         "desk.details",     "desk.failed",     "desk.made",  "desk.off",
    "desk.failing",  "state.waiting",     "state.sending",    "state.delivered", "state.dead", "desk.by_file",
    "desk.all",      "desk.no_answer",    "desk.replay_dead", "desk.tries",      "why.gone",   "why.failing",
    "why.admin",     "desk.channel"};

std::string words_json(const Messages& text) {
  std::string out;
  for (const std::string_view key : kWords)
    out += (out.empty() ? "" : ",") + json_text::quote(key) + ":" + json_text::quote(text(key));
  return "{" + out + "}";
}

}  // namespace

std::string desk_page(const Messages& text) {
  const auto say = [&text](std::string_view key) { return escape_html(text(key)); };
  return "<!doctype html>\n<html lang=\"" + escape_html(text.locale()) +
         "\"><head><meta charset=\"utf-8\"><title>" + say("desk.title") +
         "</title><link rel=\"stylesheet\" href=\"/page-kit.css\"><link rel=\"stylesheet\" "
         "href=\"/webhooks/log.css\">"
         "<script defer src=\"/page-kit.js\"></script><script defer src=\"/webhooks/log.js\"></script></head>"
         "<body data-words=\"" +
         escape_html(words_json(text)) +
         "\"><main>"
         "<section aria-labelledby=\"endpoints-title\"><h2 id=\"endpoints-title\">" +
         say("desk.endpoints") +
         "</h2><div id=\"endpoints\"></div>"
         "<form id=\"new\" class=\"card\"><h3>" +
         say("desk.new") +
         "</h3>"
         "<label>" +
         say("desk.url") +
         "<input name=\"url\" type=\"url\" required placeholder=\"https://example.com/hooks\"></label>"
         "<label>" +
         say("desk.events") +
         "<input name=\"events\" value=\"*\" required></label>"
         "<button class=\"strong\">" +
         say("desk.add") +
         "</button><p id=\"secret\" role=\"status\"></p></form></section>"
         "<section aria-labelledby=\"log-title\"><h2 id=\"log-title\">" +
         say("desk.log") +
         "</h2>"
         "<p class=\"filters\"><label>" +
         say("desk.endpoint") +
         "<select id=\"by-endpoint\"></select></label>"
         "<label>" +
         say("desk.state") + "<select id=\"by-state\"></select></label> <button id=\"replay-dead\">" +
         say("desk.replay_dead") +
         "</button></p>"
         "<div class=\"wide\"><table><thead><tr><th>" +
         say("desk.when") + "</th><th>" + say("desk.event") + "</th><th>" + say("desk.endpoint") +
         "</th><th>" + say("desk.state") +
         "</th><th></th></tr></thead><tbody id=\"log\"></tbody></table></div>"
         "<button id=\"more\" hidden>" +
         say("desk.more") + "</button></section></main></body></html>\n";
}

}  // namespace patchbay::webhooks
