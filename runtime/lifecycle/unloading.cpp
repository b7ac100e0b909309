// Observes the unloading of objects (unloading.h).  Static destructors run in reverse order of registration, so those
// of objects constructed before the first event run after this one.  Therefore every event is written before its hook
// returns, from here until the object is gone, which the dynamic linker's count of unloaded objects shows.
#include "runtime/lifecycle/unloading.h"

#include "runtime/backend/drain.h"
#include "runtime/backend/writer.h"
#include "runtime/frontend/folded_calls.h"
#include "runtime/frontend/handle_table.h"
#include "runtime/frontend/state.h"
#include "runtime/sinks/patience.h"

#include <cerrno>
#include <dlfcn.h>
#include <link.h>

extern "C" {
// Absent from a fully static program and from other C libraries.
int weak_cxa_atexit(void (*)(void *), void *, void *) asm("__cxa_atexit") __attribute__((weak));
int weak_iterate(int (*)(dl_phdr_info *, std::size_t, void *), void *) asm("dl_iterate_phdr") __attribute__((weak));
int weak_dladdr1(const void *, Dl_info *, void **, int) asm("dladdr1") __attribute__((weak));
}

namespace telinject {

namespace {

constinit std::atomic<bool> unloading{false};
constinit std::atomic<unsigned long long> unloads_before{0};

int note_unloads(dl_phdr_info *info, std::size_t, void *count) {
  *static_cast<unsigned long long *>(count) = info->dlpi_subs;
  return 1;
}

unsigned long long count_unloads() {
  unsigned long long count = 0;
  if (weak_iterate)
    weak_iterate(note_unloads, &count);
  return count;
}

// At the end of the process exit() calls the same function, but not through __cxa_finalize.  The object then stays
// loaded.
bool process_exits(const void *caller) {
  Dl_info info{};
  void *symbol = nullptr; // ElfW(Sym)
  if (!weak_dladdr1 || weak_dladdr1(caller, &info, &symbol, RTLD_DL_SYMENT) == 0)
    return false;
  const auto offset = reinterpret_cast<std::uintptr_t>(caller) - reinterpret_cast<std::uintptr_t>(info.dli_saddr);
  return !(symbol && offset < static_cast<const ElfW(Sym) *>(symbol)->st_size &&
           Slice::of(info.dli_sname) == Slice("__cxa_finalize"));
}

void object_is_unloaded(void *) {
  if (!telemetry_is_on() || load_state() == state_ended || !owns_memory() || process_exits(__builtin_return_address(0)))
    return;
  const int error = errno;
  unloads_before.store(count_unloads(), std::memory_order_relaxed);
  if (!unloading.exchange(true, std::memory_order_acq_rel))
    begin_unloading();
  Patience patience = Patience::bounded();
  forget_unloaded_sites(patience);
  errno = error;
}

} // namespace

void write_folds_of_this_thread() {
  Thread *const t = current_thread;
  if (!is_block(t))
    return;
  const bool is_free = t->busy.load(std::memory_order_relaxed) == 0; // a hook calls this too, at its end
  if (is_free)
    t->mark_busy(reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)));
  write_folds_of_open_spans(t);
  if (is_free)
    t->busy.store(0, std::memory_order_relaxed);
}

void forget_unloaded_sites(Patience &patience) {
  write_folds_of_this_thread();
  forget_sites_of_handles();
  writer.flush_rendered(patience);
  DrainLock lock;
  if (lock.acquire(&patience))
    drain.forget_sites();
}

void watch_unloading(void *handle) {
  if (!handle || !weak_cxa_atexit)
    return;
  const int error = errno;
  weak_cxa_atexit(object_is_unloaded, nullptr, handle);
  errno = error;
}

void check_unloading() {
  if (!unloading.load(std::memory_order_acquire) || count_unloads() == unloads_before.load(std::memory_order_relaxed) ||
      !unloading.exchange(false))
    return;
  Patience patience = Patience::bounded();
  forget_unloaded_sites(patience);
  end_unloading();
}

} // namespace telinject
