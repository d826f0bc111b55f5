#pragma once
// Links, pictures and films of a body: each is resolved to what it means here, or becomes text and a warning.
#include <set>
#include <string>

#include "article_body.hpp"
#include "html_clean.hpp"

namespace patchbay::kb {

class BodyLinks {
 public:
  BodyLinks(HtmlTree& tree, const BodySource& source, Surroundings& around, const BodyTexts& texts,
            ArticleBody& body, Problems& problems)
      : tree_{tree}, source_{source}, around_{around}, texts_{texts}, body_{body}, problems_{problems} {}

  // Resolves everything under `root`. After the headings have their anchors.
  void resolve(NodeId root, const std::vector<RefusedLink>& refused);

 private:
  struct Place {
    std::string file;  // empty = the article's own
    int line = 0;
    bool in_link = false;
  };
  void walk(NodeId id, Place place);
  void link(NodeId id, const Place& place);
  void link_to_path(NodeId id, const std::string& href, const Place& place);
  bool link_to_article(NodeId id, const std::string& path, const std::string& tail, const Place& place);
  void link_to_media(NodeId id, const Media& media);
  void picture(NodeId id, const Place& place);
  void show(NodeId id, const Media& media, const Place& place);
  void wrap_for_zoom(NodeId id, const Media& media, bool named);
  void player(NodeId id, const Media& media, std::string_view tag, const std::string& label);
  void embedded_player(NodeId id, const Place& place);
  std::optional<Media> find_media(const std::string& reference, const Place& place, bool& refused);
  std::optional<std::string> resolved(const std::string& path, const Place& place) const;
  void use(const Media& media);
  void make_text(NodeId id, std::string_view css, const std::string& text);
  void warn(const Place& place, const std::string& text);

  HtmlTree& tree_;
  const BodySource& source_;
  Surroundings& around_;
  const BodyTexts& texts_;
  ArticleBody& body_;
  Problems& problems_;
};

}  // namespace patchbay::kb
