#include "loan.hpp"

#include <sys/mman.h>

#include <cstring>
#include <new>
#include <string>

namespace patchbay::fake {
namespace {

constexpr std::size_t kChunk = 64u << 10;
constexpr std::size_t kKeptBack = 256;

}  // namespace

void LoanBook::keep_back(void* at, std::size_t size) {
  ::mprotect(at, size, PROT_NONE);
  ::madvise(at, size, MADV_DONTNEED);
  const std::lock_guard lock{mutex_};
  kept_.emplace_back(at, size);
  if (kept_.size() <= kKeptBack) return;
  ::munmap(kept_.front().first, kept_.front().second);
  kept_.pop_front();
}

LoanBook::~LoanBook() {
  for (const auto& [at, size] : kept_) ::munmap(at, size);
}

Loan::~Loan() {
  for (const Pages& pages : pages_) book_.keep_back(pages.at, pages.size);
}

const void* Loan::copy(const void* from, std::size_t size) {
  constexpr std::size_t kAlign = alignof(std::max_align_t);
  used_ = (used_ + kAlign - 1) / kAlign * kAlign;
  if (pages_.empty() || pages_.back().size - used_ < size) {
    const std::size_t wanted = size > kChunk ? (size + 4095) / 4096 * 4096 : kChunk;
    void* at = ::mmap(nullptr, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) throw std::bad_alloc{};
    pages_.push_back({static_cast<std::byte*>(at), wanted});
    used_ = 0;
  }
  std::byte* to = pages_.back().at + used_;
  if (size > 0) std::memcpy(to, from, size);
  used_ += size;
  return to;
}

pbay_str Loan::text(std::string_view own) {
  std::string marked{own};
  marked += '\xFF';
  return {static_cast<const char*>(copy(marked.data(), marked.size())), own.size()};
}

pbay_kvs Loan::fields(const FakeHeaders& own) {
  std::vector<pbay_kv> kvs;
  for (const auto& [name, value] : own) kvs.push_back({text(name), text(value)});
  return {static_cast<const pbay_kv*>(copy(kvs.data(), kvs.size() * sizeof(pbay_kv))), kvs.size()};
}

}  // namespace patchbay::fake
