// Finds and changes the tables in which the dynamic linker stores the addresses of imported functions: see
// import_slots.h.
#include "runtime/base/import_slots.h"

#include "runtime/base/text.h"

#include <elf.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

namespace telinject {

namespace {

#if defined(__x86_64__)
constexpr bool is_slot(std::uint64_t kind) {
  return kind == R_X86_64_JUMP_SLOT || kind == R_X86_64_GLOB_DAT;
}
#elif defined(__aarch64__)
constexpr bool is_slot(std::uint64_t kind) {
  return kind == R_AARCH64_JUMP_SLOT || kind == R_AARCH64_GLOB_DAT;
}
#else
constexpr bool is_slot(std::uint64_t) {
  return false;
}
#endif

struct Activation {
  const ImportHook *hooks;
  std::size_t count;
  const void *not_in;
  bool found = false;
};

struct Module {
  std::uintptr_t base;
  std::uintptr_t relro = 0, relro_end = 0;
  const char *texts = nullptr;
  const ElfW(Sym) *symbols = nullptr;

  template <class T> T *at(ElfW(Addr) address) const {
    // glibc relocates the addresses of these tables in place, other systems do not.
    return reinterpret_cast<T *>(address < base ? base + address : address);
  }
  void enter(void **slot, void *hook) const {
    const auto address = reinterpret_cast<std::uintptr_t>(slot);
    if (address < relro || address >= relro_end) {
      __atomic_store_n(slot, hook, __ATOMIC_RELEASE);
      return;
    }
    const auto page_size = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    void *const page = reinterpret_cast<void *>(address & ~(page_size - 1));
    if (mprotect(page, page_size, PROT_READ | PROT_WRITE) != 0)
      return;
    __atomic_store_n(slot, hook, __ATOMIC_RELEASE);
    mprotect(page, page_size, PROT_READ);
  }
  void search(const ElfW(Rela) * entries, std::size_t bytes, Activation &wanted) const {
    for (std::size_t i = 0; i < bytes / sizeof *entries; ++i) {
      if (!is_slot(ELF64_R_TYPE(entries[i].r_info)))
        continue;
      const Slice name = Slice::of(texts + symbols[ELF64_R_SYM(entries[i].r_info)].st_name);
      for (std::size_t hook = 0; hook < wanted.count; ++hook)
        if (name == Slice::of(wanted.hooks[hook].name)) {
          wanted.found = true;
          if (wanted.hooks[hook].function)
            enter(reinterpret_cast<void **>(base + entries[i].r_offset), wanted.hooks[hook].function);
        }
    }
  }
};

int visit(dl_phdr_info *info, std::size_t, void *data) {
  Activation &wanted = *static_cast<Activation *>(data);
  Module module{info->dlpi_addr};
  const ElfW(Dyn) *dynamic = nullptr;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr) &part = info->dlpi_phdr[i];
    const std::uintptr_t begin = info->dlpi_addr + part.p_vaddr;
    if (part.p_type == PT_DYNAMIC)
      dynamic = reinterpret_cast<const ElfW(Dyn) *>(begin);
    if (part.p_type == PT_GNU_RELRO) {
      module.relro = begin;
      module.relro_end = begin + part.p_memsz;
    }
    const auto here = reinterpret_cast<std::uintptr_t>(wanted.not_in);
    if (part.p_type == PT_LOAD && here >= begin && here < begin + part.p_memsz)
      return 0;
  }
  if (!dynamic)
    return 0;
  const ElfW(Rela) *jumps = nullptr, *others = nullptr;
  std::size_t jump_bytes = 0, other_bytes = 0;
  for (; dynamic->d_tag != DT_NULL; ++dynamic) {
    const ElfW(Addr) value = dynamic->d_un.d_val;
    switch (dynamic->d_tag) {
    case DT_STRTAB:
      module.texts = module.at<const char>(value);
      break;
    case DT_SYMTAB:
      module.symbols = module.at<const ElfW(Sym)>(value);
      break;
    case DT_JMPREL:
      jumps = module.at<const ElfW(Rela)>(value);
      break;
    case DT_PLTRELSZ:
      jump_bytes = value;
      break;
    case DT_RELA:
      others = module.at<const ElfW(Rela)>(value);
      break;
    case DT_RELASZ:
      other_bytes = value;
      break;
    default:
      break;
    }
  }
  if (!module.texts || !module.symbols)
    return 0;
  if (jumps)
    module.search(jumps, jump_bytes, wanted);
  if (others)
    module.search(others, other_bytes, wanted);
  return 0;
}

} // namespace

bool is_imported(const char *name) {
  const ImportHook none{name, nullptr};
  return is_any_imported(&none, 1);
}

bool is_any_imported(const ImportHook *hooks, std::size_t count) {
  Activation wanted{hooks, count, nullptr};
  dl_iterate_phdr(visit, &wanted);
  return wanted.found;
}

void replace_imports(const ImportHook *hooks, std::size_t count, const void *not_in) {
  Activation wanted{hooks, count, not_in};
  dl_iterate_phdr(visit, &wanted);
}

} // namespace telinject
