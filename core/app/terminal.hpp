#pragma once
// What the person at the shell sees: results on stdout, progress and errors on stderr.
#include <chrono>
#include <string>

#include "core/base/json.hpp"

namespace patchbay::app {

class Terminal {
 public:
  explicit Terminal(bool as_json);
  ~Terminal();

  // {"done":5,"total":20,"text":"articles/a.md"}: a bar on a terminal, one line a step otherwise; nothing
  // with --json.
  void progress(const json::object& step);
  void result(const json::value& value);       // --json: one document; else lines for people
  void lines(const std::string& text);         // as it is, on stdout
  void note(const std::string& text);          // on stderr
  static void error(const std::string& text);  // "patchbay: …" on stderr
  bool as_json() const { return as_json_; }

 private:
  void clear_bar();

  const bool as_json_, bar_;
  bool bar_shown_ = false;
  std::chrono::steady_clock::time_point last_bar_{};
};

// "email  ana@example.com\nname   Ana": objects as lines, lists of objects as a table.
std::string for_people(const json::value& value);

}  // namespace patchbay::app
