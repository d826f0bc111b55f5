// Stands in for core/search while it has no Index; weak, so the real one wins.
#include "core/search/index.hpp"


namespace patchbay::search {

struct Index::State {};
__attribute__((weak)) Index::Index(store::Database&, Settings) {}
__attribute__((weak)) Index::~Index() {}
__attribute__((weak)) Result Index::query(const Query&, const Visibility&) { return {}; }
__attribute__((weak)) Passage Index::passage(std::string_view, std::string_view, std::string_view, std::string_view, const Visibility&) {
  return {};
}
__attribute__((weak)) std::unique_ptr<store::DocumentIndex::Prepared> Index::prepare(std::string_view, std::string_view, const json::object&,
                                                                                       std::string_view, const json::object*) {
  return nullptr;
}
__attribute__((weak)) void Index::apply(store::Write&, const Prepared&) {}

}  // namespace patchbay::search

