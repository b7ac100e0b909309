// What a thread writes into its ring for one event: fixed fields, then the values of arguments or of the return.
// Rendered later, elsewhere; nothing here is text yet.  A record stands whole and 8-byte aligned in the ring.
#pragma once

#include <cstddef>
#include <cstdint>

namespace telinject {

enum class SpanKind : std::uint8_t {
  function,
  suppressed, // has no events: what happens inside belongs to the enclosing span
  loop,
  try_block,
  http, // of a call of a library, as is database
  database,
};
constexpr std::size_t span_kind_count = static_cast<std::size_t>(SpanKind::database) + 1;

// Returns true for the span of an HTTP or a database call, which has attributes (attributes.h).
constexpr bool has_attributes(SpanKind kind) {
  return kind == SpanKind::http || kind == SpanKind::database;
}

// Of the exception that an exit record names.
constexpr std::size_t max_error_frames = 32;
constexpr std::size_t max_error_text = 256; // bytes kept; formats cut at 200 characters

enum class RecordKind : std::uint8_t {
  none,
#define TELINJECT_RECORD_KIND(KIND, ROLE, SPAN, EVENTS) KIND,
#include "runtime/core/record_kinds.def"
#undef TELINJECT_RECORD_KIND
  count
};

// entry, exit: of a span.  inner: of something that happens in one.  data: no event.
enum class RecordRole : std::uint8_t { entry, exit, inner, data };

struct RecordTraits {
  RecordRole role;
  SpanKind span; // suppressed: it begins or ends none
  std::uint8_t events;
};
inline constexpr RecordTraits record_traits[] = {
    {RecordRole::data, SpanKind::suppressed, 0},
#define TELINJECT_RECORD_KIND(KIND, ROLE, SPAN, EVENTS) {RecordRole::ROLE, SpanKind::SPAN, EVENTS},
#include "runtime/core/record_kinds.def"
#undef TELINJECT_RECORD_KIND
};
// A kind that a file holds may be any number: unknown ones count as none.
constexpr const RecordTraits &traits_of(RecordKind kind) {
  return record_traits[kind < RecordKind::count ? static_cast<std::size_t>(kind) : 0];
}
constexpr std::uint64_t events_of(RecordKind kind) {
  return traits_of(kind).events;
}
constexpr bool begins_span(RecordKind kind) {
  return traits_of(kind).role == RecordRole::entry;
}
constexpr bool ends_span(RecordKind kind) {
  return traits_of(kind).role == RecordRole::exit;
}
// Its values begin with a LoopEnd.
constexpr bool ends_inner_span(RecordKind kind) {
  return ends_span(kind) && traits_of(kind).span != SpanKind::function;
}
// The kinds of the entry and the exit of each kind of span; none: such spans have no records of their own.
struct SpanRecordKinds {
  RecordKind entry = RecordKind::none, exit = RecordKind::none;
};
inline constexpr struct SpanRecordKindTable {
  SpanRecordKinds of[span_kind_count];
  constexpr SpanRecordKindTable() : of() {
    for (std::size_t i = 0; i < static_cast<std::size_t>(RecordKind::count); ++i) {
      SpanRecordKinds &kinds = of[static_cast<std::size_t>(record_traits[i].span)];
      if (record_traits[i].role == RecordRole::entry)
        kinds.entry = static_cast<RecordKind>(i);
      else if (record_traits[i].role == RecordRole::exit)
        kinds.exit = static_cast<RecordKind>(i);
    }
  }
} span_record_kinds;
constexpr const SpanRecordKinds &record_kinds_of(SpanKind span) {
  return span_record_kinds.of[static_cast<std::size_t>(span)];
}

// What an enter record with record_has_caller ends with.
struct CallAddresses {
  std::uint64_t hook;   // where the hook returns to: inside the function, or where that was inlined
  std::uint64_t caller; // where the function returns to, or that which it was inlined into; counts where the site says
                        // so, 0: unknown
};

// What an enter record with record_has_link begins with: the span around that of a root (frontend/roots.h).
struct SpanLink {
  std::uint64_t trace_high, trace_low, span;
};

// What an exit record of a loop or a try block holds before its other values, and every record inside a function: where
// the function is.
struct LoopEnd {
  const char *function_site;
  std::uint64_t iterations;
  std::uint64_t exit_reason; // as telinject_loop_exit says; 0: as the site says
};

// The number of events inside a span that were not recorded, by kind; loops and try blocks have two events each.
struct Suppressed {
  std::uint64_t iterations = 0, branches = 0, changes = 0, functions = 0, loops = 0, try_blocks = 0;
  bool any() const { return (iterations | branches | changes | functions | loops | try_blocks) != 0; }
  void add(const Suppressed &o) {
    iterations += o.iterations;
    branches += o.branches;
    changes += o.changes;
    functions += o.functions;
    loops += o.loops;
    try_blocks += o.try_blocks;
  }
};

// What the exit of a span that an exception left has, behind the Suppressed: this, the frames (sites of functions), the
// text padded to 8.
struct ErrorHead {
  const char *type; // mangled; null: unknown
  std::uint32_t text_size, frame_count;
};

// Flags of an exit.
enum : std::uint8_t {
  record_abandoned = 1,       // closed because control left the function without running its guard
  record_unfinished = 2,      // still open when the process ended
  record_thread_exit = 4,     // closed while the thread was being ended by pthread_exit
  record_has_value = 8,       // values begin with the return code's literal (const char *), then the value
  record_has_suppressed = 16, // before that: a Suppressed
  record_caught = 32,         // a try block: one of its handlers took the exception
  record_raised = 64,         // left by an exception: has an ErrorHead
  record_has_folded = 128,    // after the Suppressed: a FoldedHead and its sites (folded.h)
};
// Flags of an entry.
enum : std::uint8_t {
  record_has_caller = 1,
  record_written_late = 2, // written when its span had run for a while: no values, earlier ticks
  record_has_link = 4,     // before the values: a SpanLink
};

// Marks of a record.
enum : std::uint16_t {
  record_span_kind = 0xff,
  record_sampled_out = 0x100, // of a trace that only its end may have kept (tail.h)
};

struct Record {
  std::uint32_t size; // bytes, this struct and the values, a multiple of 8
  RecordKind kind;
  std::uint8_t flags;
  std::uint16_t context_flags; // above; iteration, branch, change: also the SpanKind of the span it belongs to
  std::uint64_t ticks;         // clock.h
  const char *site;
  std::uint64_t span;
  std::uint64_t parent; // 0: none
  std::uint64_t trace_high, trace_low;
  union {
    const char *caller_site; // enter: the calling function's site, null for roots; inside a function: the function's
    std::uint64_t start;     // exit: ticks of the entry
  };
};
static_assert(sizeof(Record) == 64);

constexpr std::size_t max_record_size = 16 * 1024;

// Returns true if the record's size is one that a thread writes, and the record ends within `room` bytes.  A reader that
// follows any other size never ends.
constexpr bool has_valid_size(const Record &r, std::uint64_t room) {
  return r.size >= sizeof(Record) && r.size <= max_record_size && r.size % 8 == 0 && r.size <= room;
}

// Text among the values: this header, then the bytes, padded to 8.
struct TextHeader {
  std::uint32_t size;
  std::uint32_t flags;
};
enum : std::uint32_t {
  text_truncated = 1,
  text_is_null = 2,
  text_unreadable = 4, // the address pointed nowhere: the 8 bytes that follow are that address
};

constexpr std::size_t max_value_bytes = 256;
// Of the tokens of a value with parts (shown.h).
constexpr std::size_t max_shown_bytes = 512;

constexpr std::size_t padded(std::size_t n) {
  return (n + 7) & ~std::size_t{7};
}

} // namespace telinject
