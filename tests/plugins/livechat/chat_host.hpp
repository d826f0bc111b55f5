#pragma once
// The finished livechat.so on a fake host: agents who come and go, conversations that change, frames that are
// sent.
#include <gtest/gtest.h>

#include <chrono>
#include <map>

#include "json.hpp"
#include "moment.hpp"
#include "patchbay/fake_host.hpp"

namespace patchbay::livechat {

class ChatHost : public ::testing::Test {
 protected:
  void SetUp() override {
    answer("agent.list@1", [this](const json::object&) {
      json::array items;
      for (const auto& [id, presence] : agents)
        items.push_back(json::object{{"id", id},
                                     {"name", id},
                                     {"teams", json::array{"support"}},
                                     {"presence", presence},
                                     {"enabled", true}});
      return json::object{{"items", std::move(items)}};
    });
    answer("hours.get@1", [this](const json::object& asked) {
      return json::object{
          {"team", text_of(asked, "team", "support")},
          {"open", open},
          {"opens_at", open ? json::value(nullptr) : json::value("2026-11-30T07:00:00.000Z")}};
    });
    answer("frame.send@1", [this](const json::object& sent) {
      frames.push_back(sent);
      return json::object{};
    });
    answer("conversation.get@1", [this](const json::object& asked) {
      const auto found = conversations.find(text_of(asked, "conversation"));
      if (found == conversations.end()) throw Failure{PBAY_E_NOT_FOUND, "there is no such conversation"};
      return found->second;
    });
    answer("handoff.accept@1", [](const json::object& asked) {
      return json::object{{"id", text_of(asked, "handoff")}, {"state", "accepted"}};
    });
    answer("handoff.pass@1", [this](const json::object& asked) {
      passed.push_back(asked);
      return json::object{{"id", text_of(asked, "handoff")}, {"state", "left_message"}};
    });
  }
  void TearDown() override {
    for (const std::string& violation : host->violations()) ADD_FAILURE() << violation;
  }

  void answer(const std::string& method, std::function<json::object(const json::object&)> reply) {
    host->answer(method, [reply = std::move(reply)](const std::string& text) {
      return to_text(reply(parse_object(text)));
    });
  }
  // A visitor wants a person.
  json::object offer(const std::string& conversation, const std::string& more = "") {
    conversations.try_emplace(
        conversation,
        json::object{{"id", conversation}, {"number", 7}, {"status", "open"}, {"assignee", nullptr}});
    return parse_object(host->call(
        "handoff.offer@1",
        R"({"handoff":"h-)" + conversation + R"(","conversation":")" + conversation +
            R"(","contact":"k1","team":"support","reason":"asked","summary":"A lamp","tried":[],"locale":"en")" +
            more + "}"));
  }
  json::object status() { return parse_object(host->call("pathway.status@1")); }
  json::object place(const std::string& conversation) { return doc("places", conversation); }
  json::object doc(const std::string& collection, const std::string& id) {
    const std::string text = host->doc(collection, id);
    return text.empty() ? json::object{} : parse_object(text);
  }
  void keep_place(const std::string& conversation, json::object changes) {
    json::object all = place(conversation);
    for (const auto& change : changes) all[change.key()] = change.value();
    host->put("places", conversation, to_text(all));
  }
  std::string asked(const std::string& conversation) { return text_of(place(conversation), "offered_to"); }
  // The last frame of this type to this agent, or to the visitor about this conversation; empty: none.
  json::object frame(const std::string& type, const std::string& target) {
    for (auto sent = frames.rbegin(); sent != frames.rend(); ++sent) {
      const json::object& one = sent->at("frame").as_object();
      const bool meant = text_of(*sent, "agent") == target ||
                         (text_of(*sent, "contact") == "k1" && text_of(one, "conversation") == target);
      if (text_of(one, "type") == type && meant) return one;
    }
    return {};
  }
  static FakeActor as(const std::string& agent) { return {"agent", agent, {}, "en"}; }
  // What the host says became of a hand-off.
  void tell(const std::string& topic, const std::string& conversation, const std::string& handoff,
            const std::string& agent = "") {
    json::object about{{"id", handoff}, {"conversation", conversation}, {"agent", nullptr}};
    if (!agent.empty()) about["agent"] = json::object{{"id", agent}, {"name", agent}};
    host->deliver(topic, conversation,
                  to_text(json::object{{"conversation", conversation}, {"handoff", about}}));
  }
  void accept_event(const std::string& conversation, const std::string& agent) {
    tell("handoff.accepted", conversation, "h-" + conversation, agent);
  }

  std::map<std::string, std::string> agents{{"ana", "online"}, {"ben", "online"}};
  std::map<std::string, json::object> conversations;
  std::vector<json::object> frames, passed;
  bool open = true;
  std::unique_ptr<FakeHost> host = FakeHost::open(LIVECHAT_SO);
};

}  // namespace patchbay::livechat
