#include "account.hpp"

#include <chrono>

#include "account_pages.hpp"
#include "asks.hpp"
#include "form.hpp"
#include "patchbay/html.hpp"
#include "patchbay/json_text.hpp"
#include "talk.hpp"

namespace patchbay::portal {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::size_t kLettersAnHour = 5, kMostAddresses = 10'000, kLongestBody = 10'000;

std::string locale_of(const Portal& portal, const Request& request) {
  const std::string_view locale = request.locale();
  return locale.empty() ? portal.site.default_locale : std::string{locale};
}

void send(const Portal& portal, const Request& request, const Messages& text, std::string_view title, std::string_view main, int status = 200) {
  using json_text::quote;
  const std::string crumbs = "[{\"title\":" + quote(text("home")) + ",\"url\":" + quote(prefix(portal.site, text.locale()) + "/") +
                             "},{\"title\":" + quote(title) + "}]";
  const std::string page = "{\"title\":" + quote(title) + ",\"locale\":" + quote(text.locale()) + ",\"noindex\":true,\"breadcrumb\":" + crumbs + "}";
  request.html(status, main, {{"patchbay-page", page}, {"cache-control", "no-store"}});
}

// Who has no account is led to sign in and back here. False: that was the answer.
bool is_let_in(const Portal& portal, const Request& request) {
  if (ask_reader(portal.host, request.ctx()).has_account()) return true;
  const std::string base = prefix(portal.site, locale_of(portal, request));
  request.redirect(303, base + "/signin?next=" + percent_encode(base + std::string{request.path()}), {{"cache-control", "no-store"}});
  return false;
}

void show_talk(const Portal& portal, const Request& request, std::string notice = {}, std::string draft = {}, int status = 200) {
  const Messages text{locale_of(portal, request)};
  const auto found = ask_talk(portal.host, request.ctx(), request.param("id"));
  if (!found) return request.problem(404, "not_found", text("account.missing"));
  const TalkPage page{*found, ask_said(portal.host, request.ctx(), found->id), form_token(), std::move(notice), std::move(draft)};
  send(portal, request, text, text("account.title"), render(page, portal.site, text), status);
}

void back_to(const Portal& portal, const Request& request, std::string_view query = {}) {
  request.redirect(303, prefix(portal.site, locale_of(portal, request)) + "/account/conversations/" + percent_encode(request.param("id")) + std::string{query},
                   {{"cache-control", "no-store"}});
}

}  // namespace

bool LetterBox::takes(const std::string& address, std::int64_t now_ms) {
  const std::lock_guard lock{mutex_};
  if (sent_.size() >= kMostAddresses) std::erase_if(sent_, [&](const auto& one) { return one.second.back() + kHourMs < now_ms; });
  auto& times = sent_[address];
  while (!times.empty() && times.front() + kHourMs < now_ms) times.pop_front();
  if (times.size() >= kLettersAnHour) return false;
  times.push_back(now_ms);
  return true;
}

void talks(const Portal& portal, const Request& request) {
  if (!is_let_in(portal, request)) return;
  const Messages text{locale_of(portal, request)};
  send(portal, request, text, text("account.title"), render_talks(ask_talks(portal.host, request.ctx(), request.query("cursor")), portal.site, text));
}

void talk(const Portal& portal, const Request& request) {
  if (!is_let_in(portal, request)) return;
  const Messages text{locale_of(portal, request)};
  const std::string eta = request.query("eta");
  std::string notice;
  if (request.has_query("asked"))
    notice = escape_html(text("account.asked")) + (eta.empty() ? "" : " " + escape_html(text("contact.sent.eta")) + " " + time_element(eta));
  show_talk(portal, request, std::move(notice));
}

void send_reply(const Portal& portal, const Request& request) {
  if (!is_let_in(portal, request)) return;
  const std::string body = form_field(request.body(), "body", kLongestBody), token = token_of(request.body());
  if (body.empty()) return back_to(portal, request);
  try {
    say(portal.host, request.ctx(), request.param("id"), token, body);
  } catch (const Failure& failure) {
    if (failure.status() == PBAY_E_NOT_FOUND) return request.problem(failure);
    return show_talk(portal, request, escape_html(failure.what()), body, http_status_of(failure.status()));
  }
  back_to(portal, request);
}

void ask_for_person(const Portal& portal, const Request& request) {
  if (!is_let_in(portal, request)) return;
  const Answered answered = ask_person(portal.host, request.ctx(), request.param("id"), locale_of(portal, request));
  back_to(portal, request, "?asked" + (answered.eta.empty() ? "" : "&eta=" + percent_encode(answered.eta)));
}

void send_letter(const Portal& portal, LetterBox& box, const Request& request) {
  const std::string locale = locale_of(portal, request);
  const Messages text{locale};
  const Reader reader = ask_reader(portal.host, request.ctx());
  LetterForm form{reader.has_account(), form_field(request.body(), "name", 200), form_field(request.body(), "email", 200),
                  form_field(request.body(), "body", kLongestBody), token_of(request.body()), {}};
  const auto again = [&](int status, std::string_view problem) {
    form.problem = problem;
    send(portal, request, text, text("contact.title"), render(form, portal.site, text), status);
  };
  if (form.body.empty()) return again(422, text("contact.form.empty"));
  const auto at = form.email.find('@');
  if (!form.known && (at == std::string::npos || at == 0 || at + 1 == form.email.size())) return again(422, text("contact.form.no_email"));
  const std::int64_t now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  if (!form.known && !box.takes(std::string{request.remote()}, now)) return again(429, text("contact.form.later"));
  Answered answered;
  try {
    const std::string conversation = form.known ? say(portal.host, request.ctx(), {}, form.token, form.body)
                                                : deliver(portal.host, {form.name, form.email, form.body, form.token, locale});
    answered = ask_person(portal.host, form.known ? request.ctx() : kSelf, conversation, locale);
  } catch (const Failure& failure) {
    return again(http_status_of(failure.status()), failure.what());
  }
  send(portal, request, text, text("contact.sent"), render_sent(answered, form.known, portal.site, text));
}

}  // namespace patchbay::portal
