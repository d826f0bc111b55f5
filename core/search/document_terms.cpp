#include "core/search/document_terms.hpp"

#include <unordered_map>

namespace patchbay::search {
namespace {

constexpr std::size_t kLongestTerm = 200;

class TermCounter {
 public:
  TermCounter(Analyser& analyser, const std::string& locale) : analyser_{analyser}, locale_{locale} {}

  // Returns the number of words.
  std::int64_t count(std::string_view text, std::uint32_t Counts::*field) {
    std::int64_t words = 0;
    analyser_.each(text, locale_, [&](const Occurrence& word) {
      ++(counts_[&word.form].*field);
      if (word.kind != Token::Kind::whole) ++words;
    });
    return words;
  }

  PackedTerms pack() const {
    // Two writings of one word (Файл, файл) are two forms of the same surface.
    std::unordered_map<std::string_view, std::vector<std::pair<const Form*, Counts>>> by_term;
    for (const auto& [form, counts] : counts_) {
      auto& same = by_term[std::string_view{form->term}.substr(0, kLongestTerm)];
      bool known = false;
      for (auto& [other, sum] : same) {
        if (other->surface != form->surface) continue;
        add(sum, counts);
        known = true;
        break;
      }
      if (!known) same.emplace_back(form, counts);
    }
    std::vector<DocumentTerm> terms;
    for (const auto& [term, forms] : by_term) {
      for (const auto& [form, counts] : forms) terms.push_back({term, form->surface, counts.packed()});
    }
    return pack_terms(std::move(terms));
  }

 private:
  static void add(Counts& sum, const Counts& more) {
    sum.title += more.title;
    sum.heading += more.heading;
    sum.tag += more.tag;
    sum.body += more.body;
  }

  Analyser& analyser_;
  const std::string& locale_;
  std::unordered_map<const Form*, Counts> counts_;
};

}  // namespace

void count_terms(Analyser& analyser, const DocumentFields& fields, PreparedDocument& prepared) {
  analyser.forget_if_full();
  TermCounter counter{analyser, fields.locale};
  prepared.title_words = counter.count(fields.title, &Counts::title);
  for (const std::string& tag : fields.tags) counter.count(tag, &Counts::tag);
  for (const Section& section : fields.sections) {
    prepared.body_words += counter.count(section.heading, &Counts::heading);
    prepared.body_words += counter.count(section.text, &Counts::body);
  }
  prepared.terms = counter.pack();
}

}  // namespace patchbay::search
