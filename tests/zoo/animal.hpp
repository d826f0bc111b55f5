#pragma once
// What the first comment of an animal's file says about it.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <ostream>
#include <regex>
#include <string>
#include <vector>

namespace patchbay {

struct Animal {
  std::string id;
  std::map<std::string, std::string> expected;  // check → status
  std::string host, next;                       // what a host makes of it, and at its next start
  int limit_s = 20;
};

inline std::ostream& operator<<(std::ostream& out, const Animal& animal) { return out << animal.id; }

inline Animal read_animal(const std::filesystem::path& file) {
  std::ifstream in{file};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  Animal out;
  out.id = file.stem().string();
  static const std::regex kLine{R"([*/] (check|host|next|limit): ([^\s*]+)(?: ([a-z]+))?)"};
  for (std::sregex_iterator at{text.begin(), text.end(), kLine}; at != std::sregex_iterator{}; ++at) {
    if ((*at)[1] == "check") out.expected[(*at)[2]] = (*at)[3];
    if ((*at)[1] == "host") out.host = (*at)[2];
    if ((*at)[1] == "next") out.next = (*at)[2];
    if ((*at)[1] == "limit") out.limit_s = std::stoi((*at)[2]);
  }
  return out;
}

// By name.
inline std::vector<Animal> animals() {
  std::map<std::string, Animal> sorted;
  for (const auto& entry : std::filesystem::directory_iterator{PATCHBAY_ZOO_SOURCES}) {
    Animal animal = read_animal(entry.path());
    sorted[animal.id] = std::move(animal);
  }
  std::vector<Animal> out;
  for (auto& [id, animal] : sorted) out.push_back(std::move(animal));
  return out;
}

inline std::string test_name(const Animal& animal) {
  std::string name = animal.id;
  for (char& c : name)
    if (c == '-') c = '_';
  return name;
}

}  // namespace patchbay
