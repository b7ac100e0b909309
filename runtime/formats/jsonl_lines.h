// The parts that all lines of telemetry.v3 have in common (shared by jsonl.cpp and jsonl_inner.cpp only).
#pragma once

#include "runtime/formats/format.h"

namespace telinject::jsonl {

constexpr std::size_t max_name = max_site_name;
constexpr std::size_t max_file = max_site_file;

void set_process(const Facts &facts);
// Sets the end of lines, from the members of the process on, and the rate.  The text must stay.
void set_tail(Slice tail, Slice sample_rate);
Slice resource_text();
// Appends the members from "service" on, including the line end (jsonl_process.cpp).
void put_process(const Facts &facts, TextBuffer &out);
// The same without "service", "environment" and "host", of which a format has its own.
void put_process_details(const Facts &facts, TextBuffer &out);
const void *prepare_site(const Site &site, Arena &arena);
const void *prepare_inner_site(const Site &site, Arena &arena);
void prepare_thread(int id, Slice name, TextBuffer &out);

// Appends "key":"value".
void put_member(TextBuffer &out, Slice key, Slice value);

// Order of a line: put_head, event_type and severity (put_typed_head has all three), function_name, "trace_id":" and put_context, put_flags, on exits
// put_duration, "message", put_event, the attributes' members, put_tail.
void put_head(const Event &e, TextBuffer &out);
// Appends "2025-11-03T19:15:41.499055" with so many decimal places, 3 or 9, without the letter of the time zone.
void put_timestamp(std::uint64_t unix_ns, int places, TextBuffer &out);
void put_typed_head(const Event &e, Slice severity, TextBuffer &out);
void put_context(const SpanContext &c, TextBuffer &out);
void put_flags(TextBuffer &out);
void put_duration(std::uint64_t ns, TextBuffer &out);
void put_message_member(const Event &e, TextBuffer &out);
void put_event(TextBuffer &out, Slice name, Slice category, Slice type);
// Closes the attributes and appends the rest.  prefix: of the correlation id; empty: the line has none.
void put_tail(const Event &e, Slice prefix, TextBuffer &out);

// Appends "link":{…}, with a comma; nothing if the span is no root.
void put_link(const SpanLink &link, TextBuffer &out);
// Appends, inside the attributes of an exit, the counts of suppressed events, each followed by a comma; nothing if all
// are 0.
void put_suppressed(const Suppressed &s, TextBuffer &out);
// The counts of suppressed events by their types.
struct SuppressedRows {
  struct Row {
    Slice event_type;
    std::uint64_t count;
  };
  explicit SuppressedRows(const Suppressed &s);
  const Row of[10];
};
// Appends "SITE":{…} of one site.
void put_folded_site(const FoldedFigures &site, TextBuffer &out);
// Appends ,"folded":{…} without the first comma, and what else an exit says of folded calls; nothing if it says nothing.
// any: a member precedes.  Returns whether one precedes now.
bool put_folded(const Event &e, bool any, TextBuffer &out);
// Appends the tables of a summary, each followed by a comma.
void put_summary_tables(const Event &e, TextBuffer &out);
// Appends ,"error":{…} if an exception left the span, or its call failed.
void put_error(const Event &e, TextBuffer &out);
// Appends "abandoned":true and other flags.  any: a member precedes, so that a comma is needed.  Returns whether one
// precedes now.
bool put_exit_flags(std::uint8_t flags, bool any, TextBuffer &out);

// Builds one fragment after another in scratch memory and copies each to the arena.
class FragmentBuilder {
public:
  explicit FragmentBuilder(Arena &arena) : arena_(arena), out_(scratch, sizeof scratch) {}
  TextBuffer &out() { return out_; }
  Slice done() {
    const Slice piece = arena_.keep(out_.slice());
    failed_ |= piece.empty();
    out_.truncate(0);
    return piece;
  }
  bool failed() const { return failed_; }

private:
  static char scratch[32 * 1024]; // used under the drain lock only
  Arena &arena_;
  TextBuffer out_;
  bool failed_ = false;
};
} // namespace telinject::jsonl
