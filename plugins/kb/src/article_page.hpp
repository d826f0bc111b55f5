#pragma once
// The page of an article: everything around its body. Pure: what it shows is handed in, readable by whoever
// reads it.
#include <optional>
#include <string>
#include <vector>

#include "article.hpp"
#include "page_parts.hpp"

namespace patchbay::kb {

struct PageLink {
  std::string title, url;
};

struct NextStep {
  std::string id, label, url;
  std::int64_t wait_seconds = -1;
};

struct ArticlePage {
  const Article& article;
  std::vector<PageLink> related;
  std::optional<PageLink> previous, next;
  std::optional<PageLink> original;  // of a translation that is older than it
  std::string original_locale;
  std::string shown_locale;  // of the frame; differs when the article exists only in another language
  std::string doc;           // "<instance>/articles/<id>", for the journey
};

std::string render(const ArticlePage& page, const Site& site, const Messages& text);
PageHead head_of(const ArticlePage& page, const Site& site, std::vector<Crumb> breadcrumb,
                 std::vector<std::pair<std::string, std::string>> alternates);

// After the vote: thanks, and after a "no" what can be done next.
struct VotePage {
  std::string title, article_url, vote_url;
  bool helpful = false, asks_comment = true;
  std::vector<NextStep> steps;  // those that exist right now
};
std::string render(const VotePage& page, const Messages& text);
std::string steps_list(const std::vector<NextStep>& steps, const Messages& text);

}  // namespace patchbay::kb
