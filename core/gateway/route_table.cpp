#include "core/gateway/route_table.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::size_t kMaxSegments = 32;
constexpr std::string_view kMethods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};

bool is_param(std::string_view segment) { return segment.starts_with('{'); }
bool is_rest(std::string_view segment) { return segment.ends_with("*}"); }

std::string param_name(std::string_view segment) {
  return std::string{segment.substr(1, segment.size() - (is_rest(segment) ? 3 : 2))};
}

void check_segment(std::string_view pattern, std::string_view segment, bool last) {
  const auto refuse = [&](const std::string& why) {
    throw Error{Code::invalid, "the route pattern \"" + std::string{pattern} + "\" " + why};
  };
  const bool braces = segment.find_first_of("{}*") != std::string_view::npos;
  if (!braces) return;
  if (!is_param(segment) || !segment.ends_with('}')) refuse("has braces inside a segment: write a whole segment as {name}");
  const std::string name = param_name(segment);
  if (name.empty() || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos)
    refuse("has a parameter whose name is not [a-z0-9_]+");
  if (is_rest(segment) && !last) refuse("has {" + name + "*} before its end");
}

}  // namespace

struct RouteTable::Kept {
  Endpoint endpoint;
  std::vector<std::string> pattern;
};

struct RouteTable::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> param, rest;
  std::map<std::string, const Kept*, std::less<>> methods;
};

RouteTable::RouteTable() : root_{std::make_unique<Node>()} {}
RouteTable::~RouteTable() = default;
RouteTable::RouteTable(RouteTable&&) noexcept = default;

std::vector<std::string> parse_pattern(std::string_view pattern) {
  if (!pattern.starts_with('/'))
    throw Error{Code::invalid, "the route pattern \"" + std::string{pattern} + "\" does not start with /"};
  std::vector<std::string> segments;
  for (const std::string_view segment : split(pattern.substr(1), '/')) segments.emplace_back(segment);
  if (segments.empty()) segments.emplace_back();
  if (segments.size() > kMaxSegments)
    throw Error{Code::invalid, "the route pattern \"" + std::string{pattern} + "\" has more than 32 segments"};
  for (std::size_t i = 0; i < segments.size(); ++i) check_segment(pattern, segments[i], i + 1 == segments.size());
  return segments;
}

void RouteTable::add(Endpoint endpoint) {
  Node* node = root_.get();
  std::vector<std::string> pattern = parse_pattern(endpoint.route.pattern);
  for (const std::string& segment : pattern) {
    std::unique_ptr<Node>& next = !is_param(segment) ? node->literals[segment] : is_rest(segment) ? node->rest : node->param;
    if (!next) next = std::make_unique<Node>();
    node = next.get();
  }
  const auto& kept = kept_.emplace_back(std::make_unique<Kept>(Kept{std::move(endpoint), std::move(pattern)}));
  const host::Route& route = kept->endpoint.route;
  for (const std::string_view written : split(route.methods, ',')) {
    const std::string_view method = trim(written);
    if (std::ranges::find(kMethods, method) == std::end(kMethods))
      throw Error{Code::invalid, "the route \"" + route.pattern + "\" has the method \"" + std::string{method} +
                                     "\"; a route may have GET, HEAD, POST, PUT, PATCH, DELETE"};
    const auto [place, is_new] = node->methods.emplace(method, kept.get());
    if (!is_new) {
      const auto owner = [](const host::Route& r) { return r.instance.empty() ? std::string{"the host"} : r.instance; };
      throw Error{Code::conflict, std::string{method} + " " + route.pattern + " of " + owner(route) + " is taken by " +
                                      place->second->endpoint.route.pattern + " of " + owner(place->second->endpoint.route)};
    }
  }
}

RouteTable::Match RouteTable::find(std::string_view method, const std::vector<std::string>& segments) const {
  Match match;
  std::string allowed;
  // Depth first, literal before parameter before rest; a path that exists with other methods only fills `allowed`.
  const auto visit = [&](auto&& self, const Node& node, std::size_t at) -> const Kept* {
    const auto take = [&](const Node& end) -> const Kept* {
      auto found = end.methods.find(method);
      if (found == end.methods.end() && method == "HEAD") found = end.methods.find("GET");
      if (found != end.methods.end()) return found->second;
      for (const auto& entry : end.methods) {
        if (allowed.find(entry.first) == std::string::npos) allowed += entry.first + ", ";
        if (entry.first == "GET" && !end.methods.contains("HEAD")) allowed += "HEAD, ";
      }
      return nullptr;
    };
    if (at == segments.size()) return take(node);
    if (const auto literal = node.literals.find(segments[at]); literal != node.literals.end())
      if (const Kept* found = self(self, *literal->second, at + 1)) return found;
    if (node.param && !segments[at].empty())
      if (const Kept* found = self(self, *node.param, at + 1)) return found;
    return node.rest ? take(*node.rest) : nullptr;
  };
  const Kept* kept = segments.size() <= 2 * kMaxSegments ? visit(visit, *root_, 0) : nullptr;
  if (!kept) {
    match.allowed = allowed.empty() ? allowed : allowed + "OPTIONS";
    return match;
  }
  match.endpoint = &kept->endpoint;
  const std::vector<std::string>& pattern = kept->pattern;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (!is_param(pattern[i])) continue;
    std::string value = i < segments.size() ? segments[i] : std::string{};
    if (is_rest(pattern[i]))
      for (std::size_t j = i + 1; j < segments.size(); ++j) value += "/" + segments[j];
    match.params.emplace_back(param_name(pattern[i]), std::move(value));
  }
  return match;
}

std::vector<const host::Route*> RouteTable::routes() const {
  std::vector<const host::Route*> out;
  for (const auto& kept : kept_) out.push_back(&kept->endpoint.route);
  return out;
}

}  // namespace patchbay::gateway
