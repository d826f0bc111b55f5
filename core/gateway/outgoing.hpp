#pragma once
// What a connection is asked to send: an answer or a part of one.
#include <cstdint>
#include <memory>
#include <string>

namespace patchbay::gateway {

// An open file and the part of it that is to be sent. Closes it.
class FilePart {
 public:
  FilePart(int descriptor, std::int64_t from, std::int64_t size) : descriptor_{descriptor}, at_{from}, left_{size} {}
  ~FilePart();
  FilePart(const FilePart&) = delete;

  std::int64_t left() const { return left_; }
  // The next bytes, at most `size`; empty with left() > 0: the file ended early or cannot be read.
  std::string next(std::size_t size);

 private:
  int descriptor_;
  std::int64_t at_, left_;
};

struct Outgoing {
  std::string bytes;
  std::shared_ptr<const std::string> shared;  // after bytes; many answers may send the same
  std::shared_ptr<FilePart> file;             // after both; shared only because closures that carry it must be copyable
  bool finish = true;                         // the answer is complete with this
  bool close = false;                         // then the connection ends
};

}  // namespace patchbay::gateway
