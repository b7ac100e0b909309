// What the parts of the runtime share: whether telemetry is on, its configuration, and whose process this is.
#pragma once

#include "runtime/base/ids.h"
#include "runtime/config/process_config.h"
#include "runtime/core/span_context.h"

#include <atomic>
#include <telinject/telinject.h>

namespace telinject {

// Values of telinject_state, the word that instrumented code reads.
enum State : int {
  state_off = 0,
  state_undecided = 1,
  state_on = 2,
  state_synchronous = 3, // every event is written before the hook returns
  state_ended = 4,       // the process ends: as synchronous, and only for the thread that ends it
  state_paused = 5,      // off, but may come on again (control.h): nothing begins, what is open may end
};

inline int load_state() {
  return __atomic_load_n(&telinject_state, __ATOMIC_ACQUIRE);
}
inline void store_state(int s) {
  __atomic_store_n(&telinject_state, s, __ATOMIC_SEQ_CST);
}
inline bool telemetry_is_on() {
  return load_state() >= state_on;
}

// What may change in a running process, as the hooks read it.
struct RuntimeSettings {
  std::atomic<bool> throttle{true};             // hot sites are thinned
  std::atomic<bool> debug_events{true};         // events of severity DEBUG are told
  std::atomic<bool> has_function_filter{false}; // not every function is told (function_filter.h)
  std::atomic<bool> any_site_filter{true};      // one of the first and the third
  std::atomic<std::uint64_t> sample_threshold{0};
};
extern RuntimeSettings settings;
// Takes over what the configuration says, and the list of functions that was made ready.  enabled: telemetry is on;
// what that means for the state is done where there is one already.
void apply_settings(const Config &from, bool enabled);

extern std::atomic<int> process_of_runtime; // pid; differs from getpid() in a vfork child only
extern const char *first_site;              // literal of the event that switched telemetry on
extern SpanContext process_span;            // the root span for what happens outside of functions

// Is this the process whose memory this is, and not a vfork child borrowing it?  One system call.  False too on a
// thread that may make none.
bool owns_memory();

// Is what is recorded to be written before the hook returns?
bool is_synchronous();

// state_synchronous while any reason for it lasts (dlclose, exec, no writer thread).
void begin_synchronous();
void end_synchronous();

// Telemetry off for good; open spans are forgotten.
void switch_off();

// Makes a new process span (start, forked child).
void begin_process(IdSource &ids);

// The first event decides; true: telemetry is on.  May be called by several threads at once.  It may stay undecided: in
// the middle of this, or in borrowed memory (borrowed.h).
bool initialize_once(const char *site);

} // namespace telinject
