#pragma once
// How it was, said by whoever was helped: one rating a conversation, changed as often as they like.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::insights {

struct Rating {
  std::string conversation, comment;
  std::int64_t score = 0;              // 1…5
  std::optional<std::int64_t> effort;  // 1 (hard to reach a person) … 5 (easy)
  bool repeated = false;               // had to say it again
};

// Throws std::invalid_argument with a sentence for the person.
Rating read_rating(std::string_view body);
std::string rating_document(const Rating& rating, std::int64_t at);

inline constexpr std::string_view kRatingsSchema =
    R"({"version":1,"indexes":[{"field":"/at","type":"integer"}]})";

// The message that asks for one, as message.append@1 takes it. `of_handoff`: a person was asked for on the
// way, so it also asks how easy that was.
std::string rating_question(std::string_view conversation, std::string_view event, bool of_handoff,
                            std::string_view text);

}  // namespace patchbay::insights
