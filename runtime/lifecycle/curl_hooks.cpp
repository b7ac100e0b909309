// Sees what all code, instrumented or not, does to the header lists of libcurl's handles: replaces the functions that
// change them in the import tables of the modules loaded when telemetry starts.  Without that, a request would lose the
// headers that other code has set (header_lists.h).
#include "runtime/base/c_library.h"
#include "runtime/base/import_slots.h"
#include "runtime/frontend/header_lists.h"
#include "runtime/lifecycle/threads.h"

#include <atomic>
#include <cerrno>
#include <dlfcn.h>

namespace telinject {

namespace {

// As <curl/curl.h> has them; an option's value is a long, a curl_off_t or a pointer.
constexpr int httpheader_option = 10023; // CURLOPT_HTTPHEADER
using SetOption = int (*)(void *, int, ...);
using Change = void (*)(void *);
using Remove = int (*)(void *, void *);
using Make = void *(*)();
using Copy = void *(*)(void *);

constinit std::atomic<SetOption> real_set_option{nullptr};
constinit std::atomic<Change> real_reset{nullptr}, real_cleanup{nullptr};
constinit std::atomic<Remove> real_remove{nullptr};
constinit std::atomic<Make> real_init{nullptr};
constinit std::atomic<Copy> real_duphandle{nullptr};

class KeepErrno {
public:
  KeepErrno() : saved_(errno) {}
  ~KeepErrno() { errno = saved_; }
  KeepErrno(const KeepErrno &) = delete;
  KeepErrno &operator=(const KeepErrno &) = delete;

private:
  int saved_;
};

int set_option(void *handle, int option, void *value) {
  if (option == httpheader_option) {
    const KeepErrno keep;
    note_list(handle, value);
  }
  const int code = real_set_option.load(std::memory_order_relaxed)(handle, option, value);
  if (option == httpheader_option && !is_added_by_runtime(value)) {
    const KeepErrno keep;
    release_header(handle);
  }
  return code;
}

void reset(void *handle) {
  {
    const KeepErrno keep;
    note_list(handle, nullptr);
    release_header(handle);
  }
  real_reset.load(std::memory_order_relaxed)(handle);
}

void clean_up(void *handle) {
  {
    const KeepErrno keep;
    note_end_of_handle(handle);
    release_header(handle);
  }
  real_cleanup.load(std::memory_order_relaxed)(handle);
}

void *init() {
  void *const handle = real_init.load(std::memory_order_relaxed)();
  const KeepErrno keep;
  if (handle)
    note_new_handle(handle, nullptr);
  return handle;
}

void *duplicate(void *original) {
  void *const handle = real_duphandle.load(std::memory_order_relaxed)(original);
  const KeepErrno keep;
  if (handle)
    note_new_handle(handle, original);
  const void *list;
  if (handle && find_kept_header(original, list))
    real_set_option.load(std::memory_order_relaxed)(handle, httpheader_option, list);
  return handle;
}

// The transfer is over.  What the handle sends later is no part of its trace.
int remove(void *multi, void *handle) {
  const int code = real_remove.load(std::memory_order_relaxed)(multi, handle);
  const KeepErrno keep;
  const void *list;
  if (code == 0 && find_kept_header(handle, list)) {
    real_set_option.load(std::memory_order_relaxed)(handle, httpheader_option, list);
    release_header(handle);
  }
  return code;
}

// Finds the original of a hook.  Returns false if there is none.
template <class F> bool find(const char *name, std::atomic<F> &real) {
  real.store(reinterpret_cast<F>(library_find(RTLD_DEFAULT, name)), std::memory_order_relaxed);
  return real.load(std::memory_order_relaxed) != nullptr;
}

} // namespace

void curl_hooks_start() {
  if (is_static_program() || !is_imported("curl_easy_setopt"))
    return;
  if (!find("curl_easy_setopt", real_set_option) || !find("curl_easy_reset", real_reset) ||
      !find("curl_easy_cleanup", real_cleanup) || !find("curl_easy_init", real_init) ||
      !find("curl_easy_duphandle", real_duphandle) || !find("curl_multi_remove_handle", real_remove))
    return;
  const ImportHook hooks[] = {{"curl_easy_setopt", reinterpret_cast<void *>(set_option)},
                              {"curl_easy_reset", reinterpret_cast<void *>(reset)},
                              {"curl_easy_cleanup", reinterpret_cast<void *>(clean_up)},
                              {"curl_easy_init", reinterpret_cast<void *>(init)},
                              {"curl_easy_duphandle", reinterpret_cast<void *>(duplicate)},
                              {"curl_multi_remove_handle", reinterpret_cast<void *>(remove)}};
  replace_imports(hooks, sizeof hooks / sizeof *hooks, nullptr);
  all_lists_are_seen();
}

} // namespace telinject
