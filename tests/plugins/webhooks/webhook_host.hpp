#pragma once
// The finished webhooks.so on a fake host.
#include <gtest/gtest.h>

#include "json.hpp"
#include "moment.hpp"
#include "patchbay/fake_host.hpp"
#include "signature.hpp"

namespace patchbay::webhooks {

inline const std::string kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

class WebhookHost : public ::testing::Test {
 protected:
  void SetUp() override {
    host->config(R"({"endpoints":{"crm":{"url":"https://crm.example.com/hook","secret":")" + kSecret +
                 R"("}},"channels":{"sms":{"url":"https://sms.example.com/out","secret":")" + kSecret +
                 R"("}}})");
  }
  void TearDown() override {
    for (const std::string& violation : host->violations()) ADD_FAILURE() << violation;
  }

  // The host tells of a message; "message.created" of conversation c1.
  pbay_status tell(const std::string& body = "Hi", int seq = 1) {
    return host->deliver("message.created", "c1",
                         R"({"conversation":"c1","contact":"k1","inbox":"default","message":{"seq":)" +
                             std::to_string(seq) + R"(,"body":")" + body + R"(","note":false}})");
  }
  // Runs what is due and hands over the answers.
  void work() {
    for (int i = 0; i < 20 && host->run_jobs() + host->settle() > 0; ++i) continue;
  }
  // A job that waits for its time is run as if it had come: the delivery is due.
  void make_due(const std::string& id) {
    json::object document = doc(id);
    document["next_at"] = 0;
    host->put("deliveries", id, to_text(document));
    host->run_job("send", id);
    host->settle();
  }
  json::object doc(const std::string& id) {
    const std::string text = host->doc("deliveries", id);
    return text.empty() ? json::object{} : parse_object(text);
  }
  std::string only() { return host->ids("deliveries").empty() ? "" : host->ids("deliveries").front(); }
  std::string state(const std::string& id) { return text_of(doc(id), "state"); }
  json::object get(const std::string& path) {
    return parse_object(host->get("/api/v1/webhooks" + path, FakeActor::admin()).body);
  }
  FakeAnswer post(const std::string& path, const std::string& body = "{}",
                  FakeActor actor = FakeActor::admin()) {
    return host->post("/api/v1/webhooks" + path, body, actor);
  }
  static std::string header(const FakeFetch& fetch, std::string_view name) {
    for (const auto& [key, value] : fetch.headers)
      if (key == name) return value;
    return {};
  }
  static std::string wrong_with_fetch(const FakeFetch& fetch, const std::string& secret = kSecret) {
    return wrong_with({header(fetch, "webhook-id"), header(fetch, "webhook-timestamp"),
                       header(fetch, "webhook-signature"), fetch.body},
                      {secret}, now_ms() / 1000)
        .value_or("");
  }

  std::unique_ptr<FakeHost> host = FakeHost::open(WEBHOOKS_SO);
};

}  // namespace patchbay::webhooks
