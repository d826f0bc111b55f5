#include "core/search/index.hpp"

#include <chrono>
#include <mutex>
#include <optional>

#include "core/base/error.hpp"
#include "core/search/compactor.hpp"
#include "core/search/document_terms.hpp"
#include "core/search/index_check.hpp"
#include "core/search/index_store.hpp"
#include "core/search/query/searcher.hpp"
#include "core/search/question_log.hpp"
#include "core/search/search_migrations.hpp"

namespace patchbay::search {
namespace {

constexpr std::size_t kKeptBenches = 4;
constexpr std::size_t kRebuiltAtOnce = 48;  // documents in one closure: a few milliseconds of writing

// What apply_settings() replaces as a whole.
struct Applied {
  Settings settings;
  Synonyms synonyms;
};

// Lends the expensive parts of a query or an analysis.
class Benches {
 public:
  class Lease {
   public:
    Lease(Benches& pool, std::unique_ptr<Workbench> bench) : pool_{pool}, bench_{std::move(bench)} {}
    ~Lease() { pool_.give_back(std::move(bench_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Workbench& operator*() const { return *bench_; }
    Workbench* operator->() const { return bench_.get(); }

   private:
    Benches& pool_;
    std::unique_ptr<Workbench> bench_;
  };

  Lease lend() {
    const std::lock_guard lock{mutex_};
    if (free_.empty()) return {*this, std::make_unique<Workbench>()};
    std::unique_ptr<Workbench> bench = std::move(free_.back());
    free_.pop_back();
    return {*this, std::move(bench)};
  }

 private:
  void give_back(std::unique_ptr<Workbench> bench) {
    const std::lock_guard lock{mutex_};
    if (free_.size() < kKeptBenches) free_.push_back(std::move(bench));
  }

  std::mutex mutex_;
  std::vector<std::unique_ptr<Workbench>> free_;
};

store::Database& migrated(store::Database& database) {
  database.migrate("search", kMigrations);
  return database;
}

}  // namespace

struct Index::State {
  explicit State(store::Database& opened)
      : database{migrated(opened)}, compactor{opened, views}, questions{opened} {}

  std::shared_ptr<const Applied> applied() {
    const std::lock_guard lock{mutex};
    return settings;
  }

  std::unique_ptr<PreparedDocument> prepare(std::string_view owner, std::string_view collection,
                                            const json::object& mapping, std::string_view id,
                                            const json::object* document) {
    auto prepared = std::make_unique<PreparedDocument>();
    prepared->owner = owner;
    prepared->collection = collection;
    prepared->id = id;
    if (document == nullptr) return prepared;
    const std::string default_locale = applied()->settings.default_locale;
    prepared->is_found = read_fields(mapping, id, *document, default_locale, prepared->fields);
    if (!prepared->is_found) return prepared;
    count_terms(benches.lend()->analyser, prepared->fields, *prepared);
    prepared->sections = pack_sections(prepared->fields.sections);
    prepared->fields.sections = {};
    return prepared;
  }

  store::Database& database;
  std::mutex mutex;
  std::shared_ptr<const Applied> settings;  // guarded by mutex; shared with the queries that run
  Benches benches;
  ViewKeeper views;
  Compactor compactor;
  QuestionLog questions;
  std::mutex rebuilding;
};

Index::Index(store::Database& database, Settings settings) : state_{std::make_unique<State>(database)} {
  apply_settings(std::move(settings));
}

Index::~Index() = default;

void Index::apply_settings(Settings settings) {
  auto applied = std::make_shared<Applied>();
  Synonyms synonyms{settings.synonyms, settings.locales, state_->benches.lend()->analyser};
  *applied = {std::move(settings), std::move(synonyms)};
  const std::lock_guard lock{state_->mutex};
  state_->settings = std::move(applied);
}

Result Index::query(const Query& query, const Visibility& reader) {
  const auto start = std::chrono::steady_clock::now();
  const std::shared_ptr<const Applied> applied = state_->applied();
  const Benches::Lease bench = state_->benches.lend();
  Result result;
  state_->database.read([&](store::Session& session) {
    const std::shared_ptr<const View> view = state_->views.at(session);
    const SearchRules rules{applied->settings.locales, applied->synonyms};
    result = Searcher{session, *view, *bench, rules}.run(query, reader);
  });
  result.took_us =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count();
  return result;
}

Passage Index::passage(std::string_view owner, std::string_view collection, std::string_view id,
                       std::string_view heading, const Visibility& reader) {
  std::optional<Passage> passage;
  state_->database.read([&](store::Session& session) {
    const std::shared_ptr<const View> view = state_->views.at(session);
    const std::int64_t found = find_id(session, view->index_no, owner, collection, id);
    DocumentRow row;
    if (found == 0 || !read_document(session, found, row)) return;
    const View::Rights rights = view->rights_of(reader);
    const DocumentEntry& entry = view->documents[static_cast<DocNumber>(found)];
    if (!rights.audiences[entry.audience] || !rights.group_lists[entry.groups]) return;
    for (const Section& section : read_sections(session, found)) {
      const bool is_it = heading.empty() ? !section.text.empty() : section.anchor == heading;
      if (is_it && !passage) passage = passage_of(row, section);
    }
  });
  if (!passage) throw Error{Code::not_found, "There is no such passage, or it is not for this reader"};
  return *passage;
}

void Index::record(std::string_view text, std::string_view locale, std::int64_t hits) {
  state_->questions.record(state_->benches.lend()->analyser, text, locale, hits);
}

std::vector<Index::Gap> Index::gaps(int limit) {
  return state_->questions.gaps(limit);
}

std::unique_ptr<store::DocumentIndex::Prepared> Index::prepare(std::string_view owner,
                                                               std::string_view collection,
                                                               const json::object& mapping,
                                                               std::string_view id,
                                                               const json::object* document) {
  return state_->prepare(owner, collection, mapping, id, document);
}

void Index::apply(store::Write& write, const Prepared& prepared) {
  write_document(write, static_cast<const PreparedDocument&>(prepared));
  write.after_commit([state = state_.get()] { state->compactor.document_written(); });
}

void Index::settle() {
  state_->compactor.settle();
}

void Index::rebuild(store::Documents& documents, const std::function<void(std::int64_t)>& progress) {
  const std::lock_guard one_at_a_time{state_->rebuilding};
  std::int64_t building = 0, done = 0;
  state_->database.write(
      "search rebuild", [&](store::Write& write) { building = begin_building(write); }, store::Lane::bulk);
  std::vector<std::unique_ptr<PreparedDocument>> slice;
  const auto flush = [&] {
    bool is_ours = true;
    const auto work = [&](store::Write& write) {
      for (const auto& one : slice) is_ours = is_ours && write_rebuilt(write, building, *one);
    };
    state_->database.write("search rebuild", work, store::Lane::bulk);
    if (!is_ours) throw Error{Code::conflict, "The search index is being rebuilt by somebody else"};
    for (std::size_t i = 0; i < slice.size(); ++i) state_->compactor.document_written();
    done += static_cast<std::int64_t>(slice.size());
    slice.clear();
    if (progress) progress(done);
  };
  try {
    documents.each_searchable([&](std::string_view owner, std::string_view collection,
                                  const json::object& mapping, const store::Document& document) {
      const json::object parsed = parse_object(document.json, "a stored document");
      slice.push_back(state_->prepare(owner, collection, mapping, document.id, &parsed));
      if (slice.size() == kRebuiltAtOnce) flush();
    });
    flush();
    state_->compactor.settle();
    bool is_ours = false;
    state_->database.write("search rebuild",
                           [&](store::Write& write) { is_ours = finish_building(write, building); });
    if (!is_ours) throw Error{Code::conflict, "The search index is being rebuilt by somebody else"};
  } catch (...) {
    state_->database.write("search rebuild", [&](store::Write& write) { give_up_building(write, building); });
    throw;
  }
  state_->compactor.settle();  // the old one goes
}

std::vector<std::string> Index::check(store::Documents& documents) {
  return compare_index(state_->database, documents,
                       [this](std::string_view owner, std::string_view collection,
                              const json::object& mapping, const store::Document& document) {
                         const json::object parsed = parse_object(document.json, "a stored document");
                         return state_->prepare(owner, collection, mapping, document.id, &parsed);
                       });
}

}  // namespace patchbay::search
