// Messages that plugins write or bring, and hand-offs.
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/base/ulid.hpp"
#include "core/host/handoff_router.hpp"
#include "core/host/methods.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host::methods {
namespace {

const json::object& object_in(const json::object& args, std::string_view key) {
  static const json::object kNone;
  const json::value* value = args.if_contains(key);
  if (value == nullptr || value->is_null()) return kNone;
  if (!value->is_object()) throw Error{Code::invalid, "'" + std::string{key} + "' must be an object"};
  return value->get_object();
}

json::array list_in(const json::object& args, std::string_view key) {
  const json::value* value = args.if_contains(key);
  if (value == nullptr || value->is_null()) return {};
  if (!value->is_array()) throw Error{Code::invalid, "'" + std::string{key} + "' must be a list"};
  return value->get_array();
}

std::vector<std::string> texts_in(const json::object& args, std::string_view key) {
  std::vector<std::string> texts;
  for (const json::value& one : list_in(args, key)) {
    if (!one.is_string()) throw Error{Code::invalid, "'" + std::string{key} + "' must be a list of texts"};
    texts.emplace_back(one.get_string());
  }
  return texts;
}

std::string instance_of(const Question& question) {
  return question.asker == nullptr ? std::string{} : question.asker->instance.name;
}

json::object ack_json(const inbox::Ack& ack) {
  return {{"cmid", ack.cmid},   {"conversation", ack.conversation}, {"id", ack.id},        {"seq", ack.seq},
          {"event", ack.event}, {"repeated", ack.repeated},         {"opened", ack.opened}};
}

// A hand-off by its own id, or the newest of a conversation.
std::string handoff_in(Switchboard& board, const Question& question, const json::object& args) {
  if (const std::string id = string_or(args, "handoff", ""); !id.empty()) return id;
  return required_string(board.services.handoffs.get(question.by, required_string(args, "conversation")),
                         "id");
}

// Who acts: the agent named by a plugin that acts by itself, else whoever asked.
inbox::Principal agent_in(Switchboard& board, const Question& question, const json::object& args) {
  const std::string id = string_or(args, "agent", "");
  if (id.empty() || id == question.by.id) return question.by;
  if (question.by.kind != inbox::Kind::system && question.by.kind != inbox::Kind::admin)
    throw Error{Code::denied, "you act for yourself only"};
  for (const inbox::Agent& agent : board.services.inbox.agents(inbox::Principal::system()))
    if (agent.id == id && agent.enabled) {
      inbox::Principal principal;
      principal.kind = agent.role;
      principal.id = agent.id;
      principal.name = agent.name;
      principal.email = agent.email;
      principal.verified = true;
      return principal;
    }
  throw Error{Code::invalid, "there is no such agent"};
}

}  // namespace

// A plugin may speak as a bot or the system wherever its caller may look.
json::value message_append(Switchboard& board, const Question& question, const json::object& args) {
  inbox::Draft draft;
  draft.cmid = string_or(args, "cmid", "");
  draft.conversation = string_or(args, "conversation", "");
  draft.contact = string_or(args, "contact", "");
  draft.inbox = string_or(args, "inbox", "");
  draft.body = string_or(args, "body", "");
  draft.subject = string_or(args, "subject", "");
  draft.note = bool_or(args, "note", false);
  draft.parts = list_in(args, "parts");
  draft.attachments = texts_in(args, "attachments");
  if (draft.cmid.empty()) draft.cmid = make_ulid(board.services.clock.now_ms());
  const json::object& author = object_in(args, "author");
  draft.author = {.kind = string_or(author, "kind", ""),
                  .id = string_or(author, "id", ""),
                  .name = string_or(author, "name", ""),
                  .avatar = string_or(author, "avatar", "")};
  inbox::Principal by = question.by;
  const bool speaks = draft.author.kind == "bot" || draft.author.kind == "system";
  if (question.asker != nullptr && speaks && by.kind != inbox::Kind::system) {
    static_cast<void>(board.services.conversations.get(by, draft.conversation));
    by = inbox::Principal::system();
  }
  if (by.kind == inbox::Kind::system) {
    draft.instance = instance_of(question);
    if (draft.author.kind.empty()) draft.author.kind = "system";
    if (draft.author.id.empty()) draft.author.id = draft.instance;
  }
  return ack_json(board.services.conversations.append(by, std::move(draft)));
}

json::value message_update(Switchboard& board, const Question& question, const json::object& args) {
  return board.services.conversations.update_message(question.by, required_string(args, "conversation"),
                                                     integer_or(args, "seq", 0), args);
}

json::value message_ingest(Switchboard& board, const Question& question, const json::object& args) {
  if (question.by.kind != inbox::Kind::system && question.by.kind != inbox::Kind::admin)
    throw Error{Code::denied, "only a channel brings messages, acting by itself"};
  const json::object& from = object_in(args, "from");
  inbox::Incoming incoming;
  incoming.channel = required_string(args, "channel");
  incoming.instance = question.asker == nullptr ? required_string(args, "instance") : instance_of(question);
  incoming.dedup_key = required_string(args, "dedup_key");
  incoming.from = {required_string(from, "kind"), required_string(from, "value"),
                   bool_or(from, "verified", false)};
  incoming.name = string_or(from, "name", "");
  incoming.conversation = string_or(args, "thread_hint", "");
  incoming.inbox = string_or(args, "inbox", "");
  incoming.subject = string_or(args, "subject", "");
  incoming.text = string_or(args, "text", "");
  incoming.html = string_or(args, "html", "");
  incoming.parts = list_in(args, "parts");
  incoming.meta = object_in(args, "meta");
  for (const json::value& blob : list_in(args, "blobs")) {
    if (!blob.is_object()) throw Error{Code::invalid, "'blobs' is a list of {\"key\",\"name\"}"};
    incoming.blobs.push_back(
        {required_string(blob.get_object(), "key"), string_or(blob.get_object(), "name", "file")});
  }
  return ack_json(board.services.conversations.ingest(incoming));
}

json::value handoff_request(Switchboard& board, const Question& question, const json::object& args) {
  inbox::HandoffRequest request;
  request.conversation = string_or(args, "conversation", "");
  request.topic = string_or(args, "topic", "");
  request.team = string_or(args, "team", "");
  request.reason = string_or(args, "reason", "");
  request.summary = string_or(args, "summary", "");
  request.locale = string_or(args, "locale", question.locale);
  request.tried = list_in(args, "tried");
  json::object handoff = board.services.handoffs.request(question.by, request);
  const std::string state = required_string(handoff, "state");
  if (state != "requested" && state != "left_message") return handoff;
  return route_handoff(board, question, handoff);
}

json::value handoff_accept(Switchboard& board, const Question& question, const json::object& args) {
  const std::string handoff = handoff_in(board, question, args);
  return board.services.handoffs.accept(agent_in(board, question, args), handoff);
}

// Given back to nobody or to a team it is offered again.
json::value handoff_pass(Switchboard& board, const Question& question, const json::object& args) {
  const std::string handoff = handoff_in(board, question, args), to = string_or(args, "to", "");
  json::object passed = board.services.handoffs.pass_to(agent_in(board, question, args), handoff,
                                                        string_or(args, "note", ""), to);
  return required_string(passed, "state") == "requested" ? route_handoff(board, question, passed) : passed;
}

json::value handoff_close(Switchboard& board, const Question& question, const json::object& args) {
  return board.services.handoffs.close(question.by, handoff_in(board, question, args));
}

}  // namespace patchbay::host::methods
