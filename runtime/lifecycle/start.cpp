// Initialises the runtime at the first event of the process: decides whether telemetry is on, and sets everything up if
// it is.
#include "runtime/backend/control.h"
#include "runtime/backend/drain.h"
#include "runtime/backend/resource_detection.h"
#include "runtime/backend/writer.h"
#include "runtime/base/borrowed.h"
#include "runtime/base/float_state.h"
#include "runtime/base/notice.h"
#include "runtime/base/runtime_stack.h"
#include "runtime/base/sys.h"
#include "runtime/base/uninterrupted.h"
#include "runtime/config/build_info.h"
#include "runtime/config/environment.h"
#include "runtime/config/redact.h"
#include "runtime/core/clock.h"
#include "runtime/frontend/literals.h"
#include "runtime/frontend/roots.h"
#include "runtime/frontend/site_levels.h"
#include "runtime/frontend/state.h"
#include "runtime/lifecycle/only_runtime.h"
#include "runtime/lifecycle/process_context.h"
#include "runtime/lifecycle/threads.h"
#include "runtime/storage/ring_file.h"

#include <cstdlib>

namespace telinject {

namespace {

constinit std::atomic<int> initializing_process{0}; // pid of the process that is deciding
constinit char config_text[24 * 1024];
constexpr std::int64_t wait_step_ns = 50'000;
constexpr int max_wait = 200'000;        // steps: for another thread's decision on a busy machine
constexpr int max_wait_of_fork = 40'000; // the same before a fork

const char *find_variable(const char *name) {
  return secure_getenv(name);
}

bool open_output(const Sink *sink) {
  const int error = sink->open(config);
  if (error == 0)
    return true;
  char line[512];
  TextBuffer out(line, sizeof line);
  out.put("cannot open the telemetry output ");
  out.put(config.file && !(config.output == Slice("stderr")) && !(config.output == Slice("stdout"))
              ? Slice::of(config.file).take_front(300)
              : config.output);
  out.put(": ");
  put_error_number(out, error);
  out.put("; telemetry is off");
  notice("error", out.slice());
  return false;
}

void diagnose(const Sink *sink, bool on) {
  char line[200];
  TextBuffer out(line, sizeof line);
  out.put(on ? Slice("telemetry is on, output ")
             : Slice("telemetry is off until the control file says otherwise, output "));
  out.put(sink->name);
  out.put(" on descriptor ");
  out.decimal(static_cast<std::uint64_t>(sink->descriptor()));
  out.put(", ring of ");
  out.decimal(config.ring_bytes / 1024);
  out.put(" KiB a thread, clock ");
  out.put(clock_uses_counter ? Slice("processor counter") : Slice("CLOCK_MONOTONIC"));
  notice("info", out.slice());
}

// Reads all settings and opens the output.  Returns null if telemetry is off, or its output cannot be opened.
const Sink *read_settings(Activation &activation) {
  char folder[4096];
  const long n = sys::call(SYS_getcwd, sys::as_long(folder), sizeof folder);
  const ConfigSource source{find_variable,
                            warn,
                            [](Slice s) { return find_sink(s) != nullptr; },
                            [](Slice s) { return find_format(s) != nullptr; },
                            n > 1 && folder[0] == '/' ? Slice(folder, static_cast<std::size_t>(n - 1)) : Slice(),
                            build_info()};
  activation = read_activation(source);
  if (activation == Activation::off || is_second_runtime())
    return nullptr;
  TextBuffer storage(config_text, sizeof config_text);
  read_config(source, storage, config);
  const Sink *sink = find_sink(config.output);
  return open_output(sink) ? sink : nullptr;
}

// What lines need, even if there is only one.
bool start_output(const Sink *sink) {
  if (!drain.start(config, sink, find_format(config.format)))
    return false;
  writer.use(sink);
  capture_environment(find_variable);
  resource_detection.start(process_environment());
  set_secret_names(config.redact);
  clock_start(config.uses_counter);
  IdSource ids;
  ids.seed(random_seed());
  begin_process(ids);
  exit_hooks_start();
  interposed_start();
  return true;
}

// The process can record nothing: telemetry is off, but for the summary at the end (exit_hooks.cpp).
void start_summary_only(const Sink *sink, const char *site, DisabledBy setting) {
  static char first[1024]; // the summary has the site's language; the site may be unloaded by then
  TextBuffer copy(first, sizeof first - 1);
  copy.put(Slice::of(site).take_front(sizeof first - 1));
  if (!start_output(sink))
    return;
  note_first_site(first);
  drain.note_disabled(setting);
  summary_only_start();
  if (!config.diagnostics)
    return;
  char line[200];
  TextBuffer out(line, sizeof line);
  out.put("telemetry is off, but for a summary at the end: ");
  out.put(name_of(setting));
  out.put(" samples no trace");
  notice("info", out.slice());
}

// Returns the state to enter.
State set_up(const char *site) {
  Activation activation;
  const Sink *const sink = read_settings(activation);
  if (!sink)
    return state_off;
  const DisabledBy setting = config.control ? DisabledBy::nothing : recording_disabled_by(config);
  if (setting != DisabledBy::nothing) {
    start_summary_only(sink, site, setting);
    return state_off;
  }
  fork_hooks_start(); // first: a fork waits until the start is over
  ring_file_use(config.ring_folder);
  ring_file();
  literals_start(config.ring_folder || sink->takes_records);
  if (!start_output(sink) || !threads_start())
    return state_off;
  roots_start(config.roots);
  if (config.thread_context) {
    publish_thread_contexts();
    publish_process_context(config);
  }
  note_first_site(site);
  force_level_for_tests(Slice::of(find_variable("TELINJECT_TEST_LEVEL")));
  drain.prepare_file();
  crash_flush_start();
  throw_hook_start();
  context_hooks_start();
  thread_context_start();
  spawn_hooks_start();
  openmp_hooks_start();
  curl_hooks_start();
  syslog_hooks_start();
  const bool on = control_file_watcher.start(config, activation == Activation::on);
  if (config.diagnostics)
    diagnose(sink, on);
  return on ? state_on : state_paused;
}

} // namespace

namespace {

constinit std::atomic<bool> environment_is_odd{false};

// Returns true if telemetry is off, without a system call or a message: the thread may be restricted to a few system
// calls (confined.cpp) and must find everything as in a program without telemetry.
bool is_off() {
  if (load_state() != state_undecided)
    return false;
  const ConfigSource source{find_variable,
                            [](Slice) { environment_is_odd.store(true, std::memory_order_relaxed); },
                            nullptr,
                            nullptr,
                            {},
                            {}};
  return read_activation(source) == Activation::off && !environment_is_odd.load(std::memory_order_relaxed);
}

// Waits if another thread is deciding.  A child that was forked during the decision has no such thread and takes over.
// Returns true if the calling thread must decide.
bool must_initialize(int process_id) {
  for (int i = 0; i < max_wait && load_state() == state_undecided; ++i) {
    int other = initializing_process.load(std::memory_order_acquire);
    if (other != process_id &&
        initializing_process.compare_exchange_strong(other, process_id, std::memory_order_acq_rel))
      return true;
    sys::sleep_ns(wait_step_ns);
  }
  return false;
}

} // namespace

void wait_for_start() {
  if (current_thread == thread_starting || initializing_process.load(std::memory_order_acquire) != sys::process_id())
    return;
  for (int i = 0; i < max_wait_of_fork && load_state() == state_undecided; ++i)
    sys::sleep_ns(wait_step_ns);
}

bool initialize_once(const char *site) {
  if (is_off()) {
    store_state(state_off);
    return false;
  }
  if (current_thread == thread_confined)
    return false;
  // A signal handler or a replaced libc function called from below: waiting would deadlock.
  if (current_thread == thread_starting)
    return false;
  if (load_state() == state_undecided && memory_is_borrowed())
    return false; // its owner decides
  if (!must_initialize(sys::process_id()))
    return telemetry_is_on();
  if (load_state() != state_undecided)
    return telemetry_is_on();
  const Uninterrupted uninterrupted;
  current_thread = thread_starting;
  State state = state_off;
  {
    const PlainFloatState plain;
    RuntimeStack stack;
    stack.call([&] {
      state = set_up(site);
      if (state != state_off)
        writer_start_once();
    });
    stack.unmap();
  }
  store_state(state);
  current_thread = nullptr;
  return state != state_off;
}

} // namespace telinject
