// Loads the part of the runtime that uses a network: see net_library.h.
#include "runtime/net/net_library.h"

#include "runtime/base/c_library.h"
#include "runtime/base/sys.h"

#include <atomic>
#include <dlfcn.h>

extern "C" {
// Missing in a fully static program, which cannot load libraries.
extern int weak_dladdr(const void *, Dl_info *) asm("dladdr") __attribute__((weak));
}

namespace telinject {

namespace {

constexpr const char library_name[] = "libtelinject-net.so";
constexpr std::int64_t max_hold_ns = 1'000'000'000; // loading takes 10 ms, and on a busy machine some 100

constinit std::atomic<std::uint32_t> held{0};     // 1: a thread is in the library, or loads it, or forks
constinit std::atomic<bool> is_unfinished{false}; // a fork left the library as another thread was in it

Slice last_component(Slice path) {
  for (std::size_t slash; (slash = path.find('/')) != path.size;)
    path = path.drop_front(slash + 1);
  return path;
}

// Opens the library in a folder given relative to that of a file.
void *open_beside(Slice file, Slice folder) {
  char path[1024];
  TextBuffer out(path, sizeof path);
  out.put(file.take_front(file.size - last_component(file).size));
  out.put(folder);
  out.put(library_name);
  out.put('\0');
  return out.overflow() ? nullptr : library_open(path, RTLD_NOW | RTLD_LOCAL);
}

// Opens the library beside the one that contains this code, or in lib beside the folder of a program that contains it;
// else where the dynamic linker finds it.
void *open_library() {
  Dl_info here;
  if (weak_dladdr && weak_dladdr(library_name, &here) != 0 && here.dli_fname && here.dli_fname[0] == '/') {
    const Slice file = Slice::of(here.dli_fname);
    if (void *const library = open_beside(file, Slice()))
      return library;
    if (void *const library = open_beside(file, "../lib/"))
      return library;
  }
  return library_open(library_name, RTLD_NOW | RTLD_LOCAL);
}

template <class F> bool find(void *library, const char *name, F &function) {
  function = reinterpret_cast<F>(library_find(library, name));
  return function != nullptr;
}

NetLibrary load_now() {
  NetLibrary net;
  void *const library = open_library();
  if (!library) {
    net.error = is_static_program() ? Slice("a fully static program cannot load libtelinject-net.so")
                                    : Slice("libtelinject-net.so or libcurl, which it needs, cannot be loaded");
    return net;
  }
  decltype(&telinject_net_version) version;
  decltype(&telinject_net_prepare) prepare;
  if (!find(library, "telinject_net_version", version) || version() != TELINJECT_NET_VERSION ||
      !find(library, "telinject_net_prepare", prepare) || !find(library, "telinject_net_run", net.run) ||
      !find(library, "telinject_net_open", net.open) || !find(library, "telinject_net_post", net.post) ||
      !find(library, "telinject_net_close", net.close) || !find(library, "telinject_net_at_exit", net.at_exit))
    net.error = "libtelinject-net.so is of another version";
  else if (prepare() == 0)
    net.error = "libcurl cannot be initialised";
  if (!net.error.empty())
    net.run = nullptr;
  return net;
}

} // namespace

NetLibrary load_net_library() {
  NetLibrary refused;
  if (is_unfinished.load(std::memory_order_relaxed))
    refused.error = "this process was forked while another thread used libtelinject-net.so";
  else if (!hold_net())
    refused.error = "forks take too long";
  if (!refused.error.empty())
    return refused;
  const NetLibrary net = load_now();
  release_net();
  return net;
}

bool hold_net() {
  const std::int64_t until = sys::monotonic_ns() + max_hold_ns;
  for (std::uint32_t free = 0; !held.compare_exchange_strong(free, 1, std::memory_order_acquire); free = 0) {
    if (sys::monotonic_ns() >= until)
      return false;
    sys::futex_wait(&held, 1, 5'000'000);
  }
  return true;
}

void release_net() {
  held.store(0, std::memory_order_release);
  sys::futex_wake_all(&held);
}

void reset_net_in_child(bool is_held) {
  if (!is_held && held.load(std::memory_order_relaxed) != 0)
    is_unfinished.store(true, std::memory_order_relaxed);
  release_net();
}

} // namespace telinject
