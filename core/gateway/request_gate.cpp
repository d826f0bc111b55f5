#include "core/gateway/request_gate.hpp"

#include <array>
#include <cstring>

#include "core/gateway/ascii.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::size_t kMaxMethod = 16;

// What a byte may be part of.
enum : unsigned char { kToken = 1, kValue = 2, kTarget = 4, kHost = 8 };

constexpr std::array<unsigned char, 256> make_classes() {
  std::array<unsigned char, 256> classes{};
  for (int c = 0; c < 256; ++c) {
    const bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    unsigned char bits = 0;
    if (alnum) bits |= kToken | kHost;
    if (c == '\t' || (c >= 0x20 && c != 0x7f)) bits |= kValue;
    if (c > 0x20 && c < 0x7f && c != '#' && c != '"' && c != '<' && c != '>' && c != '\\' && c != '^' && c != '`' && c != '{' &&
        c != '|' && c != '}')
      bits |= kTarget;
    classes[static_cast<std::size_t>(c)] = bits;
  }
  for (const char c : {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'})
    classes[static_cast<unsigned char>(c)] |= kToken;
  for (const char c : {'.', '-', ':', '[', ']'}) classes[static_cast<unsigned char>(c)] |= kHost;
  return classes;
}
constexpr auto kClasses = make_classes();

bool all_of(std::string_view text, unsigned char wanted) {
  unsigned char both = wanted;
  for (const char c : text) both &= kClasses[static_cast<unsigned char>(c)];
  return both == wanted;
}

bool is_known_method(std::string_view method) {
  for (const std::string_view known : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    if (method == known) return true;
  return false;
}

// A name or address with an optional port; not empty.
bool is_authority(std::string_view text) {
  if (text.empty() || !all_of(text, kHost)) return false;
  std::size_t host_end = text.size();
  if (text[0] == '[') {
    host_end = text.find(']');
    if (host_end == std::string_view::npos || host_end < 3) return false;
    if (text.substr(1, host_end - 1).find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos) return false;
    ++host_end;
  } else {
    if (text.find_first_of("[]") != std::string_view::npos) return false;
    host_end = std::min(text.find(':'), text.size());
    if (host_end == 0) return false;
  }
  if (host_end == text.size()) return true;
  const std::string_view port = text.substr(host_end);
  return port[0] == ':' && port.size() > 1 && port.size() <= 6 && all_digits(port.substr(1));
}

bool may_repeat(Known field) {
  return field == Known::accept || field == Known::accept_encoding || field == Known::if_none_match ||
         field == Known::forwarded_for;
}

struct KnownName {
  std::string_view name;
  Known field;
};
constexpr KnownName kKnown[] = {
    {"host", Known::host}, {"cookie", Known::cookie}, {"authorization", Known::authorization},
    {"api_access_token", Known::api_access_token}, {"accept-encoding", Known::accept_encoding}, {"accept", Known::accept},
    {"if-none-match", Known::if_none_match}, {"if-modified-since", Known::if_modified_since}, {"range", Known::range},
    {"if-range", Known::if_range}, {"origin", Known::origin}, {"sec-fetch-site", Known::sec_fetch_site},
    {"upgrade", Known::upgrade}, {"sec-websocket-key", Known::sec_websocket_key},
    {"sec-websocket-version", Known::sec_websocket_version}, {"content-type", Known::content_type},
    {"x-forwarded-for", Known::forwarded_for}};

}  // namespace

void RequestGate::reset() {
  line_start_ = searched_ = size_ = 0;
  started_ = have_request_line_ = absolute_ = false;
  method_ = target_ = authority_ = {};
  spans_.clear();
  fields_.clear();
  head_ = {};
  status_ = hosts_ = lengths_ = encodings_ = 0;
  why_ = {};
}

RequestGate::Verdict RequestGate::refuse(int status, std::string_view why) {
  status_ = status;
  why_ = why;
  return Verdict::refuse;
}

RequestGate::Verdict RequestGate::scan(std::string_view buffered) {
  if (status_ != 0) return Verdict::refuse;
  started_ = started_ || !buffered.empty();
  return take_lines(buffered);
}

RequestGate::Verdict RequestGate::take_lines(std::string_view buffered) {
  for (;;) {
    const void* found = searched_ < buffered.size()
                            ? std::memchr(buffered.data() + searched_, '\n', buffered.size() - searched_)
                            : nullptr;
    const std::size_t end =
        found ? static_cast<std::size_t>(static_cast<const char*>(found) - buffered.data()) : buffered.size();
    searched_ = end;
    if (end - line_start_ > bounds_.line_bytes)
      return have_request_line_ ? refuse(431, "a header line is too long") : refuse(414, "the request line is too long");
    if (end > bounds_.head_bytes) return refuse(431, "the header is too large");
    if (!found) return Verdict::more;
    if (end == line_start_ || buffered[end - 1] != '\r') return refuse(400, "a line does not end in CR LF");
    const std::size_t from = line_start_, to = end - 1;
    line_start_ = searched_ = end + 1;
    if (from == to) {
      if (have_request_line_) return finish(buffered);
      if (from != 0) return refuse(400, "empty lines stand before the request");
    } else if (!(have_request_line_ ? take_field(buffered, from, to) : take_request_line(buffered, from, to))) {
      return Verdict::refuse;
    }
  }
}

bool RequestGate::take_request_line(std::string_view buffered, std::size_t from, std::size_t to) {
  const auto bad = [this](int status, std::string_view why) { return refuse(status, why) == Verdict::pass; };
  const std::string_view line = buffered.substr(from, to - from);
  const std::size_t method_end = line.find(' ');
  const std::size_t target_end = line.rfind(' ');
  if (method_end == std::string_view::npos || method_end == 0 || target_end <= method_end + 1)
    return bad(400, "the request line is not METHOD TARGET HTTP/1.1");
  const std::string_view method = line.substr(0, method_end), version = line.substr(target_end + 1);
  if (!all_of(method, kToken)) return bad(400, "the method holds a character it may not");
  if (version.size() != 8 || !version.starts_with("HTTP/") || !all_digits(version.substr(5, 1)) || version[6] != '.' ||
      !all_digits(version.substr(7)))
    return bad(400, "the request line does not end in HTTP/1.1");
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return bad(505, "this server speaks HTTP/1.1");
  if (method.size() > kMaxMethod || !is_known_method(method)) return bad(501, "the method is not known here");
  head_.http11 = version == "HTTP/1.1";
  head_.keep_alive = head_.http11;
  method_ = {static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(method_end)};
  have_request_line_ = true;
  return take_target(buffered, from + method_end + 1, from + target_end);
}

bool RequestGate::take_target(std::string_view buffered, std::size_t from, std::size_t to) {
  const auto bad = [this](std::string_view why) { return refuse(400, why) == Verdict::pass; };
  std::string_view target = buffered.substr(from, to - from);
  if (!all_of(target, kTarget)) return bad("the target holds a character it may not");
  if (starts_with_ci(target, "http://") || starts_with_ci(target, "https://")) {
    absolute_ = true;
    const std::size_t begin = target.find("//") + 2;
    const std::size_t end = std::min(target.find_first_of("/?", begin), target.size());
    authority_ = {static_cast<std::uint32_t>(from + begin), static_cast<std::uint32_t>(end - begin)};
    if (end == target.size() || target[end] != '/') return bad("the target has no path");
    from += end;
    target = target.substr(end);
  }
  const bool asterisk = target == "*" && buffered.substr(method_.at, method_.size) == "OPTIONS";
  if (target[0] != '/' && !asterisk) return bad("the target is not a path that starts with /");
  for (std::size_t at = target.find('%'); at != std::string_view::npos; at = target.find('%', at + 1)) {
    if (at + 2 >= target.size() || hex_value(target[at + 1]) < 0 || hex_value(target[at + 2]) < 0)
      return bad("the target holds a broken percent escape");
    if (target[at + 1] == '0' && target[at + 2] == '0') return bad("the target holds a NUL");
  }
  target_ = {static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to - from)};
  return true;
}

bool RequestGate::take_field(std::string_view buffered, std::size_t from, std::size_t to) {
  const auto bad = [this](int status, std::string_view why) { return refuse(status, why) == Verdict::pass; };
  if (spans_.size() >= bounds_.fields) return bad(431, "there are too many header lines");
  const std::string_view line = buffered.substr(from, to - from);
  if (line[0] == ' ' || line[0] == '\t') return bad(400, "a header line is folded");
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return bad(400, "a header line has no name and colon");
  const std::string_view name = line.substr(0, colon);
  if (!all_of(name, kToken)) return bad(400, "a header name holds a character it may not");
  if (name.find('_') != std::string_view::npos && !equals_ci(name, "api_access_token"))
    return bad(400, "a header name holds an underscore");
  if (!all_of(line.substr(colon + 1), kValue)) return bad(400, "a header value holds a control character");
  std::size_t begin = colon + 1, end = line.size();
  while (begin < end && (line[begin] == ' ' || line[begin] == '\t')) ++begin;
  while (end > begin && (line[end - 1] == ' ' || line[end - 1] == '\t')) --end;
  spans_.push_back({{static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(colon)},
                    {static_cast<std::uint32_t>(from + begin), static_cast<std::uint32_t>(end - begin)}});
  return true;
}

RequestGate::Verdict RequestGate::finish(std::string_view buffered) {
  size_ = line_start_;
  if (size_ > bounds_.head_bytes) return refuse(431, "the header is too large");
  const auto view = [buffered](Span span) { return buffered.substr(span.at, span.size); };
  head_.method = view(method_);
  head_.target = view(target_);
  const std::size_t question = std::min(head_.target.find('?'), head_.target.size());
  head_.path = head_.target.substr(0, question);
  head_.query = question < head_.target.size() ? head_.target.substr(question + 1) : std::string_view{};
  for (const FieldSpan& span : spans_) {
    fields_.push_back({view(span.name), view(span.value)});
    if (!weigh_field(fields_.back().name, fields_.back().value)) return Verdict::refuse;
  }
  head_.fields = &fields_;
  if (hosts_ != 1) return refuse(400, hosts_ == 0 ? "there is no Host" : "there is more than one Host");
  if (!is_authority(head_.get(Known::host))) return refuse(400, "Host is not a name or address");
  if (absolute_ && !equals_ci(view(authority_), head_.get(Known::host)))
    return refuse(400, "the target names another host");
  return weigh_framing() ? Verdict::pass : Verdict::refuse;
}

bool RequestGate::weigh_field(std::string_view name, std::string_view value) {
  const auto bad = [this](int status, std::string_view why) { return refuse(status, why) == Verdict::pass; };
  for (const KnownName& known : kKnown) {
    if (name.size() != known.name.size() || !equals_ci(name, known.name)) continue;
    auto& place = head_.known[static_cast<std::size_t>(known.field)];
    if (known.field == Known::host) ++hosts_;
    else if (place.data() && !may_repeat(known.field)) return bad(400, "a header line that may stand once stands twice");
    place = value;
    return true;
  }
  if (equals_ci(name, "content-length")) {
    if (++lengths_ > 1) return bad(400, "there is more than one Content-Length");
    if (value.empty() || !all_digits(value)) return bad(400, "Content-Length is not a number");
    if (value.size() > 15) return bad(413, "the body is too large");
    head_.content_length = 0;
    for (const char c : value) head_.content_length = head_.content_length * 10 + (c - '0');
  } else if (equals_ci(name, "transfer-encoding")) {
    if (++encodings_ > 1 || value.empty() || value.find(',') != std::string_view::npos)
      return bad(400, "Transfer-Encoding is not chunked alone");
    if (!equals_ci(value, "chunked")) return bad(501, "the transfer encoding is not known here");
    head_.chunked = true;
  } else if (equals_ci(name, "connection")) {
    return weigh_connection(value);
  } else if (equals_ci(name, "expect")) {
    if (!equals_ci(value, "100-continue")) return bad(417, "only 100-continue can be expected");
    head_.expect_continue = true;
  }
  return true;
}

bool RequestGate::weigh_connection(std::string_view value) {
  while (!value.empty()) {
    const std::size_t comma = std::min(value.find(','), value.size());
    const std::string_view option = trim_blanks(value.substr(0, comma));
    if (equals_ci(option, "close")) head_.keep_alive = false;
    else if (equals_ci(option, "keep-alive") && !head_.http11) head_.keep_alive = true;
    else if (equals_ci(option, "upgrade")) head_.connection_upgrade = true;
    value.remove_prefix(std::min(comma + 1, value.size()));
  }
  return true;
}

bool RequestGate::weigh_framing() {
  const auto bad = [this](std::string_view why) { return refuse(400, why) == Verdict::pass; };
  if (head_.chunked && head_.content_length >= 0) return bad("Content-Length and Transfer-Encoding stand together");
  if (head_.chunked && !head_.http11) return bad("HTTP/1.0 knows no Transfer-Encoding");
  if (!head_.http11) head_.expect_continue = false;
  return true;
}

}  // namespace patchbay::gateway
