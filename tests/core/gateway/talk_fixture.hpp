#pragma once
// A gateway over a real store with conversations in it; plugins and sign-in are faked.
#include <memory>
#include <optional>
#include <string>

#include "core/base/clock.hpp"
#include "core/base/json.hpp"
#include "core/gateway/conversation_rooms.hpp"
#include "core/gateway/inbox_accounts.hpp"
#include "core/gateway/upload_store.hpp"
#include "core/inbox/inbox.hpp"
#include "core/search/index.hpp"
#include "gateway_fixture.hpp"
#include "ws_client.hpp"

namespace patchbay::gateway {

// A client of /ws/v1 that speaks JSON.
class LiveClient {
 public:
  LiveClient(const std::string& address, const std::string& token, const std::string& headers = {});
  json::object ready;  // the answer to auth; empty where the socket was closed instead

  void say(const std::string& frame) { socket.text(frame); }
  json::object next();                         // {"closed":code} at the end
  json::object next(std::string_view type);    // of this type; others before it are dropped
  std::string send(const std::string& cmid, const std::string& body, const std::string& conversation = {});  // sent; its conversation
  WsClient socket;
};

class TalkTest : public GatewayTest {
 protected:
  TalkTest();
  ~TalkTest() override;
  void start();  // change `config` before this

  std::string visit(const std::string& inbox = "default");  // a visitor's token
  std::string agent(const std::string& name, inbox::Kind kind = inbox::Kind::agent);  // the token is the name
  const inbox::Principal& who(const std::string& token) { return accounts.sessions.at(token); }
  LiveClient live(const std::string& token) { return LiveClient{address(), token}; }
  // Appends as that principal, straight to the store.
  inbox::Ack write(const std::string& token, const std::string& body, const std::string& conversation = {}, bool note = false);
  std::string upload(const std::string& token, const std::string& name, const std::string& bytes);  // its id
  RawAnswer ask(const std::string& method, const std::string& path, const std::string& token, const std::string& body = {});
  json::object ask_json(const std::string& method, const std::string& path, const std::string& token, const std::string& body = {},
                        int status = 200);

  bool with_real_accounts = false;  // sign-in is the inbox's own, not faked; set before start()
  std::unique_ptr<InboxAccounts> real_accounts;
  SystemClock clock;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<store::Blobs> blobs;
  std::unique_ptr<UploadStore> kept_uploads;
  std::unique_ptr<search::Index> index;
  std::unique_ptr<inbox::Inbox> inbox;
  std::unique_ptr<inbox::Directory> directory;
  std::unique_ptr<inbox::Conversations> conversations;
  std::unique_ptr<inbox::Contacts> contacts;
  std::unique_ptr<inbox::Handoffs> handoffs;
  std::optional<ConversationRooms> rooms;
  int written = 0;
};

}  // namespace patchbay::gateway
