#pragma once
// What runs in a limited child: learning and evaluating. Bytes in, bytes out.
#include <string>
#include <string_view>

#include "classifier.hpp"
#include "json.hpp"
#include "patchbay/pbay.h"

namespace patchbay::chatbot {

constexpr std::string_view kLearnRoutine = "learn", kEvaluateRoutine = "evaluate";
constexpr pbay_limits kSchoolLimits = {10 * 60'000, 30 * 60'000, std::uint64_t{3} << 30, 60u << 20};

// Input of learn: [[text,label],…]; output: one line of JSON, the held-out report, then the model's bytes.
std::string learn_routine(std::string_view input);
// Input of evaluate: {"train","test","names":[two]}, lines of text<TAB>label; output: the evaluation's JSON.
// Throws std::invalid_argument naming file and line.
std::string evaluate_routine(std::string_view input);

json::object to_json(const HeldOut& report);

}  // namespace patchbay::chatbot
