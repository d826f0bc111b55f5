#pragma once
// A program started by a test: its output, its end.
#include <sys/types.h>

#include <string>
#include <vector>

namespace patchbay::app {

struct Ended {
  int code = -1;  // -1: by a signal
  std::string out, err;
};

class Child {
 public:
  // Starts build/…/bin/patchbay in `folder`. Its stdin is `input`.
  Child(const std::string& folder, const std::vector<std::string>& arguments, const std::string& input = {});
  ~Child();  // killed if it still runs

  // Reads stdout until a line holds `text` and gives that line; "" when the program ended first.
  std::string line_with(const std::string& text);
  void signal(int number) const;
  Ended wait();

 private:
  pid_t pid_ = -1;
  int out_ = -1;
  std::string err_file_, read_;
};

Ended run(const std::string& folder, const std::vector<std::string>& arguments,
          const std::string& input = {});

}  // namespace patchbay::app
