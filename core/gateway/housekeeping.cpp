#include "core/gateway/housekeeping.hpp"

#include <unistd.h>

#include <cstdio>

#include "core/base/clock.hpp"
#include "core/base/log.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::int64_t kMemoryMs = 1'000, kFilesMs = 5'000, kUploadsMs = 600'000;
constexpr std::int64_t kUploadLifeMs = 24 * 3600 * std::int64_t{1000};

std::int64_t resident_bytes() {
  std::FILE* file = std::fopen("/proc/self/statm", "re");
  if (!file) return 0;
  long all = 0, resident = 0;
  const int read = std::fscanf(file, "%ld %ld", &all, &resident);
  std::fclose(file);
  return read == 2 ? static_cast<std::int64_t>(resident) * sysconf(_SC_PAGESIZE) : 0;
}

}  // namespace

Housekeeping::Housekeeping(const Parts& parts)
    : parts_{parts},
      cache_bytes_{parts.metrics.series(Metrics::Kind::gauge, "patchbay_page_cache_bytes", "Bytes of cached pages.")},
      cache_pages_{parts.metrics.series(Metrics::Kind::gauge, "patchbay_page_cache_pages", "Cached pages.")} {}

void Housekeeping::start() {
  parts_.loop.post([this] {
    place_ = parts_.loop.add(*this);
    on_loop_ = true;
    uploads_ms_ = steady_ms();
  });
}

void Housekeeping::cut() {
  if (!on_loop_) return;
  on_loop_ = false;
  parts_.loop.remove(place_);
}

void Housekeeping::tick(std::int64_t now_ms) {
  parts_.live.desk().tick(now_ms);
  if (now_ms - memory_ms_ >= kMemoryMs) {
    memory_ms_ = now_ms;
    watch_memory();
  }
  if (parts_.tls && now_ms - files_ms_ >= kFilesMs) {
    files_ms_ = now_ms;
    parts_.target.post([tls = parts_.tls] { tls->refresh(); });
  }
  if (parts_.uploads && now_ms - uploads_ms_ >= kUploadsMs) {
    uploads_ms_ = now_ms;
    parts_.target.post([uploads = parts_.uploads] {
      try {
        uploads->sweep(SystemClock{}.now_ms() - kUploadLifeMs);
      } catch (const std::exception& error) {
        log::warn("gateway", "old uploads could not be removed", {{"error", error.what()}});
      }
    });
  }
}

void Housekeeping::watch_memory() {
  const std::int64_t budget = parts_.pipeline.settings()->memory_bytes, used = resident_bytes();
  if (used > budget / 10 * 9 && parts_.cache.bytes() > 0) {
    log::warn("gateway", "memory is short: the page cache is dropped", {{"resident", std::to_string(used)}});
    parts_.cache.drop_all();
  }
  parts_.listener.pause(used > budget / 20 * 19);
  cache_bytes_.set(static_cast<double>(parts_.cache.bytes()));
  cache_pages_.set(static_cast<double>(parts_.cache.size()));
}

}  // namespace patchbay::gateway
