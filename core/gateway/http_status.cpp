#include "core/gateway/http_status.hpp"

#include <algorithm>
#include <iterator>

namespace patchbay::gateway {
namespace {

struct Row {
  int status;
  std::string_view reason, code;
};
constexpr Row kRows[] = {
    {100, "Continue", ""}, {101, "Switching Protocols", ""}, {200, "OK", ""}, {201, "Created", ""}, {202, "Accepted", ""},
    {204, "No Content", ""}, {206, "Partial Content", ""}, {301, "Moved Permanently", ""}, {302, "Found", ""},
    {303, "See Other", ""}, {304, "Not Modified", ""}, {307, "Temporary Redirect", ""}, {308, "Permanent Redirect", ""},
    {400, "Bad Request", "invalid"}, {401, "Unauthorized", "unauthenticated"}, {403, "Forbidden", "denied"},
    {404, "Not Found", "not_found"}, {405, "Method Not Allowed", "method_not_allowed"}, {406, "Not Acceptable", "not_acceptable"},
    {408, "Request Timeout", "timeout"}, {409, "Conflict", "conflict"}, {410, "Gone", "gone"},
    {411, "Length Required", "length_required"}, {412, "Precondition Failed", "precondition_failed"},
    {413, "Content Too Large", "too_large"}, {414, "URI Too Long", "uri_too_long"},
    {415, "Unsupported Media Type", "unsupported_type"}, {416, "Range Not Satisfiable", "range_not_satisfiable"},
    {417, "Expectation Failed", "expectation_failed"}, {422, "Unprocessable Content", "unprocessable"},
    {426, "Upgrade Required", "upgrade_required"}, {428, "Precondition Required", "precondition_required"},
    {429, "Too Many Requests", "rate_limited"}, {431, "Request Header Fields Too Large", "header_too_large"},
    {500, "Internal Server Error", "internal"}, {501, "Not Implemented", "not_implemented"}, {502, "Bad Gateway", "bad_gateway"},
    {503, "Service Unavailable", "unavailable"}, {504, "Gateway Timeout", "timeout"},
    {505, "HTTP Version Not Supported", "http_version"}, {507, "Insufficient Storage", "storage_full"}};

const Row* find_row(int status) noexcept {
  const auto* found = std::ranges::find(kRows, status, &Row::status);
  return found == std::end(kRows) ? nullptr : found;
}

}  // namespace

std::string_view reason_of(int status) noexcept {
  const Row* row = find_row(status);
  return row ? row->reason : "Status";
}

std::string_view code_of(int status) noexcept {
  const Row* row = find_row(status);
  return row && !row->code.empty() ? row->code : status >= 500 ? "internal" : "invalid";
}

int status_of(Code code) noexcept {
  switch (code) {
    case Code::invalid: return 400;
    case Code::not_found: return 404;
    case Code::conflict: return 409;
    case Code::denied: return 403;
    case Code::limit: return 429;
    case Code::timeout: return 504;
    case Code::cancelled: return 503;
    case Code::unavailable: return 503;
    case Code::unsupported: return 501;
    case Code::state: return 409;
    case Code::gone: return 410;
    case Code::internal: break;
  }
  return 500;
}

}  // namespace patchbay::gateway
