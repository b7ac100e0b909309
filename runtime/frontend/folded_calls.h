// Folding: calls that the budget does not let a thread record are summed up, by site, in the nearest recorded span
// around them, and written with its exit.  docs/budget.md has the rules.  Functions take the calling thread's block.
#pragma once

#include "runtime/frontend/thread_ring.h"

namespace telinject {

// What happens to a call that begins.
enum class CallChoice { record, fold, count };

// is_important: a root, or a span by hand.  weight: of a folded call: the number of calls that it stands for.
CallChoice choose_for_call(Thread *t, SiteCalls *calls, bool is_important, std::uint32_t &weight);

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
  return __builtin_expect(calls && calls->fold->is_of(owner, site), 1)
             ? *calls->fold
             : find_fold_entry_slow_path(t, calls, owner, site, function_site, kind);
}

// Counts a call of a function that gets no span.
void count_call(Thread *t, SiteCalls *calls, const char *site);
// Counts a conditional or an assignment inside the innermost span.
void fold_inner_event(Thread *t, const char *site, FoldKind kind);
// Returns the time of an event inside the innermost span if it is recorded; 0 if it is folded.
std::uint64_t record_or_fold(Thread *t, const char *site, FoldKind kind);

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
// Writes what is left of a thread's folded calls, at its end and at the end of the process.
void write_all_unattributed(const Thread *owner, Thread *target);

} // namespace telinject
