// The smallest useful plugin: one route, one method, one setting.
#include "patchbay/plugin.hpp"

namespace {

class HelloPlugin final : public patchbay::Plugin {
 public:
  using Plugin::Plugin;

  void start() override {
    greeting_ = patchbay::json_text::string_or(host().config(), "greeting", "Hello");
    route("GET,HEAD", "/hello/{name}", PBAY_FOR_PUBLIC,
          [this](const patchbay::Request& r) { r.text(200, greet(r.param("name")) + "\n"); });
    provide("hello.greet@1", [this](const patchbay::Call& call) {
      const std::string name = patchbay::json_text::string_or(call.json(), "name", "");
      if (name.empty()) throw patchbay::Failure{PBAY_E_INVALID, "name: write whom to greet"};
      return "{\"text\":" + patchbay::json_text::quote(greet(name)) + "}";
    });
  }

 private:
  std::string greet(std::string_view name) const { return greeting_ + ", " + std::string{name} + "!"; }

  std::string greeting_;
};

}  // namespace

PBAY_PLUGIN(HelloPlugin, "hello", "Hello", "1.0.0", "io.patchbay", 0, PBAY_HTTP, PBAY_BUS)
