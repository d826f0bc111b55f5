#include "core/search/analysis/bulgarian.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace patchbay::search {
namespace {

// Bulgarian letters live in U+0430…U+044F, so one char16_t each.
std::u16string decode(std::string_view text) {
  std::u16string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      out += static_cast<char16_t>(lead);
    } else if (lead >= 0xC2 && lead <= 0xDF && i + 1 < text.size()) {
      out += static_cast<char16_t>((lead & 0x1F) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3F));
    } else {
      return {};  // no Bulgarian word
    }
  }
  return out;
}

std::string encode(std::u16string_view word) {
  std::string out;
  for (const char16_t c : word) {
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else {
      out += static_cast<char>(0xC0 | c >> 6);
      out += static_cast<char>(0x80 | (c & 0x3F));
    }
  }
  return out;
}

struct Ending {
  std::u16string_view from, to;
  std::size_t shortest;  // letters the word must have
};

// Strips the first ending that fits; the longest stand first.
bool strip(std::u16string& word, std::span<const Ending> endings) {
  for (const auto& [from, to, shortest] : endings) {
    if (word.size() < shortest || !word.ends_with(from)) continue;
    word.resize(word.size() - from.size());
    word += to;
    return true;
  }
  return false;
}

bool is_vowel(char16_t c) {
  return std::u16string_view{u"аеиоуъюя"}.find(c) != std::u16string_view::npos;
}

// The definite article. A bare "та" is one only after т or щ (областта, помощта) or a vowel of the ending:
// инструмента and работа keep their т.
constexpr std::array kDefinite{
    Ending{u"ището", u"", 8},    Ending{u"ищата", u"", 8}, Ending{u"ението", u"ени", 7},
    Ending{u"ията", u"", 6},     Ending{u"иите", u"", 6},  Ending{u"овете", u"ове", 7},
    Ending{u"евете", u"еве", 7}, Ending{u"ният", u"н", 6}, Ending{u"ият", u"", 6},
    Ending{u"ната", u"н", 6},    Ending{u"ните", u"н", 6}, Ending{u"ното", u"н", 6},
    Ending{u"ата", u"", 6},      Ending{u"ята", u"", 6},   Ending{u"ото", u"", 6},
    Ending{u"ието", u"", 7},     Ending{u"ето", u"", 6},   Ending{u"ите", u"", 6},
    Ending{u"ете", u"", 6},      Ending{u"тта", u"т", 5},  Ending{u"щта", u"щ", 5},
    Ending{u"йте", u"", 6},      Ending{u"ате", u"", 7},   Ending{u"яте", u"", 6},
    Ending{u"аме", u"", 7},      Ending{u"яме", u"", 6},   Ending{u"ът", u"", 5},
    Ending{u"ят", u"", 5},
};

constexpr std::array kPlurals{
    Ending{u"овци", u"ов", 7}, Ending{u"ища", u"", 6}, Ending{u"ове", u"", 6},
    Ending{u"еве", u"", 6},    Ending{u"ии", u"", 5},  Ending{u"ия", u"", 5},
    Ending{u"ие", u"", 5},     Ending{u"ий", u"", 5},  Ending{u"лози", u"лог", 6},
};

constexpr std::array kVowels{
    Ending{u"а", u"", 4}, Ending{u"я", u"", 4}, Ending{u"о", u"", 4}, Ending{u"е", u"", 4},
    Ending{u"и", u"", 4}, Ending{u"й", u"", 4}, Ending{u"у", u"", 6}, Ending{u"ю", u"", 6},
};

// Verbs in -ва- and -ира- and the nouns and participles made of them, which fill every manual: актуализирам,
// актуализиране, актуализиран, актуализирайте.
constexpr std::array kVerbs{
    Ending{u"иран", u"ир", 6}, Ending{u"ирам", u"ир", 6}, Ending{u"ират", u"ир", 6},
    Ending{u"ираш", u"ир", 6}, Ending{u"ира", u"ир", 5},  Ending{u"аван", u"ав", 6},
    Ending{u"явам", u"яв", 6}, Ending{u"яван", u"яв", 6}, Ending{u"яват", u"яв", 6},
    Ending{u"явай", u"яв", 6}, Ending{u"авам", u"ав", 6}, Ending{u"ават", u"ав", 6},
    Ending{u"аваш", u"ав", 6}, Ending{u"звам", u"зв", 6}, Ending{u"зван", u"зв", 6},
    Ending{u"зват", u"зв", 6}, Ending{u"зваш", u"зв", 6}, Ending{u"рян", u"р", 7},
    Ending{u"рям", u"р", 6},   Ending{u"лян", u"л", 7},   Ending{u"лям", u"л", 6},
    Ending{u"нян", u"н", 7},   Ending{u"ням", u"н", 6},   Ending{u"вян", u"в", 7},
    Ending{u"вям", u"в", 6},   Ending{u"ряш", u"р", 6},   Ending{u"ляш", u"л", 6},
    Ending{u"няш", u"н", 6},
};

// Vowels that come and go: виртуален - виртуални, център - центрове, прозорец - прозорци, потребник -
// потребници.
void even_out(std::u16string& word) {
  const std::size_t size = word.size();
  if (size < 4) return;
  const char16_t last = word[size - 1];
  const char16_t before = word[size - 2];
  const bool after_consonant = !is_vowel(word[size - 3]);
  if (size >= 5 && before == u'е' && (last == u'н' || last == u'ц') && after_consonant) {
    word.erase(size - 2, 1);
  } else if (size >= 5 && before == u'ъ' && !is_vowel(last) && after_consonant) {
    word.erase(size - 2, 1);
  } else if (last == u'ц' && is_vowel(before)) {
    word.back() = u'к';
  }
}

}  // namespace

std::string stem_bulgarian(std::string_view text) {
  std::u16string word = decode(text);
  if (word.size() < 4) return std::string{text};
  strip(word, kDefinite);
  if (!strip(word, kPlurals) && strip(word, kVowels) && word.size() >= 5) strip(word, kVowels);
  if (strip(word, kVerbs)) strip(word, kVowels);
  even_out(word);
  return encode(word);
}

std::string latin_shape(std::string_view cyrillic) {
  static constexpr std::array<std::string_view, 32> kShapes{
      "a", "b", "v", "g", "d", "e", "j", "z", "i", "i",  "k", "l", "m", "n", "o",  "p",
      "r", "s", "t", "u", "f", "h", "c", "4", "6", "6t", "a", "i", "i", "e", "iu", "ia"};
  std::string out;
  for (const char16_t c : decode(cyrillic)) {
    if (c >= 0x430 && c <= 0x44F) {
      const std::string_view shape = kShapes[c - 0x430];
      for (const char letter : shape) {
        if (letter == 'i' && out.ends_with('i')) continue;  // ия is typed "iya", "ia" or "iq"
        out += letter;
      }
    } else if (c < 0x80) {
      out += static_cast<char>(c);
    }
  }
  return out;
}

namespace {

struct Sound {
  std::string_view latin;
  std::u16string_view cyrillic;
  std::u16string_view other;  // what it may stand for besides
};

constexpr std::array kSounds{
    Sound{"sht", u"щ", u""}, Sound{"6t", u"щ", u""},  Sound{"shch", u"щ", u""}, Sound{"zh", u"ж", u""},
    Sound{"sh", u"ш", u""},  Sound{"6", u"ш", u""},   Sound{"ch", u"ч", u""},   Sound{"4", u"ч", u""},
    Sound{"ts", u"ц", u""},  Sound{"tz", u"ц", u""},  Sound{"yu", u"ю", u""},   Sound{"iu", u"ю", u""},
    Sound{"ju", u"ю", u""},  Sound{"ya", u"я", u""},  Sound{"ja", u"я", u"жа"}, Sound{"ia", u"ия", u"я"},
    Sound{"q", u"я", u""},   Sound{"yo", u"йо", u""}, Sound{"kh", u"х", u""},   Sound{"a", u"а", u""},
    Sound{"b", u"б", u""},   Sound{"c", u"ц", u"к"},  Sound{"d", u"д", u""},    Sound{"e", u"е", u""},
    Sound{"f", u"ф", u""},   Sound{"g", u"г", u""},   Sound{"h", u"х", u""},    Sound{"i", u"и", u""},
    Sound{"j", u"ж", u"й"},  Sound{"k", u"к", u""},   Sound{"l", u"л", u""},    Sound{"m", u"м", u""},
    Sound{"n", u"н", u""},   Sound{"o", u"о", u""},   Sound{"p", u"п", u""},    Sound{"r", u"р", u""},
    Sound{"s", u"с", u""},   Sound{"t", u"т", u""},   Sound{"u", u"у", u"ъ"},   Sound{"v", u"в", u""},
    Sound{"w", u"в", u""},   Sound{"x", u"х", u"кс"}, Sound{"y", u"й", u"ъ"},   Sound{"z", u"з", u""},
};

constexpr std::size_t kMostReadings = 8;

const Sound* sound_at(std::string_view word) {
  const Sound* best = nullptr;
  for (const Sound& sound : kSounds) {
    if (word.starts_with(sound.latin) && (best == nullptr || sound.latin.size() > best->latin.size()))
      best = &sound;
  }
  return best;
}

// Every way to spell the word in Cyrillic, at most kMostReadings.
std::vector<std::u16string> spellings(std::string_view word) {
  std::vector<std::u16string> out(1);
  while (!word.empty()) {
    const Sound* sound = sound_at(word);
    if (sound == nullptr) return {};
    const std::size_t known = out.size();
    for (std::size_t i = 0; i < known; ++i) {
      if (!sound->other.empty() && out.size() < kMostReadings)
        out.push_back(out[i] + std::u16string{sound->other});
      out[i] += sound->cyrillic;
    }
    word.remove_prefix(sound->latin.size());
  }
  return out;
}

void add_once(std::vector<std::string>& all, std::string one) {
  if (!one.empty() && std::find(all.begin(), all.end(), one) == all.end()) all.push_back(std::move(one));
}

}  // namespace

std::vector<std::string> latin_readings(std::string_view word) {
  if (word.size() < 2 || word.size() > 40) return {};
  if (std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; })) return {};
  std::vector<std::string> shapes;
  for (std::u16string spelling : spellings(word)) {
    add_once(shapes, latin_shape(stem_bulgarian(encode(spelling))));
    // ъ is typed "a" more often than not: it matters where an ending or an elided vowel is recognised.
    const std::size_t size = spelling.size();
    if (size >= 5 && spelling[size - 2] == u'а' && !is_vowel(spelling[size - 1])) {
      spelling[size - 2] = u'ъ';
      add_once(shapes, latin_shape(stem_bulgarian(encode(spelling))));
    }
  }
  if (shapes.size() > kMostReadings) shapes.resize(kMostReadings);
  return shapes;
}

}  // namespace patchbay::search
