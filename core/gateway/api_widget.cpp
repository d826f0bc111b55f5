// /api/v1/widget: a visitor's session, with or without the business's word about who it is, and the address it gives.
#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/base/text.hpp"
#include "core/gateway/api_call.hpp"
#include "core/gateway/identity.hpp"
#include "core/gateway/origin_check.hpp"

namespace patchbay::gateway {
namespace {

const std::vector<host::Header> kFresh = {{"Cache-Control", "no-store"}};

std::string locale_of(const json::object& body, const Exchange& exchange) {
  const auto& locales = exchange.settings->config.site.locales;
  std::string locale = string_or(body, "locale", exchange.locale);
  return std::ranges::find(locales, locale) != locales.end() ? locale : exchange.locale;
}

// The visit the request's token belongs to, when it is one of this inbox.
std::optional<inbox::SignedIn> visit_before(const BuiltIn& parts, const Exchange& exchange, const std::string& inbox) {
  const bool visitor = exchange.signed_in && exchange.principal.kind == inbox::Kind::visitor && exchange.principal.inbox == inbox;
  return visitor ? parts.accounts.resume_visit(exchange.token) : std::nullopt;
}

void session(const BuiltIn& parts, const ExchangePtr& exchange) {
  const json::object body = body_of(*exchange, "the session");
  const std::string inbox = string_or(body, "inbox", "default"), locale = locale_of(body, *exchange);
  if (inbox != "default" && !exchange->settings->config.inboxes.contains(inbox))
    throw Error{Code::not_found, "There is no inbox of that name."};
  if (exchange->cross_site && !exchange->origin.empty() && !is_site_of(*exchange->settings, inbox, exchange->origin)) {
    parts.answers.problem(exchange, 403, "This site may not carry the widget: add it to [inbox." + inbox + "] sites.", "origin");
    return;
  }
  const std::string token = string_or(body, "identity", "");
  std::optional<IdentityClaims> claims;
  try {
    if (!token.empty()) claims = identity_of(*exchange->settings, inbox, token);
  } catch (const Error& error) {
    if (error.code() != Code::denied) throw;
    parts.answers.problem(exchange, 401, error.what(), "identity");  // nobody vouches: not a matter of rights
    return;
  }
  const auto before = visit_before(parts, *exchange, inbox);
  const inbox::SignedIn visit = claims   ? identified_visit(parts, *claims, inbox, locale, before)
                                : before ? *before
                                         : parts.accounts.start_visit(inbox, locale);
  parts.answers.json(exchange, 200,
                     to_text(json::object{{"token", visit.token},
                                          {"contact_id", visit.principal.contact},
                                          {"expires_at", iso_time(visit.expires_ms)},
                                          {"features",
                                           {{"search", true},
                                            {"uploads", parts.uploads != nullptr},
                                            {"conversations", parts.rooms != nullptr},
                                            {"identified", visit.principal.verified},
                                            {"mail", !exchange->settings->config.mail_smtp.empty()}}}}),
                     kFresh);
}

// The address is noted unverified at once; the one-time link proves it.
void email(const BuiltIn& parts, const ExchangePtr& exchange) {
  const inbox::Principal& visitor = exchange->principal;
  if (visitor.is_agent() || visitor.contact.empty()) throw Error{Code::denied, "Only a visitor gives its address."};
  const std::string address = required_string(body_of(*exchange, "the address"), "email");
  const std::string token = parts.accounts.ask_to_confirm(visitor, address);
  parts.rooms->contacts.upsert(inbox::Principal::system(), visitor.contact, {{"email", address, false}}, {});
  const bool mailed = parts.accounts.mail_link(address, exchange->settings->public_url + "/signin?token=" + token, visitor.locale);
  parts.answers.json(exchange, 200, to_text(json::object{{"verified", false}, {"mailed", mailed}}), kFresh);
}

}  // namespace

void add_widget_routes(const BuiltIn& parts, std::vector<Endpoint>& routes) {
  routes.push_back(own_route(parts, "POST", "/api/v1/widget/session", PBAY_FOR_PUBLIC, session, "visits"));
  Endpoint give = talk_route(parts, "POST", "/api/v1/widget/email", PBAY_FOR_VISITOR, email);
  give.limit = "reset_address";
  routes.push_back(std::move(give));
}

}  // namespace patchbay::gateway
