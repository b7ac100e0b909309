// Hands the context of the open span to programs that this process starts: replaces posix_spawn, posix_spawnp, system
// and popen in the import tables of the modules loaded when telemetry starts.  The functions exec… are in interpose.cpp.
#include "runtime/base/c_library.h"
#include "runtime/base/import_slots.h"
#include "runtime/frontend/state.h"
#include "runtime/lifecycle/child_environment.h"
#include "runtime/lifecycle/threads.h"

#include <alloca.h>
#include <atomic>
#include <cerrno>
#include <dlfcn.h>
#include <spawn.h>
#include <stdio.h>
#include <unistd.h>

namespace telinject {

namespace {

using Spawn = int (*)(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,
                      char *const *, char *const *);
using System = int (*)(const char *);
using Popen = FILE *(*)(const char *, const char *);

enum Function { spawn_file, spawn_name, run_command, open_command, functions };
constexpr const char *names[functions] = {"posix_spawn", "posix_spawnp", "system", "popen"};
constinit std::atomic<void *> real_functions[functions] = {};

template <class F> F real(Function function) {
  return reinterpret_cast<F>(real_functions[function].load(std::memory_order_relaxed));
}

template <Function function>
int spawn(pid_t *child, const char *path, const posix_spawn_file_actions_t *actions,
          const posix_spawnattr_t *attributes, char *const *arguments, char *const *environment) {
  const int saved = errno;
  const ChildEnvironment amended(environment);
  errno = saved;
  return real<Spawn>(function)(child, path, actions, attributes, arguments, amended.get());
}

constexpr std::size_t max_command = 16 * 1024;
constexpr Slice export_variable = "export TRACEPARENT=";
constexpr Slice end_of_export = "; ", drop_state = "unset TRACESTATE; ";
constexpr std::size_t export_size = export_variable.size + traceparent_size + end_of_export.size + drop_state.size;

// Returns the size of the command with the context in front; 0 if it stays as it is.
std::size_t size_in_context(const char *command, const Continued &context) {
  if (context.span == 0 || !command || !takes_context(environ))
    return 0;
  const std::size_t size = Slice::of(command).size;
  return size <= max_command ? export_size + size + 1 : 0;
}

// The shell's environment is the process's own, which stays as the program has it: the shell sets the variable.
const char *put_in_context(char *to, std::size_t size, const char *command, const Continued &context) {
  TextBuffer text(to, size);
  text.put(export_variable);
  put_traceparent(text, context);
  text.put(end_of_export);
  for (char *const *variable = environ; variable && *variable; ++variable)
    if (has_state_of_other_trace(*variable, context)) {
      text.put(drop_state);
      break;
    }
  text.put(Slice::of(command));
  text.put('\0');
  return to;
}

#define TELINJECT_COMMAND_IN_CONTEXT(COMMAND) \
  const int saved = errno; \
  const Continued context = context_of_this_thread(reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0))); \
  if (const std::size_t size = size_in_context(COMMAND, context)) \
    COMMAND = put_in_context(static_cast<char *>(alloca(size)), size, COMMAND, context); \
  errno = saved

int run(const char *command) {
  TELINJECT_COMMAND_IN_CONTEXT(command);
  return real<System>(run_command)(command);
}

FILE *open_pipe(const char *command, const char *mode) {
  TELINJECT_COMMAND_IN_CONTEXT(command);
  return real<Popen>(open_command)(command, mode);
}

void *const replacements[functions] = {reinterpret_cast<void *>(spawn<spawn_file>),
                                       reinterpret_cast<void *>(spawn<spawn_name>), reinterpret_cast<void *>(run),
                                       reinterpret_cast<void *>(open_pipe)};

} // namespace

void spawn_hooks_start() {
  if (is_static_program())
    return;
  ImportHook hooks[functions];
  std::size_t count = 0;
  for (int i = 0; i < functions; ++i)
    if (void *const found = library_find(RTLD_DEFAULT, names[i])) {
      real_functions[i].store(found, std::memory_order_relaxed);
      hooks[count++] = {names[i], replacements[i]};
    }
  replace_imports(hooks, count, nullptr);
}

} // namespace telinject
