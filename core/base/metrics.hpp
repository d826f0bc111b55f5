#pragma once
// Counters, gauges and histograms in Prometheus' text format (version 0.0.4). A registry is made by main and lent.
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

using Labels = std::vector<std::pair<std::string, std::string>>;

class Metrics {
 public:
  enum class Kind { counter, gauge, histogram };

  // A time series. Handles stay valid as long as the registry. [any thread]
  class Series {
   public:
    void add(double value = 1) noexcept;      // counter, gauge
    void set(double value) noexcept;          // gauge
    void observe(double seconds) noexcept;    // histogram: buckets 0.5 ms … 10 s

   private:
    friend class Metrics;
    std::atomic<double> value_{0};
    std::atomic<std::uint64_t> buckets_[14]{};
    std::atomic<std::uint64_t> count_{0};
    Kind kind_ = Kind::counter;
  };

  // The series of this name and these labels, made on first use. Name and label names are checked ([a-z_][a-z0-9_]*),
  // else Error{invalid}; more than 1,000 series of one name give Error{limit}. A counter's name ends in _total.
  Series& series(Kind kind, const std::string& name, const std::string& help, const Labels& labels = {});

  std::string text() const;

 private:
  struct Family {
    Kind kind;
    std::string help;
    std::map<Labels, std::unique_ptr<Series>> series;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Family> families_;
};

}  // namespace patchbay
