#include "account_pages.hpp"

#include "patchbay/html.hpp"

namespace patchbay::portal {
namespace {

std::string tag(std::string_view name, std::string_view text, std::string_view attributes = {}) {
  return "<" + std::string{name} + std::string{attributes} + ">" + escape_html(text) + "</" + std::string{name} + ">";
}

std::string status_name(const Messages& text, const std::string& status) {
  const std::string key = "account.status." + status;
  const std::string_view name = text(key);
  return name == key ? status : std::string{name};
}

std::string form(std::string_view action, std::string_view inside) {
  return "<form method=\"post\" action=\"" + escape_html(action) + "\">" + std::string{inside} + "</form>";
}

std::string hidden(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\" name=\"" + std::string{name} + "\" value=\"" + escape_html(value) + "\">";
}

std::string body_field(const Messages& text, std::string_view label, std::string_view value) {
  return "<label class=\"pb-field\"><strong>" + escape_html(text(label)) + "</strong><textarea name=\"body\" required maxlength=\"10000\">" +
         escape_html(value) + "</textarea></label>";
}

// Lines stay lines; nothing in it is markup.
std::string lines(std::string_view body) {
  std::string out;
  for (const char c : escape_html(body)) out += c == '\n' ? std::string{"<br>"} : std::string(1, c);
  return out;
}

std::string said_item(const Said& said, const Messages& text) {
  const bool own = said.author == "visitor";
  const std::string who = own ? std::string{text("account.you")} : said.name.empty() ? std::string{text("account.us")} : said.name;
  std::string out = "<li class=\"pb-said" + std::string{own ? " pb-own" : said.author == "system" ? " pb-system" : ""} + "\"><p class=\"pb-meta\">" +
                    escape_html(who) + (said.author == "bot" ? " · " + escape_html(text("account.bot")) : "") + " · " + time_element(said.at) + "</p>";
  if (!said.body.empty()) out += "<p>" + lines(said.body) + "</p>";
  for (const auto& [name, url] : said.files) out += "<p><a href=\"" + escape_html(url) + "\">" + escape_html(name) + "</a></p>";
  return out + "</li>";
}

}  // namespace

std::string time_element(std::string_view iso) {
  std::string shown{iso.substr(0, 16)};
  if (shown.size() == 16) shown[10] = ' ';
  return "<time datetime=\"" + escape_html(iso) + "\">" + escape_html(shown) + "</time>";
}

std::string render_talks(const Talks& talks, const Site& site, const Messages& text) {
  std::string out = tag("h1", text("account.title"));
  const std::string base = prefix(site, text.locale());
  if (talks.items.empty()) return out + tag("p", text("account.none")) + "<p><a class=\"pb-button\" href=\"" + base + "/contact\">" + escape_html(text("help.button")) + "</a></p>";
  out += "<ul class=\"pb-talks\">";
  for (const Talk& talk : talks.items) {
    const std::string title = talk.subject.empty() ? text("account.number", {{"n", std::to_string(talk.number)}}) : talk.subject;
    out += "<li><h2><a href=\"" + base + "/account/conversations/" + percent_encode(talk.id) + "\">" + escape_html(title) + "</a></h2>";
    if (!talk.last.empty()) out += tag("p", talk.last);
    out += "<p class=\"pb-meta\">" + escape_html(status_name(text, talk.status)) + " · " + time_element(talk.updated) + "</p></li>";
  }
  out += "</ul>";
  if (!talks.next.empty())
    out += "<p><a class=\"pb-button pb-quiet\" rel=\"next\" href=\"" + base + "/account/conversations?cursor=" + percent_encode(talks.next) + "\">" +
           escape_html(text("account.more")) + "</a></p>";
  return out;
}

std::string render(const TalkPage& page, const Site& site, const Messages& text) {
  const std::string here = prefix(site, text.locale()) + "/account/conversations/" + percent_encode(page.talk.id);
  std::string out = tag("h1", page.talk.subject.empty() ? text("account.number", {{"n", std::to_string(page.talk.number)}}) : page.talk.subject) +
                    "<p class=\"pb-meta\">" + escape_html(status_name(text, page.talk.status)) + "</p>";
  if (!page.notice.empty()) out += "<p class=\"pb-notice\" role=\"status\">" + page.notice + "</p>";
  out += "<ol class=\"pb-thread\">";
  for (const Said& said : page.said) out += said_item(said, text);
  out += "</ol>" + form(here + "/messages", hidden("token", page.token) + body_field(text, "account.reply", page.draft) + "<p><button class=\"pb-button\">" +
                                               escape_html(text("account.send")) + "</button></p>");
  return out + form(here + "/handoff", "<button class=\"pb-button pb-quiet\">" + escape_html(text("account.person")) + "</button>");
}

std::string render(const LetterForm& letter, const Site& site, const Messages& text) {
  std::string inside = hidden("token", letter.token);
  if (!letter.problem.empty()) inside += "<p class=\"pb-notice\" role=\"alert\">" + escape_html(letter.problem) + "</p>";
  inside += body_field(text, "contact.form.body", letter.body);
  if (!letter.known)
    inside += "<label class=\"pb-field\">" + escape_html(text("contact.form.name")) + "<input name=\"name\" autocomplete=\"name\" maxlength=\"200\" value=\"" +
              escape_html(letter.name) + "\"></label><label class=\"pb-field\">" + escape_html(text("contact.form.email")) +
              "<input name=\"email\" type=\"email\" autocomplete=\"email\" required maxlength=\"200\" value=\"" + escape_html(letter.email) + "\"></label>";
  return "<section class=\"pb-letter\">" + tag("h2", text("contact.form.title")) + tag("p", text("contact.form.text"), " class=\"pb-muted\"") +
         form(prefix(site, text.locale()) + "/contact", inside + "<p><button class=\"pb-button\">" + escape_html(text("account.send")) + "</button></p>") +
         "</section>";
}

std::string render_sent(const Answered& answered, bool has_account, const Site& site, const Messages& text) {
  std::string out = tag("h1", text("contact.sent")) + "<p role=\"status\">" + escape_html(text("contact.sent.text")) + "</p>";
  if (!answered.eta.empty()) out += "<p>" + escape_html(text("contact.sent.eta")) + " " + time_element(answered.eta) + "</p>";
  if (has_account)
    out += "<p><a class=\"pb-button\" href=\"" + prefix(site, text.locale()) + "/account/conversations/" + percent_encode(answered.conversation) + "\">" +
           escape_html(text("contact.sent.follow")) + "</a></p>";
  return out;
}

}  // namespace patchbay::portal
