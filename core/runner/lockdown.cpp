#include "core/runner/lockdown.hpp"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string>
#include <vector>

#include "core/base/error.hpp"

namespace patchbay::runner {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kMachine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kMachine = AUDIT_ARCH_AARCH64;
#else
#error "patchbay-runner knows the system calls of x86-64 and arm64 only"
#endif

// What computing needs: memory, time, the one stream to the host, and to end.
constexpr std::array kAllowed = {
    SYS_read,
    SYS_write,
    SYS_readv,
    SYS_writev,
    SYS_close,
    SYS_fstat,
    SYS_lseek,
    SYS_munmap,
    SYS_mremap,
    SYS_madvise,
    SYS_brk,
    SYS_futex,
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_sigaltstack,
    SYS_gettid,
    SYS_getpid,
    SYS_tgkill,
    SYS_exit,
    SYS_exit_group,
    SYS_clock_gettime,
    SYS_clock_nanosleep,
    SYS_nanosleep,
    SYS_gettimeofday,
    SYS_getrandom,
    SYS_sched_yield,
    SYS_sched_getaffinity,
    SYS_ppoll,
    SYS_uname,
    SYS_sysinfo,
    SYS_membarrier,
    SYS_getrusage,
    SYS_restart_syscall,
#if defined(__x86_64__)
    SYS_poll,
    SYS_time,
#endif
};
// Allowed while this argument has none of these bits: no executable memory, limits may only be read.
struct Masked {
  long call;
  unsigned argument;
  std::uint32_t bits;
};
constexpr std::array<Masked, 3> kMasked = {
    {{SYS_mmap, 2, PROT_EXEC}, {SYS_mprotect, 2, PROT_EXEC}, {SYS_prlimit64, 2, 0xffffffff}}};

constexpr sock_filter load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}
constexpr sock_filter answer(std::uint32_t what) {
  return BPF_STMT(BPF_RET | BPF_K, what);
}
constexpr std::uint32_t kRefuse = SECCOMP_RET_ERRNO | EPERM;

std::vector<sock_filter> program() {
  std::vector<sock_filter> out = {load(offsetof(seccomp_data, arch)),
                                  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kMachine, 1, 0),
                                  answer(SECCOMP_RET_KILL_PROCESS), load(offsetof(seccomp_data, nr))};
  for (const long call : kAllowed) {
    out.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 1));
    out.push_back(answer(SECCOMP_RET_ALLOW));
  }
  for (const Masked& masked : kMasked) {
    const std::size_t low = offsetof(seccomp_data, args) + masked.argument * sizeof(std::uint64_t);
    // Not this call: skip the four that judge it (both halves of a pointer count, flags are in the low one).
    out.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(masked.call), 0, 6));
    out.push_back(load(low));
    out.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, masked.bits, 3, 0));
    out.push_back(load(low + 4));
    out.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, masked.bits, 1, 0));
    out.push_back(answer(SECCOMP_RET_ALLOW));
    out.push_back(answer(kRefuse));
    out.push_back(load(offsetof(seccomp_data, nr)));
  }
  out.push_back(answer(kRefuse));
  return out;
}

}  // namespace

void lock_down() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::setrlimit(RLIMIT_FSIZE, &none);
  const rlimit few{16, 16};
  ::setrlimit(RLIMIT_NOFILE, &few);
  std::vector<sock_filter> filter = program();
  const sock_fprog installed{static_cast<unsigned short>(filter.size()), filter.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &installed) != 0)
    throw Error{Code::unavailable,
                std::string{"the kernel does not allow a seccomp filter: "} + std::strerror(errno)};
}

}  // namespace patchbay::runner
