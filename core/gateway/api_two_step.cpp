// /api/v1/me/totp: the second step of one's own sign-in.
#include "core/base/error.hpp"
#include "core/gateway/api_call.hpp"
#include "core/gateway/session_cookie.hpp"

namespace patchbay::gateway {
namespace {

const std::vector<host::Header> kFresh = {{"Cache-Control", "no-store"}};

// Every session ended; whoever came with a cookie gets the new one.
std::vector<host::Header> with_session(const BuiltIn& parts, const ExchangePtr& exchange, const inbox::SignedIn& session) {
  std::vector<host::Header> headers = kFresh;
  if (exchange->token_is_cookie) {
    headers.push_back(session_cookie(*exchange, session));
    parts.sessions.forget(exchange->token);
  } else {
    parts.accounts.logout(session.token);
  }
  return headers;
}

void begin(const BuiltIn& parts, const ExchangePtr& exchange) {
  const inbox::TwoStepSetup setup = parts.accounts.begin_two_step(exchange->principal);
  parts.answers.json(exchange, 200, to_text(json::object{{"secret", setup.secret}, {"uri", setup.uri}}), kFresh);
}

void confirm(const BuiltIn& parts, const ExchangePtr& exchange) {
  const inbox::TwoStepOn on = parts.accounts.confirm_two_step(exchange->principal, required_string(body_of(*exchange, "the code"), "code"));
  json::array codes;
  for (const std::string& code : on.recovery_codes) codes.emplace_back(code);
  parts.answers.json(exchange, 200, to_text(json::object{{"recovery_codes", std::move(codes)}}), with_session(parts, exchange, on.session));
}

void end(const BuiltIn& parts, const ExchangePtr& exchange) {
  const inbox::SignedIn session =
      parts.accounts.end_two_step(exchange->principal, required_string(body_of(*exchange, "the password"), "password"));
  parts.answers.respond(exchange, {204, with_session(parts, exchange, session), {}});
}

}  // namespace

void add_two_step_routes(const BuiltIn& parts, std::vector<Endpoint>& routes) {
  routes.push_back(own_route(parts, "POST", "/api/v1/me/totp", PBAY_FOR_AGENT, begin));
  routes.push_back(own_route(parts, "POST", "/api/v1/me/totp/confirm", PBAY_FOR_AGENT, confirm));
  routes.push_back(own_route(parts, "POST", "/api/v1/me/totp/off", PBAY_FOR_AGENT, end));
}

}  // namespace patchbay::gateway
