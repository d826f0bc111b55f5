// A host that lacks something, or says no.
#include <set>

#include "core/check/subject.hpp"

namespace patchbay::check {
namespace {

constexpr pbay_status kStatuses[] = {PBAY_E_INVALID,
                                     PBAY_E_NOT_FOUND,
                                     PBAY_E_CONFLICT,
                                     PBAY_E_DENIED,
                                     PBAY_E_LIMIT,
                                     PBAY_E_TIMEOUT,
                                     PBAY_E_CANCELLED,
                                     PBAY_E_UNAVAILABLE,
                                     PBAY_E_UNSUPPORTED,
                                     PBAY_E_STATE,
                                     PBAY_E_GONE,
                                     PBAY_E_INTERNAL,
                                     -99};

std::set<std::string> functions_of_start(const Subject& subject) {
  const auto host = subject.open();
  try {
    host->start();
  } catch (const Failure&) {
  }
  const auto trace = host->trace();
  return {trace.begin(), trace.end()};
}

// Needs are what the host refuses for; wants must be optional.
Finding host_without_wants(const Subject& subject) {
  const auto wants = subject.list("wants");
  if (wants.empty()) return skipped("wants nothing optional");
  for (const std::string& want : wants) {
    const auto host = subject.open();
    host->withhold(want);
    try {
      host->start();
    } catch (const Failure& failure) {
      return failed("does not start without " + want + ": " + failure.what() + "; move it to `needs`");
    }
    if (!host->violations().empty()) return unless_violated(*host);
  }
  return ok();
}

// create() without a needed interface: the host refuses before, but a careless one must not be a crash.
Finding host_without_needs(const Subject& subject) {
  const auto needs = subject.list("needs");
  if (needs.empty()) return skipped("needs nothing");
  for (const std::string& need : needs) {
    const auto host = subject.open();
    host->withhold(need);
    try {
      host->start();
    } catch (const Failure& failure) {
      if (std::string_view{failure.what()}.find(need) == std::string_view::npos)
        return failed("refuses without naming " + need);
      continue;
    }
    return failed("`needs` lists " + need + " and the host could not see it");
  }
  return ok();
}

Finding host_fails_at_start(const Subject& subject) {
  std::vector<std::string> quiet;
  for (const std::string& function : functions_of_start(subject)) {
    for (const pbay_status status : kStatuses) {
      const auto host = subject.open();
      host->refuse(function, status);
      try {
        host->start();
        if (function == "http.route" || function == "bus.provide" || function == "store.collection")
          quiet.push_back(function);
        host->drain();
        host->stop();
      } catch (const Failure&) {
      }
      if (!host->violations().empty())
        return failed("when " + function + " fails: " + some_of(host->violations()));
    }
  }
  return quiet.empty()
             ? ok()
             : warning("starts although " + quiet.front() + " failed; return the status from start()");
}

}  // namespace

std::vector<Check> host_checks() {
  return {{"host.without-wants", "starts without what is optional", host_without_wants},
          {"host.without-needs", "is refused by name without what it needs", host_without_needs},
          {"host.fails", "survives every host call of start() failing", host_fails_at_start}};
}

}  // namespace patchbay::check
