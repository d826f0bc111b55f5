#pragma once
// A Zendesk help-centre export: the arrays its API gives (articles, sections, categories, translations,
// user_segments), each in a JSON file of its own or together in one. Pictures beside it in
// article_attachments/<id>/… are taken along.
#include <map>
#include <string>
#include <vector>

#include "category.hpp"
#include "json.hpp"
#include "site.hpp"
#include "source_folder.hpp"

namespace patchbay::kb {

struct Draft;

class ZendeskExport {
 public:
  ZendeskExport(const SourceFolder& folder, const Site& site, Problems& problems)
      : folder_{folder}, site_{site}, problems_{problems} {}

  // Whether the folder is one: a JSON file at its root holds an "articles" array.
  bool is_one(const std::vector<SourceFile>& files);
  // One draft per article and language. `locale`: only that one; empty = all the site has.
  std::vector<Draft> read(const std::string& locale);
  std::vector<Category> categories();  // after read()

 private:
  void load(const SourceFile& file);
  std::string locale_of(const json::object& object) const;
  void add(const json::object& article, const json::object& text, std::vector<Draft>& drafts,
           const std::string& only);
  std::string section_of(const json::object& article, const std::string& locale);
  void add_category(const json::object& object, const std::string& locale, const std::string& parent,
                    const std::string& id);
  const json::object* by_id(std::string_view array, std::int64_t id) const;
  void readers(const json::object& article, Draft& draft);
  void warn(std::int64_t article, const std::string& text);

  const SourceFolder& folder_;
  const Site& site_;
  Problems& problems_;
  std::map<std::string, std::map<std::int64_t, json::object>, std::less<>> arrays_;
  std::vector<json::object> translations_;
  std::map<std::string, Category> categories_;
};

// Links of a body to articles of the same help centre become relative, pictures of it paths of the export.
std::string localise_zendesk_html(std::string_view html);

}  // namespace patchbay::kb
