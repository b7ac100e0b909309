// Spans and resources as messages of OTLP, for both of its encodings (formats `otlp` and `otlp_json`).  docs/formats.md
// has the mapping.  Functions are called as those of a format.
#pragma once

#include "runtime/formats/format.h"
#include "runtime/formats/otlp_logs.h"
#include "runtime/formats/otlp_writer.h"

namespace telinject::otlp {

// Fields of TracesData, which an ExportTraceServiceRequest is too, and of what it holds.
constexpr Field resource_spans{"resourceSpans", 1}, resource{"resource", 1}, scope_spans{"scopeSpans", 2},
    scope{"scope", 1}, spans{"spans", 2};

// Notes what spans say about the process; its other facts are the resource.
void note_process(const Facts &facts);
const void *prepare_site(const Site &site, Arena &arena, Encoding encoding);
const void *prepare_inner_site(const Site &site, Arena &arena, Encoding encoding);
void prepare_thread(int id, Slice name, TextBuffer &out, Encoding encoding);

// Writes the resource of the process (otlp_resource.cpp), with texts of so many bytes at most.  Its cloud and its pod must
// be known.
void put_resource(Writer &to, const Facts &facts, std::size_t max_text);
// Builds what precedes the spans of a batch: with shorter texts if they do not fit.
template <class Put> Slice fitting_head(char *memory, std::size_t size, Put put) {
  constexpr std::size_t limits[] = {4096, 256, 16};
  for (const std::size_t limit : limits) {
    TextBuffer out(memory, size);
    put(out, limit);
    if (!out.overflow())
      return out.slice();
  }
  return Slice();
}
// Writes the scope, which is this runtime.
void put_scope(Writer &to);
// Writes the fields of one Span, and its exception to the log records if that is where it belongs.
void put_span(Writer &to, const Event &entry, const Event &exit, InnerEvents &inner, LogRecords &logs);
// Of an event outside of all spans: a span without a duration.
void put_lone_event(Writer &to, const Event &e);

} // namespace telinject::otlp
