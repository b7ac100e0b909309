// What aspects do with a library's call: a span is opened or ends, values are remembered for a handle.
#include "runtime/frontend/calls.h"

#include "runtime/core/clock.h"
#include "runtime/frontend/call_attributes.h"
#include "runtime/frontend/handed_over.h"
#include "runtime/frontend/handle_table.h"
#include "runtime/frontend/header_lists.h"
#include "runtime/frontend/requests.h"
#include "runtime/frontend/spans.h"

#include <cstring>

namespace telinject {

namespace {

// Stores the call's values from `first` on for the entry, or for the span that is open there.
void store_values(char *room, HandleEntry &entry, const CallState &call, std::uint32_t first, bool for_span) {
  for (std::uint32_t i = first; i < call.count; ++i) {
    if (!is_recorded_attribute(call, call.values[i]))
      continue;
    const std::size_t size = static_cast<std::size_t>(put_attribute(room, call, call.values[i]) - room);
    if (for_span)
      HandleTable::set_scoped_attribute(entry, room, size);
    else
      HandleTable::set_attribute(entry, room, size);
    std::memset(room, 0, size); // the ring may be a file
  }
}

void remember(Thread *t, const CallState &call) {
  char *const room = reserve_record(t); // not committed
  if (!room)
    return note_lost_headers(call);
  HandleTable table;
  if (call.span_of)
    table.add_alias(call.handle, call.span_of);
  HandleEntry *const entry = call.span_of ? nullptr : table.find_or_add(object_of(call));
  if (!entry)
    return note_lost_headers(call);
  if (call.is_new_handle) { // an earlier object of this address may have ended where no aspect saw it
    const void *const handle = entry->handle;
    HandleTable::forget(*entry);
    entry->handle = handle;
  }
  note_headers(call, *entry);
  if (call.key != 0)
    HandleTable::set_owner(*entry, call.handle);
  store_values(room, *entry, call, 0, false);
}

// Appends the call's first attribute to the handle's queue, clean, as queues are long.
void enqueue(Thread *t, const CallState &call) {
  char *const room = reserve_record(t); // not committed
  if (!room)
    return;
  CallValue value{"s db.query.text", 0};
  for (std::uint32_t i = call.count; i-- > 0;)
    value = is_recorded_attribute(call, call.values[i]) ? call.values[i] : value;
  const auto size = static_cast<std::size_t>(put_clean_attribute_of(room, call, value) - room);
  {
    HandleTable table;
    if (HandleEntry *const entry = table.find_or_add(call.handle))
      HandleTable::enqueue(*entry, room, size);
  }
  std::memset(room, 0, size); // the ring may be a file
}

// The first call in the queue has had its answer.
void dequeue(const CallState &call) {
  if (call.output_at && !call.output && !call.has_failed)
    return; // no answer yet
  HandleTable table;
  if (HandleEntry *const entry = table.find(call.handle))
    HandleTable::dequeue(*entry);
}

// Records the span over several calls of the handle, which ends with this call, and forgets it.
void end_span(Thread *t, CallState &call, bool forgets) {
  HandleSpan span;
  {
    HandleTable table;
    if (const HandleEntry *const entry = table.find(call.handle))
      span = entry->span;
  }
  if (span.start != 0) {
    if (span.has_rows)
      add_value(call, "l db.response.returned_rows", static_cast<long>(span.rows));
    record_handle_span(t, call, span);
  }
  HandleTable table;
  HandleEntry *const entry = table.find(call.handle);
  if (!entry)
    return;
  HandleTable::end_span(*entry);
  if (forgets)
    HandleTable::forget(*entry);
}

// Ends the handle's span by a call that is no part of it.
void end_handle(Thread *t, CallState &call, bool forgets) {
  {
    HandleTable table;
    if (const void *const handle = table.take_alias(call.handle)) {
      call.handle = const_cast<void *>(handle);
      forgets = false;
    }
    if (forgets)
      table.forget_parts(call.handle);
  }
  call.end = clock_ticks();
  end_span(t, call, forgets);
}

// The library has made the handle.  One that it has not made is the call's own address still.
void take_made_handle(CallState &call) {
  HandleTable table;
  HandleEntry *const begun = table.find(&call);
  if (!begun)
    return;
  HandleEntry *const made = call.handle ? table.find_or_add(call.handle) : nullptr;
  if (!made) {
    call.handle = &call;
    return;
  }
  const void *const handle = made->handle;
  HandleTable::forget(*made); // an earlier object of this address may have ended where no aspect saw it
  made->handle = handle;
  made->span = begun->span;
  made->size = begun->size;
  made->scoped = begun->scoped;
  std::memcpy(made->attributes, begun->attributes, begun->size);
  HandleTable::forget(*begun);
}

void begin_span_of_handle(Thread *t, const CallState &call) {
  HandleSpan begun;
  begin_handle_span(t, call, begun);
  begun.has_rows = call.action == 's';
  HandleTable table;
  HandleEntry *const entry = table.find_or_add(handle_of_span(call));
  if (entry && entry->span.start == 0)
    entry->span = begun;
}

// A span begins.  One that is still open was given up by the program.
void begin_anew(Thread *t, const CallState &call) {
  CallState ended = call;
  ended.action = 'e';
  ended.handle = const_cast<void *>(handle_of_span(call));
  ended.count = ended.first_after = 0;
  end_handle(t, ended, false);
  begin_span_of_handle(t, call);
}

// Copies the attributes of the named part that the call uses to the span of its handle.
void copy_part(HandleTable &table, HandleEntry &entry, const CallState &call) {
  CallState part = call;
  part.action = 'c';
  const HandleEntry *const from = call.key != 0 ? table.find(object_of(part)) : nullptr;
  if (from && from != &entry && from->size <= HandleEntry::capacity - entry.size)
    HandleTable::set_scoped_attribute(entry, from->attributes, from->size);
}

void end_beginning(Thread *t, CallState &call) {
  if (!call.handle || call.is_new_handle)
    take_made_handle(call);
  const bool has_no_handle = call.handle == &call;
  if (call.has_failed || call.pending == Pending::no || has_no_handle)
    return end_span(t, call, has_no_handle);
  char *const room = reserve_record(t); // not committed
  HandleTable table;
  HandleEntry *const entry = room ? table.find(call.handle) : nullptr;
  if (!entry || entry->span.start == 0)
    return;
  copy_part(table, *entry, call);
  store_values(room, *entry, call, 0, true);
}

// The call was a step of a span: the last one, or one with rows.
void end_step(Thread *t, CallState &call) {
  char *const room = call.is_row && call.has_failed ? reserve_record(t) : nullptr; // not committed
  {
    HandleTable table;
    HandleEntry *const entry = table.find(call.handle);
    if (!entry || entry->span.start == 0)
      return;
    entry->span.rows += call.has_rows ? call.rows : call.counts_steps && call.is_row ? 1 : 0;
    entry->span.has_rows |= call.has_rows || call.counts_steps;
    if (room) // the span goes on, but has failed
      store_values(room, *entry, call, call.first_after, true);
  }
  if (!call.is_row && (call.has_failed || call.pending != Pending::yes))
    end_span(t, call, false);
}

void record_failure(Thread *t, const CallState &call) {
  HandleSpan span;
  begin_handle_span(t, call, span);
  span.start = call.start;
  record_handle_span(t, call, span);
}

} // namespace

void begin_call(Thread *t, CallState &call, const FrameAddress &frame) {
  call.phase = CallPhase::begun;
  call.first_after = call.count;
  switch (call.action) {
  case 'c':
  case 'd':
    call.span = open_call_span(t, call, frame);
    break;
  case 'b':
    begin_anew(t, call);
    break;
  case 'R':
    call.start = clock_ticks();
    break;
  case 's':
    begin_span_of_handle(t, call);
    break;
  case 'H':
    begin_request(t, call, frame);
    break;
  case 'n':
  case 'm':
  case 'N':
    note_work(t, call);
    break;
  case 'K':
  case 'T':
    begin_work(t, call, frame);
    break;
  case 'e':
  case 'f': // before the call, as the library may give the same handle to another thread at once
    end_handle(t, call, call.action == 'f');
    break;
  default:
    break;
  }
}

const void *handle_of_span(const CallState &call) {
  return call.handle || call.action != 'b' ? call.handle : &call;
}

Continued context_of_handle(const void *handle) {
  HandleTable table;
  const HandleEntry *const entry = table.find(handle);
  if (!entry || entry->span.start == 0 || !entry->span.is_recorded)
    return {};
  const HandleSpan &span = entry->span;
  return {span.trace_high, span.trace_low, span.id, true, span.context_flags};
}

void finish_call(Thread *t, CallState &call) {
  if (call.phase != CallPhase::returned)
    return;
  if (call.action == 'H')
    return end_request(t, call);
  if (call.action == 'K' || call.action == 'T')
    return end_work(t, call);
  if (call.action == 'a' && !call.has_failed)
    answer_request(t, call);
  else if (call.span != 0)
    close_call_span(t, call);
  switch (call.action) {
  case 'd':
    dequeue(call);
    break;
  case 'b':
    end_beginning(t, call);
    break;
  case 's':
  case 'S':
    end_step(t, call);
    break;
  case 'R':
    if (call.has_failed)
      return record_failure(t, call);
    [[fallthrough]];
  case 'r':
    if (!call.has_failed)
      remember(t, call);
    break;
  case 'f':
    if (call.headers != CallState::Headers::unchanged)
      remember(t, call);
    break;
  case 'q':
    if (!call.has_failed)
      enqueue(t, call);
    break;
  default:
    break;
  }
}

} // namespace telinject
