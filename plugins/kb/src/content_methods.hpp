#pragma once
// What other plugins may ask of any content: its sections, what is read most, and all its pages. Always what
// the caller may see.
#include <string>

#include "feedback.hpp"
#include "library.hpp"
#include "patchbay/events.hpp"

namespace patchbay::kb {

// {"locale"} → {"sections":[{"title","description","icon","url","count"}]}
std::string content_sections(const Library& library, const Call& call);
// {"locale","limit"?} → {"pages":[{"title","url"}]}
std::string content_popular(const Library& library, const Feedback& feedback, const Call& call);
// {} → {"pages":[{"url","locale","title","section","updated","summary","alternates":[{"locale","url"}]}]}
std::string content_pages(const Library& library, const Call& call);
// {"locale"} → {"title","kind","api"}: where agents edit articles
std::string content_editor(const Library& library, const Call& call);

}  // namespace patchbay::kb
