#include "core/gateway/gateway.hpp"

#include <sodium.h>

#include <csignal>
#include <future>
#include <mutex>
#include <thread>

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/gateway/builtin_routes.hpp"
#include "core/gateway/front.hpp"
#include "core/gateway/housekeeping.hpp"
#include "core/gateway/live.hpp"
#include "core/gateway/listener.hpp"

namespace patchbay::gateway {
namespace {

constexpr unsigned kMaxLoops = 4;
constexpr auto kPatience = std::chrono::seconds{10};

std::vector<std::unique_ptr<Loop>> make_loops() {
  std::vector<std::unique_ptr<Loop>> loops(std::clamp(std::thread::hardware_concurrency(), 1u, kMaxLoops));
  for (auto& loop : loops) loop = std::make_unique<Loop>();
  return loops;
}

std::shared_ptr<TlsContext> make_tls(const config::Config& config) {
  return config.server.tls.cert.empty() ? nullptr : std::make_shared<TlsContext>(config.server.tls);
}

// Runs `work` on a loop and waits for it.
void on_loop(Loop& loop, const std::function<void()>& work) {
  std::promise<void> done;
  loop.post([&] {
    work();
    done.set_value();
  });
  done.get_future().wait();
}

}  // namespace

// Accounts tell of revoked sessions as long as they live, which may be longer than this gateway.
struct Ear {
  std::mutex mutex;
  std::function<void(const std::string& principal_id)> tell;
};

// In the order of what leans on what: the loops end before anything their sockets use.
struct Gateway::Rooms {
  Rooms(const config::Config& config, const Parts& parts)
      : frames{parts.target, assets},
        cache{config.server.page_cache},
        answers{parts.target, frames, cache, assets, parts.metrics},
        pipeline{{parts.target, parts.accounts, answers, cache, exchanges, sessions, limiter, sockets, parts.metrics}},
        files{parts.uploads},
        live{parts.rooms, files},
        built_in{parts.target, parts.accounts, parts.search, parts.uploads, parts.metrics, answers, assets, sessions, limiter,
                 pipeline, sockets, setup, parts.rooms, files, live},
        front{{parts.target, answers, assets, frames, cache, exchanges, pipeline, sockets, live},
              [this] { return builtin_routes(built_in); }},
        tls{make_tls(config)},
        loops{make_loops()},
        listener{config.server.listen, loops, pipeline, tls, parts.metrics},
        housekeeping{{*loops.front(), parts.target, pipeline, cache, listener, parts.uploads, tls, live, parts.metrics}} {
    live.open(loops);
  }

  Assets assets;
  Frames frames;
  PageCache cache;
  Answers answers;
  ExchangeTable exchanges;
  SessionCache sessions;
  RateLimiter limiter;
  Sockets sockets;
  RequestPipeline pipeline;
  SetupLink setup;
  FileParts files;
  Live live;
  BuiltIn built_in;
  Front front;
  std::shared_ptr<TlsContext> tls;  // the listener makes connections from it
  std::vector<std::unique_ptr<Loop>> loops;
  Listener listener;
  Housekeeping housekeeping;
  const std::shared_ptr<Ear> ear = std::make_shared<Ear>();  // the accounts hold it too
  bool closed = false;

  void use(config::Config config) {
    config.server.listen = listener.address();
    pipeline.use(std::make_shared<const Settings>(config));
  }
};

Gateway::Gateway(const config::Config& config, const Parts& parts) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  if (sodium_init() < 0) throw Error{Code::internal, "libsodium cannot start"};
  rooms_ = std::make_unique<Rooms>(config, parts);
  rooms_->use(config);
  rooms_->ear->tell = [rooms = rooms_.get()](const std::string& principal_id) {
    rooms->sessions.revoke(principal_id);
    rooms->sockets.close_of(principal_id);
  };
  parts.accounts.on_revoked([ear = rooms_->ear](const std::string& principal_id) {
    const std::lock_guard lock{ear->mutex};
    if (ear->tell) ear->tell(principal_id);
  });
  for (auto& loop : rooms_->loops) loop->start();
  rooms_->listener.start();
  rooms_->housekeeping.start();
  log::info("gateway", "listening", {{"address", rooms_->listener.address()}, {"tls", rooms_->tls ? "yes" : "no"}});
}

Gateway::~Gateway() {
  if (!rooms_) return;  // the constructor threw
  close();
  const std::lock_guard lock{rooms_->ear->mutex};
  rooms_->ear->tell = nullptr;
}

host::HttpFront& Gateway::front() { return rooms_->front; }
std::string Gateway::address() const { return rooms_->listener.address(); }
SetupLink& Gateway::setup() { return rooms_->setup; }
std::int64_t Gateway::connections() const { return rooms_->listener.connections(); }

void Gateway::ready() {
  rooms_->front.refresh();
  rooms_->pipeline.set_ready(true);
}

void Gateway::reload(const config::Config& config) {
  rooms_->use(config);
  rooms_->cache.resize(config.server.page_cache);
  if (rooms_->tls && !config.server.tls.cert.empty()) rooms_->tls->use(config.server.tls);
  rooms_->front.refresh();
}

void Gateway::stop_accepting() { rooms_->listener.stop(); }

void Gateway::close() {
  if (!rooms_ || rooms_->closed) return;
  rooms_->closed = true;
  rooms_->listener.stop();
  const auto end = std::chrono::steady_clock::now() + kPatience;
  std::size_t open = 1;
  for (bool first = true; open > 0 && std::chrono::steady_clock::now() < end; first = false) {
    open = 0;
    for (auto& loop : rooms_->loops)
      on_loop(*loop, [&] {
        if (first) loop->each([](Ticking& member) { member.shut_down(); });
        open += loop->size();
      });
    if (open > 0) std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  rooms_->live.close();
  for (auto& loop : rooms_->loops) loop->stop();
}

}  // namespace patchbay::gateway
