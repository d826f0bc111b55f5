// /api/v1/login, /logout and /me.
#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/gateway/api_call.hpp"
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
      parts.accounts.login(required_string(body, "email"), required_string(body, "password"), exchange->remote, string_or(body, "code", ""));
  if (signed_in.needs_code) {
    parts.answers.problem(exchange, 401, "Give the code of your device, or a recovery code, as \"code\".", "totp_required");
    return;
  }
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
  parts.sockets.close_session(exchange->principal.session);
  parts.answers.respond(exchange, {204, {cleared_cookie(*exchange), {"Cache-Control", "no-store"}}, {}});
}

void me(const BuiltIn& parts, const ExchangePtr& exchange) {
  json::object answer = principal_json(exchange->principal);
  if (exchange->principal.is_agent()) answer["two_step"] = parts.accounts.has_two_step(exchange->principal);
  parts.answers.json(exchange, 200, to_text(answer));
}

}  // namespace

void add_session_routes(const BuiltIn& parts, std::vector<Endpoint>& routes) {
  routes.push_back(own_route(parts, "POST", "/api/v1/login", PBAY_FOR_PUBLIC, login));
  routes.push_back(own_route(parts, "POST", "/api/v1/logout", PBAY_FOR_PUBLIC, logout));
  routes.push_back(own_route(parts, "GET", "/api/v1/me", PBAY_FOR_VISITOR, me));
}

}  // namespace patchbay::gateway
