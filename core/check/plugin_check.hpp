#pragma once
// `patchbay plugin check FILE.so`: does this library keep the contract of pbay.h? Every check runs in a child
// of its own with a time limit, so a plugin that crashes, hangs or exits costs one line of the report.
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace patchbay::check {

struct Options {
  std::string library;      // FILE.so; plugin.json is read from beside it
  bool json = false;        // one JSON document instead of lines
  std::string only;         // regular expression over check ids; empty = all
  std::string settings;     // the instance's settings as JSON; empty = the defaults of its schema
  bool in_process = false;  // no children: for a debugger
  int limit_s = 45;         // of one check
};

enum class Status { ok, failed, crashed, skipped, warning };
std::string_view name_of(Status status) noexcept;

struct Result {
  std::string id;    // "elf.exports"
  std::string what;  // one line: what it looks at
  Status status = Status::ok;
  std::string text;  // why, and the remedy; empty = fine
  std::int64_t took_ms = 0;
};

// Every selected check in order. Forks: call it before this process starts threads. Error{invalid} for a
// wrong regular expression or settings that are no JSON, Error{not_found} where there is no such file.
std::vector<Result> check(const Options& options);

// check() with its report written to `out`: 0 = nothing failed or crashed, 1 = something did.
int run(const Options& options, std::ostream& out);

// The checks there are: id and what each looks at.
std::vector<std::pair<std::string, std::string>> all_checks();

}  // namespace patchbay::check
