// Folding: calls that the budget does not let a thread record are summed up, by site, in the nearest recorded span
// around them, and written with its exit.  docs/budget.md has the rules.  Functions take the calling thread's block.
#pragma once

#include "runtime/frontend/thread_ring.h"

namespace telinject {

// What happens to a call that begins.
enum class CallChoice { record, fold, count, skip };

// word: of the place, or null.  is_important: a root, or a span by hand.  weight: the number of calls that the duration of a folded call stands for,
// or that a counted one stands for.
CallChoice choose_for_call(Thread *t, SiteCalls *calls, const int *word, bool is_important, std::uint32_t &weight);

// Takes lines from the budget for events that are about to be recorded.  Returns false if it has none left.
bool take_lines_slow_path(Thread *t, std::uint32_t lines, bool urgent);
inline bool take_lines(Thread *t, std::uint32_t lines, bool urgent = false) {
  if (t->lines < lines)
    return take_lines_slow_path(t, lines, urgent);
  t->lines -= lines;
  return true;
}
// The same for what happens inside a function, which comes last: after the first burst functions have a share that it
// does not get.
bool take_inner_lines(Thread *t, std::uint32_t lines);

// Finds where calls of a site inside the span with that id are summed up.
FoldEntry &find_fold_entry_slow_path(Thread *t, SiteCalls *calls, std::uint64_t owner, const char *site,
                                     const char *function_site, FoldKind kind);
inline FoldEntry &find_fold_entry(Thread *t, SiteCalls *calls, std::uint64_t owner, const char *site,
                                  const char *function_site, FoldKind kind) {
  return __builtin_expect(calls && calls->fold->takes(owner, site), 1)
             ? *calls->fold
             : find_fold_entry_slow_path(t, calls, owner, site, function_site, kind);
}

// Counts a call of a function that gets no span.  weight: of a dormant one, the number of calls that it stands for.
void count_call(Thread *t, SiteCalls *calls, const char *site, std::uint32_t weight);
// Counts a construct inside the innermost span.  weight: more than 1 if the span is dormant.
void fold_inner_event(Thread *t, const char *site, FoldKind kind, std::uint32_t weight);
// Returns the time of an event inside the innermost span if it is recorded; 0 if it is folded.
std::uint64_t record_or_fold(Thread *t, const char *site, FoldKind kind, std::uint32_t weight);

// What an event inside a span counts for whose guard is `guard`; 0: the span is dormant and not watched now.
inline std::uint32_t weight_inside(Thread *t, int guard) {
  return guard > 0 || all_awake() ? 1 : watched_weight(t->watch_progress, inner_group);
}
// Returns the innermost span's guard after an event that was folded: negative if it becomes dormant.
int guard_after_event(Thread *t, int guard);

// Accounts for the span at that index, which ends now: adds it to where it is folded, and to the time of the calls
// inside the span around it.
// is_sampled: so is its trace.
void account_for(Thread *t, std::uint32_t index, bool is_sampled, std::uint64_t now, bool has_error);
inline void account_for_top(Thread *t, std::uint64_t now, bool has_error) {
  account_for(t, t->spans.depth() - 1, t->flags.sampled, now, has_error);
}

// Records the entries of the innermost span and of the spans around it that were folded, so that their exits are
// recorded too: an error left it, or it was slow.
void write_late_entries(Thread *t);

// Of an exit record.  A span with more sites than a record holds writes them in records of its own before
// (write_excess_folds).
bool has_folded(const Span &span);
void write_excess_folds(const Thread *owner, Thread *target, Span &span);
char *put_folded(char *p, const Thread *owner, Span &span);

// Writes what was folded into spans that have no exit to name it, and frees the list.
void write_unattributed(const Thread *owner, Thread *target, std::uint32_t &list);
// Writes what the thread has folded so far, as sites may go with an object that is unloaded.
void write_folds_of_open_spans(Thread *t);
// Called on any thread: has each thread write, at one of its next calls, what it has folded into spans that are still
// open, for a summary that comes soon.  Their exits repeat it.
void request_folds_in_progress();
// Writes what is left of a thread's folded calls, at its end and at the end of the process.
void write_all_unattributed(const Thread *owner, Thread *target);

} // namespace telinject
