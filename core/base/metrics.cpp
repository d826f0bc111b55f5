#include "core/base/metrics.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

constexpr std::array<double, 13> kBounds = {.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10};
constexpr std::size_t kMaxSeries = 1000;

bool is_name(std::string_view name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
  for (const char c : name)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
  return true;
}

std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  std::array<char, 40> text{};
  // Plain digits where they fit: 0.0005 rather than 5e-04.
  const bool plain = value == 0 || (std::fabs(value) >= 1e-5 && std::fabs(value) < 1e15);
  const auto form = plain ? std::chars_format::fixed : std::chars_format::general;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, form).ptr;
  return {text.data(), end};
}

std::string escaped(std::string_view text, bool quote) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') out += "\\\\";
    else if (c == '\n') out += "\\n";
    else if (c == '"' && quote) out += "\\\"";
    else out += c;
  }
  return out;
}

std::string label_text(const Labels& labels, std::string_view bound = {}) {
  std::string out;
  for (const auto& [name, value] : labels) out += (out.empty() ? "" : ",") + name + "=\"" + escaped(value, true) + "\"";
  if (!bound.empty()) out += (out.empty() ? "le=\"" : ",le=\"") + std::string{bound} + "\"";
  return out.empty() ? out : "{" + out + "}";
}

void add_to(std::atomic<double>& target, double value) noexcept {
  double seen = target.load(std::memory_order_relaxed);
  while (!target.compare_exchange_weak(seen, seen + value, std::memory_order_relaxed)) {
  }
}

}  // namespace

void Metrics::Series::add(double value) noexcept { add_to(value_, value); }
void Metrics::Series::set(double value) noexcept { value_.store(value, std::memory_order_relaxed); }

void Metrics::Series::observe(double seconds) noexcept {
  std::size_t bucket = 0;
  while (bucket < kBounds.size() && seconds > kBounds[bucket]) ++bucket;
  buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
  count_.fetch_add(1, std::memory_order_relaxed);
  add_to(value_, seconds);
}

Metrics::Series& Metrics::series(Kind kind, const std::string& name, const std::string& help, const Labels& labels) {
  if (!is_name(name)) throw Error{Code::invalid, "'" + name + "' is no metric name: write [a-z_][a-z0-9_]*"};
  for (const auto& label : labels)
    if (!is_name(label.first) || label.first == "le") throw Error{Code::invalid, "'" + label.first + "' is no label name"};
  if (kind == Kind::counter && !name.ends_with("_total"))
    throw Error{Code::invalid, "the counter '" + name + "' must end in _total"};
  const std::lock_guard lock{mutex_};
  Family& family = families_.try_emplace(name, Family{kind, help, {}}).first->second;
  if (family.kind != kind) throw Error{Code::conflict, "the metric '" + name + "' exists with another kind"};
  if (const auto found = family.series.find(labels); found != family.series.end()) return *found->second;
  if (family.series.size() >= kMaxSeries)
    throw Error{Code::limit, "the metric '" + name + "' has " + std::to_string(kMaxSeries) + " series already"};
  auto& made = family.series[labels];
  made = std::make_unique<Series>();
  made->kind_ = kind;
  return *made;
}

std::string Metrics::text() const {
  static constexpr std::array<std::string_view, 3> kKinds = {"counter", "gauge", "histogram"};
  std::string out;
  const std::lock_guard lock{mutex_};
  for (const auto& [name, family] : families_) {
    out += "# HELP " + name + " " + escaped(family.help, false) + "\n# TYPE " + name + " ";
    out += kKinds[static_cast<int>(family.kind)];
    out += '\n';
    for (const auto& [labels, series] : family.series) {
      if (family.kind != Kind::histogram) {
        out += name + label_text(labels) + " " + number(series->value_) + "\n";
        continue;
      }
      std::uint64_t sum = 0;
      for (std::size_t i = 0; i <= kBounds.size(); ++i) {
        sum += series->buckets_[i];
        out += name + "_bucket" + label_text(labels, i < kBounds.size() ? number(kBounds[i]) : "+Inf") + " " +
               std::to_string(sum) + "\n";
      }
      out += name + "_sum" + label_text(labels) + " " + number(series->value_) + "\n";
      out += name + "_count" + label_text(labels) + " " + std::to_string(sum) + "\n";
    }
  }
  return out;
}

}  // namespace patchbay
