#pragma once
// From what was typed to an exit code.
#include <span>
#include <string>
#include <vector>

#include "core/app/command.hpp"

namespace patchbay::app {

class Program {
 public:
  using Serve = int (*)(const Invocation&);

  // `serve` is the one command that main.cpp itself is.
  explicit Program(Serve serve);

  // Runs the command. Errors go to stderr with the remedy; the result is the exit code.
  int run(std::span<const std::string> arguments);

 private:
  int dispatch(std::span<const std::string> arguments, bool as_json);
  int run_command(const Command& command, std::span<const std::string> arguments, bool as_json);
  std::string overview(const std::string& prefix) const;
  std::string what_was_meant(const std::string& word) const;

  Signals signals_;  // before any thread
  std::vector<Command> commands_;
};

}  // namespace patchbay::app
