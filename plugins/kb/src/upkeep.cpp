#include "upkeep.hpp"

#include <cstdlib>
#include <set>

#include "moment.hpp"

namespace patchbay::kb {
namespace {

constexpr std::int64_t kNoticeable = 10;
constexpr std::int64_t kKept = 90LL * 24 * 3600 * 1000;

}  // namespace

void Upkeep::settle_weights() {
  for (const EntryPtr& entry : library_.catalogue().all()) {
    const std::int64_t weight = feedback_.weight(entry->id);
    if (weight == 0) continue;
    std::optional<Article> article = library_.store().get(kSelf, entry->id);
    if (!article || std::llabs(article->weight - weight) < kNoticeable) continue;
    article->weight = weight;
    const std::int64_t rev = article->rev;
    ArticleWriter writer{library_.store(), library_.catalogue()};
    writer.put(std::move(*article), nullptr, "", rev);
    try {
      writer.flush();
    } catch (const Failure& failure) {
      if (failure.status() != PBAY_E_CONFLICT) throw;  // somebody is editing it: next time
    }
  }
}

void Upkeep::drop_media() {
  std::set<std::string> used;
  library_.store().store().each(kSelf, "cards", "{}", [&](const Stored& item) {
    for (std::string& id : texts_of(read_object(item.doc), "media")) used.insert(std::move(id));
  });
  std::vector<std::string> unused;
  const std::int64_t before = now_ms() - kKept;
  library_.store().store().each(kSelf, "media", "{}", [&](const Stored& item) {
    if (!used.contains(item.id) && integer_of(read_object(item.doc), "at") < before)
      unused.push_back(item.id);
  });
  for (const std::string& id : unused) library_.store().store().remove(kSelf, "media", id);
}

}  // namespace patchbay::kb
