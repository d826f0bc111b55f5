#pragma once
// What is lent to the plugin for one call lies in pages of its own, which nobody may touch after the call: a
// plugin that keeps a pointer it borrowed crashes in its test instead of in somebody's help centre.
#include <cstddef>
#include <deque>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "patchbay/fake_host.hpp"

namespace patchbay::fake {

// The pages that were taken back, out of use until they are the oldest of many.
class LoanBook {
 public:
  ~LoanBook();
  void keep_back(void* at, std::size_t size);

 private:
  std::mutex mutex_;
  std::deque<std::pair<void*, std::size_t>> kept_;
};

class Loan {
 public:
  explicit Loan(LoanBook& book) : book_{book} {}
  Loan(const Loan&) = delete;
  Loan& operator=(const Loan&) = delete;
  ~Loan();

  // Text has no NUL behind it.
  pbay_str text(std::string_view own);
  pbay_bytes bytes(std::string_view own) {
    return {static_cast<const std::uint8_t*>(copy(own.data(), own.size())), own.size()};
  }
  pbay_kvs fields(const FakeHeaders& own);
  template <class T>
  const T* struct_of(const T& own) {
    return static_cast<const T*>(copy(&own, sizeof own));
  }

 private:
  struct Pages {
    std::byte* at;
    std::size_t size;
  };
  const void* copy(const void* from, std::size_t size);

  LoanBook& book_;
  std::vector<Pages> pages_;
  std::size_t used_ = 0;  // of the last pages
};

}  // namespace patchbay::fake
