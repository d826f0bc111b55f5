#pragma once
// The head of every answer: status line, the headers the handler gave, and what every answer must carry whatever the handler
// thinks of it (docs/operator/limits.md lists them).
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/exchange.hpp"

namespace patchbay::gateway {

// Content-Security-Policy of pages, of data, and of files strangers sent.
extern const std::string_view kPagePolicy, kDataPolicy, kFilePolicy;

// A name of token characters and a value without control characters.
bool is_sendable(const host::Header& header);

// Whether the gateway writes it itself, so that a handler's is left out: Date, Content-Length, Connection, Server …
bool is_own_header(std::string_view name);

// A Set-Cookie of the session: the gateway's own, so a plugin's is left out.
bool is_session_cookie(const host::Header& header);

struct HeadFacts {
  bool session = false;          // the reader has a session: nothing of it may be stored
  bool cached = false;           // for the page cache: without what differs per answer, and without the last empty line
  bool http11 = true, keep_alive = true;
  std::string_view request_id;
  std::int64_t length = 0;       // Content-Length; -1 = chunked; -2 = none (204, 304, 101, or until the connection closes)
};

std::string write_head(const Settings& settings, int status, const std::vector<host::Header>& headers, const HeadFacts& facts);

// HeadFacts of an exchange.
HeadFacts facts_of(const Exchange& exchange, std::int64_t length);

std::string_view current_http_date();  // [any thread]

}  // namespace patchbay::gateway
