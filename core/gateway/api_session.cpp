// /api/v1/login, /logout, /me and /widget/session.
#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/gateway/builtin_routes.hpp"
#include "core/gateway/session_cookie.hpp"

namespace patchbay::gateway {
namespace {

json::object principal_json(const inbox::Principal& principal) {
  json::array groups;
  for (const std::string& group : principal.groups) groups.emplace_back(group);
  const auto or_null = [](const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); };
  return {{"kind", inbox::name_of(principal.kind)}, {"id", principal.id}, {"name", or_null(principal.name)},
          {"email", or_null(principal.email)}, {"contact_id", or_null(principal.contact)}, {"groups", std::move(groups)},
          {"verified", principal.verified}, {"locale", or_null(principal.locale)}, {"inbox", or_null(principal.inbox)}};
}

json::object body_of(const Exchange& exchange, std::string_view what) {
  return parse_object(exchange.request.body, what, static_cast<std::size_t>(exchange.settings->json_bytes));
}

void login(const BuiltIn& parts, const ExchangePtr& exchange) {
  if (exchange->cross_site) {
    parts.answers.problem(exchange, 403, "This request comes from another site.", "cross_site");
    return;
  }
  const json::object body = body_of(*exchange, "the login");
  const bool with_cookie = bool_or(body, "cookie", true);
  if (with_cookie && !may_set_cookie(*exchange)) {
    parts.answers.problem(exchange, 403,
                          "Signing in needs https here: set [server] public_url to an https address and [server] tls, or put a "
                          "proxy with a certificate in front.",
                          "insecure");
    return;
  }
  const inbox::SignedIn signed_in =
      parts.accounts.login(required_string(body, "email"), required_string(body, "password"), exchange->remote);
  json::object answer = principal_json(signed_in.principal);
  answer["expires_at"] = iso_time(signed_in.expires_ms);
  std::vector<host::Header> headers = {{"Cache-Control", "no-store"}};
  if (with_cookie) headers.push_back(session_cookie(*exchange, signed_in));
  else answer["token"] = signed_in.token;
  if (exchange->token_is_cookie && exchange->signed_in) {  // the session before this one ends
    parts.accounts.logout(exchange->token);
    parts.sessions.forget(exchange->token);
  }
  parts.answers.json(exchange, 200, to_text(answer), std::move(headers));
}

void logout(const BuiltIn& parts, const ExchangePtr& exchange) {
  if (!exchange->token.empty()) parts.accounts.logout(exchange->token);
  parts.sessions.forget(exchange->token);
  parts.answers.respond(exchange, {204, {cleared_cookie(*exchange), {"Cache-Control", "no-store"}}, {}});
}

void me(const BuiltIn& parts, const ExchangePtr& exchange) {
  parts.answers.json(exchange, 200, to_text(principal_json(exchange->principal)));
}

void widget_session(const BuiltIn& parts, const ExchangePtr& exchange) {
  const json::object body = body_of(*exchange, "the session");
  const std::string inbox = string_or(body, "inbox", "default");
  const auto& inboxes = exchange->settings->config.inboxes;
  if (inbox != "default" && !inboxes.contains(inbox)) throw Error{Code::not_found, "There is no inbox of that name."};
  if (const json::value* identity = body.if_contains("identity"); identity && !identity->is_null())
    throw Error{Code::unsupported, "Identity tokens are not taken yet; send \"identity\": null."};
  const auto& locales = exchange->settings->config.site.locales;
  std::string locale = string_or(body, "locale", exchange->locale);
  if (std::find(locales.begin(), locales.end(), locale) == locales.end()) locale = exchange->locale;
  const inbox::SignedIn visit = parts.accounts.start_visit(inbox, locale);
  parts.answers.json(exchange, 200,
                     to_text(json::object{{"token", visit.token},
                                          {"contact_id", visit.principal.contact},
                                          {"expires_at", iso_time(visit.expires_ms)},
                                          {"features", {{"search", true}, {"uploads", parts.uploads != nullptr}}}}),
                     {{"Cache-Control", "no-store"}});
}

}  // namespace

void add_session_routes(const BuiltIn& parts, std::vector<Endpoint>& routes) {
  routes.push_back(own_route(parts, "POST", "/api/v1/login", PBAY_FOR_PUBLIC, login));
  routes.push_back(own_route(parts, "POST", "/api/v1/logout", PBAY_FOR_PUBLIC, logout));
  routes.push_back(own_route(parts, "GET", "/api/v1/me", PBAY_FOR_VISITOR, me));
  routes.push_back(own_route(parts, "POST", "/api/v1/widget/session", PBAY_FOR_PUBLIC, widget_session, "visits"));
}

}  // namespace patchbay::gateway
