// A format as OTLP is one: whole spans, in batches with an envelope that holds its own length.  For tests only.
//
//   batch: "[", the number of bytes between the brackets in 8 digits, its spans and events, "]\n"
//   span: "<ID FIRST..LAST>", with the sequence numbers of its entry and its exit, and "+N" for N events inside, "-N" for
//         N that were left out
//   event: "(TYPE)", or "(TYPE LOST)" with the number of lost events
#pragma once

#include "runtime/formats/format.h"

#include <cstring>
#include <string>

namespace span_format {

constexpr std::size_t head_size = 1 + 8;

// Set to the number of batches that were begun.
inline int batches = 0;

inline const telinject::Format format = {
    .name = "spans",
    .content_type = "application/x-test-spans",
    .set_process = [](const telinject::Facts &) {},
    .prepare_site = [](const telinject::Site &, telinject::Arena &arena) -> const void * { return arena.take(8); },
    .prepare_inner_site = [](const telinject::Site &, telinject::Arena &arena) -> const void * {
      return arena.take(8);
    },
    .prepare_thread = [](int id, telinject::Slice,
                         telinject::TextBuffer &out) { out.decimal(static_cast<unsigned>(id)); },
    .render =
        [](const telinject::Event &e, telinject::TextBuffer &out) {
          out.put('(');
          out.put(descriptor_of(e.type).event_type);
          if (e.lost_events != 0) {
            out.put(' ');
            out.decimal(e.lost_events);
          }
          out.put(')');
        },
    .render_span =
        [](const telinject::Event &entry, const telinject::Event &exit, telinject::InnerEvents &inner,
           telinject::TextBuffer &out) {
          out.put('<');
          out.decimal(entry.context.span == exit.context.span ? entry.context.span : 0);
          out.put(' ');
          out.decimal(entry.sequence);
          out.put("..");
          out.decimal(exit.sequence);
          if (!(entry.thread == exit.thread) && !exit.thread.empty())
            out.put(" other thread");
          unsigned events = 0;
          while (inner.next(inner))
            ++events;
          if (events != 0) {
            out.put('+');
            out.decimal(events);
          }
          if (inner.left_out != 0) {
            out.put('-');
            out.decimal(inner.left_out);
          }
          out.put('>');
        },
    .begin_batch =
        [](telinject::TextBuffer &out) {
          ++batches;
          out.put("[????????");
        },
    .end_batch =
        [](char *batch, std::size_t size, telinject::TextBuffer &out) {
          telinject::TextBuffer length(batch + 1, 8);
          length.padded(size - head_size, 8);
          out.put("]\n");
        },
};

// The batch that has this content.
inline std::string whole(const std::string &content) {
  std::string length = std::to_string(content.size());
  length.insert(0, 8 - length.size(), '0');
  return "[" + length + content + "]\n";
}

} // namespace span_format
