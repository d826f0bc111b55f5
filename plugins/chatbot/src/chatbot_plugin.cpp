// The bot: the only file that knows which host calls what.
#include "patchbay/plugin.hpp"
#include "schooling.hpp"

namespace patchbay::chatbot {
namespace {

constexpr std::uint64_t kMostFileBytes = 24u << 20;

class ChatbotPlugin final : public Plugin {
 public:
  explicit ChatbotPlugin(Host host) : Plugin{host} {
    worker(kLearnRoutine, [](std::string_view input, const auto& emit) { emit(learn_routine(input)); });
    worker(kEvaluateRoutine, [](std::string_view input, const auto& emit) {
      try {
        emit(evaluate_routine(input));
      } catch (const std::invalid_argument& wrong) {
        throw Failure{PBAY_E_INVALID, wrong.what()};
      }
    });
  }

  void start() override {
    provide("chatbot.evaluate@1", [this](const Call& call) { return evaluate(call); });
  }

 private:
  std::string evaluate(const Call& call) {
    const json::object args = parse_object(call.json());
    const std::string train = text_of(args, "train"), test = text_of(args, "test");
    json::object input{{"names", json::array{json::value(train), json::value(test)}}};
    input["train"] = host().files().read(call.ctx(), train, "", kMostFileBytes);
    input["test"] = host().files().read(call.ctx(), test, "", kMostFileBytes);
    call.progress(0, 0, "learning");
    return host().run_worker(call.ctx(), kEvaluateRoutine, to_text(input), kSchoolLimits);
  }
};

}  // namespace
}  // namespace patchbay::chatbot

PBAY_PLUGIN(patchbay::chatbot::ChatbotPlugin, "chatbot", "Chatbot", "0.1.0", "io.patchbay", PBAY_CONCURRENT,
            PBAY_BUS, PBAY_STORE, PBAY_FILES, PBAY_WORKER)
