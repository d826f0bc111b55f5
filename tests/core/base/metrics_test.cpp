#include "core/base/metrics.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "core/base/error.hpp"

namespace patchbay {
namespace {

using Kind = Metrics::Kind;

TEST(Metrics, WritesWhatPrometheusReads) {
  Metrics metrics;
  metrics.series(Kind::counter, "patchbay_requests_total", "Requests.", {{"code", "200"}}).add(3);
  metrics.series(Kind::gauge, "patchbay_open", "Open sockets.").set(-2.5);
  EXPECT_EQ(metrics.text(),
            "# HELP patchbay_open Open sockets.\n# TYPE patchbay_open gauge\npatchbay_open -2.5\n"
            "# HELP patchbay_requests_total Requests.\n# TYPE patchbay_requests_total counter\n"
            "patchbay_requests_total{code=\"200\"} 3\n");
}

TEST(Metrics, GivesTheSameSeriesForTheSameLabels) {
  Metrics metrics;
  auto& first = metrics.series(Kind::counter, "a_total", "A.", {{"x", "1"}});
  EXPECT_EQ(&metrics.series(Kind::counter, "a_total", "A.", {{"x", "1"}}), &first);
  EXPECT_NE(&metrics.series(Kind::counter, "a_total", "A.", {{"x", "2"}}), &first);
}

TEST(Metrics, EscapesLabelsAndHelp) {
  Metrics metrics;
  metrics.series(Kind::gauge, "g", "a\\b\nc", {{"l", "\"\\\n"}}).set(1);
  EXPECT_EQ(metrics.text(), "# HELP g a\\\\b\\nc\n# TYPE g gauge\ng{l=\"\\\"\\\\\\n\"} 1\n");
}

TEST(Metrics, CountsObservationsInRisingBuckets) {
  Metrics metrics;
  auto& series = metrics.series(Kind::histogram, "seconds", "Time.");
  series.observe(.0005);
  series.observe(.02);
  series.observe(100);
  const std::string text = metrics.text();
  EXPECT_NE(text.find("seconds_bucket{le=\"0.0005\"} 1\n"), std::string::npos) << text;
  EXPECT_NE(text.find("seconds_bucket{le=\"0.025\"} 2\n"), std::string::npos);
  EXPECT_NE(text.find("seconds_bucket{le=\"10\"} 2\n"), std::string::npos);
  EXPECT_NE(text.find("seconds_bucket{le=\"+Inf\"} 3\n"), std::string::npos);
  EXPECT_NE(text.find("seconds_count 3\n"), std::string::npos);
  EXPECT_NE(text.find("seconds_sum 100.0205\n"), std::string::npos);
}

TEST(Metrics, RefusesNamesPrometheusDoesNotKnow) {
  Metrics metrics;
  for (const char* name : {"", "1a", "A", "a-b", "a b"})
    EXPECT_THROW(metrics.series(Kind::gauge, name, ""), Error) << name;
  EXPECT_THROW(metrics.series(Kind::counter, "a", ""), Error);
  EXPECT_THROW(metrics.series(Kind::histogram, "a", "", {{"le", "1"}}), Error);
  EXPECT_THROW(metrics.series(Kind::gauge, "a", "", {{"x-y", "1"}}), Error);
  metrics.series(Kind::gauge, "g", "");
  EXPECT_THROW(metrics.series(Kind::histogram, "g", ""), Error);
}

TEST(Metrics, StopsGrowingAtAThousandSeriesOfAName) {
  Metrics metrics;
  for (int i = 0; i < 1000; ++i) metrics.series(Kind::gauge, "g", "", {{"i", std::to_string(i)}});
  try {
    metrics.series(Kind::gauge, "g", "", {{"i", "more"}});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::limit);
  }
}

TEST(Metrics, LosesNoCountBetweenThreads) {
  Metrics metrics;
  auto& series = metrics.series(Kind::counter, "a_total", "A.");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 10'000; ++n) series.add();
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_NE(metrics.text().find("a_total 40000\n"), std::string::npos);
}

}  // namespace
}  // namespace patchbay
