#include "catalogue.hpp"

#include <algorithm>
#include <charconv>

namespace patchbay::kb {
namespace {

Entry::Kind kind_of(std::string_view name) {
  if (name == "import") return Entry::Kind::import;
  if (name == "folder") return Entry::Kind::folder;
  return name == "zendesk" ? Entry::Kind::zendesk : Entry::Kind::store;
}

bool stands_before(const EntryPtr& a, const EntryPtr& b) {
  // Those without a place of their own come after those that have one.
  const auto place = [](const Entry& entry) { return entry.order == 0 ? INT64_MAX : entry.order; };
  return std::tuple{place(*a), std::string_view{a->title}, std::string_view{a->id}} <
         std::tuple{place(*b), std::string_view{b->title}, std::string_view{b->id}};
}

}  // namespace

std::uint64_t digest_number(std::string_view hex) {
  std::uint64_t number = 0;
  std::from_chars(hex.data(), hex.data() + std::min<std::size_t>(hex.size(), 16), number, 16);
  return number;
}

std::string_view Catalogue::kept(std::string_view text) {
  const auto found = texts_.find(text);
  return found != texts_.end() ? *found : *texts_.emplace(text).first;
}

std::string Catalogue::shelf_key(std::string_view locale, std::string_view category) {
  return std::string{locale} + "\n" + std::string{category};
}

void Catalogue::put(const Card& card) {
  auto entry = std::make_shared<Entry>();
  entry->id = card.id;
  entry->slug = card.slug;
  entry->title = card.title;
  entry->readers = card.readers_now;
  entry->order = card.order;
  entry->updated = card.updated;
  entry->publish_at = card.publish_at;
  entry->status = card.status;
  entry->digest = digest_number(card.digest);
  entry->import_digest = digest_number(card.origin.digest);
  entry->content_digest = digest_number(card.content_digest);
  entry->original_digest = digest_number(card.original_digest);
  entry->names_original = !card.translation_of.empty();
  entry->kind = kind_of(card.origin.kind);
  const std::lock_guard lock{mutex_};
  remove_locked(card.id);
  entry->locale = kept(card.locale);
  entry->category = kept(card.category);
  entry->source = kept(card.origin.source);
  entry->translation = entry->id;
  if (!card.translation.empty()) entry->translation = kept(card.translation);
  const EntryPtr held = std::move(entry);
  entries_.emplace(held->id, held);
  addresses_[{held->locale, held->slug}] = held;
  Ordered& ordered = shelves_[shelf_key(held->locale, held->category)];
  ordered.shelf.push_back(held);
  ordered.sorted = false;
  translations_.emplace(held->translation, held);
}

void Catalogue::remove(std::string_view id) {
  const std::lock_guard lock{mutex_};
  remove_locked(id);
}

void Catalogue::remove_locked(std::string_view id) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  const EntryPtr entry = found->second;
  entries_.erase(found);
  if (const auto at = addresses_.find({entry->locale, entry->slug});
      at != addresses_.end() && at->second == entry)
    addresses_.erase(at);
  Shelf& shelf = shelves_[shelf_key(entry->locale, entry->category)].shelf;
  shelf.erase(std::remove(shelf.begin(), shelf.end(), entry), shelf.end());
  const auto [first, last] = translations_.equal_range(entry->translation);
  for (auto at = first; at != last; ++at)
    if (at->second == entry) {
      translations_.erase(at);
      break;
    }
}

void Catalogue::put(const Category& category) {
  const std::lock_guard lock{mutex_};
  categories_[category.id] = std::make_shared<const Category>(category);
}

void Catalogue::remove_category(std::string_view id) {
  const std::lock_guard lock{mutex_};
  if (const auto found = categories_.find(id); found != categories_.end()) categories_.erase(found);
}

EntryPtr Catalogue::find(std::string_view id) const {
  const std::lock_guard lock{mutex_};
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : found->second;
}

EntryPtr Catalogue::find(std::string_view locale, std::string_view slug) const {
  const std::lock_guard lock{mutex_};
  const auto found = addresses_.find({locale, slug});
  return found == addresses_.end() ? nullptr : found->second;
}

EntryPtr Catalogue::find_slug_anywhere(std::string_view slug, std::string_view preferred_locale) const {
  if (EntryPtr found = find(preferred_locale, slug)) return found;
  const std::lock_guard lock{mutex_};
  std::set<std::string_view> locales;
  for (auto at = addresses_.begin(); at != addresses_.end();
       at = addresses_.upper_bound({at->first.first, "\xFF\xFF"}))
    locales.insert(at->first.first);
  for (const std::string_view locale : locales)
    if (const auto found = addresses_.find({locale, slug}); found != addresses_.end()) return found->second;
  return nullptr;
}

bool Catalogue::is_slug_taken(std::string_view locale, std::string_view slug,
                              std::string_view by_other_than) const {
  const EntryPtr found = find(locale, slug);
  return found && found->id != by_other_than;
}

std::vector<EntryPtr> Catalogue::translations(std::string_view translation) const {
  std::vector<EntryPtr> out;
  const std::lock_guard lock{mutex_};
  const auto [first, last] = translations_.equal_range(translation);
  for (auto at = first; at != last; ++at) out.push_back(at->second);
  std::sort(out.begin(), out.end(), [](const EntryPtr& a, const EntryPtr& b) {
    return std::tie(a->locale, a->id) < std::tie(b->locale, b->id);
  });
  return out;
}

std::vector<EntryPtr> Catalogue::of_source(std::string_view source) const {
  std::vector<EntryPtr> out;
  const std::lock_guard lock{mutex_};
  for (const auto& [id, entry] : entries_)
    if (entry->source == source) out.push_back(entry);
  return out;
}

std::vector<EntryPtr> Catalogue::all() const {
  std::vector<EntryPtr> out;
  const std::lock_guard lock{mutex_};
  out.reserve(entries_.size());
  for (const auto& [id, entry] : entries_) out.push_back(entry);
  return out;
}

std::size_t Catalogue::size() const {
  const std::lock_guard lock{mutex_};
  return entries_.size();
}

CategoryPtr Catalogue::category(std::string_view id) const {
  const std::lock_guard lock{mutex_};
  const auto found = categories_.find(id);
  return found == categories_.end() ? nullptr : found->second;
}

CategoryPtr Catalogue::category(std::string_view locale, std::string_view slug) const {
  const std::lock_guard lock{mutex_};
  for (const auto& [id, category] : categories_)
    if (category->locale == locale && category->slug == slug) return category;
  return nullptr;
}

bool Catalogue::is_category_slug_taken(std::string_view locale, std::string_view slug,
                                       std::string_view by_other_than) const {
  const CategoryPtr found = category(locale, slug);
  return found && found->id != by_other_than;
}

std::vector<CategoryPtr> Catalogue::path_of(std::string_view category) const {
  std::vector<CategoryPtr> path;
  const std::lock_guard lock{mutex_};
  for (auto found = categories_.find(category); found != categories_.end() && path.size() < 16;
       found = categories_.find(found->second->parent))
    path.insert(path.begin(), found->second);
  return path;
}

std::vector<CategoryPtr> Catalogue::categories() const {
  std::vector<CategoryPtr> out;
  const std::lock_guard lock{mutex_};
  for (const auto& [id, category] : categories_) out.push_back(category);
  return out;
}

const Catalogue::Shelf& Catalogue::sorted_locked(const std::string& key) const {
  static const Shelf none;
  const auto found = shelves_.find(key);
  if (found == shelves_.end()) return none;
  if (!found->second.sorted) std::sort(found->second.shelf.begin(), found->second.shelf.end(), stands_before);
  found->second.sorted = true;
  return found->second.shelf;
}

std::vector<EntryPtr> Catalogue::articles_in(std::string_view locale, std::string_view category,
                                             const Reader& reader) const {
  std::vector<EntryPtr> out;
  const std::lock_guard lock{mutex_};
  for (const EntryPtr& entry : sorted_locked(shelf_key(locale, category)))
    if (entry->status == Status::published && may_read(reader, entry->readers)) out.push_back(entry);
  return out;
}

std::size_t Catalogue::count_locked(std::string_view category, const Reader& reader, int depth) const {
  const auto own = categories_.find(category);
  if (own == categories_.end() || depth > 16) return 0;
  std::size_t count = 0;
  const auto shelf = shelves_.find(shelf_key(own->second->locale, category));
  if (shelf != shelves_.end())
    count = static_cast<std::size_t>(
        std::count_if(shelf->second.shelf.begin(), shelf->second.shelf.end(), [&](const EntryPtr& entry) {
          return entry->status == Status::published && may_read(reader, entry->readers);
        }));
  for (const auto& [id, below] : categories_)
    if (below->parent == category) count += count_locked(id, reader, depth + 1);
  return count;
}

std::size_t Catalogue::count_in(std::string_view category, const Reader& reader) const {
  const std::lock_guard lock{mutex_};
  return count_locked(category, reader, 0);
}

std::vector<Section> Catalogue::sections(std::string_view locale, std::string_view parent,
                                         const Reader& reader) const {
  std::vector<Section> out;
  const std::lock_guard lock{mutex_};
  for (const auto& [id, category] : categories_) {
    if (category->locale != locale || category->parent != parent) continue;
    if (const std::size_t count = count_locked(id, reader, 0); count > 0) out.push_back({category, count});
  }
  std::stable_sort(out.begin(), out.end(), [](const Section& a, const Section& b) {
    const auto place = [](const Category& category) {
      return category.order == 0 ? INT64_MAX : category.order;
    };
    return std::tuple{place(*a.category), std::string_view{a.category->title}} <
           std::tuple{place(*b.category), std::string_view{b.category->title}};
  });
  return out;
}

Neighbours Catalogue::neighbours(const Entry& entry) const {
  Neighbours found;
  const std::lock_guard lock{mutex_};
  const Shelf& shelf = sorted_locked(shelf_key(entry.locale, entry.category));
  const auto held = entries_.find(entry.id);
  if (held == entries_.end() || shelf.empty()) return found;
  const auto own = std::lower_bound(shelf.begin(), shelf.end(), held->second, stands_before);
  if (own == shelf.end() || *own != held->second) return found;
  const auto shown = [&](const EntryPtr& other) {
    return other->status == Status::published && covers(entry.readers, other->readers);
  };
  for (auto at = own; at != shelf.begin() && !found.previous;)
    if (shown(*--at)) found.previous = *at;
  for (auto at = std::next(own); at != shelf.end() && !found.next; ++at)
    if (shown(*at)) found.next = *at;
  return found;
}

}  // namespace patchbay::kb
