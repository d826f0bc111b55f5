#pragma once
// Articles and categories made, changed and published in the store: by the API, the desk and the clock.
#include <optional>
#include <string>

#include "library.hpp"

namespace patchbay::kb {

// Thrown where the caller should hear a precise HTTP answer.
class EditRefused : public std::runtime_error {
 public:
  EditRefused(int status, std::string code, const std::string& text)
      : std::runtime_error{text}, status_{status}, code_{std::move(code)} {}
  int status() const noexcept { return status_; }
  const std::string& code() const noexcept { return code_; }

 private:
  int status_;
  std::string code_;
};

class Editing {
 public:
  explicit Editing(Library& library) : library_{library} {}

  // `fields` is the API's JSON: see openapi.json. Gives the article as it is kept now; warnings of its text
  // go to `problems`.
  Article create(const json::object& fields, std::string_view by, Problems& problems);
  Article update(const std::string& id, const json::object& fields, std::int64_t if_rev, std::string_view by,
                 Problems& problems);
  void remove(const std::string& id, std::int64_t if_rev);
  Article restore(const std::string& id, std::int64_t rev, std::int64_t if_rev, std::string_view by,
                  Problems& problems);

  // What readers would get, kept nowhere: {"html","headings","minutes"}. `fields`: content, and title, format, locale and id
  // (of the article it will be), each as in create().
  json::object preview(const json::object& fields, Problems& problems) const;

  Category put_category(const std::string& id, const json::object& fields);  // id empty = a new one
  void remove_category(const std::string& id);

  // The clock says an article is due. Nothing happens when it is not scheduled any more; true = come again
  // later.
  bool publish_due(const std::string& id);
  void schedule(const Article& article) const;
  // Renders it again, because what it links to or who may read it changed.
  void render_again(const std::string& id);
  // Those that link to it, by their cards.
  std::vector<std::string> linking_to(const std::string& id) const;
  // Articles whose address changed with the site's languages get their new one.
  void settle_addresses();

 private:
  void take_fields(Article& article, const json::object& fields) const;
  void take_slug(Article& article, const json::object& fields) const;
  void take_times(Article& article, const json::object& fields) const;
  void render(Article& article, Problems& problems) const;
  void render(Article& article, ArticleWriter& writer, Problems& problems) const;
  void relate(Article& article) const;
  Article keep(Article article, const Article* previous, std::string_view by, std::int64_t if_rev,
               Problems& problems);
  Article found(const std::string& id, std::int64_t if_rev) const;

  Library& library_;
};

}  // namespace patchbay::kb
