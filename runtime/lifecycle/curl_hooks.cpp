// Sees what code that is not instrumented does to the header lists of libcurl's handles: replaces the functions that
// change them in the import tables of the modules loaded when telemetry starts.  Without that, a request would lose the
// headers that such code has set (header_lists.h).
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

constinit std::atomic<SetOption> real_set_option{nullptr};
constinit std::atomic<Change> real_reset{nullptr}, real_cleanup{nullptr};

int set_option(void *handle, int option, void *value) {
  if (option == httpheader_option) {
    const int saved = errno;
    note_list_of_other_code(handle, value);
    errno = saved;
  }
  return real_set_option.load(std::memory_order_relaxed)(handle, option, value);
}

void reset(void *handle) {
  const int saved = errno;
  note_list_of_other_code(handle, nullptr);
  errno = saved;
  real_reset.load(std::memory_order_relaxed)(handle);
}

void clean_up(void *handle) {
  const int saved = errno;
  note_end_of_handle(handle);
  errno = saved;
  real_cleanup.load(std::memory_order_relaxed)(handle);
}

} // namespace

void curl_hooks_start() {
  if (is_static_program() || !is_imported("curl_easy_setopt"))
    return;
  void *const found_set = library_find(RTLD_DEFAULT, "curl_easy_setopt");
  void *const found_reset = library_find(RTLD_DEFAULT, "curl_easy_reset");
  void *const found_cleanup = library_find(RTLD_DEFAULT, "curl_easy_cleanup");
  if (!found_set || !found_reset || !found_cleanup)
    return;
  real_set_option.store(reinterpret_cast<SetOption>(found_set), std::memory_order_relaxed);
  real_reset.store(reinterpret_cast<Change>(found_reset), std::memory_order_relaxed);
  real_cleanup.store(reinterpret_cast<Change>(found_cleanup), std::memory_order_relaxed);
  const ImportHook hooks[] = {{"curl_easy_setopt", reinterpret_cast<void *>(set_option)},
                              {"curl_easy_reset", reinterpret_cast<void *>(reset)},
                              {"curl_easy_cleanup", reinterpret_cast<void *>(clean_up)}};
  replace_imports(hooks, sizeof hooks / sizeof *hooks, nullptr);
  all_lists_are_seen();
}

} // namespace telinject
