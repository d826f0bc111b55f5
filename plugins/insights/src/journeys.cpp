#include "journeys.hpp"

#include <algorithm>

namespace patchbay::insights {
namespace {

bool is_try(const Step& step) {
  return step.kind == "search" || step.kind == "bot_turn";
}

bool is_need(const Step& step) {
  return is_try(step) || step.kind == "handoff" || (step.kind == "vote" && step.helpful == false);
}

bool helps(const Step& step) {
  return (step.kind == "article_read" && step.seconds >= kReadSeconds) || step.finished ||
         (step.kind == "vote" && step.helpful == true);
}

// What people say about it afterwards is no step of it.
bool is_rating(const Step& step) {
  return step.kind == "csat" || step.kind == "effort";
}

}  // namespace

Journey& Journeys::open(Person& person, const Step& step) {
  if (person.journeys.empty() || step.at - journeys_[person.journeys.back()].ended > kIdleMs) {
    person.last = {};
    person.journeys.push_back(journeys_.size());
    Journey fresh;
    fresh.began = fresh.ended = step.at;
    fresh.locale = step.locale;
    journeys_.push_back(std::move(fresh));
  }
  return journeys_[person.journeys.back()];
}

void Journeys::feed(const Step& step) {
  if (is_rating(step)) return;
  Person& person = people_[(step.contact ? "contact " : "browser ") + step.who];
  Journey& journey = open(person, step);
  journey.ended = std::max(journey.ended, step.at);
  ++journey.steps;
  journey.need |= is_need(step);
  journey.helped |= helps(step);
  if (is_try(step)) journey.answered = step.answered && step.helpful != false;
  if (std::ranges::find(journey.path, step.kind) == journey.path.end()) journey.path.push_back(step.kind);
  if (step.kind == "handoff") journey.handoffs.push_back(person.last);
  if (step.kind == "handoff" || step.to_person) {
    journey.asked_person = true;
    // Who comes back within a day had not solved it alone.
    for (const std::size_t before : person.journeys)
      if (step.contact && step.at - journeys_[before].ended <= kSecondThoughtsMs)
        journeys_[before].asked_person = true;
  } else {
    person.last = {step.kind, step.subject};
  }
}

}  // namespace patchbay::insights
