#include "talk_fixture.hpp"

#include "core/base/error.hpp"

namespace patchbay::gateway {

LiveClient::LiveClient(const std::string& address, const std::string& token, const std::string& headers) : socket{address, "/ws/v1", headers} {
  say(token.empty() ? R"({"type":"auth"})" : to_text(json::object{{"type", "auth"}, {"token", token}}));
  ready = next();
}

json::object LiveClient::next() {
  const WsClient::Frame frame = socket.next();
  if (frame.opcode != 1 || !frame.payload.ends_with('}')) return {{"closed", frame.close_code()}};
  return parse_object(frame.payload);
}

json::object LiveClient::next(std::string_view type) {
  for (;;) {
    json::object frame = next();
    if (frame.contains("closed") || frame.at("type").as_string() == type) return frame;
  }
}

std::string LiveClient::send(const std::string& cmid, const std::string& body, const std::string& conversation) {
  json::object frame = {{"type", "send"}, {"cmid", cmid}, {"body", body}, {"conversation", nullptr}};
  if (!conversation.empty()) frame["conversation"] = conversation;
  say(to_text(frame));
  const json::object ack = next("ack");
  return ack.contains("closed") ? std::string{} : std::string{ack.at("conversation").as_string()};
}

TalkTest::TalkTest() {
  store::Options options;
  options.directory = folder + "/data";
  database = store::Database::open(options);
  blobs = std::make_unique<store::Blobs>(*database);
  kept_uploads = std::make_unique<UploadStore>(*database, *blobs);
  index = std::make_unique<search::Index>(*database);
  inbox = std::make_unique<inbox::Inbox>(*database, *index, clock);
  accounts.newest = [this] {
    std::int64_t event = 0;
    database->read([&](store::Session& session) { event = store::last_event(session); });
    return event;
  };
  config.limits.rates["messages"].off = true;
  config.limits.rates["chat_start"].off = true;
  config.limits.rates["websocket_messages"].off = true;
}

TalkTest::~TalkTest() { stop(); }

void TalkTest::start() {
  directory = std::make_unique<inbox::Directory>(config);
  conversations = std::make_unique<inbox::Conversations>(*database, clock, *directory);
  conversations->use_attachments(*kept_uploads);
  contacts = std::make_unique<inbox::Contacts>(*database, clock, *directory);
  handoffs = std::make_unique<inbox::Handoffs>(*database, clock, *directory);
  rooms.emplace(ConversationRooms{*database, *conversations, *contacts, *handoffs, *directory, inbox->duty()});
  real_accounts = std::make_unique<InboxAccounts>(*inbox, database.get());
  Accounts& door = with_real_accounts ? static_cast<Accounts&>(*real_accounts) : accounts;
  gateway = std::make_unique<Gateway>(config, Gateway::Parts{*target, door, search, kept_uploads.get(), metrics, &*rooms});
  target->front = &gateway->front();
  gateway->ready();
}

std::string TalkTest::visit(const std::string& of_inbox) {
  const inbox::SignedIn visit = inbox->start_visit(of_inbox, "en");
  accounts.sessions[visit.token] = visit.principal;
  return visit.token;
}

std::string TalkTest::agent(const std::string& name, inbox::Kind kind) {
  const std::string email = name + "@example.com";
  inbox->add_agent(inbox::Principal::system(), email, name, kind, {}, std::nullopt);
  for (const inbox::Agent& one : inbox->agents(inbox::Principal::system())) {
    if (one.email != email) continue;
    accounts.sign_in(name, kind, one.id);
    accounts.sessions[name].email = email;
    accounts.sessions[name].name = name;
    accounts.sessions[name].contact.clear();
  }
  return name;
}

inbox::Ack TalkTest::write(const std::string& token, const std::string& body, const std::string& conversation, bool note) {
  inbox::Draft draft;
  draft.cmid = "written-" + std::to_string(++written);
  draft.body = body;
  draft.conversation = conversation;
  draft.note = note;
  return conversations->append(who(token), std::move(draft));
}

std::string TalkTest::upload(const std::string& token, const std::string& name, const std::string& bytes) {
  const RawAnswer answer = client().request(
      "POST", "/api/v1/uploads", "Authorization: Bearer " + token + "\r\nContent-Type: application/octet-stream\r\nUpload-Name: " + name + "\r\n",
      bytes);
  EXPECT_EQ(answer.status, 201) << answer.body;
  return answer.status == 201 ? string_or(parse_object(answer.body), "id", "") : std::string{};
}

RawAnswer TalkTest::ask(const std::string& method, const std::string& path, const std::string& token, const std::string& body) {
  return client().request(method, path, "Authorization: Bearer " + token + "\r\nContent-Type: application/json\r\n", body);
}

json::object TalkTest::ask_json(const std::string& method, const std::string& path, const std::string& token, const std::string& body,
                                int status) {
  const RawAnswer answer = ask(method, path, token, body);
  EXPECT_EQ(answer.status, status) << method << ' ' << path << ' ' << answer.body;
  return answer.body.empty() ? json::object{} : parse_object(answer.body);
}

}  // namespace patchbay::gateway
