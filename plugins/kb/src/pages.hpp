#pragma once
// The pages customers see: what is asked for is looked up, the page is put together, the answer is sent.
#include "feedback.hpp"
#include "library.hpp"
#include "page_parts.hpp"
#include "patchbay/request.hpp"

namespace patchbay::kb {

class Pages {
 public:
  Pages(Library& library, Feedback& feedback) : library_{library}, feedback_{feedback} {}

  void contents(const Request& request) const;  // /kb/
  void category(const Request& request) const;  // /kb/c/{category}
  void article(const Request& request) const;   // /kb/{slug}
  void media(const Request& request) const;     // /kb/media/{id}/{name}
  void vote(const Request& request);            // POST /kb/{slug}/vote
  void voted(const Request& request) const;     // GET /kb/{slug}/vote
  void read(const Request& request);            // POST /kb/{slug}/read

 private:
  struct Found {
    EntryPtr entry;
    std::string moved_to;  // URL of a 301
  };
  struct Shown {
    CategoryPtr category;
    std::string moved_to;  // URL of a redirect
  };
  Shown find_category(std::string_view locale, std::string_view slug, const Reader& reader) const;
  void send_category(const Request& request, const CategoryPtr& category, const Reader& reader, const Site& site,
                     const std::string& shown) const;
  Found find(Ctx ctx, std::string_view locale, std::string_view slug) const;
  EntryPtr readable(const Request& request) const;  // by slug; answers 404 itself and gives null
  void send_article(const Request& request, const Article& article, const Entry& entry, const Site& site,
                    const std::string& shown) const;
  void send(const Request& request, int status, const PageHead& head, const std::string& html, bool cacheable,
            const std::string& tags) const;
  void not_found(const Request& request) const;

  Library& library_;
  Feedback& feedback_;
};

// The ways on that exist right now, without the help centre's own search.
std::vector<struct NextStep> next_steps(const Library& library, Ctx ctx, std::string_view locale);
std::string locale_of(const Request& request, const Site& site);
// "a=1&b=x+y" → its values.
std::string form_value(std::string_view body, std::string_view name);

}  // namespace patchbay::kb
