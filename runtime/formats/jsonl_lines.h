// What all lines of telemetry.v3 have in common (shared by jsonl.cpp and jsonl_inner.cpp alone).
#pragma once

#include "runtime/formats/format.h"

namespace telinject::jsonl {

constexpr std::size_t max_name = 1024;
constexpr std::size_t max_file = 2048;

void set_process(const Facts &facts);
Slice resource_text();
// From service on, line end included (jsonl_process.cpp).
void put_process(const Facts &facts, TextBuffer &out);
void prepare_thread(int id, Slice name, TextBuffer &out);

// "key":"value"
void put_member(TextBuffer &out, Slice key, Slice value);

// A line is: put_head, event_type, severity and function_name, "trace_id":" and put_context, put_flags, on exits
// put_duration, "message", put_event, the attributes' members, put_tail.
void put_head(const Event &e, TextBuffer &out);
void put_context(const SpanContext &c, TextBuffer &out);
void put_flags(TextBuffer &out);
void put_duration(std::uint64_t ns, TextBuffer &out);
void put_milliseconds(std::uint64_t ns, TextBuffer &out); // "1.25"
void put_event(TextBuffer &out, Slice name, Slice category, Slice type);
// prefix: of the correlation id; empty: there is none.  Closes the attributes first.
void put_tail(const Event &e, Slice prefix, TextBuffer &out);

// Inside the attributes of an exit: how often what was thinned out, each with a comma behind; nothing where nothing
// was.
void put_suppressed(const Suppressed &s, TextBuffer &out);
// ,"error":{…}, where an exception left the span
void put_error(const Event &e, TextBuffer &out);
// "abandoned":true and the like, with a comma before each but the first of the attributes.
bool put_exit_flags(std::uint8_t flags, bool any, TextBuffer &out);

// Builds one piece after the other in scratch memory, then keeps it.
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
  static char scratch[32 * 1024]; // only one drains at a time
  Arena &arena_;
  TextBuffer out_;
  bool failed_ = false;
};
} // namespace telinject::jsonl
