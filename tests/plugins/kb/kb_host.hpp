#pragma once
// The finished kb.so on a fake host, and a folder on disk to import from.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "json.hpp"
#include "patchbay/fake_host.hpp"

namespace patchbay::kb {

namespace fs = std::filesystem;

inline bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

class KbHost : public ::testing::Test {
 protected:
  void SetUp() override {
    char made[] = "/tmp/kb-test-XXXXXX";
    root = ::mkdtemp(made);
    host->config(R"({"watch_seconds":0})");
    host->grant("help", root);
  }
  void TearDown() override {
    for (const std::string& violation : host->violations()) ADD_FAILURE() << violation;
    std::error_code ignored;
    fs::remove_all(root, ignored);
  }

  void write(const std::string& path, std::string_view text) const {
    fs::create_directories((root / path).parent_path());
    std::ofstream{root / path, std::ios::binary} << text;
  }
  json::object import(const std::string& more = R"("locale":"en")") {
    return parse_object(host->call("kb.import@1", R"({"dir":"help",)" + more + "}"));
  }
  // The page as this reader gets it.
  FakeAnswer page(const std::string& target, FakeActor actor = {}, const std::string& locale = "en") {
    actor.locale = locale;
    return host->get(target, actor);
  }
  json::object head(const FakeAnswer& answer) { return parse_object(answer.header("patchbay-page")); }
  json::object doc(const std::string& collection, const std::string& id) {
    const std::string text = host->doc(collection, id);
    return text.empty() ? json::object{} : parse_object(text);
  }
  FakeAnswer send(const std::string& method, const std::string& target, const json::object& body,
                  const std::string& rev = "", FakeActor actor = FakeActor::agent()) {
    FakeHeaders headers{{"content-type", "application/json"}};
    if (!rev.empty()) headers.emplace_back("if-match", rev);
    return host->request({method, target, headers, to_text(body), std::move(actor), {}});
  }
  // "error late.md:3 …" for each problem of a report.
  static std::string problems(const json::object& report) {
    std::string out;
    for (const json::value& item : *array_of(report, "problems")) {
      const json::object& one = item.as_object();
      out += text_of(one, "severity") + " " + text_of(one, "file") + ":" +
             std::to_string(integer_of(one, "line")) + " " + text_of(one, "text") + "\n";
    }
    return out;
  }

  fs::path root;
  std::unique_ptr<FakeHost> host = FakeHost::open(KB_SO);
};

inline constexpr std::string_view kPicture =
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 640 480'></svg>";

}  // namespace patchbay::kb
