#include "feedback.hpp"

#include <sodium/randombytes.h>

#include <algorithm>
#include <cmath>

#include "moment.hpp"
#include "text.hpp"

namespace patchbay::kb {
namespace {

constexpr double kHalfLifeMs = 14.0 * 24 * 3600 * 1000;

double decayed(const Counts& counts, std::int64_t now) {
  return counts.recent *
         std::exp2(-static_cast<double>(std::max<std::int64_t>(0, now - counts.at)) / kHalfLifeMs);
}

json::object to_document(const Counts& counts) {
  return {{"helpful", counts.helpful},
          {"unhelpful", counts.unhelpful},
          {"reads", counts.reads},
          {"recent", counts.recent},
          {"at", counts.at}};
}

Counts counts_from(const json::object& document) {
  Counts counts;
  counts.helpful = integer_of(document, "helpful");
  counts.unhelpful = integer_of(document, "unhelpful");
  counts.reads = integer_of(document, "reads");
  if (const json::value* recent = document.if_contains("recent"); recent && recent->is_number())
    counts.recent = recent->to_number<double>();
  counts.at = integer_of(document, "at");
  return counts;
}

}  // namespace

void Feedback::open() {
  std::map<std::string, Counts, std::less<>> read;
  library_.store().store().each(kSelf, "counts", "{}", [&](const Stored& item) {
    read.emplace(item.id, counts_from(read_object(item.doc)));
  });
  const std::lock_guard lock{mutex_};
  counts_ = std::move(read);
}

std::string Feedback::vote_id(Ctx ctx, const Entry& entry, std::string_view who, bool& signed_in) const {
  const auto reply = library_.host().try_call(ctx, "session.actor@1");
  const json::object actor = reply ? read_object(*reply) : json::object{};
  std::string voter = text_of(actor, "contact");
  if (voter.empty()) voter = text_of(actor, "id");
  signed_in = !text_of(actor, "contact").empty();
  if (!voter.empty()) return entry.id + "~" + digest_of({voter}).substr(0, 24);
  const std::string today = iso_date(now_ms());
  std::string salt;
  {
    const std::lock_guard lock{mutex_};
    if (salt_day_ != today) {
      salt_.resize(32);
      randombytes_buf(salt_.data(), salt_.size());
      salt_day_ = today;
    }
    salt = salt_;
  }
  return entry.id + "~" + digest_of({salt, who}).substr(0, 24);
}

void Feedback::vote(Ctx ctx, const Entry& entry, const Vote& vote, std::string_view who) {
  bool signed_in = false;
  const std::string id = vote_id(ctx, entry, who, signed_in);
  const std::optional<json::object> before = library_.store().document(kSelf, "votes", id);
  const std::string comment =
      vote.comment.empty() && before ? text_of(*before, "comment") : cut(squeeze(vote.comment), 1000);
  Counts counts;
  {
    const std::lock_guard lock{mutex_};
    Counts& held = counts_[entry.id];
    if (before) (flag_of(*before, "helpful") ? held.helpful : held.unhelpful)--;
    (vote.helpful ? held.helpful : held.unhelpful)++;
    counts = held;
  }
  const json::object document{{"article", entry.id},
                              {"helpful", vote.helpful},
                              {"comment", comment},
                              {"at", now_ms()},
                              {"locale", entry.locale}};
  Batch batch;
  batch.put("votes", id, to_text(document));
  batch.put("counts", entry.id, to_text(to_document(counts)));
  library_.store().store().batch(kSelf, batch);
  json::object told{{"helpful", vote.helpful}};
  if (!comment.empty()) told["comment"] = comment;
  if (signed_in) tell_journey(ctx, "vote", entry, told);
  json::object event = document;
  event["doc"] = library_.host().instance() + "/articles/" + entry.id;
  event["title"] = entry.title;
  library_.host().publish(ctx, "feedback.received", entry.id, to_text(event));
}

void Feedback::tell_journey(Ctx ctx, std::string_view kind, const Entry& entry, json::object data) const {
  data["doc"] = library_.host().instance() + "/articles/" + entry.id;
  const json::object told{
      {"kind", kind}, {"locale", entry.locale}, {"page", library_.url_of(entry)}, {"data", std::move(data)}};
  library_.host().try_call(ctx, "journey.record@1", to_text(told));
}

void Feedback::read(Ctx ctx, const Entry& entry, std::int64_t seconds, std::int64_t scrolled) {
  {
    const std::lock_guard lock{mutex_};
    Counts& held = counts_[entry.id];
    const std::int64_t now = now_ms();
    held.recent = decayed(held, now) + 1;
    held.at = now;
    ++held.reads;
    if (std::find(dirty_.begin(), dirty_.end(), entry.id) == dirty_.end()) dirty_.push_back(entry.id);
  }
  const auto reply = library_.host().try_call(ctx, "session.actor@1");
  if (reply && !text_of(read_object(*reply), "contact").empty())
    tell_journey(ctx, "article_read", entry, {{"seconds", seconds}, {"scrolled", scrolled}});
}

void Feedback::flush() {
  std::vector<std::pair<std::string, Counts>> changed;
  {
    const std::lock_guard lock{mutex_};
    for (const std::string& id : dirty_) changed.emplace_back(id, counts_[id]);
    dirty_.clear();
  }
  Batch batch;
  for (const auto& [id, counts] : changed) {
    batch.put("counts", id, to_text(to_document(counts)));
    if (batch.size() < 200) continue;
    library_.store().store().batch(kSelf, batch);
    batch = {};
  }
  library_.store().store().batch(kSelf, batch);
}

Counts Feedback::counts(std::string_view id) const {
  const std::lock_guard lock{mutex_};
  const auto found = counts_.find(id);
  return found == counts_.end() ? Counts{} : found->second;
}

std::vector<EntryPtr> Feedback::popular(std::string_view locale, const Reader& reader,
                                        std::size_t limit) const {
  std::vector<std::pair<double, std::string>> read;
  const std::int64_t now = now_ms();
  {
    const std::lock_guard lock{mutex_};
    for (const auto& [id, counts] : counts_)
      if (id.starts_with(locale)) read.emplace_back(decayed(counts, now), id);
  }
  std::sort(read.rbegin(), read.rend());
  std::vector<EntryPtr> out;
  const auto take = [&](const EntryPtr& entry) {
    const bool fits = entry && entry->locale == locale && entry->status == Status::published &&
                      may_read(reader, entry->readers);
    if (fits && out.size() < limit && std::find(out.begin(), out.end(), entry) == out.end())
      out.push_back(entry);
  };
  for (const auto& [score, id] : read) take(library_.catalogue().find(id));
  if (out.size() < limit) {
    std::vector<EntryPtr> rest = library_.catalogue().all();
    std::erase_if(rest, [&](const EntryPtr& entry) { return entry->locale != locale; });
    std::stable_sort(rest.begin(), rest.end(),
                     [](const EntryPtr& a, const EntryPtr& b) { return a->updated > b->updated; });
    for (const EntryPtr& entry : rest) take(entry);
  }
  return out;
}

std::int64_t Feedback::weight(std::string_view id) const {
  const Counts counts = this->counts(id);
  const double votes = static_cast<double>(counts.helpful - counts.unhelpful);
  const double score =
      8.0 * std::log2(1.0 + decayed(counts, now_ms())) + 4.0 * votes / std::sqrt(4.0 + std::abs(votes));
  return static_cast<std::int64_t>(std::clamp(score, 0.0, 100.0));
}

}  // namespace patchbay::kb
