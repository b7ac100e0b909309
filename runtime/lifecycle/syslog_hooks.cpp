// Appends the ids of the open span to the messages that the program passes to syslog, if TELEMETRY_LOG_CORRELATION asks for
// it: replaces syslog and vsyslog in the import tables of the modules loaded when telemetry starts.
#include "runtime/base/c_library.h"
#include "runtime/base/import_slots.h"
#include "runtime/config/process_config.h"
#include "runtime/frontend/trace_context.h"
#include "runtime/lifecycle/log_format.h"
#include "runtime/lifecycle/threads.h"

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <dlfcn.h>

namespace telinject {

namespace {

using Log = void (*)(int, const char *, va_list);
using CheckedLog = void (*)(int, int, const char *, va_list);
constinit std::atomic<Log> real_log{nullptr};
constinit std::atomic<CheckedLog> real_checked_log{nullptr};

std::uintptr_t frame_address(const void *address) {
  return reinterpret_cast<std::uintptr_t>(address);
}

// The format with the ids of the thread's span, which lives as long as this object; the program's if there is none.
class Correlated {
public:
  Correlated(const char *format, std::uintptr_t frame) : format_(format) {
    const int saved = errno; // %m
    const Continued context = context_of_this_thread(frame);
    if (context.span != 0)
      format_ = append_context(format, context, text_, sizeof text_);
    errno = saved;
  }
  const char *get() const { return format_; }

private:
  const char *format_;
  char text_[2048];
};

void log_list(int priority, const char *format, va_list values) {
  const Correlated text(format, frame_address(__builtin_frame_address(0)));
  real_log.load(std::memory_order_relaxed)(priority, text.get(), values);
}

void log(int priority, const char *format, ...) {
  va_list values;
  va_start(values, format);
  const Correlated text(format, frame_address(__builtin_frame_address(0)));
  real_log.load(std::memory_order_relaxed)(priority, text.get(), values);
  va_end(values);
}

// What a program calls that is compiled with _FORTIFY_SOURCE.
void checked_log_list(int priority, int flag, const char *format, va_list values) {
  const Correlated text(format, frame_address(__builtin_frame_address(0)));
  real_checked_log.load(std::memory_order_relaxed)(priority, flag, text.get(), values);
}

void checked_log(int priority, int flag, const char *format, ...) {
  va_list values;
  va_start(values, format);
  const Correlated text(format, frame_address(__builtin_frame_address(0)));
  real_checked_log.load(std::memory_order_relaxed)(priority, flag, text.get(), values);
  va_end(values);
}

} // namespace

void syslog_hooks_start() {
  if (!config.log_correlation || is_static_program())
    return;
  ImportHook hooks[4];
  std::size_t count = 0;
  if (void *const found = library_find(RTLD_DEFAULT, "vsyslog")) {
    real_log.store(reinterpret_cast<Log>(found), std::memory_order_relaxed);
    hooks[count++] = {"syslog", reinterpret_cast<void *>(log)};
    hooks[count++] = {"vsyslog", reinterpret_cast<void *>(log_list)};
  }
  if (void *const found = library_find(RTLD_DEFAULT, "__vsyslog_chk")) {
    real_checked_log.store(reinterpret_cast<CheckedLog>(found), std::memory_order_relaxed);
    hooks[count++] = {"__syslog_chk", reinterpret_cast<void *>(checked_log)};
    hooks[count++] = {"__vsyslog_chk", reinterpret_cast<void *>(checked_log_list)};
  }
  replace_imports(hooks, count, nullptr);
}

} // namespace telinject
