#pragma once
// The schemas of methods and events, and what a message does against them.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "core/base/json.hpp"
#include "core/base/json_schema.hpp"

namespace patchbay {

class Contracts {
 public:
  Contracts() {
    for (const char* folder : {"methods", "events"})
      for (const auto& entry : std::filesystem::directory_iterator{std::string{PATCHBAY_SOURCE_DIR "/plugin-api/schemas/"} + folder}) {
        std::ifstream in{entry.path(), std::ios::binary};
        documents_[entry.path().stem().string()] =
            parse_object(std::string{std::istreambuf_iterator<char>{in}, {}}, entry.path().string());
      }
  }
  const std::map<std::string, json::object>& all() const { return documents_; }
  bool knows(const std::string& name) const { return documents_.contains(name.substr(0, name.find('#'))); }
  // What is wrong with it; "" = nothing. part: request, reply or event.
  std::string wrong_with(const std::string& name, const std::string& part, const std::string& text) const {
    const std::string method = name.substr(0, name.find('#'));
    if (!knows(method)) return "plugin-api/schemas knows no " + method;
    const std::string problems = to_text(validate(parse_json(text, name, 64u << 20), documents_.at(method).at(part)));
    return problems.empty() ? "" : name + " " + part + ": " + problems + "\nin " + text.substr(0, 2000);
  }
  std::string example(const std::string& name, const std::string& part) const {
    return to_text(documents_.at(name).at("example").as_object().at(part));
  }

 private:
  std::map<std::string, json::object> documents_;
};

}  // namespace patchbay
