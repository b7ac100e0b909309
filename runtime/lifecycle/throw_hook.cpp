// Where every exception passes when it is thrown: the unwinder's functions that raise one are replaced, for libstdc++
// and libc++, shared or static, go through them, as do rethrows, exception_ptr and foreign exceptions.
//
// A runtime that is linked stands in front of the unwinder for the dynamic linker; one that was loaded at the first
// event cannot, and enters itself into the tables of the libraries that raise.  In a fully static program the linker's
// --wrap does the same (docs/adr/0010-throw-hook.md).
#include "runtime/lifecycle/threads.h"

#include "runtime/base/c_library.h"
#include "runtime/base/import_slots.h"
#include "runtime/base/search_scope.h"
#include "runtime/frontend/span_fast_path.h"
#include "runtime/frontend/state.h"

#include <atomic>
#include <cerrno>
#include <dlfcn.h>

struct _Unwind_Exception;

extern "C" {
using Raise = int (*)(_Unwind_Exception *);
// Absent from a static program, or only there.
extern int weak_dladdr(const void *, Dl_info *) asm("dladdr") __attribute__((weak));
int __real__Unwind_RaiseException(_Unwind_Exception *) __attribute__((weak));
int __real__Unwind_Resume_or_Rethrow(_Unwind_Exception *) __attribute__((weak));
struct CxxGlobals {
  void *caught;
  std::uint32_t uncaught;
};
using GetGlobals = CxxGlobals *(*)();
CxxGlobals *__cxa_get_globals() __attribute__((weak));

// What is put in their place.
int telinject_i_raise(_Unwind_Exception *);
int telinject_i_rethrow(_Unwind_Exception *);
}

namespace telinject {

namespace {

enum Way { raising, rethrowing, ways };
constexpr const char *names[ways] = {"_Unwind_RaiseException", "_Unwind_Resume_or_Rethrow"};

constexpr int unwinding_failed = 3; // _URC_FATAL_PHASE1_ERROR

constexpr Raise hooks[ways] = {telinject_i_raise, telinject_i_rethrow};

// What is found once for each place that raises: a C++ library has two or three.
struct Raiser {
  std::atomic<const void *> caller{nullptr};
  Raise next = nullptr;
  GetGlobals globals = nullptr;
};
constinit Raiser raisers[16];

bool is_ours(void *function, Way exit_reason) {
  return function == reinterpret_cast<void *>(hooks[exit_reason]);
}

void *find_in_module_of(const void *address, const char *name) {
  Dl_info where;
  if (!weak_dladdr || weak_dladdr(address, &where) == 0)
    return nullptr;
  void *const module = library_open(where.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
  return library_find(module ? module : RTLD_DEFAULT, name); // the handle is kept, as the module's code is in use
}

void find(const void *caller, Way exit_reason, Raiser &raiser) {
  const int saved = errno;
  const Raise wrapped = exit_reason == raising ? __real__Unwind_RaiseException : __real__Unwind_Resume_or_Rethrow;
  raiser.next = wrapped;
  raiser.globals = __cxa_get_globals;
  if (!wrapped) {
    void *next = library_find(RTLD_NEXT, names[exit_reason]);
    if (!next || is_ours(next, exit_reason))
      next = find_in_scope_of(caller, names[exit_reason]);
    if (!next || is_ours(next, exit_reason))
      next = find_in_module_of(caller, names[exit_reason]);
    raiser.next = next && !is_ours(next, exit_reason) ? reinterpret_cast<Raise>(next) : nullptr;
    if (void *globals = find_in_module_of(caller, "__cxa_get_globals"))
      raiser.globals = reinterpret_cast<GetGlobals>(globals);
  }
  errno = saved;
}

Raiser raiser_at(const void *caller, Way exit_reason) {
  const std::size_t start = reinterpret_cast<std::uintptr_t>(caller) * 0x9E3779B97F4A7C15u >> 60;
  for (std::size_t i = 0; i < 16; ++i) {
    Raiser &known = raisers[(start + i) % 16];
    if (known.caller.load(std::memory_order_acquire) == caller)
      return {nullptr, known.next, known.globals};
  }
  Raiser found;
  find(caller, exit_reason, found);
  for (std::size_t i = 0; i < 16; ++i) {
    Raiser &free = raisers[(start + i) % 16];
    const void *nobody = nullptr;
    // Taken first by a mark that no caller has, for others must not see it half-written.
    if (free.caller.load(std::memory_order_relaxed) == nullptr && free.caller.compare_exchange_strong(nobody, &free)) {
      free.next = found.next;
      free.globals = found.globals;
      free.caller.store(caller, std::memory_order_release);
      break;
    }
  }
  return {nullptr, found.next, found.globals};
}

bool is_traced() {
  return telemetry_is_on() && is_block(current_thread);
}

// The exception is on its way as soon as this returns.
__attribute__((noinline)) void note(_Unwind_Exception *exception, const Raiser &raiser) {
  if (!is_traced())
    return;
  Thread *const t = enter_runtime(nullptr, reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)), 0);
  if (!t)
    return;
  record_throw(t, exception, raiser.globals ? &raiser.globals()->uncaught : nullptr);
  finish(t);
}

// There is no handler: std::terminate is called next, and nothing that was open goes on.  What its handler does is a
// trace of its own.
__attribute__((noinline)) void note_uncaught() {
  Thread *const t =
      is_traced() ? enter_runtime(nullptr, reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)), 0) : nullptr;
  if (!t)
    return;
  record_uncaught(t);
  finish(t);
}

// pthread_exit and cancellation unwind the stack with a function that says where to stop (private_1 in the object,
// behind its class and its clean-up): what `throw;` passes on then is no exception.
bool is_forced_unwinding(const _Unwind_Exception *exception, Way exit_reason) {
  return exit_reason == rethrowing && reinterpret_cast<const std::uint64_t *>(exception)[2] != 0;
}

int raise(_Unwind_Exception *exception, const void *caller, Way exit_reason) {
  const Raiser raiser = raiser_at(caller, exit_reason);
  if (!is_forced_unwinding(exception, exit_reason))
    note(exception, raiser);
  if (!raiser.next)
    return unwinding_failed;
  const int result = raiser.next(exception);
  note_uncaught();
  return result;
}

} // namespace

void throw_hook_start() {
  // In a static program, or where the dynamic linker already finds this library first, there is nothing to be done.
  if (is_static_program() || is_ours(library_find(RTLD_DEFAULT, names[raising]), raising))
    return;
  const ImportHook imports[ways] = {{names[raising], reinterpret_cast<void *>(hooks[raising])},
                                    {names[rethrowing], reinterpret_cast<void *>(hooks[rethrowing])}};
  replace_imports(imports, ways, reinterpret_cast<void *>(hooks[raising]));
}

} // namespace telinject

extern "C" {

int telinject_i_raise(_Unwind_Exception *exception) {
  return telinject::raise(exception, __builtin_return_address(0), telinject::raising);
}
int telinject_i_rethrow(_Unwind_Exception *exception) {
  return telinject::raise(exception, __builtin_return_address(0), telinject::rethrowing);
}

// By these names the dynamic linker and --wrap find them.  Weak: in a static program without --wrap the unwinder's own
// count.
#define TELINJECT_ALSO(NAME, FUNCTION) \
  __attribute__((weak, visibility("default"), alias(#FUNCTION))) int NAME(_Unwind_Exception *);
TELINJECT_ALSO(_Unwind_RaiseException, telinject_i_raise)
TELINJECT_ALSO(_Unwind_Resume_or_Rethrow, telinject_i_rethrow)
TELINJECT_ALSO(__wrap__Unwind_RaiseException, telinject_i_raise)
TELINJECT_ALSO(__wrap__Unwind_Resume_or_Rethrow, telinject_i_rethrow)
}
