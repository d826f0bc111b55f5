#include "margins.hpp"

#include <linear.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "vector_math.hpp"

namespace patchbay::chatbot {
namespace {

constexpr double kCost = 1.0, kCloseEnough = 0.3;
constexpr double kOddsCost = 10.0, kOddsCloseEnough = 0.001;

void say_nothing(const char*) {}

struct FreeModel {
  void operator()(model* learnt) const { free_and_destroy_model(&learnt); }
};
using Learnt = std::unique_ptr<model, FreeModel>;

// The rows liblinear wants: index from 1, ended by -1.
class Problem {
 public:
  void add(std::vector<feature_node> nodes, double label) {
    nodes.push_back({-1, 0});
    nodes_.push_back(std::move(nodes));
    labels_.push_back(label);
  }
  bool empty() const { return labels_.empty(); }
  Learnt solve(int solver, double cost, double close_enough, std::size_t columns) {
    std::vector<feature_node*> rows;
    for (std::vector<feature_node>& nodes : nodes_) rows.push_back(nodes.data());
    problem asked{};
    asked.l = static_cast<int>(rows.size());
    asked.n = static_cast<int>(columns);
    asked.y = labels_.data();
    asked.x = rows.data();
    asked.bias = -1;
    parameter how{};
    how.solver_type = solver;
    how.C = cost;
    how.eps = close_enough;
    how.p = 0.1;
    set_print_string_function(say_nothing);
    std::srand(1);  // liblinear visits examples in rand()'s order; learning runs in a child of its own
    if (const char* wrong = check_parameter(&asked, &how)) throw std::invalid_argument{wrong};
    return Learnt{train(&asked, &how)};
  }

 private:
  std::vector<std::vector<feature_node>> nodes_;
  std::vector<double> labels_;
};

}  // namespace

Margins Margins::learn(const Lesson& lesson, std::size_t word_rows) {
  Problem problem;
  std::vector<bool> present(lesson.label_count, false);
  for (std::size_t i = 0; i < lesson.features.size(); ++i) {
    if (lesson.labels[i] == kNoLabel) continue;
    std::vector<feature_node> nodes;
    for (const Feature& feature : lesson.features[i])
      if (feature.row < word_rows) nodes.push_back({static_cast<int>(feature.row) + 1, feature.value});
    present[static_cast<std::size_t>(lesson.labels[i])] = true;
    problem.add(std::move(nodes), lesson.labels[i]);
  }
  if (std::count(present.begin(), present.end(), true) < 2 || word_rows == 0)
    return {PackedRows{{}, padded(lesson.label_count)}, lesson.label_count};
  const Learnt learnt = problem.solve(MCSVM_CS, kCost, kCloseEnough, word_rows);
  const std::size_t width = padded(lesson.label_count), classes = static_cast<std::size_t>(learnt->nr_class);
  std::vector<float> weights(word_rows * width);
  for (std::size_t row = 0; row < word_rows; ++row)
    for (std::size_t k = 0; k < classes; ++k)
      weights[row * width + static_cast<std::size_t>(learnt->label[k])] =
          static_cast<float>(learnt->w[row * classes + k]);
  return {PackedRows{weights, width}, lesson.label_count};
}

Margins::Margins(PackedRows rows, std::size_t label_count)
    : rows_{std::move(rows)}, label_count_{label_count} {
  if (rows_.width() != padded(label_count_))
    throw std::invalid_argument{"margins whose parts do not fit together"};
}

std::vector<float> Margins::margins_of(const Features& features) const {
  std::vector<float> out(padded(label_count_));
  rows_.add_to(out, features);
  out.resize(label_count_);
  return out;
}

std::vector<float> learn_odds(std::span<const std::vector<float>> signals, const std::vector<bool>& right) {
  const std::size_t count = signals.empty() ? 0 : signals.front().size();
  std::vector<float> odds(count + 1);
  const auto rights = std::count(right.begin(), right.end(), true);
  const auto wrongs = static_cast<std::ptrdiff_t>(right.size()) - rights;
  // One kind only: nothing to tell apart, so say how often it was right (and never quite always).
  odds[count] = std::log((static_cast<float>(rights) + 1.0f) / (static_cast<float>(wrongs) + 1.0f));
  if (rights == 0 || wrongs == 0) return odds;
  Problem problem;
  for (std::size_t i = 0; i < signals.size(); ++i) {
    std::vector<feature_node> nodes;
    for (std::size_t k = 0; k < count; ++k) nodes.push_back({static_cast<int>(k) + 1, signals[i][k]});
    nodes.push_back({static_cast<int>(count) + 1, 1.0});
    problem.add(std::move(nodes), right[i] ? 1 : -1);
  }
  const Learnt learnt = problem.solve(L2R_LR, kOddsCost, kOddsCloseEnough, count + 1);
  const double sign = learnt->label[0] == 1 ? 1 : -1;
  for (std::size_t k = 0; k <= count; ++k) odds[k] = static_cast<float>(sign * learnt->w[k]);
  return odds;
}

float probability_of(std::span<const float> odds, std::span<const float> signals) {
  if (odds.empty()) return 0;
  float sum = odds.back();
  for (std::size_t k = 0; k < signals.size() && k + 1 < odds.size(); ++k) sum += odds[k] * signals[k];
  return 1.0f / (1.0f + std::exp(-sum));
}

}  // namespace patchbay::chatbot
