// Intercepts every throw.  It replaces the unwinder's functions that raise an exception: libstdc++ and libc++, shared
// or static, call them, as do rethrows, exception_ptr and foreign exceptions.  If the runtime is linked, the dynamic
// linker finds it before the unwinder; a runtime loaded at the first event instead patches the import tables of the
// libraries that raise.  In a fully static program the linker's --wrap does the same (docs/adr/0010-throw-hook.md).
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
// Absent from a static program, or present only there.
extern int weak_dladdr(const void *, Dl_info *) asm("dladdr") __attribute__((weak));
int __real__Unwind_RaiseException(_Unwind_Exception *) __attribute__((weak));
int __real__Unwind_Resume_or_Rethrow(_Unwind_Exception *) __attribute__((weak));
struct CxxGlobals {
  void *caught;
  std::uint32_t uncaught;
};
using GetGlobals = CxxGlobals *(*)();
CxxGlobals *__cxa_get_globals() __attribute__((weak));

// The replacements.
int telinject_i_raise(_Unwind_Exception *);
int telinject_i_rethrow(_Unwind_Exception *);
}

namespace telinject {

namespace {

enum RaiseKind { raising, rethrowing, raise_kinds };
constexpr const char *names[raise_kinds] = {"_Unwind_RaiseException", "_Unwind_Resume_or_Rethrow"};

constexpr int unwinding_failed = 3; // _URC_FATAL_PHASE1_ERROR

constexpr Raise hooks[raise_kinds] = {telinject_i_raise, telinject_i_rethrow};

// Cached per caller that raises exceptions: a C++ library has two or three.
struct Raiser {
  std::atomic<const void *> caller{nullptr};
  Raise next = nullptr;
  GetGlobals globals = nullptr;
};
constinit Raiser raisers[16];

bool is_runtime_hook(void *function, RaiseKind kind) {
  return function == reinterpret_cast<void *>(hooks[kind]);
}

void *find_in_module_of(const void *address, const char *name) {
  Dl_info info;
  if (!weak_dladdr || weak_dladdr(address, &info) == 0)
    return nullptr;
  void *const module = library_open(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
  return library_find(module ? module : RTLD_DEFAULT, name); // the handle is never closed, because the module's code is
                                                             // in use
}

void find(const void *caller, RaiseKind kind, Raiser &raiser) {
  const int saved = errno;
  const Raise wrapped = kind == raising ? __real__Unwind_RaiseException : __real__Unwind_Resume_or_Rethrow;
  raiser.next = wrapped;
  raiser.globals = __cxa_get_globals;
  if (!wrapped) {
    void *next = library_find(RTLD_NEXT, names[kind]);
    if (!next || is_runtime_hook(next, kind))
      next = find_in_scope_of(caller, names[kind]);
    if (!next || is_runtime_hook(next, kind))
      next = find_in_module_of(caller, names[kind]);
    raiser.next = next && !is_runtime_hook(next, kind) ? reinterpret_cast<Raise>(next) : nullptr;
    if (void *globals = find_in_module_of(caller, "__cxa_get_globals"))
      raiser.globals = reinterpret_cast<GetGlobals>(globals);
  }
  errno = saved;
}

Raiser raiser_at(const void *caller, RaiseKind kind) {
  const std::size_t start = reinterpret_cast<std::uintptr_t>(caller) * 0x9E3779B97F4A7C15u >> 60;
  for (std::size_t i = 0; i < 16; ++i) {
    Raiser &cached = raisers[(start + i) % 16];
    if (cached.caller.load(std::memory_order_acquire) == caller)
      return {nullptr, cached.next, cached.globals};
  }
  Raiser found;
  find(caller, kind, found);
  for (std::size_t i = 0; i < 16; ++i) {
    Raiser &free = raisers[(start + i) % 16];
    const void *nobody = nullptr;
    // First claims the entry with a mark that no caller has, so that other threads never see it half-written.
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

// The exception propagates as soon as this returns.
__attribute__((noinline)) void on_throw(_Unwind_Exception *exception, const Raiser &raiser) {
  if (!is_traced())
    return;
  Thread *const t = enter_runtime(nullptr, reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)), 0);
  if (!t)
    return;
  record_throw(t, exception, raiser.globals ? &raiser.globals()->uncaught : nullptr);
  finish(t);
}

// The exception has no handler: std::terminate is called next, and no open span continues.  Events of its handler form
// a separate trace.
__attribute__((noinline)) void on_uncaught() {
  Thread *const t =
      is_traced() ? enter_runtime(nullptr, reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)), 0) : nullptr;
  if (!t)
    return;
  record_uncaught(t);
  finish(t);
}

// pthread_exit and cancellation unwind the stack with a stop function (private_1 in the object, after its class and its
// clean-up): what `throw;` passes on in that case is not an exception.
bool is_forced_unwinding(const _Unwind_Exception *exception, RaiseKind kind) {
  return kind == rethrowing && reinterpret_cast<const std::uint64_t *>(exception)[2] != 0;
}

int raise(_Unwind_Exception *exception, const void *caller, RaiseKind kind) {
  const Raiser raiser = raiser_at(caller, kind);
  if (!is_forced_unwinding(exception, kind))
    on_throw(exception, raiser);
  if (!raiser.next)
    return unwinding_failed;
  const int result = raiser.next(exception);
  on_uncaught();
  return result;
}

} // namespace

void throw_hook_start() {
  // Nothing to do in a static program, or if the dynamic linker already finds this library first.
  if (is_static_program() || is_runtime_hook(library_find(RTLD_DEFAULT, names[raising]), raising))
    return;
  const ImportHook imports[raise_kinds] = {{names[raising], reinterpret_cast<void *>(hooks[raising])},
                                           {names[rethrowing], reinterpret_cast<void *>(hooks[rethrowing])}};
  replace_imports(imports, raise_kinds, reinterpret_cast<void *>(hooks[raising]));
}

} // namespace telinject

extern "C" {

int telinject_i_raise(_Unwind_Exception *exception) {
  return telinject::raise(exception, __builtin_return_address(0), telinject::raising);
}
int telinject_i_rethrow(_Unwind_Exception *exception) {
  return telinject::raise(exception, __builtin_return_address(0), telinject::rethrowing);
}

// The dynamic linker and --wrap look these names up.  Weak: in a static program without --wrap the unwinder's functions
// take precedence.
#define TELINJECT_ALSO(NAME, FUNCTION) \
  __attribute__((weak, visibility("default"), alias(#FUNCTION))) int NAME(_Unwind_Exception *);
TELINJECT_ALSO(_Unwind_RaiseException, telinject_i_raise)
TELINJECT_ALSO(_Unwind_Resume_or_Rethrow, telinject_i_rethrow)
TELINJECT_ALSO(__wrap__Unwind_RaiseException, telinject_i_raise)
TELINJECT_ALSO(__wrap__Unwind_Resume_or_Rethrow, telinject_i_rethrow)
}
