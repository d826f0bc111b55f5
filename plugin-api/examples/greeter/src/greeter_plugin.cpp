// Greeter: one page, one method, one setting, one collection.
#include "patchbay/plugin.hpp"

namespace {

using namespace patchbay;

class GreeterPlugin final : public Plugin {
 public:
  using Plugin::Plugin;

  void start() override {
    greeting_ = json_text::string_or(host().config(), "greeting", "Hello");
    collection("guests", R"({"version":1,"indexes":[{"field":"/visits","type":"integer"}]})");
    route("GET,HEAD", "/greeter/{name}", PBAY_FOR_PUBLIC,
          [this](const Request& r) { r.text(200, greet(r.ctx(), r.param("name")) + "\n"); });
    provide("greeter.greet@1", [this](const Call& call) {
      const std::string name = json_text::string_or(call.json(), "name", "");
      if (name.empty()) throw Failure{PBAY_E_INVALID, "name: write whom to greet"};
      return "{\"text\":" + json_text::quote(greet(call.ctx(), name)) + "}";
    });
  }

 private:
  std::string greet(Ctx ctx, std::string_view name) const {
    const auto guest = store().get(ctx, "guests", name);
    const std::int64_t visits = (guest ? json_text::integer_or(guest->doc, "visits", 0) : 0) + 1;
    // Two greetings at once: the second finds another revision and is told to try again.
    store().put(ctx, "guests", name, "{\"visits\":" + std::to_string(visits) + "}",
                guest ? guest->rev : kMustBeNew);
    return greeting_ + ", " + std::string{name} + "! Visit " + std::to_string(visits) + ".";
  }

  std::string greeting_;
};

}  // namespace

PBAY_PLUGIN(GreeterPlugin, "greeter", "Greeter", "0.1.0", "org.example", 0, PBAY_HTTP, PBAY_BUS, PBAY_STORE)
