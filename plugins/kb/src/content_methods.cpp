#include "content_methods.hpp"

#include "moment.hpp"

namespace patchbay::kb {
namespace {

std::string locale_of(const Library& library, const json::object& args) {
  const std::string locale = text_of(args, "locale");
  return locale.empty() ? library.site()->default_locale : locale;
}

}  // namespace

std::string content_sections(const Library& library, const Call& call) {
  const std::string locale = locale_of(library, parse_object(call.json()));
  const Reader reader = library.reader(call.ctx());
  const auto site = library.site();
  json::array sections;
  for (const Section& section : library.catalogue().sections(locale, "", reader))
    sections.push_back(json::object{{"title", section.category->title},
                                    {"description", section.category->description},
                                    {"icon", section.category->icon},
                                    {"url", site->category_url(locale, section.category->slug)},
                                    {"count", section.count}});
  const std::size_t loose = library.catalogue().articles_in(locale, "", reader).size();
  if (loose > 0) {
    const Messages text{locale};
    sections.push_back(json::object{{"title", text("contents.loose")},
                                    {"description", ""},
                                    {"icon", ""},
                                    {"url", site->contents_url(locale)},
                                    {"count", loose}});
  }
  return to_text(json::object{{"sections", std::move(sections)}});
}

std::string content_popular(const Library& library, const Feedback& feedback, const Call& call) {
  const json::object args = parse_object(call.json());
  const auto limit = static_cast<std::size_t>(std::clamp<std::int64_t>(integer_of(args, "limit", 8), 1, 50));
  json::array pages;
  for (const EntryPtr& entry : feedback.popular(locale_of(library, args), library.reader(call.ctx()), limit))
    pages.push_back(json::object{{"title", entry->title}, {"url", library.url_of(*entry)}});
  return to_text(json::object{{"pages", std::move(pages)}});
}

std::string content_pages(const Library& library, const Call& call) {
  const Reader reader = library.reader(call.ctx());
  const auto readable = [&reader](const Entry& entry) {
    return entry.status == Status::published && may_read(reader, entry.readers);
  };
  json::array pages;
  library.store().store().each(
      call.ctx(), "cards", R"({"where":[["/status","eq","published"]]})", [&](const Stored& item) {
        // The card has the summary; the entry says whether this caller may see it, as it is now.
        const EntryPtr entry = library.catalogue().find(item.id);
        if (!entry || !readable(*entry)) return;
        json::array alternates;
        for (const EntryPtr& other : library.catalogue().translations(entry->translation))
          if (readable(*other))
            alternates.push_back(json::object{{"locale", other->locale}, {"url", library.url_of(*other)}});
        if (alternates.size() < 2) alternates.clear();
        const CategoryPtr category = library.catalogue().category(entry->category);
        pages.push_back(json::object{{"url", library.url_of(*entry)},
                                     {"locale", entry->locale},
                                     {"title", entry->title},
                                     {"section", category ? category->title : std::string{}},
                                     {"updated", iso_time(entry->updated)},
                                     {"summary", text_of(read_object(item.doc), "description")},
                                     {"alternates", std::move(alternates)}});
      });
  return to_text(json::object{{"pages", std::move(pages)}});
}

std::string content_editor(const Library& library, const Call& call) {
  const Messages text{locale_of(library, parse_object(call.json()))};
  return to_text(json::object{{"title", text("contents")}, {"kind", "article"}, {"api", "/api/v1/kb"}});
}

}  // namespace patchbay::kb
