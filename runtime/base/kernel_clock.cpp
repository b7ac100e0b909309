// Calls the clock function of the vDSO, which the kernel maps into each process, and finds it by name in the symbol
// table of that image.  If there is no vDSO (valgrind hides it), makes the system call.
#include "runtime/base/kernel_clock.h"

#include "runtime/base/sys.h"
#include "runtime/base/text.h"

#include <atomic>
#include <elf.h>
#include <link.h>
#include <sys/auxv.h>

namespace telinject {

namespace {

using ReadClock = int (*)(clockid_t, timespec *);

int ask_kernel(clockid_t clock, timespec *t) {
  return static_cast<int>(sys::call(SYS_clock_gettime, clock, sys::as_long(t)));
}

constinit std::atomic<ReadClock> read_clock{nullptr};

#if defined(__x86_64__)
constexpr Slice name = "__vdso_clock_gettime";
#elif defined(__aarch64__)
constexpr Slice name = "__kernel_clock_gettime";
#else
constexpr Slice name = "";
#endif

// Returns the number of symbols: from DT_HASH, or from the end of the last chain of DT_GNU_HASH.
std::size_t count_symbols(const std::uint32_t *hash, const std::uint32_t *gnu_hash) {
  if (hash)
    return hash[1];
  if (!gnu_hash)
    return 0;
  const std::uint32_t bucket_count = gnu_hash[0], first = gnu_hash[1], filter_words = gnu_hash[2];
  const std::uint32_t *const buckets = gnu_hash + 4 + filter_words * (sizeof(ElfW(Addr)) / sizeof *gnu_hash);
  const std::uint32_t *const chains = buckets + bucket_count;
  std::uint32_t last = 0;
  for (std::uint32_t i = 0; i < bucket_count; ++i)
    last = buckets[i] > last ? buckets[i] : last;
  if (last < first)
    return 0;
  while ((chains[last - first] & 1) == 0)
    ++last;
  return last + 1;
}

ReadClock find() {
  const std::uintptr_t base = getauxval(AT_SYSINFO_EHDR);
  if (base == 0)
    return ask_kernel;
  const auto *const head = reinterpret_cast<const ElfW(Ehdr) *>(base);
  const auto *const parts = reinterpret_cast<const ElfW(Phdr) *>(base + head->e_phoff);
  std::uintptr_t offset = 0;
  const ElfW(Dyn) *dynamic = nullptr;
  for (int i = 0; i < head->e_phnum; ++i)
    if (parts[i].p_type == PT_LOAD && parts[i].p_offset == 0)
      offset = base - parts[i].p_vaddr;
  for (int i = 0; i < head->e_phnum; ++i)
    if (parts[i].p_type == PT_DYNAMIC)
      dynamic = reinterpret_cast<const ElfW(Dyn) *>(offset + parts[i].p_vaddr);
  const char *texts = nullptr;
  const ElfW(Sym) *symbols = nullptr;
  const std::uint32_t *hash = nullptr, *gnu_hash = nullptr;
  for (; dynamic && dynamic->d_tag != DT_NULL; ++dynamic) {
    // The addresses in the vDSO are not relocated.
    const std::uintptr_t value = offset + dynamic->d_un.d_ptr;
    if (dynamic->d_tag == DT_STRTAB)
      texts = reinterpret_cast<const char *>(value);
    else if (dynamic->d_tag == DT_SYMTAB)
      symbols = reinterpret_cast<const ElfW(Sym) *>(value);
    else if (dynamic->d_tag == DT_HASH)
      hash = reinterpret_cast<const std::uint32_t *>(value);
    else if (dynamic->d_tag == DT_GNU_HASH)
      gnu_hash = reinterpret_cast<const std::uint32_t *>(value);
  }
  if (!texts || !symbols)
    return ask_kernel;
  const std::size_t count = count_symbols(hash, gnu_hash);
  for (std::size_t i = 0; i < count; ++i)
    if (symbols[i].st_shndx != SHN_UNDEF && Slice::of(texts + symbols[i].st_name) == name)
      return reinterpret_cast<ReadClock>(offset + symbols[i].st_value);
  return ask_kernel;
}

} // namespace

std::int64_t kernel_clock_ns(clockid_t clock) {
  ReadClock read = read_clock.load(std::memory_order_relaxed);
  if (!read) {
    read = find();
    read_clock.store(read, std::memory_order_relaxed);
  }
  timespec t{};
  if (read(clock, &t) != 0)
    ask_kernel(clock, &t);
  return static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
}

} // namespace telinject
