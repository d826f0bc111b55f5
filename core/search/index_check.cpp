#include "core/search/index_check.hpp"

#include <map>
#include <tuple>

#include "core/base/error.hpp"
#include "core/search/index_store.hpp"
#include "core/search/segment/merge.hpp"

namespace patchbay::search {
namespace {

constexpr std::size_t kMostProblems = 100;

using Key = std::tuple<std::string, std::string, std::string>;  // owner, collection, id

std::string name_of(const Key& key) {
  return std::get<0>(key) + "/" + std::get<1>(key) + "/" + std::get<2>(key);
}

struct IndexedDocument {
  std::int64_t id = 0;
  std::uint64_t terms = 0;
  std::string described;  // all that the row says besides
  bool is_expected = false;
};

std::string describe(const std::string& kind, const std::string& locale, const std::string& audience,
                     const std::string& groups, const std::string& url, const std::string& title,
                     std::int64_t weight, const std::string& translations) {
  std::string out;
  for (const std::string& one :
       {kind, locale, audience, groups, url, title, std::to_string(weight), translations}) {
    out += one + '\n';
  }
  return out;
}

std::string describe(const DocumentFields& fields) {
  return describe(fields.kind, fields.locale, fields.audience, join_groups(fields.groups), fields.url,
                  fields.title, prior_of(fields.weight), fields.group);
}

class Comparison {
 public:
  Comparison(store::Database& database, store::Documents& documents, const Prepare& prepare)
      : database_{database}, documents_{documents}, prepare_{prepare} {}

  std::vector<std::string> run() {
    database_.read([&](store::Session& session) { read_index(session); });
    documents_.each_searchable([&](std::string_view owner, std::string_view collection,
                                   const json::object& mapping, const store::Document& document) {
      compare({std::string{owner}, std::string{collection}, document.id},
              *prepare_(owner, collection, mapping, document));
    });
    for (const auto& [key, indexed] : indexed_) {
      if (!indexed.is_expected) add(key, "is in the index but is no document that can be found");
    }
    if (!suspects_.empty()) forget_what_changed();
    std::vector<std::string> problems = std::move(damage_);
    for (auto& [key, problem] : suspects_) {
      if (problems.size() == kMostProblems) break;
      problems.push_back(std::move(problem));
    }
    return problems;
  }

 private:
  void add(const Key& key, std::string_view what) {
    if (suspects_.size() < kMostProblems)
      suspects_.emplace(key, "search: " + name_of(key) + " " + std::string{what});
  }

  void read_index(store::Session& session) {
    const std::shared_ptr<const View> view = ViewKeeper{}.at(session);
    index_no_ = view->index_no;
    seq_ = view->seq;
    std::vector<std::uint64_t> sums(view->documents.size());
    for (const auto& segment : view->segments) add_terms(session, *segment, sums);
    session.query(
        "select id, owner, collection, doc, terms, kind, locale, audience, groups, url, title, weight, "
        "translations from search_doc "
        "where index_no = $1",
        {index_no_}, [&](const store::Row& row) {
          const auto text = [&](int column) { return std::string{row.text(column)}; };
          IndexedDocument indexed{
              row.integer(0), static_cast<std::uint64_t>(row.integer(4)),
              describe(text(5), text(6), text(7), text(8), text(9), text(10), row.integer(11), text(12)),
              false};
          const Key key{text(1), text(2), text(3)};
          if (sums[static_cast<DocNumber>(indexed.id)] != indexed.terms)
            add(key, "is not in the lists of all its words");
          indexed_.emplace(key, std::move(indexed));
          return true;
        });
  }

  void add_terms(store::Session& session, const Segment& segment, std::vector<std::uint64_t>& sums) {
    try {
      std::unique_ptr<RowSource> rows;
      if (segment.id == 0)
        rows = std::make_unique<MemoryRows>(segment.rows);
      else
        rows = std::make_unique<SessionRows>(session, segment.id);
      SegmentStream stream{segment, *rows};
      std::vector<SurfacePostings> surfaces;
      while (stream.next()) {
        surfaces.clear();
        stream.add_to(surfaces);
        for (const SurfacePostings& one : surfaces) {
          for (const Posting& posting : one.postings) {
            if (posting.doc < sums.size())
              sums[posting.doc] += hash_of_term(stream.term(), one.surface, posting.counts);
          }
        }
      }
    } catch (const Error& error) {
      damage_.push_back("search: " + std::string{error.what()});
    }
  }

  void compare(const Key& key, const PreparedDocument& prepared) {
    const auto indexed = indexed_.find(key);
    if (indexed == indexed_.end()) {
      if (prepared.is_found) add(key, "is not in the index");
      return;
    }
    if (!prepared.is_found) return;
    indexed->second.is_expected = true;
    if (indexed->second.terms != prepared.terms.hash)
      add(key, "is in the index with other words");
    else if (indexed->second.described != describe(prepared.fields))
      add(key, "is in the index with other fields");
  }

  // Documents and index were read at different moments: what was written since differs for no bad reason.
  void forget_what_changed() {
    database_.read([&](store::Session& session) {
      std::erase_if(suspects_, [&](const auto& suspect) {
        const auto& [owner, collection, id] = suspect.first;
        std::int64_t now = 0, seq = 0;
        session.query(
            "select id, seq from search_doc where index_no = $1 and owner = $2 and collection = $3 and doc = "
            "$4",
            {index_no_, std::string_view{owner}, std::string_view{collection}, std::string_view{id}},
            [&](const store::Row& row) {
              now = row.integer(0);
              seq = row.integer(1);
              return false;
            });
        const auto before = indexed_.find(suspect.first);
        return seq > seq_ || (now == 0) != (before == indexed_.end());
      });
    });
  }

  store::Database& database_;
  store::Documents& documents_;
  const Prepare& prepare_;
  std::int64_t index_no_ = 0, seq_ = 0;
  std::map<Key, IndexedDocument> indexed_;
  std::map<Key, std::string> suspects_;
  std::vector<std::string> damage_;
};

}  // namespace

std::vector<std::string> compare_index(store::Database& database, store::Documents& documents,
                                       const Prepare& prepare) {
  return Comparison{database, documents, prepare}.run();
}

}  // namespace patchbay::search
