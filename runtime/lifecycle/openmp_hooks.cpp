// OpenMP as GCC compiles it: the threads of a parallel region, and tasks on whatever thread, continue the trace of the
// span that opened or created them.  Replaces functions of libgomp in the import tables of the modules loaded when
// telemetry starts.  The region's outlined function is passed to libgomp with its data, so both can be wrapped without a
// change of the source.
#include "runtime/base/c_library.h"
#include "runtime/base/import_slots.h"
#include "runtime/lifecycle/threads.h"

#include <telinject/telinject.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <dlfcn.h>

namespace telinject {

namespace {

using Body = void (*)(void *);
using Copy = void (*)(void *, void *);

enum Function {
  parallel,
  sections,
  loop_static,
  loop_dynamic,
  loop_guided,
  loop_nonmonotonic_dynamic,
  loop_nonmonotonic_guided,
  loop_runtime,
  loop_nonmonotonic_runtime,
  loop_maybe_nonmonotonic_runtime,
  task,
  taskloop,
  taskloop_ull,
  functions
};
constexpr const char *names[functions] = {"GOMP_parallel",
                                          "GOMP_parallel_sections",
                                          "GOMP_parallel_loop_static",
                                          "GOMP_parallel_loop_dynamic",
                                          "GOMP_parallel_loop_guided",
                                          "GOMP_parallel_loop_nonmonotonic_dynamic",
                                          "GOMP_parallel_loop_nonmonotonic_guided",
                                          "GOMP_parallel_loop_runtime",
                                          "GOMP_parallel_loop_nonmonotonic_runtime",
                                          "GOMP_parallel_loop_maybe_nonmonotonic_runtime",
                                          "GOMP_task",
                                          "GOMP_taskloop",
                                          "GOMP_taskloop_ull"};
constinit std::atomic<void *> real_functions[functions] = {};

template <class F> F real(Function function) {
  return reinterpret_cast<F>(real_functions[function].load(std::memory_order_relaxed));
}

// What telinject_hand_over writes.
struct Context {
  unsigned words[8];

  // Returns false if no span is open.
  bool capture() {
    const int saved = errno;
    const bool has_span = telinject_hand_over(words) != 0;
    errno = saved;
    return has_span;
  }
};

// Runs the body in the context.  The thread that opened the region is in it already.
void run_in(const Context &context, Body body, void *data) {
  Context open;
  int handle = 0;
  const int saved = errno;
  if (!open.capture() || std::memcmp(&open, &context, sizeof open) != 0)
    handle = telinject_take_over(context.words);
  errno = saved;
  body(data);
  if (handle != 0)
    telinject_leave(handle);
}

// A parallel region, on the stack of the thread that opened it, which waits for its end.
struct Region {
  Body body;
  void *data;
  Context context;
};

void run_region(void *data) {
  const Region &region = *static_cast<const Region *>(data);
  run_in(region.context, region.body, region.data);
}

template <Function function, class... Rest> void open_region(Body body, void *data, unsigned threads, Rest... rest) {
  const auto open = real<void (*)(Body, void *, unsigned, Rest...)>(function);
  Region region{body, data, {}};
  if (region.context.capture())
    open(run_region, &region, threads, rest...);
  else
    open(body, data, threads, rest...);
}

// What libgomp copies for each task: this, then the arguments of the program's task.
struct Task {
  long bounds[2]; // of a taskloop's chunk, which libgomp writes to the front
  Body body;
  Copy copy; // null: the arguments are copied as bytes
  void *data;
  std::size_t size, offset; // of the arguments, and where they are behind this
  Context context;
};

void *arguments_of(void *copied) {
  return static_cast<char *>(copied) + static_cast<Task *>(copied)->offset;
}

void copy_task(void *to, void *from) {
  const Task &given = *static_cast<const Task *>(from);
  std::memcpy(to, &given, sizeof given);
  if (given.copy)
    given.copy(arguments_of(to), given.data);
  else if (given.size != 0)
    std::memcpy(arguments_of(to), given.data, given.size);
}

void run_task(void *copied) {
  const Task &given = *static_cast<const Task *>(copied);
  run_in(given.context, given.body, arguments_of(copied));
}

void run_chunk(void *copied) {
  std::memcpy(arguments_of(copied), copied, sizeof Task::bounds);
  run_task(copied);
}

std::size_t rounded_up(std::size_t n, std::size_t step) {
  return (n + step - 1) / step * step;
}

// Returns false if no span is open.  size, align: of the arguments, and then of the copies.
bool wrap(Task &wrapped, Body body, void *data, Copy copy, long &size, long &align) {
  if (size < 0 || align <= 0 || !wrapped.context.capture())
    return false;
  align = std::max(align, static_cast<long>(alignof(Task)));
  wrapped.body = body;
  wrapped.copy = copy;
  wrapped.data = data;
  wrapped.size = static_cast<std::size_t>(size);
  wrapped.offset = rounded_up(sizeof wrapped, static_cast<std::size_t>(align));
  size += static_cast<long>(wrapped.offset);
  return true;
}

// libgomp reads or writes the data of such tasks in other ways, too.
constexpr unsigned flag_reduction = 1u << 12, flag_detach = 1u << 13;

void create_task(Body body, void *data, Copy copy, long size, long align, bool is_deferred, unsigned flags,
                 void **depend, int priority, void *detach) {
  const auto create = real<void (*)(Body, void *, Copy, long, long, bool, unsigned, void **, int, void *)>(task);
  Task wrapped{};
  if ((flags & (flag_reduction | flag_detach)) == 0 && wrap(wrapped, body, data, copy, size, align))
    create(run_task, &wrapped, copy_task, size, align, is_deferred, flags, depend, priority, detach);
  else
    create(body, data, copy, size, align, is_deferred, flags, depend, priority, detach);
}

template <Function function, class Number>
void create_taskloop(Body body, void *data, Copy copy, long size, long align, unsigned flags, unsigned long tasks,
                     int priority, Number start, Number end, Number step) {
  const auto create =
      real<void (*)(Body, void *, Copy, long, long, unsigned, unsigned long, int, Number, Number, Number)>(function);
  Task wrapped{};
  if ((flags & flag_reduction) == 0 && wrap(wrapped, body, data, copy, size, align))
    create(run_chunk, &wrapped, copy_task, size, align, flags, tasks, priority, start, end, step);
  else
    create(body, data, copy, size, align, flags, tasks, priority, start, end, step);
}

template <Function function> void *loop_with_chunk() {
  return reinterpret_cast<void *>(open_region<function, long, long, long, long, unsigned>);
}
template <Function function> void *loop_without_chunk() {
  return reinterpret_cast<void *>(open_region<function, long, long, long, unsigned>);
}

} // namespace

void openmp_hooks_start() {
  ImportHook hooks[functions];
  for (int i = 0; i < functions; ++i)
    hooks[i] = {names[i], nullptr};
  if (is_static_program() || !is_any_imported(hooks, functions)) // as in most programs
    return;
  void *const replacements[functions] = {
      reinterpret_cast<void *>(open_region<parallel, unsigned>),
      reinterpret_cast<void *>(open_region<sections, unsigned, unsigned>),
      loop_with_chunk<loop_static>(),
      loop_with_chunk<loop_dynamic>(),
      loop_with_chunk<loop_guided>(),
      loop_with_chunk<loop_nonmonotonic_dynamic>(),
      loop_with_chunk<loop_nonmonotonic_guided>(),
      loop_without_chunk<loop_runtime>(),
      loop_without_chunk<loop_nonmonotonic_runtime>(),
      loop_without_chunk<loop_maybe_nonmonotonic_runtime>(),
      reinterpret_cast<void *>(create_task),
      reinterpret_cast<void *>(create_taskloop<taskloop, long>),
      reinterpret_cast<void *>(create_taskloop<taskloop_ull, unsigned long long>),
  };
  std::size_t count = 0;
  for (int i = 0; i < functions; ++i) {
    void *const found = is_imported(names[i]) ? library_find(RTLD_DEFAULT, names[i]) : nullptr;
    if (!found)
      continue;
    real_functions[i].store(found, std::memory_order_relaxed);
    hooks[count++] = {names[i], replacements[i]};
  }
  if (count != 0)
    replace_imports(hooks, count, nullptr);
}

} // namespace telinject
