#include "core/config/limits.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/config/amount.hpp"
#include "core/config/config.hpp"

namespace patchbay::config {
namespace {

using enum LimitKind;

constexpr LimitRow kRows[] = {
    // HTTP
    {"connections", count, "12000", "open client connections in all"},
    {"connections_per_address", count, "64", "open client connections of one address"},
    {"header_seconds", count, "10", "time until the last header line has arrived"},
    {"header_bytes", bytes, "32K", "request line and header lines together"},
    {"header_fields", count, "64", "header lines of a request"},
    {"line_bytes", bytes, "8K", "the request line, and any one header line"},
    {"body_grace_seconds", count, "5", "time before body_bytes_per_second counts"},
    {"body_bytes_per_second", bytes, "1K", "slower bodies are cut off"},
    {"body_bytes", bytes, "1M", "a request body that is neither JSON nor an upload"},
    {"json_bytes", bytes, "256K", "a JSON request body"},
    {"json_depth", count, "32", "how deep JSON may nest"},
    {"drain_bytes", bytes, "64K", "of an unread body before the connection is closed instead"},
    {"keep_alive_seconds", count, "30", "how long a connection waits for its next request"},
    {"write_seconds", count, "30", "how long a client may take nothing of its answer"},
    {"request_seconds", count, "10", "how long a plugin may take to answer"},
    {"workers", count, "8", "threads that run plugin handlers"},
    {"workers_max", count, "64", "the same, while some of them wait for late answers"},
    {"queue", count, "1000", "requests waiting for a worker; more get 503"},
    {"memory_bytes", bytes, "1G", "resident memory; caches are dropped at 90 %, accepting pauses at 95 %"},
    // WebSocket
    {"websocket_auth_seconds", count, "5", "time until the first frame"},
    {"websocket_idle_seconds", count, "60", "silence before a socket is closed"},
    {"websocket_frame_bytes", bytes, "64K", "one frame"},
    {"websocket_message_bytes", bytes, "128K", "one message"},
    {"websocket_queue_bytes", bytes, "256K", "waiting for a slow socket before it is closed with 4008"},
    {"websocket_queue_frames", count, "64", "the same, in frames"},
    {"websocket_messages", rate, "20/s burst 40", "messages from one socket"},
    // Sessions, tokens, passwords
    {"agent_idle_minutes", count, "30", "an agent's session without a request"},
    {"agent_hours", count, "12", "an agent's session in all"},
    {"admin_confirm_minutes", count, "15",
     "how long a typed password counts for secrets, exports and plugins"},
    {"customer_idle_hours", count, "24", "a customer's or employee's session without a request"},
    {"customer_days", count, "7", "the same in all"},
    {"visitor_days", count, "30", "a visitor's session"},
    {"setup_link_hours", count, "72", "an agent's one-time link"},
    {"invite_link_hours", count, "24", "a customer's or employee's one-time link"},
    {"password_queue", count, "32", "passwords waiting to be hashed; more are told to wait"},
    // What people may do, per unit of time
    {"login", rate, "5/min", "sign-in attempts for one account"},
    {"login_address", rate, "20/min", "sign-in attempts from one address"},
    {"login_code", rate, "10/5min", "codes of the second step for one account"},
    {"reset", rate, "3/h", "sign-in links mailed to one address"},
    {"reset_address", rate, "10/h", "sign-in links asked for from one address"},
    {"visits", rate, "60/min", "visitor sessions started from one address"},
    {"chat_start", rate, "5/min", "conversations started from one address"},
    {"messages", rate, "20/10s", "messages of one sender"},
    {"form", rate, "5/h", "contact forms from one address"},
    {"form_day", rate, "20/d", "contact forms for one mail address"},
    {"votes", rate, "30/min", "votes and comments from one session"},
    {"journeys", rate, "60/min", "journey summaries from one address"},
    {"uploads", rate, "10/min", "uploads of one session"},
    {"upload_bytes_per_hour", bytes, "100M", "uploads of one session"},
    {"upload_bytes", bytes, "25M", "one uploaded file"},
    {"upload_files", count, "10", "files of one message"},
    {"api", rate, "600/min", "requests of one API token or agent session"},
    {"search", rate, "5/s burst 20", "searches of one session or address"},
    {"suggest", rate, "6000/min burst 200", "searches while typing from one address"},
    {"suggest_session", rate, "600/min burst 20", "searches while typing of one session"},
    {"auto_replies", rate, "1/d", "automatic mails to one address"},
    {"inbox_replies", rate, "200/h", "automatic mails of one mail account"},
    {"webhooks", rate, "10/s", "events sent to one endpoint"},
    // Mail
    {"mail_bytes", bytes, "50M", "one mail"},
    {"mail_attachments", count, "100", "attachments of one mail"},
    {"mail_parts", count, "200", "MIME parts of one mail"},
    {"mail_depth", count, "20", "how deep MIME parts may nest"},
    {"mail_header_bytes", bytes, "256K", "header lines of one mail"},
    // Requests the host makes for plugins
    {"fetch_seconds", count, "10", "an outgoing request"},
    {"fetch_bytes", bytes, "5M", "the answer to an outgoing request"},
    {"fetch_redirects", count, "0", "redirects followed"},
};

const LimitRow& row_of(const std::string& name, bool is_rate) {
  const LimitRow* row = find_limit(name);
  if (!row || (row->kind == rate) != is_rate) throw Error{Code::internal, "there is no limit named " + name};
  return *row;
}

}  // namespace

std::span<const LimitRow> limit_rows() noexcept {
  return kRows;
}

const LimitRow* find_limit(std::string_view name) noexcept {
  const auto found = std::ranges::find(kRows, name, &LimitRow::name);
  return found == std::end(kRows) ? nullptr : found;
}

std::int64_t Limits::number(const std::string& name) const {
  const LimitRow& row = row_of(name, false);
  if (const auto set = numbers.find(name); set != numbers.end()) return set->second;
  return *parse_size(row.initial);
}

Rate Limits::rate(const std::string& name) const {
  const LimitRow& row = row_of(name, true);
  if (const auto set = rates.find(name); set != rates.end()) return set->second;
  return *parse_rate(row.initial);
}

}  // namespace patchbay::config
