#include "core/host/fetching.hpp"

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <map>

#include "core/base/log.hpp"
#include "core/base/net_address.hpp"
#include "core/base/text.hpp"
#include "core/base/thread.hpp"
#include "core/host/boundary.hpp"
#include "core/host/instance.hpp"
#include "core/host/interfaces.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host {
namespace {

constexpr std::size_t kMaxOpen = 200, kMaxOfOne = 50;
constexpr std::size_t kMaxAnswer = 16u << 20;
constexpr std::size_t kMaxBuffered = 256 * 1024;  // then the transfer pauses until the plugin took some
constexpr std::int64_t kMaxTimeoutMs = 10 * 60'000;

struct Part {
  int status = 0;
  std::vector<Header> headers;
  std::string chunk;
  bool last = false;
};

Part failure(pbay_status status, const std::string& why) {
  return {status, {}, why, true};
}

}  // namespace

// One request: filled by the curl thread, emptied by the pool.
struct Fetching::Transfer : std::enable_shared_from_this<Transfer> {
  Transfer(Generation& the_generation, Lease the_lease, FetchRequest the_request)
      : generation{the_generation}, lease{std::move(the_lease)}, request{std::move(the_request)} {}

  Generation& generation;
  Lease lease;
  FetchRequest request;
  Egress::Verdict verdict = Egress::Verdict::denied;

  // The curl thread's.
  CURL* easy = nullptr;
  curl_slist* fields = nullptr;
  int status = 0;
  std::size_t received = 0;
  std::vector<Header> headers;
  std::string refused;  // why no connection was made
  bool headers_sent = false, too_large = false;

  std::mutex mutex;
  std::deque<Part> parts;
  std::size_t buffered = 0;
  bool delivering = false, paused = false;
  std::atomic<bool> resume{false};

  bool push(Part part);  // false: pause
  void deliver();
};

struct Fetching::Wire {
  CURLM* multi = nullptr;
  std::map<CURL*, std::shared_ptr<Transfer>> open;

  void add(const std::shared_ptr<Transfer>& transfer);
  void finish(CURL* easy, CURLcode code);
};

bool Fetching::Transfer::push(Part part) {
  {
    const std::lock_guard lock{mutex};
    buffered += part.chunk.size();
    parts.push_back(std::move(part));
    if (delivering) {
      paused = buffered > kMaxBuffered;
      return !paused;
    }
    delivering = true;
  }
  const auto self = shared_from_this();
  if (!generation.post([self] { self->deliver(); }))
    generation.board.pool.post_accepted([self] { self->deliver(); });
  return true;
}

void Fetching::Transfer::deliver() {
  for (;;) {
    Part part;
    {
      const std::lock_guard lock{mutex};
      if (parts.empty()) {
        delivering = false;
        return;
      }
      part = std::move(parts.front());
      parts.pop_front();
      buffered -= part.chunk.size();
      if (paused && buffered < kMaxBuffered / 2) {
        paused = false;
        resume = true;
      }
    }
    std::vector<pbay_kv> list;
    for (const auto& [name, value] : part.headers) list.push_back({lend(name), lend(value)});
    visit(generation, "on_fetch.part", [&] {
      generation.on_fetch->part(generation.plugin, request.tag, part.status, {list.data(), list.size()},
                                lend_bytes(part.chunk), part.last ? 1 : 0);
    });
    if (part.last) lease.reset();
  }
}

// libcurl's callbacks; `self` is the Transfer.
struct FetchCallbacks {
  template <class T>
  static curl_socket_t open_socket(T* self, curlsocktype, curl_sockaddr* address) {
    if (self->verdict == Egress::Verdict::public_only && is_private_address(&address->addr)) {
      self->refused = "it resolves to " + address_text(&address->addr) +
                      ", a private address; name the host in the plugin's settings to allow it";
      return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }

  template <class T>
  static std::size_t header(char* data, std::size_t, std::size_t size, T* self) {
    const std::string_view line = trim(std::string_view{data, size});
    if (line.starts_with("HTTP/")) {
      self->headers.clear();
      return size;
    }
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && self->headers.size() < kMaxPairs)
      self->headers.emplace_back(lower_ascii(line.substr(0, colon)),
                                 std::string{trim(line.substr(colon + 1))});
    return size;
  }

  template <class T>
  static std::size_t body(char* data, std::size_t, std::size_t size, T* self) {
    if (self->resume.load() == false) {
      const std::lock_guard lock{self->mutex};
      if (self->paused) return CURL_WRITEFUNC_PAUSE;
    }
    self->received += size;
    if (self->received > kMaxAnswer) {
      self->too_large = true;
      return 0;
    }
    long status = 0;
    curl_easy_getinfo(self->easy, CURLINFO_RESPONSE_CODE, &status);
    Part part{static_cast<int>(status), {}, std::string{data, size}, false};
    if (!self->headers_sent) part.headers = self->headers;
    self->headers_sent = true;
    static_cast<void>(self->push(std::move(part)));
    return size;
  }
};

void Fetching::Wire::add(const std::shared_ptr<Transfer>& transfer) {
  CURL* easy = curl_easy_init();
  transfer->easy = easy;
  const FetchRequest& request = transfer->request;
  curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout_ms));
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  if (request.method == "HEAD") curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT" ||
      request.method == "PATCH") {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.c_str());
  }
  transfer->fields = curl_slist_append(nullptr, "Expect:");
  for (const auto& [name, value] : request.headers)
    transfer->fields =
        curl_slist_append(transfer->fields, (value.empty() ? name + ";" : name + ": " + value).c_str());
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->fields);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &FetchCallbacks::open_socket<Transfer>);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer.get());
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &FetchCallbacks::header<Transfer>);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer.get());
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &FetchCallbacks::body<Transfer>);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer.get());
  open.emplace(easy, transfer);
  curl_multi_add_handle(multi, easy);
}

void Fetching::Wire::finish(CURL* easy, CURLcode code) {
  const auto found = open.find(easy);
  const std::shared_ptr<Transfer> transfer = found->second;
  open.erase(found);
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  if (code == CURLE_OK) {
    Part part{static_cast<int>(status), {}, {}, true};
    if (!transfer->headers_sent) part.headers = transfer->headers;
    transfer->push(std::move(part));
  } else if (!transfer->refused.empty()) {
    transfer->push(failure(PBAY_E_DENIED, transfer->refused));
  } else if (transfer->too_large) {
    transfer->push(failure(PBAY_E_LIMIT, "the answer is larger than 16 MB"));
  } else if (code == CURLE_ABORTED_BY_CALLBACK) {
    transfer->push(failure(PBAY_E_CANCELLED, "the host is ending"));
  } else {
    transfer->push(failure(code == CURLE_OPERATION_TIMEDOUT ? PBAY_E_TIMEOUT : PBAY_E_UNAVAILABLE,
                           curl_easy_strerror(code)));
  }
  curl_multi_remove_handle(multi, easy);
  curl_easy_cleanup(easy);
  curl_slist_free_all(transfer->fields);
}

Fetching::Fetching() = default;
Fetching::~Fetching() {
  close();
}

void Fetching::start(Generation& generation, FetchRequest request) {
  CURLU* url = curl_url();
  const std::unique_ptr<CURLU, void (*)(CURLU*)> owned{url, curl_url_cleanup};
  if (curl_url_set(url, CURLUPART_URL, request.url.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK)
    throw Error{Code::invalid, "fetch(): the URL cannot be read; credentials belong in a header"};
  const auto part = [url](CURLUPart which, unsigned flags) {
    char* text = nullptr;
    if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return std::string{};
    std::string out{text};
    curl_free(text);
    return out;
  };
  const std::string scheme = part(CURLUPART_SCHEME, 0), port = part(CURLUPART_PORT, CURLU_DEFAULT_PORT);
  if (scheme != "http" && scheme != "https") throw Error{Code::invalid, "fetch(): only http and https"};
  std::string host = part(CURLUPART_HOST, 0);
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  Lease lease = generation.lease_for_rest();
  if (!lease) throw Error{Code::state, "fetch(): only from serving on"};
  auto transfer = std::make_shared<Transfer>(
      generation, std::move(lease), std::move(request));  // held by the curl thread and its deliveries
  transfer->verdict = generation.instance.egress.judge(host, static_cast<std::uint16_t>(std::stoul(port)));
  if (transfer->verdict == Egress::Verdict::denied)
    throw Error{Code::denied, "plugin.json's \"egress\" does not allow " + host + ":" + port};
  const std::lock_guard lock{mutex_};
  if (closing_ || open_ + waiting_.size() >= kMaxOpen)
    throw Error{Code::limit, "too many requests are under way; try again in a moment"};
  if (!wire_) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    wire_ = std::make_unique<Wire>();
    wire_->multi = curl_multi_init();
    curl_multi_setopt(wire_->multi, CURLMOPT_MAX_HOST_CONNECTIONS, static_cast<long>(kMaxOfOne));
    thread_ = start_thread("fetch", [this] { run(); });
  }
  waiting_.push_back(std::move(transfer));
  curl_multi_wakeup(wire_->multi);
}

void Fetching::take_in() {
  std::vector<std::shared_ptr<Transfer>> fresh;
  {
    const std::lock_guard lock{mutex_};
    fresh.swap(waiting_);
    open_ = wire_->open.size() + fresh.size();
  }
  for (const auto& transfer : fresh) wire_->add(transfer);
  for (const auto& [easy, transfer] : wire_->open)
    if (transfer->resume.exchange(false)) curl_easy_pause(easy, CURLPAUSE_CONT);
}

void Fetching::run() {
  for (;;) {
    {
      const std::lock_guard lock{mutex_};
      if (closing_) break;
    }
    take_in();
    int running = 0;
    curl_multi_perform(wire_->multi, &running);
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(wire_->multi, &left))
      if (message->msg == CURLMSG_DONE) wire_->finish(message->easy_handle, message->data.result);
    // A paused transfer is looked at again soon; everything else wakes this up.
    curl_multi_poll(wire_->multi, nullptr, 0, wire_->open.empty() ? 60'000 : 100, nullptr);
  }
  take_in();
  while (!wire_->open.empty()) wire_->finish(wire_->open.begin()->first, CURLE_ABORTED_BY_CALLBACK);
  curl_multi_cleanup(wire_->multi);
}

void Fetching::close() {
  {
    const std::lock_guard lock{mutex_};
    closing_ = true;
    if (!wire_) return;
    if (thread_.joinable()) curl_multi_wakeup(wire_->multi);
  }
  if (thread_.joinable()) thread_.join();
}

namespace {

pbay_status fetch(const pbay_host* host, pbay_ctx ctx, std::uint64_t tag, pbay_str method, pbay_str url,
                  pbay_kvs headers, pbay_bytes body, std::uint32_t timeout_ms, pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    static_cast<void>(scope_of(self, ctx));
    if (self.on_fetch == nullptr) throw Error{Code::invalid, "fetch(): the plugin has no pbay.on-fetch/1"};
    FetchRequest request{
        tag,   std::string{view(method)}, std::string{view(url)}, std::string{view(body)}, pairs(headers),
        10'000};
    if (timeout_ms != 0) request.timeout_ms = std::min<std::int64_t>(timeout_ms, kMaxTimeoutMs);
    const auto clean = [](const std::string& text) {
      return text.find_first_of(std::string_view{"\r\n\0", 3}) == std::string::npos;
    };
    if (request.method.empty() || request.method.size() > 20 ||
        !std::all_of(request.method.begin(), request.method.end(),
                     [](char c) { return c >= 'A' && c <= 'Z'; }))
      throw Error{Code::invalid, "fetch(): the method is upper-case letters, GET"};
    for (const auto& [name, value] : request.headers)
      if (name.empty() || !clean(name) || !clean(value) || name.find_first_of(": ") != std::string::npos)
        throw Error{Code::invalid, "fetch(): a header has a line end or a wrong name"};
    self.board.fetching.start(self, std::move(request));
  });
}

constexpr pbay_fetch_1 kFetch = {fetch};

}  // namespace

const pbay_fetch_1& fetch_interface() {
  return kFetch;
}

}  // namespace patchbay::host
