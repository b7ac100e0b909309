// The shared state (state.h).  It is constant-initialised, so it is valid before any constructor and after every
// destructor.
#include "runtime/frontend/state.h"

#include "runtime/base/sys.h"
#include "runtime/config/function_filter.h"
#include "runtime/frontend/header_lists.h"
#include "runtime/frontend/roots.h"
#include "runtime/frontend/site_levels.h"
#include "runtime/frontend/thread_ring.h"

extern "C" {
int telinject_state = telinject::state_undecided;
}

namespace telinject {

constinit RuntimeSettings settings;
constinit std::atomic<int> process_of_runtime{0};
constinit const char *first_site = nullptr;
constinit std::atomic<bool> library_call_seen{false};
constinit SpanContext process_span;

namespace {
constinit std::atomic<int> reasons_for_synchronous{0};
constinit std::atomic<int> unloads_in_progress{0};

void exchange_state(int from, int to) {
  __atomic_compare_exchange_n(&telinject_state, &from, to, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}
} // namespace

void apply_settings(const Config &from, bool enabled) {
  if (!enabled) { // before the rate changes: no trace that begins meanwhile is sampled out
    exchange_state(state_on, state_paused);
    exchange_state(state_synchronous, state_paused);
    forget_all_headers(); // what changes them meanwhile is not seen
  }
  function_filter_use();
  const bool has_function_filter = function_filter_is_used();
  const bool has_budget = from.budget_percent != 0;
  if (settings.has_budget.exchange(has_budget, std::memory_order_relaxed) && !has_budget)
    reset_site_levels();
  budget_start(static_cast<std::uint32_t>(from.budget_percent), has_budget ? from.max_lines_per_second : 0);
  settings.debug_events.store(from.debug_events && enabled, std::memory_order_relaxed);
  settings.has_function_filter.store(has_function_filter, std::memory_order_relaxed);
  settings.any_site_filter.store(has_function_filter || has_budget || from.roots.has_patterns,
                                 std::memory_order_relaxed);
  settings.sample_threshold.store(from.sample_threshold, std::memory_order_relaxed);
  roots_set_threshold(from.root_threshold, from.tail);
  forget_call_counts(); // the caches of the threads
  if (enabled) {
    exchange_state(state_paused, state_on);
    if (reasons_for_synchronous.load(std::memory_order_seq_cst) != 0)
      exchange_state(state_on, state_synchronous);
  }
}

void note_first_site(const char *site) {
  first_site = site;
}

bool is_synchronous() {
  const int state = load_state();
  return state == state_synchronous || state == state_ended ||
         (state == state_paused && reasons_for_synchronous.load(std::memory_order_relaxed) != 0);
}

bool owns_memory() {
  return current_thread != thread_confined && sys::process_id() == process_of_runtime.load(std::memory_order_relaxed);
}

void begin_synchronous() {
  reasons_for_synchronous.fetch_add(1, std::memory_order_seq_cst);
  exchange_state(state_on, state_synchronous);
}

void end_synchronous() {
  if (reasons_for_synchronous.fetch_sub(1, std::memory_order_seq_cst) == 1)
    exchange_state(state_synchronous, state_on);
}

void begin_unloading() {
  unloads_in_progress.fetch_add(1, std::memory_order_seq_cst);
  begin_synchronous();
}

void end_unloading() {
  end_synchronous();
  unloads_in_progress.fetch_sub(1, std::memory_order_seq_cst);
}

bool is_unloading() {
  return unloads_in_progress.load(std::memory_order_relaxed) != 0;
}

void switch_off() {
  store_state(state_off);
}

void begin_process(IdSource &ids) {
  process_of_runtime.store(sys::process_id(), std::memory_order_relaxed);
  process_span = SpanContext();
  if (config.has_parent) {
    process_span.trace_high = config.parent.trace_high;
    process_span.trace_low = config.parent.trace_low;
    process_span.parent = config.parent.span;
  } else {
    process_span.trace_high = ids.next();
    process_span.trace_low = ids.next();
  }
  process_span.span = ids.next();
}

} // namespace telinject
