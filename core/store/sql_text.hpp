#pragma once
// What may be said of SQL text before an engine sees it.
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::store {

// The number of parameters. They must be $1…$n, each once and in that order, because one engine numbers them
// by place and another by name; anything else is Error{invalid}. Text in quotes and comments is skipped.
int count_parameters(std::string_view sql);

// The statements of a migration: each ends with ';' at a line's end. Lines that are only a comment are left
// out.
std::vector<std::string> split_statements(std::string_view sql);

// "$3, $4, $5": `count` parameters beginning with `first`.
std::string parameter_list(int first, int count);

}  // namespace patchbay::store
