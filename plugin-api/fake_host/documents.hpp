#pragma once
// Collections in memory, with the store's rules: declared indexes, unique fields, if_rev, audiences, cursors.
#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::fake {

namespace json = boost::json;

// What a reader may see; `everything` for the plugin itself and for the system.
struct Reader {
  bool everything = true;
  std::set<std::string> audiences, groups;
};

// Everything throws Failure with a sentence.
class Documents {
 public:
  void declare(const std::string& name, std::string_view schema_json);
  std::map<std::string, std::string> schemas() const;

  // {"id","rev","doc"} as text.
  std::string get(const std::string& collection, const std::string& id, const Reader& reader) const;
  // An item per hit, then {"next":…}.
  std::vector<std::string> find(const std::string& collection, std::string_view query_json,
                                const Reader& reader) const;
  // [{"id","rev"}]; all or nothing.
  std::string batch(std::string_view ops_json);

  void put(const std::string& collection, const std::string& id, std::string_view doc_json);
  std::string raw(const std::string& collection, const std::string& id) const;
  std::vector<std::string> ids(const std::string& collection) const;

 private:
  struct Document {
    std::int64_t rev = 0;
    json::value doc;
  };
  struct Collection {
    json::object schema;
    std::map<std::string, bool> indexes;  // field → holds integers
    std::set<std::string> unique;
    std::map<std::string, Document> documents;
  };
  struct Query;
  using All = std::map<std::string, Collection>;

  static Collection& at(All& all, const std::string& name);
  const Collection& at(const std::string& name) const;
  static bool visible(const Collection& collection, const Document& document, const Reader& reader);
  json::object apply(All& all, const json::object& operation);
  static void keep_unique(const Collection& collection, const std::string& id, const json::value& doc);

  All all_;
  std::uint64_t last_id_ = 0;
};

}  // namespace patchbay::fake
