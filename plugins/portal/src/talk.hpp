#pragma once
// Conversations as the account pages need them, asked of the host under the reader's own rights.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "patchbay/host.hpp"

namespace patchbay::portal {

struct Reader {
  std::string id, kind, name, email, contact;  // kind: visitor, customer, employee, agent, admin
  bool has_account() const { return kind == "customer" || kind == "employee"; }
};
Reader ask_reader(const Host& host, Ctx ctx);

struct Talk {  // a conversation in a list
  std::string id, subject, status, last, updated;
  std::int64_t number = 0;
};
struct Said {  // a message
  std::string author, name, body, at;  // author: visitor, agent, bot, system
  std::vector<std::pair<std::string, std::string>> files;  // name, url
};
struct Answered {  // when somebody will
  std::string conversation, state, eta;  // eta: ISO 8601, empty = unknown
};

struct Talks {
  std::vector<Talk> items;
  std::string next;
};
Talks ask_talks(const Host& host, Ctx ctx, std::string_view cursor);
std::optional<Talk> ask_talk(const Host& host, Ctx ctx, std::string_view id);
std::vector<Said> ask_said(const Host& host, Ctx ctx, std::string_view id);

// An empty conversation = the reader's active one. Throws Failure with the host's own sentence.
std::string say(const Host& host, Ctx ctx, std::string_view conversation, std::string_view token, std::string_view body);
Answered ask_person(const Host& host, Ctx ctx, std::string_view conversation, std::string_view locale);

// From somebody without an account: the conversation it went into.
struct Letter {
  std::string name, email, body, token, locale;
};
std::string deliver(const Host& host, const Letter& letter);

}  // namespace patchbay::portal
