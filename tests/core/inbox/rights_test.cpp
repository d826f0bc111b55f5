// Who may do what with whose conversation: every call against every kind of caller.
#include "tests/core/inbox/desk_fixture.hpp"

namespace patchbay::inbox {
namespace {

// As the table writes it: "." done, "-" not there for them, "x" there and not theirs to do.
char outcome(const std::function<void()>& call) {
  const auto code = refusal(call);
  if (!code) return '.';
  return code == Code::not_found ? '-' : code == Code::denied ? 'x' : '?';
}

TEST_F(Desk, EveryCallAsksWhoCalls) {
  const Principal ben = visitor("shop"), eve = visitor("shop");
  Principal customer = ben;
  customer.kind = Kind::customer;
  customer.id = "01J9ZK3V5T7Q0000000000000B";
  const std::string conversation = say(ben, "hello").conversation;  // of the team support: Ana's, not Bo's
  say(ana_, "hello", conversation);
  HandoffRequest asked;
  asked.conversation = conversation;
  const auto edit = [](auto&& set) {
    Edit made;
    set(made);
    return made;
  };
  const auto fresh_handoff = [&] {
    const json::object handoff = handoffs_->request(system_, asked);
    if (text(handoff, "state") == "requested") return text(handoff, "id");
    handoffs_->close(system_, text(handoff, "id"));
    return text(handoffs_->request(system_, asked), "id");
  };
  const std::vector<std::pair<const char*, std::function<void(const Principal&)>>> calls = {
      {"get", [&](auto& by) { conversations_->get(by, conversation); }},
      {"get by number", [&](auto& by) { conversations_->get(by, "1"); }},
      {"messages", [&](auto& by) { conversations_->messages(by, conversation, 0, 0, 10); }},
      {"append", [&](auto& by) { say(by, "hi", conversation); }},
      {"note", [&](auto& by) { note(by, "hm", conversation); }},
      {"seen", [&](auto& by) { conversations_->seen(by, conversation, 1, "read"); }},
      {"subject",
       [&](auto& by) {
         conversations_->edit(by, conversation, edit([](Edit& e) { e.subject = make_ulid(); }));
       }},
      {"labels",
       [&](auto& by) { conversations_->edit(by, conversation, edit([](Edit& e) { e.labels = {"a"}; })); }},
      {"change a message",
       [&](auto& by) {
         conversations_->update_message(by, conversation, 2, {{"body", make_ulid()}});
       }},
      {"split", [&](auto& by) { conversations_->split(by, conversation, 1); }},
      {"hand-off", [&](auto& by) { handoffs_->request(by, asked); }},
      {"see hand-off", [&](auto& by) { handoffs_->get(by, conversation); }},
      {"accept", [&](auto& by) { handoffs_->accept(by, fresh_handoff()); }},
      {"pass", [&](auto& by) { handoffs_->pass(by, fresh_handoff(), "", false); }},
      {"close hand-off", [&](auto& by) { handoffs_->close(by, fresh_handoff()); }},
      {"contact", [&](auto& by) { contacts_->get(by, ben.contact); }},
      {"name contact",
       [&](auto& by) {
         contacts_->upsert(by, ben.contact, {}, {{"name", "Ben"}});
       }},
      {"orders", [&](auto& by) { contacts_->orders(by, ben.contact, 5); }},
      {"put orders", [&](auto& by) { contacts_->put_orders(by, ben.contact, {}); }},
      {"block", [&](auto& by) { contacts_->set_blocked(by, ben.contact, false, ""); }},
      {"contacts", [&](auto& by) { contacts_->list(by, "", "", 5); }},
      {"counts", [&](auto& by) { conversations_->counts(by); }},
      {"audit", [&](auto& by) { inbox_->audit_log(by, "", 5); }},
      {"erase", [&](auto& by) { inbox_->erase_person(by, "nobody"); }},
  };
  const std::vector<Principal> callers = {
      Principal::anonymous(), eve, ben, customer, bo_, ana_, chief_, system_};
  std::string table;
  for (const auto& [name, call] : calls) {
    std::string line;
    for (const Principal& by : callers) line += outcome([&] { call(by); });
    table += line + " " + name + "\n";
  }
  //        anonymous, Eve, Ben, Ben signed in, Bo (another team), Ana (the team), admin, system
  EXPECT_EQ(table,
            "--..-... get\n"
            "-----... get by number\n"
            "--..-... messages\n"
            "x-..-... append\n"
            "xxxx-... note\n"
            "--..-... seen\n"
            "--xx-... subject\n"
            "--xx-... labels\n"
            "--xx-.x. change a message\n"
            "xxxx-... split\n"
            "--..-... hand-off\n"
            "--..-... see hand-off\n"
            "xxxx-..x accept\n"
            "xxxx-... pass\n"
            "--..-... close hand-off\n"
            "--...... contact\n"
            "--...... name contact\n"
            "--...... orders\n"
            "xxxx.... put orders\n"
            "xxxx.... block\n"
            "xxxx.... contacts\n"
            "xxxx.... counts\n"
            "xxxxxx.. audit\n"
            "xxxxxx-- erase\n");
}

}  // namespace
}  // namespace patchbay::inbox
