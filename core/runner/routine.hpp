#pragma once
// One plugin in this process: created and never started, for its pbay.on-worker/1 alone.
#include <string>
#include <string_view>

#include "core/base/json.hpp"
#include "patchbay/pbay.h"

namespace patchbay::runner {

class Routine {
 public:
  // `hello`: {"file","instance","config"}. Throws Error{unavailable | invalid}. `stream` is where output and
  // log go.
  Routine(const json::object& hello, int stream);

  // Runs it and reports the end on the stream.
  void run(std::string_view name, std::string_view input);

 private:
  static const void* no_interface(const pbay_host*, const char*);
  static void write_log(const pbay_host*, pbay_ctx, std::int32_t level, pbay_str message, pbay_kvs fields);
  static pbay_status read_config(const pbay_host*, pbay_str pointer, pbay_sink out, pbay_error* error);
  static void report_failure(const pbay_host*, pbay_str why);
  static pbay_status put(void* self, pbay_bytes item);

  int stream_;
  std::string instance_;
  json::value config_;
  pbay_host host_;
  pbay_plugin* plugin_ = nullptr;
  const pbay_on_worker_1* worker_ = nullptr;
};

}  // namespace patchbay::runner
