#include "model_file.hpp"

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

namespace patchbay::chatbot {
namespace {

constexpr std::string_view kMagic = "PBBOT003";

std::uint64_t checksum(std::string_view bytes) {
  std::uint64_t sum = 14695981039346656037u;
  while (bytes.size() >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), 8);
    sum = (sum ^ word) * 1099511628211u;
    sum ^= sum >> 29;
    bytes.remove_prefix(8);
  }
  for (const char c : bytes) sum = (sum ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return sum;
}

class Writer {
 public:
  template <class T>
  void number(T value) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void text(std::string_view value) {
    number(static_cast<std::uint64_t>(value.size()));
    bytes_ += value;
  }
  template <class T>
  void list(const std::vector<T>& values) {
    text({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)});
  }
  void rows(const PackedRows& rows) {
    number(static_cast<std::uint64_t>(rows.width()));
    list(rows.scales());
    list(rows.bytes());
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_{bytes} {}
  template <class T>
  T number() {
    T value{};
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  std::string_view text() { return take(number<std::uint64_t>()); }
  template <class T>
  std::vector<T> list() {
    const std::string_view bytes = text();
    if (bytes.size() % sizeof(T) != 0) throw std::invalid_argument{"a model with half a number in it"};
    std::vector<T> out(bytes.size() / sizeof(T));
    if (!out.empty()) std::memcpy(out.data(), bytes.data(), bytes.size());
    return out;
  }
  PackedRows rows() {
    const auto width = number<std::uint64_t>();
    std::vector<float> scales = list<float>();
    return {list<std::int8_t>(), std::move(scales), static_cast<std::size_t>(width)};
  }
  void end() const {
    if (!rest_.empty()) throw std::invalid_argument{"a model with something behind its end"};
  }

 private:
  std::string_view take(std::uint64_t size) {
    if (size > rest_.size()) throw std::invalid_argument{"a model that was cut off"};
    const std::string_view out = rest_.substr(0, static_cast<std::size_t>(size));
    rest_.remove_prefix(static_cast<std::size_t>(size));
    return out;
  }
  std::string_view rest_;
};

}  // namespace

std::string to_bytes(const Classifier& classifier) {
  Writer out;
  out.number(static_cast<std::uint64_t>(classifier.labels().size()));
  for (const std::string& label : classifier.labels()) out.text(label);
  out.list(classifier.odds());
  out.number(classifier.threshold());
  const Judges& judges = classifier.judges();
  out.number(judges.vocabulary().word_rows());
  out.list(judges.vocabulary().row_keys());
  out.list(judges.vocabulary().row_weights());
  const Network::Parts network = judges.network().parts();
  out.rows(network.inner);
  out.list(network.inner_bias);
  out.list(network.outer);
  out.list(network.out_bias);
  out.rows(judges.margins().rows());
  const std::string body = out.take();
  Writer head;
  head.number(checksum(body));
  return std::string{kMagic} + head.take() + body;
}

Classifier classifier_from(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) throw std::invalid_argument{"no model, or one of another version"};
  Reader head{bytes.substr(kMagic.size())};
  const auto sum = head.number<std::uint64_t>();
  const std::string_view body = bytes.substr(kMagic.size() + sizeof sum);
  if (checksum(body) != sum) throw std::invalid_argument{"a model that is damaged"};
  Reader in{body};
  std::vector<std::string> labels;
  for (auto count = in.number<std::uint64_t>(); count > 0; --count) labels.emplace_back(in.text());
  std::vector<float> odds = in.list<float>();
  if (odds.size() > 100) throw std::invalid_argument{"a model with too many signals"};
  const auto threshold = in.number<float>();
  const auto word_rows = in.number<std::uint32_t>();
  std::vector<std::uint32_t> keys = in.list<std::uint32_t>();
  Vocabulary vocabulary{std::move(keys), in.list<float>(), word_rows};
  Network::Parts parts;
  parts.inner = in.rows();
  parts.inner_bias = in.list<float>();
  parts.outer = in.list<float>();
  parts.out_bias = in.list<float>();
  parts.label_count = labels.size();
  PackedRows rows = in.rows();
  in.end();
  if (labels.empty()) return {};
  Margins margins{std::move(rows), labels.size()};
  return {Judges{std::move(vocabulary), Network{std::move(parts)}, std::move(margins)}, std::move(labels),
          std::move(odds), threshold};
}

}  // namespace patchbay::chatbot
