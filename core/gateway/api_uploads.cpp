// POST /api/v1/uploads and GET /files/ID/NAME.
#include <memory>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/log.hpp"
#include "core/base/text.hpp"
#include "core/base/ulid.hpp"
#include "core/gateway/builtin_routes.hpp"
#include "core/gateway/file_links.hpp"
#include "core/gateway/head_writer.hpp"
#include "core/gateway/loop.hpp"
#include "core/gateway/media_type.hpp"
#include "core/gateway/static_files.hpp"
#include "core/gateway/target.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::int64_t kLinkSeconds = 15 * 60;
constexpr std::size_t kMaxName = 200;

// What the sender calls the file: a name, no path, nothing invisible that could pretend to be another ending.
std::string clean_name(std::string_view sent) {
  std::string name;
  const std::string decoded = to_valid_utf8(percent_decode(sent).value_or(std::string{sent}));
  for (const char c : decoded.substr(decoded.find_last_of("/\\") + 1))
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f && c != '"' && c != '<' && c != '>' && c != '|' && c != ':' && c != '*' && c != '?')
      name += c;
  static constexpr std::string_view kInvisible[] = {"\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202b",
                                                    "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\ufeff"};
  for (const std::string_view mark : kInvisible)
    for (std::size_t at; (at = name.find(mark)) != std::string::npos;) name.erase(at, mark.size());
  name = cut_utf8(trim(name), kMaxName);
  while (name.starts_with('.')) name.erase(0, 1);
  return name.empty() ? "file" : name;
}

std::string header_of(const Exchange& exchange, std::string_view name) {
  for (const auto& [known, value] : exchange.request.headers)
    if (known == name) return value;
  return {};
}

FileLinks links_of(const BuiltIn& parts) { return FileLinks{parts.uploads->signing_key()}; }

// One file on its way in. Its pieces are written by workers, one after the other; what never becomes whole is discarded.
class Incoming : public std::enable_shared_from_this<Incoming> {
 public:
  Incoming(const BuiltIn& parts, const ExchangePtr& exchange) : parts_{parts}, exchange_{exchange} {
    info_.id = make_ulid();
    info_.name = clean_name(header_of(*exchange, "upload-name"));
    info_.owner = exchange->principal.id;
  }
  ~Incoming() {
    if (begun_ && !complete_)
      parts_.target.post([uploads = parts_.uploads, id = info_.id] { uploads->discard(id); });
  }

  void piece(std::string bytes, bool last, std::function<void()> taken) {
    const bool queued = parts_.target.post([self = shared_from_this(), bytes = std::move(bytes), last, taken = std::move(taken)] {
      self->take(bytes, last);
      taken();
    });
    const ExchangePtr exchange = exchange_.lock();
    if (!queued && exchange) parts_.answers.problem(exchange, 503, "Too busy; try again in a moment.", {}, {{"Retry-After", "1"}});
  }

 private:
  void take(const std::string& bytes, bool last) {
    const ExchangePtr exchange = exchange_.lock();
    if (!exchange || exchange->answered()) return;
    try {
      held_ += bytes;
      if (info_.type.empty() && (last || held_.size() >= kMediaTypeBytes)) judge(*exchange, last);
      if (info_.type.empty()) return;
      write(last);
      if (last) finish(exchange);
    } catch (const std::exception& error) {
      exchange->keep_alive = false;
      parts_.answers.problem(exchange, error);
    }
  }

  void judge(const Exchange& exchange, bool whole) {
    if (held_.empty()) throw Error{Code::invalid, "The file is empty."};
    info_.type = media_type_of(std::string_view{held_}.substr(0, kMediaTypeBytes), whole && held_.size() <= kMediaTypeBytes).name;
    if (info_.type.empty()) throw Error{Code::invalid, "Files of this type are not taken: send a picture, film, sound, PDF, ZIP or text."};
    const config::Limits& limits = exchange.settings->config.limits;
    const auto per_hour = static_cast<double>(limits.number("upload_bytes_per_hour"));
    hourly_ = per_hour < 0 ? config::Rate{0, 0, true} : config::Rate{per_hour / 3600, per_hour, false};
  }

  void write(bool last) {
    const int wait = parts_.limiter.take("upload_bytes_per_hour", info_.owner, hourly_, steady_ms(), static_cast<double>(held_.size()));
    if (wait > 0) throw Error{Code::limit, "Too many bytes were uploaded in the last hour; try again later."};
    begun_ = true;
    parts_.uploads->write(info_.id, info_.type, static_cast<std::uint64_t>(info_.size), held_, last);
    info_.size += static_cast<std::int64_t>(held_.size());
    held_.clear();
  }

  void finish(const ExchangePtr& exchange) {
    const std::int64_t now = SystemClock{}.now_ms();
    info_.created_ms = now;
    parts_.uploads->add(info_);
    complete_ = true;
    parts_.answers.json(exchange, 201,
                        to_text(json::object{{"id", info_.id},
                                             {"name", info_.name},
                                             {"type", info_.type},
                                             {"size", info_.size},
                                             {"url", links_of(parts_).make(info_.id, info_.name, now / 1000 + kLinkSeconds)}}),
                        {{"Cache-Control", "no-store"}});
  }

  const BuiltIn& parts_;
  const std::weak_ptr<Exchange> exchange_;  // the connection owns it, and this
  UploadInfo info_;
  config::Rate hourly_;
  std::string held_;
  bool begun_ = false, complete_ = false;
};

void send_upload(const BuiltIn& parts, const ExchangePtr& exchange) {
  const std::string& id = exchange->request.params.at(0).second;
  const Query query{exchange->request.query};
  const std::int64_t now = SystemClock{}.now_ms() / 1000;
  if (!is_ulid(id) || !links_of(parts).verify(id, query.get("exp"), query.get("sig"), now))
    throw Error{Code::not_found, "There is no such file, or the link to it is too old."};
  const UploadInfo info = parts.uploads->get(id);
  OpenFile file = OpenFile::at(parts.uploads->path(id));
  if (!file.exists()) throw Error{Code::not_found, "There is no such file."};
  const MediaType type = media_type_named(info.type);
  std::string shown = info.type.empty() ? "application/octet-stream" : info.type;
  if (shown == "text/plain") shown += "; charset=utf-8";
  send_file(parts.answers, exchange, std::move(file),
            {{"Content-Type", shown},
             {"Content-Disposition", std::string{type.shown_inline ? "inline" : "attachment"} + "; filename*=UTF-8''" + percent_encode(info.name)},
             {"Content-Security-Policy", std::string{kFilePolicy}},
             {"Referrer-Policy", "no-referrer"},
             {"Cache-Control", "private, max-age=600"}},
            "\"" + id + "\"");
}

}  // namespace

void add_upload_routes(const BuiltIn& parts, std::vector<Endpoint>& routes) {
  if (!parts.uploads) return;
  Endpoint post = own_route(parts, "POST", "/api/v1/uploads", PBAY_FOR_VISITOR, nullptr, "uploads");
  post.handler = nullptr;
  post.sink = [&parts](const ExchangePtr& exchange) -> BodySink {
    return [incoming = std::make_shared<Incoming>(parts, exchange)](std::string piece, bool last, std::function<void()> taken) {
      incoming->piece(std::move(piece), last, std::move(taken));
    };
  };
  routes.push_back(std::move(post));
  routes.push_back(own_route(parts, "GET", "/files/{id}/{name}", PBAY_FOR_PUBLIC, send_upload));
}

}  // namespace patchbay::gateway
