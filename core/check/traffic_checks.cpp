// Requests, calls, events and jobs: every one is answered once, whatever it carries.
#include <set>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/check/subject.hpp"

namespace patchbay::check {
namespace {

std::unique_ptr<FakeHost> running(const Subject& subject, Finding& why) {
  try {
    return subject.started();
  } catch (const Failure& failure) {
    why = skipped(std::string{"does not start with these settings: "} + failure.what());
    return nullptr;
  }
}

// What stands for a parameter of a pattern: plain, foreign, long, hostile.
std::vector<std::string> parameters() {
  return {"a",
          "%D0%B6%20%F0%9F%98%80",
          std::string(3000, 'x'),
          "%22%27%3Cb%3E%26%5C",
          "..%2F..%2Fetc%2Fpasswd",
          "0",
          "-1"};
}

std::string with_parameter(const std::string& pattern, const std::string& value) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '{') {
      out += pattern[i];
      continue;
    }
    const std::size_t end = pattern.find('}', i);
    out += pattern.compare(end - 1, 1, "*") == 0 ? value + "/" + value : value;
    i = end;
  }
  return out;
}

std::vector<std::string> bodies() {
  std::string deep = std::string(31, '[') + std::string(31, ']');
  return {"",
          "{",
          "{}",
          "[]",
          "null",
          "\"text\"",
          deep,
          R"({"id":null,"title":1,"body":[],"locale":{},"items":"x"})",
          std::string(1u << 20, 'a'),
          "\xFF\xFE"};
}

constexpr const char* kQuery = "?q=%FF%00%22&limit=-1&cursor=zzz&locale=xx&page=1e9&id=&q=2&%=&=&&";

struct Asked {
  std::vector<std::string> wrong, broken;
};

void ask(FakeHost& host, const std::string& method, const std::string& target, const std::string& body,
         Asked& asked) {
  if (!asked.wrong.empty()) return;  // one is enough, and each may cost a wait
  const FakeAnswer answer = host.request({method,
                                          target,
                                          {{"content-type", "application/json"}, {"cookie", "a=b"}},
                                          body,
                                          FakeActor::admin(),
                                          {}});
  const std::string what = method + " " + cut_utf8(target, 60) + " answered " + std::to_string(answer.status);
  if (const auto rules = host.violations(); !rules.empty())
    asked.wrong.push_back(method + " " + cut_utf8(target, 60) + ": " + rules.back());
  if (answer.status == 500) asked.broken.push_back(what);
  if (!answer.body.empty() && answer.header("content-type").empty())
    asked.wrong.push_back(what + " without a content-type");
}

Finding of(const Asked& asked) {
  if (!asked.wrong.empty()) return failed(some_of(asked.wrong));
  return asked.broken.empty() ? ok() : warning(some_of(asked.broken));
}

// Every route with every method, a few shapes each.
template <class Each>
void each_route(const FakeHost& host, Each&& each) {
  for (const std::string& route : host.routes()) {
    const std::size_t space = route.find(' ');
    const std::string methods = route.substr(0, space), pattern = route.substr(space + 1);
    for (const std::string_view method : split(methods, ',')) each(std::string{method}, pattern);
  }
}

Finding http_answers(const Subject& subject) {
  Finding why;
  const auto host = running(subject, why);
  if (!host) return why;
  Asked asked;
  each_route(*host, [&](const std::string& method, const std::string& pattern) {
    for (const std::string& value : parameters())
      ask(*host, method, with_parameter(pattern, value) + kQuery, "{}", asked);
    if (method != "GET" && method != "HEAD")
      for (const std::string& body : bodies()) ask(*host, method, with_parameter(pattern, "a"), body, asked);
  });
  return host->routes().empty() ? skipped("has no routes") : of(asked);
}

Finding http_levels(const Subject& subject) {
  Finding why;
  const auto host = running(subject, why);
  if (!host) return why;
  std::vector<std::string> open;
  each_route(*host, [&](const std::string& method, const std::string& pattern) {
    if (method == "GET" || method == "HEAD" || method == "OPTIONS") return;
    const FakeAnswer answer = host->request({method, with_parameter(pattern, "a"), {}, "", {}, {}});
    if (answer.status != 401 && answer.status != 403) open.push_back(method + " " + pattern);
  });
  if (host->routes().empty()) return skipped("has no routes");
  return open.empty() ? ok() : warning("anybody may " + some_of(open) + "; is that meant?");
}

Finding http_survives_host(const Subject& subject) {
  Finding why;
  const auto host = running(subject, why);
  if (!host) return why;
  Asked asked, ignored;
  const std::size_t started = host->trace().size();
  each_route(*host, [&](const std::string& method, const std::string& pattern) {
    ask(*host, method, with_parameter(pattern, "a"), "{}", ignored);
  });
  const auto trace = host->trace();
  const std::set<std::string> used{trace.begin() + static_cast<std::ptrdiff_t>(started), trace.end()};
  for (const std::string& function : used) {
    if (function.starts_with("http.") || function.starts_with("metrics.")) continue;
    for (const pbay_status status :
         {PBAY_E_UNAVAILABLE, PBAY_E_TIMEOUT, PBAY_E_CONFLICT, PBAY_E_NOT_FOUND, PBAY_E_DENIED}) {
      each_route(*host, [&](const std::string& method, const std::string& pattern) {
        host->refuse(function, status, 1000);
        ask(*host, method, with_parameter(pattern, "a"), "{}", asked);
      });
    }
    host->refuse(function, PBAY_OK, 0);
  }
  return host->routes().empty() ? skipped("has no routes") : of(asked);
}

Finding bus_replies(const Subject& subject) {
  Finding why;
  const auto host = running(subject, why);
  if (!host) return why;
  std::vector<std::string> broken;
  for (const std::string& method : host->provided()) {
    for (const std::string& body : bodies()) {
      json::value parsed;
      try {
        parsed = parse_json(body, "a request");
      } catch (const Error&) {
        continue;  // the host lets nothing through that is no JSON
      }
      try {
        host->call(method, to_text(parsed));
      } catch (const Failure& failure) {
        if (failure.status() == PBAY_E_TIMEOUT) return failed(method + " is never replied to");
        if (failure.status() == PBAY_E_INTERNAL)
          broken.push_back(method + " with " + cut_utf8(body, 30) + ": " + failure.what());
      }
      if (!host->violations().empty()) return failed(method + ": " + some_of(host->violations()));
    }
  }
  if (host->provided().empty()) return skipped("provides no method");
  return broken.empty()
             ? ok()
             : warning("fails with `internal` where `invalid` would say what is wrong: " + some_of(broken));
}

Finding bus_cancels(const Subject& subject) {
  Finding why;
  const auto host = running(subject, why);
  if (!host) return why;
  for (const std::string& method : host->provided()) {
    host->cancel_call_after(0);
    try {
      host->call(method, "{}");
    } catch (const Failure& failure) {
      if (failure.status() == PBAY_E_TIMEOUT)
        return failed(method + " is never replied to when its caller gives up");
    }
  }
  return host->provided().empty() ? skipped("provides no method") : unless_violated(*host);
}

Finding bus_hears(const Subject& subject) {
  Finding why;
  const auto host = running(subject, why);
  if (!host) return why;
  for (std::string topic : host->subscriptions()) {
    if (topic.ends_with('*')) topic.replace(topic.size() - 1, 1, "made");
    for (const char* body : {"{}", "null", "[]", "\"text\"", R"({"id":null,"key":7})"}) {
      const pbay_status first = host->deliver(topic, "k", body);
      const pbay_status again = host->deliver(topic, "k", body, FakeActor::system(), 2);
      if (first == PBAY_E_TIMEOUT || again == PBAY_E_TIMEOUT) return failed("never acknowledges " + topic);
    }
  }
  return host->subscriptions().empty() ? skipped("hears no events") : unless_violated(*host);
}

Finding work_survives(const Subject& subject) {
  Finding why;
  const auto host = running(subject, why);
  if (!host) return why;
  host->advance(3'600'000);
  host->fire_timer(~0ull - 1);
  host->run_job("no-such-queue", "{}");
  host->settle();
  try {
    host->run_routine("no-such-routine", "\xFF");
  } catch (const Failure&) {
  }
  return unless_violated(*host);
}

}  // namespace

std::vector<Check> traffic_checks() {
  return {{"http.answers", "answers every request once, whatever it carries", http_answers},
          {"http.levels", "lets nobody in particular change nothing", http_levels},
          {"http.survives", "answers when the host cannot help", http_survives_host},
          {"bus.replies", "replies to every call once, whatever it carries", bus_replies},
          {"bus.cancels", "stops when its caller gives up", bus_cancels},
          {"bus.hears", "acknowledges events, also twice", bus_hears},
          {"work.survives", "bears timers, jobs and routines it does not know", work_survives}};
}

}  // namespace patchbay::check
