// Conversations over /ws/v1, with a real store behind them.
#include <atomic>
#include <set>
#include <thread>

#include "talk_fixture.hpp"

namespace patchbay::gateway {
namespace {

std::string text_of(const json::object& frame, std::string_view name) {
  const json::value* value = frame.if_contains(name);
  return value && value->is_string() ? std::string{value->get_string()} : std::string{};
}
std::int64_t number_of(const json::object& frame, std::string_view name) { return integer_or(frame, name, -1); }

class LiveSockets : public TalkTest {
 protected:
  static std::string resume(const std::string& conversation, std::int64_t seq, std::int64_t after = -1) {
    json::object frame = {{"type", "resume"}, {"conversations", json::object{{conversation, seq}}}};
    if (after >= 0) frame["after"] = after;
    return to_text(frame);
  }
  static std::string subscribe(std::int64_t after, const std::string& inbox = "all") {
    return to_text(json::object{{"type", "subscribe"}, {"inbox", inbox}, {"after", after}});
  }
  std::int64_t last_event() { return accounts.newest(); }
};

TEST_F(LiveSockets, AMessageIsAcknowledgedAndHeardByItsContactAndTheAgents) {
  start();
  const std::string visitor = visit(), stranger = visit();
  LiveClient agent_socket = live(agent("ana", inbox::Kind::admin));
  agent_socket.say(subscribe(last_event()));
  agent_socket.next("subscribed");
  LiveClient one = live(visitor), other_tab = live(visitor), somebody_else = live(stranger);
  EXPECT_EQ(text_of(one.ready, "type"), "ready");
  EXPECT_EQ(text_of(one.ready, "contact_id"), who(visitor).contact);

  const std::string conversation = one.send("01A", "Where is my order?");
  ASSERT_FALSE(conversation.empty());
  for (LiveClient* client : {&one, &other_tab, &agent_socket}) {
    const json::object message = client->next("message");
    EXPECT_EQ(text_of(message, "body"), "Where is my order?");
    EXPECT_EQ(text_of(message, "conversation"), conversation);
    EXPECT_EQ(number_of(message, "seq"), 1);
    EXPECT_GT(number_of(message, "event"), 0);
  }
  somebody_else.say(R"({"type":"ping"})");
  EXPECT_EQ(text_of(somebody_else.next(), "type"), "pong");  // and nothing before it
}

TEST_F(LiveSockets, TheSameMessageAgainIsTheSameAckAndAnotherOneAConflict) {
  start();
  LiveClient client = live(visit());
  client.say(R"({"type":"send","cmid":"01A","conversation":null,"body":"hello"})");
  const json::object first = client.next("ack");
  client.say(R"({"type":"send","cmid":"01A","conversation":null,"body":"hello"})");
  const json::object again = client.next("ack");
  EXPECT_EQ(text_of(again, "id"), text_of(first, "id"));
  EXPECT_EQ(number_of(again, "seq"), 1);
  client.say(R"({"type":"send","cmid":"01A","conversation":null,"body":"other"})");
  const json::object conflict = client.next("error");
  EXPECT_EQ(text_of(conflict, "code"), "conflict");
  EXPECT_EQ(text_of(conflict, "cmid"), "01A");
}

TEST_F(LiveSockets, WhatIsWrongIsSaidByItsCodeAndTheSocketLives) {
  start();
  const std::string stranger = visit();
  const std::string theirs = write(stranger, "mine").conversation;
  LiveClient client = live(visit());
  const auto answer = [&](const std::string& frame) {
    client.say(frame);
    const json::object error = client.next("error");
    return text_of(error, "code") + " " + text_of(error, error.contains("cmid") ? "cmid" : "ref");
  };
  EXPECT_EQ(answer(R"({"type":"send","cmid":"x"})"), "invalid x");
  EXPECT_EQ(answer(R"({"type":"send","cmid":"x","body":"hi","conversation":"01J9ZK3V5T7Q0000000000000E"})"), "not_found x");
  EXPECT_EQ(answer(R"({"type":"send","cmid":"y","body":"hi","conversation":")" + theirs + "\"}"), "not_found y");
  EXPECT_EQ(answer(R"({"type":"send","cmid":"y","body":"hi","note":true})"), "denied y");
  EXPECT_EQ(answer(R"({"type":"send","body":"hi"})"), "invalid send");
  EXPECT_EQ(answer(R"({"type":"subscribe","inbox":"all","after":0})"), "denied subscribe");
  EXPECT_EQ(answer(R"({"type":"viewing","conversation":null})"), "denied viewing");
  EXPECT_EQ(answer(R"({"type":"seen","conversation":"x","seq":0,"state":"read"})"), "invalid seen");
  EXPECT_EQ(answer(R"({"type":"dance"})"), "unsupported dance");
  EXPECT_EQ(answer(R"([1])"), "invalid ");
  EXPECT_EQ(answer(R"({"type":"resume","conversations":{"x":-1}})"), "invalid resume");
  EXPECT_FALSE(client.send("fine", "still here").empty());
}

TEST_F(LiveSockets, WhoComesBackGetsWhatItMissedAndThenWhatHappens) {
  start();
  const std::string visitor = visit();
  agent("ana", inbox::Kind::admin);
  const std::string conversation = write(visitor, "one").conversation;
  for (int i = 2; i <= 100; ++i) write("ana", std::to_string(i), conversation);
  LiveClient client = live(visitor);
  client.say(resume(conversation, 1));
  for (int seq = 2; seq <= 100; ++seq) {
    const json::object message = client.next();
    ASSERT_EQ(text_of(message, "type"), "message");
    ASSERT_EQ(number_of(message, "seq"), seq);
  }
  EXPECT_EQ(text_of(client.next(), "type"), "resumed");
  write("ana", "live", conversation);
  EXPECT_EQ(number_of(client.next("message"), "seq"), 101);
}

TEST_F(LiveSockets, WhatAnotherMayNotSeeIsNotReplayed) {
  start();
  const std::string conversation = write(visit(), "secret").conversation;
  LiveClient client = live(visit());
  client.say(resume(conversation, 0, 0));
  const json::object error = client.next();
  EXPECT_EQ(text_of(error, "code"), "not_found");
  EXPECT_EQ(text_of(client.next(), "type"), "resumed");
}

// Whatever the moment at which a connection is cut, each message comes once and in order.
TEST_F(LiveSockets, NothingIsMissedOrDoubledWhereverAConnectionIsCut) {
  constexpr int kMessages = 400;
  start();
  const std::string visitor = visit();
  agent("ana", inbox::Kind::admin);
  const std::string conversation = write(visitor, "1").conversation;
  std::thread writer{[&] {
    for (int i = 2; i <= kMessages; ++i) write("ana", std::to_string(i), conversation);
  }};
  std::int64_t last = 0, event = 0;
  for (int connection = 1; last < kMessages; ++connection) {
    LiveClient client = live(visitor);
    client.say(resume(conversation, last, event));
    for (int frames = 0; frames < connection * 7 % 40 && last < kMessages; ++frames) {
      const json::object frame = client.next();
      ASSERT_FALSE(frame.contains("closed"));
      if (text_of(frame, "type") != "message") continue;
      ASSERT_EQ(number_of(frame, "seq"), last + 1) << "connection " << connection;
      last = number_of(frame, "seq");
      event = number_of(frame, "event");
    }
    client.socket.raw.abort();
  }
  writer.join();
  EXPECT_EQ(last, kMessages);
}

TEST_F(LiveSockets, AnAgentHearsEveryChangeAfterItsPlaceOnceAndInOrder) {
  start();
  const std::string visitor = visit();
  agent("ana", inbox::Kind::admin);
  const std::string conversation = write(visitor, "first").conversation;
  const std::int64_t from = last_event();
  std::atomic<bool> done{false};
  std::thread writer{[&] {
    for (int i = 0; i < 300; ++i) write(i % 3 ? visitor : "ana", std::to_string(i), conversation);
    done = true;
  }};
  LiveClient client = live("ana");
  client.say(subscribe(from));
  std::set<std::int64_t> seqs;
  std::int64_t event = from;
  while (seqs.size() < 300) {
    const json::object frame = client.next();
    ASSERT_FALSE(frame.contains("closed"));
    if (text_of(frame, "type") == "subscribed" || !frame.contains("event")) continue;
    ASSERT_GT(number_of(frame, "event"), event);
    event = number_of(frame, "event");
    if (text_of(frame, "type") != "message") continue;
    ASSERT_TRUE(seqs.insert(number_of(frame, "seq")).second);
  }
  writer.join();
  EXPECT_EQ(*seqs.begin(), 2);
  EXPECT_EQ(*seqs.rbegin(), 301);
}

TEST_F(LiveSockets, ALogThatIsTooShortMeansLoadingAgain) {
  start();
  const std::string visitor = visit();
  const std::string conversation = write(visitor, "old").conversation;
  for (int i = 0; i < 5; ++i) write(visitor, "more", conversation);
  database->write("shorten", [](store::Write& write) { store::shorten_changes(write, std::int64_t{1} << 50, 3); });
  LiveClient client = live(agent("ana", inbox::Kind::admin));
  client.say(subscribe(0));
  const json::object reset = client.next("reset");
  EXPECT_EQ(number_of(reset, "event"), last_event());
  EXPECT_EQ(number_of(client.next("subscribed"), "event"), last_event());
  write(visitor, "new", conversation);
  EXPECT_EQ(text_of(client.next("message"), "body"), "new");
  // A place no log of this host ever reached.
  LiveClient other = live("ana");
  other.say(subscribe(1'000'000));
  EXPECT_EQ(number_of(other.next("reset"), "event"), last_event());
}

TEST_F(LiveSockets, PrivateNotesReachAgentsOnly) {
  start();
  const std::string visitor = visit();
  const std::string conversation = write(visitor, "hello").conversation;
  LiveClient ana = live(agent("ana", inbox::Kind::admin)), customer = live(visitor);
  ana.say(subscribe(last_event()));
  ana.next("subscribed");
  customer.say(resume(conversation, 0));
  customer.next("resumed");
  write("ana", "do not tell", conversation, true);
  write("ana", "told", conversation);
  EXPECT_EQ(text_of(ana.next("message"), "body"), "do not tell");
  EXPECT_EQ(text_of(customer.next("message"), "body"), "told");
  customer.say(resume(conversation, 0, 0));
  for (json::object frame = customer.next(); text_of(frame, "type") != "resumed"; frame = customer.next())
    EXPECT_NE(text_of(frame, "body"), "do not tell");
}

TEST_F(LiveSockets, AgentsHearOnlyOfWhatIsTheirs) {
  config.teams["billing"].members = {"ben@example.com"};
  config.inboxes["billing"].team = "billing";
  start();
  LiveClient ana = live(agent("ana")), ben = live(agent("ben"));
  for (LiveClient* one : {&ana, &ben}) {
    one->say(subscribe(last_event()));
    one->next("subscribed");
  }
  const std::string customer = visit("billing");
  const std::string conversation = write(customer, "my bill").conversation;
  EXPECT_EQ(text_of(ben.next("message"), "body"), "my bill");
  // Ana hears of her own conversation, and of nothing before it.
  const std::string general = visit();
  write(general, "general");
  EXPECT_EQ(text_of(ana.next("message"), "body"), "general");
  ana.say(resume(conversation, 0));
  EXPECT_EQ(text_of(ana.next("error"), "code"), "not_found");
  write(customer, "again", conversation);
  ana.say(R"({"type":"typing","conversation":")" + conversation + "\"}");
  const json::object refused = ana.next("error");
  EXPECT_EQ(text_of(refused, "code"), "not_found");
}

TEST_F(LiveSockets, ASubscriptionIsOfOneInboxAndNamesAreNoPatterns) {
  config.inboxes["sales"];
  start();
  const std::string general = visit(), sales = visit("sales");
  LiveClient one = live(agent("ana", inbox::Kind::admin)), pattern = live(agent("ben", inbox::Kind::admin));
  write(general, "before, general");
  write(sales, "before, sales");
  one.say(subscribe(0, "sales"));
  pattern.say(subscribe(0, "%"));
  EXPECT_EQ(text_of(one.next("message"), "body"), "before, sales");
  write(general, "after, general");
  write(sales, "after, sales");
  EXPECT_EQ(text_of(one.next("message"), "body"), "after, sales");
  pattern.say(R"({"type":"ping"})");
  for (json::object frame = pattern.next(); text_of(frame, "type") != "pong"; frame = pattern.next())
    EXPECT_NE(text_of(frame, "type"), "message");
}

TEST_F(LiveSockets, WhoIsTooSlowIsClosedAndHoldsUpNobody) {
  start();
  const std::string visitor = visit();
  agent("ana", inbox::Kind::admin);
  const std::string conversation = write(visitor, "hello").conversation;
  LiveClient slow = live(visitor), quick = live(visitor);
  slow.say(resume(conversation, 1));
  quick.say(resume(conversation, 1));
  quick.next("resumed");
  const std::string large(60'000, 'x');
  for (int i = 2; i <= 200; ++i) {
    write("ana", large, conversation);
    ASSERT_EQ(number_of(quick.next("message"), "seq"), i);
  }
  json::object frame = slow.next();
  while (!frame.contains("closed")) frame = slow.next();
  const std::int64_t code = frame.at("closed").as_int64();
  EXPECT_TRUE(code == 4008 || code == 0) << code;  // 0: it was too slow even for the close frame
}

TEST_F(LiveSockets, EndWithTheirSession) {
  start();
  LiveClient client = live(agent("ana"));
  client.say(subscribe(last_event()));
  client.next("subscribed");
  accounts.revoke("ana");
  json::object frame = client.next();
  while (!frame.contains("closed")) frame = client.next();
  EXPECT_EQ(frame.at("closed").as_int64(), 4001);
}

TEST_F(LiveSockets, WhatWasSeenIsStoredAndToldTheOtherSide) {
  start();
  const std::string visitor = visit();
  LiveClient ana = live(agent("ana", inbox::Kind::admin)), customer = live(visitor);
  const std::string conversation = customer.send("01A", "hello");
  ana.say(subscribe(last_event()));
  ana.next("subscribed");
  write("ana", "hi", conversation);
  customer.say(R"({"type":"seen","conversation":")" + conversation + R"(","seq":2,"state":"read"})");
  const json::object seen = ana.next("seen");
  EXPECT_EQ(text_of(seen, "by"), "contact");
  EXPECT_EQ(number_of(seen, "seq"), 2);
  customer.send("01B", "and another thing", conversation);
  ana.say(R"({"type":"seen","conversation":")" + conversation + R"(","seq":3,"state":"read"})");
  json::object by_agent = customer.next("seen");
  while (text_of(by_agent, "by") != "agent") by_agent = customer.next("seen");
  EXPECT_EQ(text_of(by_agent, "state"), "read");
}

TEST_F(LiveSockets, TypingReachesTheOtherSideAndNotOneself) {
  start();
  const std::string visitor = visit();
  LiveClient ana = live(agent("ana", inbox::Kind::admin)), customer = live(visitor);
  const std::string conversation = customer.send("01A", "hello");
  customer.next("message");
  ana.say(subscribe(last_event()));
  ana.next("subscribed");
  ana.say(R"({"type":"typing","conversation":")" + conversation + "\"}");
  EXPECT_EQ(customer.next("typing").at("author").as_object().at("name").as_string(), "ana");
  customer.say(R"({"type":"typing","conversation":")" + conversation + "\"}");
  EXPECT_EQ(ana.next("typing").at("author").as_object().at("kind").as_string(), "visitor");
}

TEST_F(LiveSockets, AgentsSeeWhoElseIsThereAndWhatTheyRead) {
  start();
  const std::string conversation = write(visit(), "hello").conversation;
  LiveClient ana = live(agent("ana", inbox::Kind::admin));
  ana.say(subscribe(last_event()));
  ana.next("subscribed");
  const std::string ben_token = agent("ben", inbox::Kind::admin), ben_id = who("ben").id;
  {
    LiveClient ben = live(ben_token);
    const json::object presence = ana.next("presence");
    EXPECT_EQ(text_of(presence, "agent"), ben_id);
    EXPECT_EQ(text_of(presence, "presence"), "online");
    EXPECT_EQ(inbox->duty().of(ben_id), inbox::AtDesk::online);
    ben.say(R"({"type":"viewing","conversation":")" + conversation + "\"}");
    EXPECT_EQ(ana.next("viewing").at("agents").as_array().at(0).at("name").as_string(), "ben");
  }
  EXPECT_TRUE(ana.next("viewing").at("agents").as_array().empty());
  EXPECT_EQ(text_of(ana.next("presence"), "presence"), "offline");
  EXPECT_EQ(inbox->duty().of(ben_id), inbox::AtDesk::offline);
}

TEST_F(LiveSockets, APersonIsAskedForThroughTheBus) {
  start();
  const std::string visitor = visit();
  std::string asked;
  target->on_call = [&](const inbox::Principal& by, const std::string& method, const std::string& text) {
    asked = method + text;
    inbox::HandoffRequest request;
    request.conversation = string_or(parse_object(text), "conversation", "");
    request.reason = string_or(parse_object(text), "reason", "");
    return to_text(handoffs->request(by, request));
  };
  LiveClient customer = live(visitor);
  const std::string conversation = customer.send("01A", "hello");
  customer.say(R"({"type":"handoff","conversation":null,"reason":"asked for"})");
  const json::object handoff = customer.next("handoff");
  EXPECT_EQ(text_of(handoff, "state"), "requested");
  EXPECT_EQ(text_of(handoff, "conversation"), conversation);
  EXPECT_TRUE(asked.starts_with("handoff.request@1{\"reason\":\"asked for\"")) << asked;
}

TEST_F(LiveSockets, FilesComeWithALinkThatWorksAndOnlyFromTheirSender) {
  start();
  const std::string visitor = visit(), picture = std::string{"\x89PNG\r\n\x1a\n", 8} + std::string(40, 'x');
  const std::string own = upload(visitor, "a.png", picture), theirs = upload(visit(), "b.png", picture);
  LiveClient customer = live(visitor), ana = live(agent("ana", inbox::Kind::admin));
  ana.say(subscribe(last_event()));
  ana.next("subscribed");
  const auto send = [&](const std::string& cmid, const std::string& file) {
    customer.say(R"({"type":"send","cmid":")" + cmid + R"(","conversation":null,"body":"","attachments":[")" + file + "\"]}");
  };
  send("a", theirs);
  EXPECT_EQ(text_of(customer.next("error"), "code"), "invalid");
  send("b", own);
  send("c", own);  // behind it, though its file was looked up already
  EXPECT_EQ(number_of(customer.next("ack"), "seq"), 1);
  for (LiveClient* one : {&customer, &ana}) {
    const json::object part = one->next("message").at("parts").as_array().at(0).as_object();
    EXPECT_EQ(text_of(part, "name"), "a.png");
    EXPECT_EQ(client().get(text_of(part, "url")).body, picture);
  }
}

TEST_F(LiveSockets, TooManyMessagesAreRefusedByTheirCmid) {
  config.limits.rates["messages"] = {0.01, 3, false};
  start();
  LiveClient client = live(visit());
  for (const char* cmid : {"a", "b", "c"}) EXPECT_FALSE(client.send(cmid, "hello").empty());
  client.say(R"({"type":"send","cmid":"d","conversation":null,"body":"hello"})");
  const json::object error = client.next("error");
  EXPECT_EQ(text_of(error, "code"), "limit");
  EXPECT_EQ(text_of(error, "cmid"), "d");
}

TEST_F(LiveSockets, TooManyNewConversationsOfOneAddressAreRefusedButNotThoseThatExist) {
  config.limits.rates["chat_start"] = {0.001, 2, false};
  start();
  LiveClient one = live(visit()), two = live(visit()), three = live(visit());
  EXPECT_FALSE(one.send("a", "hello").empty());
  EXPECT_FALSE(two.send("a", "hello").empty());
  three.say(R"({"type":"send","cmid":"a","conversation":null,"body":"hello"})");
  EXPECT_EQ(text_of(three.next("error"), "code"), "limit");
  EXPECT_FALSE(one.send("b", "still here").empty());
}

TEST_F(LiveSockets, ABrowsersCookieIsEnoughForOurOwnPagesOnly) {
  config.server.public_url = "http://help.example.com";
  config.inboxes["default"].sites = {"https://shop.example.com"};
  start();
  agent("ana");
  const std::string cookie = "Cookie: sid=ana\r\n";
  EXPECT_EQ(text_of(LiveClient(address(), "", cookie + "Origin: http://help.example.com\r\n").ready, "type"), "ready");
  EXPECT_EQ(LiveClient(address(), "", cookie + "Origin: https://shop.example.com\r\n").ready.at("closed").as_int64(), 4001);
  EXPECT_EQ(LiveClient(address(), "", "").ready.at("closed").as_int64(), 4001);
  WsClient evil{address(), "/ws/v1", cookie + "Origin: https://evil.example\r\n"};
  EXPECT_EQ(evil.status, 403);
}

TEST_F(LiveSockets, AShopsPageCarriesItsOwnVisitorsOnly) {
  config.server.public_url = "http://help.example.com";
  config.inboxes["default"].sites = {"https://shop.example.com"};
  config.inboxes["sales"].sites = {"https://sales.example.com"};
  start();
  agent("ana");
  const std::string from_shop = "Origin: https://shop.example.com\r\n";
  EXPECT_EQ(text_of(LiveClient(address(), visit(), from_shop).ready, "type"), "ready");
  EXPECT_EQ(LiveClient(address(), visit("sales"), from_shop).ready.at("closed").as_int64(), 4001);
  EXPECT_EQ(LiveClient(address(), "ana", from_shop).ready.at("closed").as_int64(), 4001);
}

}  // namespace
}  // namespace patchbay::gateway
