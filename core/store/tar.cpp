#include "core/store/tar.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "core/base/error.hpp"

namespace patchbay::store {
namespace {

constexpr std::int64_t kBlock = 512;
constexpr std::int64_t kMaxOctal = 077777777777;  // 8 GiB - 1
constexpr std::size_t kPiece = 256u << 10;

struct Header {
  char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type, link[100], magic[6],
      version[2], user[32], group[32], major[8], minor[8], prefix[155], padding[12];
};
static_assert(sizeof(Header) == kBlock);

template <std::size_t N>
void put_octal(char (&field)[N], std::int64_t number) {
  for (std::size_t i = N - 1; i > 0; number >>= 3) field[--i] = static_cast<char>('0' + (number & 7));
  field[N - 1] = '\0';
}

// Sizes of 8 GiB and more are binary, as GNU tar writes them.
void put_size(char (&field)[12], std::int64_t size) {
  if (size <= kMaxOctal) return put_octal(field, size);
  for (int i = 11; i >= 0; --i) {
    field[i] = static_cast<char>(size & 0xff);
    size >>= 8;
  }
  field[0] = static_cast<char>(0x80);
}

std::int64_t get_number(const char* field, std::size_t length) {
  std::int64_t number = 0;
  if ((static_cast<unsigned char>(field[0]) & 0x80) != 0) {
    for (std::size_t i = length - 8; i < length; ++i)
      number = number << 8 | static_cast<unsigned char>(field[i]);
    return number;
  }
  for (std::size_t i = 0; i < length && field[i] != '\0' && field[i] != ' '; ++i) {
    if (field[i] < '0' || field[i] > '7') return -1;
    number = number << 3 | (field[i] - '0');
  }
  return number;
}

std::int64_t checksum_of(Header header) {
  std::memset(header.checksum, ' ', sizeof header.checksum);
  std::array<unsigned char, kBlock> bytes{};
  std::memcpy(bytes.data(), &header, bytes.size());
  std::int64_t sum = 0;
  for (const unsigned char byte : bytes) sum += byte;
  return sum;
}

bool is_zero(const Header& header) {
  const auto* bytes = reinterpret_cast<const char*>(&header);
  return std::all_of(bytes, bytes + sizeof header, [](char c) { return c == '\0'; });
}

std::int64_t padding_of(std::int64_t size) {
  return (kBlock - size % kBlock) % kBlock;
}

[[noreturn]] void refuse(std::string_view why) {
  throw Error{Code::invalid, "This is no sound backup: " + std::string{why}};
}

}  // namespace

void TarWriter::begin(std::string_view name, std::int64_t size, int mode, std::int64_t modified_s) {
  Header header{};
  if (name.size() > sizeof header.name)
    throw Error{Code::internal, "too long for a tar: " + std::string{name}};
  std::memcpy(header.name, name.data(), name.size());
  put_octal(header.mode, mode);
  put_octal(header.uid, 0);
  put_octal(header.gid, 0);
  put_size(header.size, size);
  put_octal(header.mtime, modified_s);
  header.type = '0';
  std::memcpy(header.magic, "ustar", 6);
  std::memcpy(header.version, "00", 2);
  const std::int64_t sum = checksum_of(header);
  char digits[7];  // six octal digits hold the sum of any 512 bytes
  put_octal(digits, sum);
  std::memcpy(header.checksum, digits, sizeof digits);
  header.checksum[7] = ' ';
  left_ = size;
  padding_ = padding_of(size);
  write_all(file_, {reinterpret_cast<const char*>(&header), sizeof header});
}

void TarWriter::write(std::string_view bytes) {
  left_ -= static_cast<std::int64_t>(bytes.size());
  if (left_ < 0) throw Error{Code::internal, "a file grew while it was backed up"};
  write_all(file_, bytes);
}

void TarWriter::end() {
  if (left_ != 0) throw Error{Code::internal, "a file shrank while it was backed up"};
  write_all(file_, std::string(static_cast<std::size_t>(padding_), '\0'));
}

void TarWriter::finish() {
  write_all(file_, std::string(2 * kBlock, '\0'));
}

void TarReader::read_exactly(char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t got = ::read(file_.fd(), bytes, size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      throw Error{Code::unavailable, std::string{"cannot read the backup: "} + std::strerror(errno)};
    if (got == 0) refuse("it ends in the middle");
    bytes += got;
    size -= static_cast<std::size_t>(got);
  }
}

bool TarReader::next(TarEntry& entry) {
  read([](std::string_view) {});  // what the caller did not want
  Header header{};
  read_exactly(reinterpret_cast<char*>(&header), sizeof header);
  if (is_zero(header)) {
    read_exactly(reinterpret_cast<char*>(&header), sizeof header);
    if (!is_zero(header)) refuse("something follows its end");
    return false;
  }
  if (std::memcmp(header.magic, "ustar", 5) != 0 ||
      get_number(header.checksum, sizeof header.checksum) != checksum_of(header))
    refuse("it is damaged, or no tar at all");
  if (header.type != '0') refuse("it holds something else than files");
  entry.name.assign(header.name, ::strnlen(header.name, sizeof header.name));
  entry.size = get_number(header.size, sizeof header.size);
  if (entry.size < 0) refuse("the size of " + entry.name + " is damaged");
  left_ = entry.size;
  padding_ = padding_of(entry.size);
  return true;
}

void TarReader::read(const std::function<void(std::string_view)>& piece) {
  std::string buffer(kPiece, '\0');
  while (left_ > 0) {
    const std::size_t size = std::min<std::size_t>(buffer.size(), static_cast<std::size_t>(left_));
    read_exactly(buffer.data(), size);
    left_ -= static_cast<std::int64_t>(size);
    piece(std::string_view{buffer}.substr(0, size));
  }
  char rest[kBlock];
  read_exactly(rest, static_cast<std::size_t>(padding_));
  padding_ = 0;
}

}  // namespace patchbay::store
