#include "tests/ledger/client.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "core/base/hash.hpp"
#include "core/base/json.hpp"
#include "core/base/ulid.hpp"

namespace patchbay::ledger {
namespace {

constexpr std::size_t kUnderWay = 8;  // messages of one client that wait for their ack
constexpr std::size_t kMaxFrame = 1u << 20;

void pause(int milliseconds) { std::this_thread::sleep_for(std::chrono::milliseconds{milliseconds}); }

std::string text_of(const json::value& value) { return std::string{value.as_string()}; }

}  // namespace

Client::Client(const std::string& address, Role role, LedgerFile& ledger, unsigned seed)
    : address_{address}, role_{std::move(role)}, ledger_{ledger}, random_{seed * 1000u + static_cast<unsigned>(role_.number)},
      thread_{[this] { run(); }} {}

Client::~Client() { finish(); }

void Client::drain() { draining_ = true; }
bool Client::is_drained() const { return draining_ && empty_; }
bool Client::is_connected() const { return connected_; }

void Client::finish() {
  draining_ = finishing_ = true;
  if (thread_.joinable()) thread_.join();
}

void Client::run() {
  for (;;) {
    try {
      if (sign_in()) {
        connected_ = true;
        bool ended = false;
        while (!ended && !finishing_) {
          say_more();
          if (socket_->raw.has_answer(50)) ended = !take_one();
        }
        // The end of the transcript: everything that was committed has come.
        while (!ended && finishing_) {
          if (outbox_.empty()) {
            ended = !catch_up();
            if (!ended) return;
          } else {
            ended = !take_one();
          }
        }
      }
    } catch (const std::runtime_error&) {  // nobody listens
    }
    connected_ = false;
    socket_.reset();
    pause(10);
  }
}

bool Client::sign_in() {
  socket_ = std::make_unique<gateway::WsClient>(address_, "/ws/v1");
  if (socket_->status != 101) return false;
  socket_->text(to_text(json::object{{"type", "auth"}, {"token", role_.token}}));
  const gateway::WsClient::Frame ready = socket_->next();
  if (ready.opcode != 1 || string_or(parse_object(ready.payload), "type", "") != "ready") return false;
  if (!catch_up()) return false;
  for (const Waiting& waiting : outbox_) send(waiting);
  return true;
}

bool Client::catch_up() {
  if (role_.contact.empty()) {
    socket_->text(to_text(json::object{{"type", "subscribe"}, {"inbox", "all"}, {"after", event_}}));
  } else {
    json::object known;
    for (const auto& [conversation, shown] : transcript_.conversations)
      if (!shown.empty()) known[conversation] = shown.back().seq;
    socket_->text(to_text(json::object{{"type", "resume"}, {"conversations", std::move(known)}, {"after", event_}}));
  }
  for (marked_ = false; !marked_;)
    if (!take_one()) return false;
  return true;
}

void Client::say_more() {
  if (!role_.writes || draining_) return;
  const std::shared_ptr<const std::string> goal = role_.conversation ? role_.conversation->load() : nullptr;
  const bool needs_goal = role_.contact.empty();
  if (needs_goal && !goal) return;
  while (outbox_.size() < kUnderWay) {
    Waiting waiting{make_ulid(), {}, needs_goal ? *goal : std::string{}, ++said_};
    waiting.body = "from " + std::to_string(role_.number) + " number " + std::to_string(waiting.n) + " ";
    for (std::uint64_t words = random_() % 12; words > 0; --words) waiting.body += std::to_string(random_() % 100'000) + " ";
    waiting.body += "end";
    ledger_.write_synced("SENT " + waiting.cmid + " " + std::to_string(role_.number) + " " + std::to_string(waiting.n) + " " +
                         sha256_hex(waiting.body));
    outbox_.push_back(waiting);
    empty_ = false;
    send(waiting);
  }
}

void Client::send(const Waiting& waiting) {
  json::object frame = {{"type", "send"}, {"cmid", waiting.cmid}, {"conversation", nullptr}, {"body", waiting.body}};
  if (!waiting.conversation.empty()) frame["conversation"] = waiting.conversation;
  frame["attachments"] = json::array{};
  socket_->text(to_text(frame));
}

// The next frame; false when the connection is gone.
bool Client::take_one() {
  const gateway::WsClient::Frame frame = socket_->next();
  if (frame.opcode != 1) return false;
  const json::object object = parse_object(frame.payload, "a frame", kMaxFrame);
  const std::string type = string_or(object, "type", "");
  if (type == "message") take_message(object);
  if (type == "resumed" || type == "subscribed") marked_ = true;
  if (type == "reset") throw std::logic_error{"the change log does not reach back to the beginning of this run"};
  event_ = std::max(event_, integer_or(object, "event", 0));
  if (type == "ack" || type == "error") {
    const std::string cmid = string_or(object, "cmid", "");
    if (type == "error") {
      ++errors_;
      last_error_ = frame.payload;
      pause(5);  // busy: say it again
      for (const Waiting& waiting : outbox_)
        if (waiting.cmid == cmid) send(waiting);
      return true;
    }
    const std::string conversation = required_string(object, "conversation");
    ledger_.write("ACK " + cmid + " " + conversation + " " + required_string(object, "id") + " " +
                  std::to_string(integer_or(object, "seq", 0)));
    if (role_.conversation && !role_.contact.empty() && !role_.conversation->load())
      role_.conversation->store(std::make_shared<const std::string>(conversation));
    std::erase_if(outbox_, [&](const Waiting& waiting) { return waiting.cmid == cmid; });
    empty_ = outbox_.empty();
  }
  return true;
}

void Client::take_message(const json::object& frame) {
  std::vector<Shown>& shown = transcript_.conversations[text_of(frame.at("conversation"))];
  const std::int64_t seq = integer_or(frame, "seq", 0), last = shown.empty() ? 0 : shown.back().seq;
  if (seq <= last) {
    ++transcript_.repeated;
    return;
  }
  if (seq != last + 1) ++transcript_.gaps;
  shown.push_back({seq, text_of(frame.at("id")), string_or(frame, "cmid", ""), sha256_hex(text_of(frame.at("body")))});
}

}  // namespace patchbay::ledger
