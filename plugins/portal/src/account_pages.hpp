#pragma once
// The inside of <main> of the pages about one's own conversations. Pure: values in, HTML out, everything escaped here.
#include <string>
#include <string_view>
#include <vector>

#include "patchbay/messages.hpp"
#include "site.hpp"
#include "talk.hpp"

namespace patchbay::portal {

std::string render_talks(const Talks& talks, const Site& site, const Messages& text);

struct TalkPage {
  Talk talk;
  std::vector<Said> said;
  std::string token;       // of the form
  std::string notice;      // what just happened, a sentence; empty = nothing
  std::string draft;       // what was typed, where it could not be taken
};
std::string render(const TalkPage& page, const Site& site, const Messages& text);

struct LetterForm {  // of the contact page
  bool known = false;      // the reader is signed in: name and address are known
  std::string name, email, body, token, problem;
};
std::string render(const LetterForm& form, const Site& site, const Messages& text);
std::string render_sent(const Answered& answered, bool has_account, const Site& site, const Messages& text);

// "2026-11-28T09:00:00.000Z" as an element that scripts show in the reader's own zone.
std::string time_element(std::string_view iso);

}  // namespace patchbay::portal
