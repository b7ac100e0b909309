// State shared by the whole runtime: whether telemetry is on, its configuration, and the process it belongs to.
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
  state_ended = 4,       // the process ends: synchronous, and only for the thread that ends it
  state_paused = 5,      // off, but can be switched on (control.h): no span opens, open spans may end
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

// Settings that may change at run time, as the hooks read them.
struct RuntimeSettings {
  std::atomic<bool> has_budget{true};           // what is recorded has limits (budget.h)
  std::atomic<bool> debug_events{true};         // events of severity DEBUG are emitted
  std::atomic<bool> has_function_filter{false}; // some functions are excluded (function_filter.h)
  std::atomic<bool> any_site_filter{true};      // has_budget or has_function_filter
  std::atomic<std::uint64_t> sample_threshold{0};
};
extern RuntimeSettings settings;
// Applies the configuration and the function list that was prepared with it.  enabled: telemetry is on; the state is
// updated if it has been decided already.
void apply_settings(const Config &from, bool enabled);

extern std::atomic<int> process_of_runtime; // pid; differs from getpid() only in a vfork child
extern const char *first_site;              // literal of the event that switched telemetry on
extern SpanContext process_span;            // root span for events outside of functions

// Whether the program has made a call of a library that an aspect describes and TELEMETRY_ASPECTS selects.
extern std::atomic<bool> library_call_seen;

// Called once, before the first event.
void note_first_site(const char *site);

// Returns true if this process owns its memory; false in a vfork child that borrows it, and on a thread that may make
// no system calls.  Makes one system call.
bool owns_memory();

// Returns true if records must be written before the hook returns.
bool is_synchronous();

// Enter and leave state_synchronous; it lasts while any reason for it does (dlclose, exec, no writer thread).
void begin_synchronous();
void end_synchronous();

// The same around the unloading of an object, whose sites must not be remembered: nothing is folded meanwhile.
void begin_unloading();
void end_unloading();
bool is_unloading();

// Switches telemetry off for good; open spans are discarded.
void switch_off();

// Creates a new process span (at the start and in a forked child).
void begin_process(IdSource &ids);

// The first event decides whether telemetry is on; returns that.  Several threads may call this at once.  The decision
// is postponed if it is already in progress on this thread, or in borrowed memory (borrowed.h).
bool initialize_once(const char *site);

} // namespace telinject
