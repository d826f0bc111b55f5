#pragma once
// JSON Schema, the part this project writes: settings of plugins, arguments of commands, methods and events.
//
// Understood: type, properties, required, additionalProperties, items, enum, const, anyOf, minimum, maximum,
// minLength, maxLength, minItems, maxItems, uniqueItems, pattern, format, $ref to "#" and "#/…", $defs, and
// the annotations title, description, default, examples, deprecated, readOnly, writeOnly, $schema, $id, $comment and
// "x-…". Everything else is a mistake, found by check_schema(). Lengths are characters. Of formats only date,
// date-time, email, uri, path, locale and method are checked; a path is any non-empty text without NUL (the
// command line opens it).
#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "core/base/json.hpp"

namespace patchbay {

struct SchemaProblem {
  std::string pointer;  // into the value, RFC 6901; "" is the whole
  std::string text;     // what is wrong and what to write instead
};

// Every problem of the value, in the order of the schema; empty = valid. The schema is one check_schema()
// took.
std::vector<SchemaProblem> validate(const json::value& value, const json::value& schema);

// Every problem of the schema itself; pointers are into the schema.
std::vector<SchemaProblem> check_schema(const json::value& schema);

// The value with each absent member that has a "default" filled in, nested objects included.
json::value with_defaults(json::value value, const json::value& schema);

// "/limit: expected an integer, found text\n…" for logs and people.
std::string to_text(const std::vector<SchemaProblem>& problems);

}  // namespace patchbay
