// /api/v1/conversations/ID/messages.
#include "core/base/error.hpp"
#include "core/gateway/api_call.hpp"
#include "core/gateway/conversation_calls.hpp"
#include "core/gateway/message_draft.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::int64_t kMostSeq = std::int64_t{1} << 53;

void answer_message(const BuiltIn& parts, const ExchangePtr& exchange, int status, json::object message) {
  parts.files.sign(message);
  parts.answers.json(exchange, status, to_text(message), {{"Cache-Control", "no-store"}});
}

void list(const BuiltIn& parts, const ExchangePtr& exchange) {
  const Query query{exchange->request.query};
  // Without `after` the newest; after 0 is from the first on.
  std::int64_t after = number_of(query, "after", 0, 0, kMostSeq);
  if (after == 0 && !query.get("after").empty()) after = -1;
  const std::int64_t before = number_of(query, "before", 0, 0, kMostSeq);
  const auto limit = static_cast<int>(number_of(query, "limit", 50, 1, 200));
  inbox::Page page = parts.rooms->conversations.messages(exchange->principal, existing_of(parts, *exchange), after, before, limit);
  for (json::object& message : page.items) parts.files.sign(message);
  parts.answers.json(exchange, 200, page_text(std::move(page)), {{"Cache-Control", "no-store"}});
}

void post(const BuiltIn& parts, const ExchangePtr& exchange) {
  inbox::Draft draft = read_draft(body_of(*exchange, "the message"), exchange->settings->config.limits);
  const std::string id = param(*exchange, "id"), address = limit_key(exchange->client).text();
  if (id != "active") draft.conversation = id;
  else if (exchange->principal.is_agent()) throw Error{Code::invalid, "'active' is for visitors: name the conversation"};
  take_message(parts, exchange->principal, *exchange->settings);
  refuse_beginning(parts, exchange->principal, draft, *exchange->settings, address);
  parts.rooms->conversations.append_later(
      exchange->principal, std::move(draft), [&parts, exchange, address](const inbox::Ack& ack, const std::exception_ptr& error) {
        try {
          if (error) std::rethrow_exception(error);
          if (ack.opened) note_begun(parts, *exchange->settings, address);
          parts.answers.json(
              exchange, ack.repeated ? 200 : 201,
              to_text(json::object{{"cmid", ack.cmid}, {"conversation", ack.conversation}, {"id", ack.id}, {"seq", ack.seq}}),
              {{"Cache-Control", "no-store"}});
        } catch (const std::exception& failed) {
          parts.answers.problem(exchange, failed);
        }
      });
}

void edit(const BuiltIn& parts, const ExchangePtr& exchange) {
  const json::object body = body_of(*exchange, "the message");
  const std::string text = param(*exchange, "seq");
  const std::int64_t seq = number_of(Query{"seq=" + text}, "seq", 0, 1, kMostSeq);
  answer_message(parts, exchange, 200,
                 parts.rooms->conversations.update_message(exchange->principal, existing_of(parts, *exchange), seq,
                                                           {{"body", required_string(body, "body")}}));
}

}  // namespace

void add_message_routes(const BuiltIn& parts, std::vector<Endpoint>& routes) {
  const std::string messages = "/api/v1/conversations/{id}/messages";
  routes.push_back(talk_route(parts, "GET", messages, PBAY_FOR_VISITOR, list));
  routes.push_back(talk_route(parts, "POST", messages, PBAY_FOR_VISITOR, post));
  routes.push_back(talk_route(parts, "PATCH", messages + "/{seq}", PBAY_FOR_AGENT, edit));
}

}  // namespace patchbay::gateway
