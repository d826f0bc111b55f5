// agent … and person …
#include <termios.h>
#include <unistd.h>

#include <boost/json/object.hpp>
#include <iostream>

#include "core/app/command.hpp"
#include "core/app/failure.hpp"

namespace patchbay::app {
namespace {

// What is typed is not shown.
class Unseen {
 public:
  Unseen() : terminal_{::isatty(STDIN_FILENO) == 1} {
    if (!terminal_ || ::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &quiet);
  }
  ~Unseen() {
    if (terminal_) ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
  }

 private:
  const bool terminal_;
  termios before_{};
};

std::string read_password(Terminal& terminal) {
  if (::isatty(STDIN_FILENO) == 1) terminal.note("Password (at least 12 characters):");
  const Unseen unseen;
  std::string line;
  if (!std::getline(std::cin, line)) throw UsageError{"no password came on the standard input"};
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

void copy_options(const Typed& typed, json::object& args, std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (typed.has(name)) args[name] = typed.value(name);
}

void say_link(const Invocation& invocation, const json::value& reply, const std::string& what) {
  if (invocation.terminal.as_json() || !reply.as_object().contains("link"))
    return invocation.terminal.result(reply);
  invocation.terminal.lines(what + "\n" + std::string{reply.at("link").as_string()} + "\n");
}

int add_agent(const Invocation& invocation) {
  const Typed& typed = invocation.typed;
  if (!typed.has("name")) throw UsageError{"--name is missing; write what customers see: --name \"Ana\""};
  json::object args = {{"email", typed.positional[0]}};
  copy_options(typed, args, {"name", "role", "groups"});
  if (typed.has("password-stdin")) args["password"] = read_password(invocation.terminal);
  const json::value reply = invocation.run({.op = "agent.add", .args = args, .files = {}, .plugins = {}});
  say_link(invocation, reply, "Added. They set their password here, once, within three days:");
  return kDone;
}

int list_agents(const Invocation& invocation) {
  const json::value reply = invocation.run({.op = "agent.list", .args = {}, .files = {}, .plugins = {}});
  if (!invocation.terminal.as_json() && reply.as_array().empty())
    invocation.terminal.note("No agent yet. Add one with: patchbay agent add EMAIL --name NAME --role admin");
  invocation.terminal.result(reply);
  return kDone;
}

int set_enabled(const Invocation& invocation, bool enabled) {
  invocation.terminal.result(
      invocation.run({.op = "agent.enable",
                      .args = {{"email", invocation.typed.positional[0]}, {"enabled", enabled}},
                      .files = {},
                      .plugins = {}}));
  return kDone;
}

int reset_agent(const Invocation& invocation) {
  const json::value reply = invocation.run(
      {.op = "agent.reset", .args = {{"email", invocation.typed.positional[0]}}, .files = {}, .plugins = {}});
  say_link(invocation, reply,
           "The old password and every session have ended. A new password is set here, once:");
  return kDone;
}

int agent_token(const Invocation& invocation) {
  const json::value reply = invocation.run(
      {.op = "agent.token",
       .args = {{"email", invocation.typed.positional[0]}, {"revoke", invocation.typed.has("revoke")}},
       .files = {},
       .plugins = {}});
  if (const auto* token = reply.as_object().if_contains("token"); token && !invocation.terminal.as_json()) {
    invocation.terminal.note("Shown once. Send it as: Authorization: Bearer TOKEN");
    invocation.terminal.lines(std::string{token->as_string()} + "\n");
  } else {
    invocation.terminal.result(reply);
  }
  return kDone;
}

int invite_person(const Invocation& invocation) {
  json::object args = {{"email", invocation.typed.positional[0]}};
  copy_options(invocation.typed, args, {"name", "kind", "groups"});
  const json::value reply = invocation.run({.op = "person.invite", .args = args, .files = {}, .plugins = {}});
  say_link(invocation, reply, "They sign in here, once, within 24 hours:");
  return kDone;
}

int person_operation(const Invocation& invocation, const char* op) {
  const json::value reply = invocation.run(
      {.op = op, .args = {{"who", invocation.typed.positional[0]}}, .files = {}, .plugins = {}});
  if (std::string_view{op} == "person.export")
    invocation.terminal.lines(to_text(reply) + "\n");
  else
    invocation.terminal.result(reply);
  return kDone;
}

}  // namespace

std::vector<Command> account_commands() {
  const OptionSpec name{"name", "NAME", "what others see"},
      groups{"groups", "A,B", "groups, for content that names some"};
  return {
      {{"agent add",
        {"EMAIL"},
        "adds an agent and prints the link that sets the password",
        {name,
         {"role", "agent|admin", "agent where it is left out"},
         groups,
         {"password-stdin", "", "read the password instead of printing a link"}}},
       add_agent},
      {{"agent list", {}, "lists the agents", {}}, list_agents},
      {{"agent disable", {"EMAIL"}, "ends every session and token and lets nobody in", {}},
       [](const Invocation& i) { return set_enabled(i, false); }},
      {{"agent enable", {"EMAIL"}, "lets them in again", {}},
       [](const Invocation& i) { return set_enabled(i, true); }},
      {{"agent reset", {"EMAIL"}, "takes the password away and prints a link for a new one", {}},
       reset_agent},
      {{"agent token",
        {"EMAIL"},
        "makes an API token that acts as this agent",
        {{"revoke", "", "end all of them instead"}}},
       agent_token},
      {{"person invite",
        {"EMAIL"},
        "prints a sign-in link for a customer or employee",
        {name, {"kind", "customer|employee", "customer where it is left out"}, groups}},
       invite_person},
      {{"person export", {"ID|EMAIL"}, "prints everything kept about somebody, as JSON", {}},
       [](const Invocation& i) { return person_operation(i, "person.export"); }},
      {{"person erase", {"ID|EMAIL"}, "erases somebody for good", {}},
       [](const Invocation& i) { return person_operation(i, "person.erase"); }},
  };
}

}  // namespace patchbay::app
