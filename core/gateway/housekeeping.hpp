#pragma once
// What has to be looked at now and then: memory, the certificate's files, uploads nothing names. Ticks on the first loop; what
// takes long goes to the worker pool.
#include <cstdint>
#include <memory>

#include "core/gateway/listener.hpp"
#include "core/gateway/live.hpp"
#include "core/gateway/page_cache.hpp"
#include "core/gateway/request_pipeline.hpp"
#include "core/gateway/tls_context.hpp"
#include "core/gateway/uploads.hpp"

namespace patchbay::gateway {

class Housekeeping final : public Ticking {
 public:
  struct Parts {
    Loop& loop;
    RequestTarget& target;
    RequestPipeline& pipeline;
    PageCache& cache;
    Listener& listener;
    Uploads* uploads;
    std::shared_ptr<TlsContext> tls;  // the listener holds it too
    Live& live;
    Metrics& metrics;
  };
  explicit Housekeeping(const Parts& parts);
  void start();

  void tick(std::int64_t now_ms) override;
  void shut_down() override { cut(); }
  void cut() override;

 private:
  void watch_memory();

  Parts parts_;
  Loop::Place place_;
  bool on_loop_ = false;
  std::int64_t memory_ms_ = 0, files_ms_ = 0, uploads_ms_ = 0;
  Metrics::Series& cache_bytes_;
  Metrics::Series& cache_pages_;
};

}  // namespace patchbay::gateway
