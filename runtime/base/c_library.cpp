// Calls of optional C library functions: see c_library.h.  They are bound weakly and under more than one name, so that
// a program starts with any C library.
#include "runtime/base/c_library.h"

#include "runtime/base/sys.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <dlfcn.h>

extern "C" {
#define TELINJECT_WEAK __attribute__((weak))
int weak_cxa_at_quick_exit(void (*)(void *), void *) asm("__cxa_at_quick_exit") TELINJECT_WEAK;
int weak_at_quick_exit(void (*)()) asm("at_quick_exit") TELINJECT_WEAK;
int weak_register_atfork(void (*)(), void (*)(), void (*)(), void *) asm("__register_atfork") TELINJECT_WEAK;
int weak_atfork(void (*)(), void (*)(), void (*)()) asm("pthread_atfork") TELINJECT_WEAK;
int weak_sigaction(int, const struct sigaction *, struct sigaction *) asm("__sigaction") TELINJECT_WEAK;
sighandler_t weak_signal(int, sighandler_t) asm("ssignal") TELINJECT_WEAK;
void *weak_dlsym(void *, const char *) asm("dlsym") TELINJECT_WEAK;
char *weak_dlerror() asm("dlerror") TELINJECT_WEAK;
void weak_is_static() asm("_dl_non_dynamic_init") TELINJECT_WEAK;

// The return address of a signal handler; debuggers and unwinders recognise it by its instructions.
void telinject_i_restore() __attribute__((visibility("hidden")));
}

#if defined(__x86_64__)
asm(R"(
  .text
  .hidden telinject_i_restore
  .globl telinject_i_restore
  .type telinject_i_restore, @function
  nop
telinject_i_restore:
  movq $15, %rax
  syscall
  .size telinject_i_restore, .-telinject_i_restore
)");
#endif

namespace telinject {

namespace {

using SigAction = int (*)(int, const struct sigaction *, struct sigaction *);

// struct sigaction as the kernel defines it.
struct KernelAction {
  void *handler;
  unsigned long flags;
  void (*restorer)();
  unsigned long mask;
};

int kernel_sigaction(int number, const struct sigaction *action, struct sigaction *before) {
  KernelAction set{}, was{};
  if (action) {
    std::memcpy(&set.handler, &action->sa_handler, sizeof set.handler);
    set.flags = static_cast<unsigned long>(static_cast<unsigned>(action->sa_flags));
    std::memcpy(&set.mask, &action->sa_mask, sizeof set.mask);
#if defined(__x86_64__)
    constexpr unsigned long has_restorer = 0x04000000;
    set.flags |= has_restorer;
    set.restorer = telinject_i_restore;
#endif
  }
  const long answer =
      sys::call(SYS_rt_sigaction, number, action ? sys::as_long(&set) : 0, sys::as_long(&was), sizeof set.mask);
  if (answer != 0) {
    errno = static_cast<int>(-answer);
    return -1;
  }
  if (before) {
    *before = {};
    std::memcpy(&before->sa_handler, &was.handler, sizeof was.handler);
    before->sa_flags = static_cast<int>(was.flags);
    std::memcpy(&before->sa_mask, &was.mask, sizeof was.mask);
  }
  return 0;
}

} // namespace

void call_at_quick_exit(Plain function) {
  static constinit Plain called = nullptr;
  called = function;
  if (weak_cxa_at_quick_exit)
    weak_cxa_at_quick_exit([](void *) { called(); }, nullptr);
  else if (weak_at_quick_exit)
    weak_at_quick_exit(function);
}

void call_at_fork(Plain before, Plain in_parent, Plain in_child) {
  if (weak_register_atfork)
    weak_register_atfork(before, in_parent, in_child, nullptr);
  else if (weak_atfork)
    weak_atfork(before, in_parent, in_child);
}

int library_sigaction(int number, const struct sigaction *action, struct sigaction *before) {
  static constinit std::atomic<SigAction> found{nullptr};
  SigAction use = weak_sigaction ? weak_sigaction : found.load(std::memory_order_relaxed);
  if (!use) {
    use = reinterpret_cast<SigAction>(library_find(RTLD_NEXT, "sigaction"));
    use = use ? use : kernel_sigaction;
    found.store(use, std::memory_order_relaxed);
  }
  return use(number, action, before);
}

bool is_static_program() {
  return !weak_dlsym || weak_is_static;
}

void *library_find(void *handle, const char *name) {
  void *const found = !is_static_program() ? weak_dlsym(handle, name) : nullptr;
  if (!found && weak_dlerror)
    weak_dlerror();
  return found;
}

void *library_open(const char *path, int flags) {
  using Open = void *(*)(const char *, int);
  const auto open = reinterpret_cast<Open>(library_find(RTLD_DEFAULT, "dlopen"));
  void *const library = open ? open(path, flags) : nullptr;
  if (!library && weak_dlerror)
    weak_dlerror();
  return library;
}

sighandler_t library_signal(int number, sighandler_t handler) {
  if (weak_signal)
    return weak_signal(number, handler);
  struct sigaction action{}, before;
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  return library_sigaction(number, &action, &before) == 0 ? before.sa_handler : SIG_ERR;
}

} // namespace telinject
