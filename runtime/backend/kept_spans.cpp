// Writes the spans of a trace that were kept: see trace_folder.h.
#include "runtime/backend/trace_folder.h"

#include "runtime/backend/stored_inner.h"
#include "runtime/core/drop_counter.h"

#include <algorithm>
#include <new>

namespace telinject {

// Lists a root and the candidates below it, parents first.  What is below an open span stays with that.
std::size_t TraceFolder::list_complete(std::uint32_t root) noexcept {
  std::size_t count = 0;
  tables_.list[count++] = root;
  for (std::size_t i = 0; i < count; ++i)
    for (std::uint32_t child = at(tables_.list[i]).child; child != 0; child = at(child).older)
      if (at(child).is_complete)
        tables_.list[count++] = child;
  return count;
}

// The self time of a span is an estimate if what was folded into it was not inside its own time.
void TraceFolder::mark_estimates(std::size_t count) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    Span &span = at(tables_.list[i]);
    span.needs_estimate |= span.receives && span.inside_ns > span.duration_ns;
    for (std::uint32_t child = span.child; child != 0; child = at(child).older)
      span.needs_estimate |= at(child).has_moved && !at(child).is_counted;
  }
}

KeptSpan TraceFolder::kept(std::uint32_t slot, bool is_exit) noexcept {
  Span &span = at(slot);
  KeptSpan result;
  result.parent = span.parent != 0 ? at(span.parent).id : span.parent_id;
  result.link = span.link;
  if (!is_exit)
    return result;
  if (span.sums != 0)
    result.folded = sums_.collect(span.sums, emit_.named_sites, result.folded_count);
  result.folded_flags = span.needs_estimate ? folded_self_estimated : 0;
  return result;
}

void TraceFolder::write(std::uint32_t root) noexcept {
  while (is_over_budget(root) && fold_worst(root)) {
  }
  const std::size_t count = list_complete(root);
  mark_estimates(count);
  if (emit_.span)
    write_spans(count);
  else
    write_lines(count);
  if (const std::uint32_t number = at(root).trace) {
    Trace &trace = tables_.traces[number - 1];
    --trace.roots;
    trace.candidates -= at(root).candidates;
    trace.written += count;
  }
  begin_roots_below(count);
  for (std::size_t i = 0; i < count; ++i)
    free_slot(tables_.list[i]);
}

// Children come before their parents, as without folding.
void TraceFolder::write_spans(std::size_t count) noexcept {
  while (count-- != 0) {
    const std::uint32_t slot = tables_.list[count];
    const Span &span = at(slot);
    ThreadFacts thread, exit_thread;
    RecordStore::Reader reader(records_, span.records), end(records_, span.records);
    // The exit stands behind what happened inside.
    bool is_whole = end.get(&thread, sizeof thread) && read_record(end, tables_.record);
    for (std::uint32_t i = 0; i < span.inner; ++i)
      is_whole = is_whole && read_record(end, tables_.inner);
    is_whole = is_whole && end.get(&exit_thread, sizeof exit_thread) && read_record(end, tables_.exit) &&
               reader.get(&thread, sizeof thread) && read_record(reader, tables_.record);
    if (!is_whole) {
      dropped_events.add(1 + span.inner_events); // there was no room for its exit
      continue;
    }
    tables_.text.generation = thread.generation + 1; // the text is of another thread
    tables_.exit_text.generation = exit_thread.generation + 1;
    tables_.text.last_ns = tables_.exit_text.last_ns = 0;
    StoredInner inner(reader, tables_.inner, span.inner, span.inner_events, 0);
    emit_.span({tables_.text, thread, reinterpret_cast<Record *>(tables_.record)},
               {tables_.exit_text, exit_thread, reinterpret_cast<Record *>(tables_.exit)}, inner, kept(slot, true));
    emit_.after_each();
  }
}

bool TraceFolder::is_later(std::uint32_t a, std::uint32_t b) noexcept {
  const auto *const cursors = reinterpret_cast<const Cursor *>(tables_.cursors);
  const Cursor &first = cursors[a], &second = cursors[b];
  if (first.ticks != second.ticks)
    return first.ticks > second.ticks;
  if (first.is_exit != second.is_exit)
    return first.is_exit;
  const std::uint64_t first_number = at(first.slot).number, second_number = at(second.slot).number;
  return first.is_exit ? first_number < second_number : first_number > second_number;
}

// Reads the head of the next record of a span.
bool TraceFolder::read_next(Cursor &cursor) noexcept {
  if (cursor.is_exit)
    return false;
  const Span &span = at(cursor.slot);
  cursor.is_entry = false;
  if (cursor.inner == 0) {
    cursor.is_exit = true;
    if (!cursor.reader.get(&cursor.thread, sizeof cursor.thread)) {
      dropped_events.add(1); // there was no room for its exit
      return false;
    }
  } else {
    --cursor.inner;
  }
  if (!cursor.reader.get(&cursor.next, sizeof cursor.next))
    return false;
  cursor.ticks = cursor.is_exit ? span.end : std::max(cursor.ticks, cursor.next.ticks);
  return true;
}

// In order of time, so that a span's children have their lines between its own.
void TraceFolder::write_lines(std::size_t count) noexcept {
  auto *const cursors = reinterpret_cast<Cursor *>(tables_.cursors);
  const auto later = [this](std::uint32_t a, std::uint32_t b) { return is_later(a, b); };
  std::uint32_t *const order = tables_.order;
  std::size_t size = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const Span &span = at(tables_.list[i]);
    Cursor &cursor = *new (&cursors[i]) Cursor{.reader = RecordStore::Reader(records_, span.records),
                                               .thread = {},
                                               .next = {},
                                               .ticks = span.begin,
                                               .slot = tables_.list[i],
                                               .inner = span.inner,
                                               .is_entry = true,
                                               .is_exit = false,
                                               .is_lost = false};
    if (!cursor.reader.get(&cursor.thread, sizeof cursor.thread) ||
        !cursor.reader.get(&cursor.next, sizeof cursor.next))
      continue;
    order[size++] = i;
    std::push_heap(order, order + size, later);
  }
  auto *const r = reinterpret_cast<Record *>(tables_.record);
  while (size != 0) {
    std::pop_heap(order, order + size, later);
    Cursor &cursor = cursors[order[size - 1]];
    *r = cursor.next;
    if (!cursor.reader.get(r + 1, r->size - sizeof *r)) {
      --size;
      continue;
    }
    tables_.text.generation = cursor.thread.generation + 1;
    tables_.text.last_ns = 0;
    if (cursor.is_lost)
      dropped_events.add(events_of(r->kind)); // as the entry was
    else if (!emit_.record(tables_.text, cursor.thread, r, kept(cursor.slot, cursor.is_exit)) && cursor.is_entry)
      cursor.is_lost = true;
    emit_.after_each();
    if (read_next(cursor))
      std::push_heap(order, order + size, later);
    else
      --size;
  }
}

// Open spans below the written ones, as those of threads that go on, become roots.
void TraceFolder::begin_roots_below(std::size_t count) noexcept {
  const std::uint32_t trace = at(tables_.list[0]).trace;
  for (std::size_t i = 0; i < count; ++i)
    for (std::uint32_t child = at(tables_.list[i]).child; child != 0;) {
      const std::uint32_t slot = child;
      child = at(child).older;
      if (!at(slot).is_complete)
        begin_root(slot, trace);
    }
}

void TraceFolder::begin_root(std::uint32_t slot, std::uint32_t trace) noexcept {
  Span &root = at(slot);
  root.parent_id = at(root.parent).id;
  unlink_child(slot);
  root.parent = root.older = root.younger = 0;
  root.trace = trace;
  if (trace != 0)
    ++tables_.traces[trace - 1].roots;
  root.heap = root.candidates = 0;
  for (std::uint32_t i = slot; i != 0;) {
    at(i).root = slot;
    if (at(i).is_complete)
      insert(slot, i);
    if (at(i).child != 0) {
      i = at(i).child;
      continue;
    }
    while (i != slot && at(i).older == 0)
      i = at(i).parent;
    i = i == slot ? 0 : at(i).older;
  }
}

} // namespace telinject
