// The interface of a format, which turns events into bytes.  All functions are called by the thread that holds the
// drain lock, one call at a time, and are async-signal-safe.
#pragma once

#include "runtime/config/export_config.h"
#include "runtime/formats/event.h"
#include "runtime/resource/resource.h"

namespace telinject {

// The configuration that changes how events are rendered.
struct RenderOptions {
  std::uint64_t slow_ns = 0;     // 0: no span is slow
  std::size_t value_bytes = 256; // longest text in bytes
  bool call_addresses = false;   // lines have the addresses of their calls
  Slice known_methods = {};      // of HTTP (semconv/http.h)
  // What formats with log records do with exceptions.
  ExceptionSignal exceptions = ExceptionSignal::span_events;
};
// Set by rendering_start, constant afterwards.
extern RenderOptions render_options;

// What happened inside a span, in order of time.
struct InnerEvents {
  // Returns the next event, which is valid until the following call; null: there are no more.  Of a conditional only
  // its conditional_exit.
  const Event *(*next)(InnerEvents &self);
  std::uint64_t count = 0;    // of all of them, both events of a conditional
  std::uint64_t left_out = 0; // so many further records of the span were not kept
};

// A format renders each event on its own, or each span when it ends, from its entry and its exit.  With an envelope, its
// batches have a beginning and an end; an output then takes or loses a batch as a whole.
struct Format {
  Slice name;
  Slice content_type; // media type of what it renders
  // So many bytes at the beginning of a batch tell its size, for files and pipes.  A sink that sends each batch as a
  // message of its own leaves them out.
  std::size_t size_prefix = 0;
  // Sets the process's facts for all lines that follow.  If facts.cloud is null, lines get the byte
  // resource_placeholder in place of all text that depends on the facts; they are completed later (pending_lines.h).
  void (*set_process)(const Facts &facts);
  // Renders the text of a site into the arena; null if memory is short.
  const void *(*prepare_site)(const Site &site, Arena &arena);
  // The same for the site of a construct inside a function.
  const void *(*prepare_inner_site)(const Site &site, Arena &arena);
  // Renders the text of a thread; must not exceed the room in `out`.
  void (*prepare_thread)(int id, Slice name, TextBuffer &out);
  // Appends one event, including the line end.
  void (*render)(const Event &event, TextBuffer &out);
  // Appends a span, with what happened inside.  Null: all of that are single events.
  void (*render_span)(const Event &entry, const Event &exit, InnerEvents &inner, TextBuffer &out) = nullptr;
  // The envelope of a batch; both null: it has none.  begin_batch appends what precedes the first event.  end_batch
  // appends what follows the last one, max_batch_end bytes at most; it may change the bytes of the batch in place, such
  // as lengths for which begin_batch has left room.
  void (*begin_batch)(TextBuffer &out) = nullptr;
  void (*end_batch)(char *batch, std::size_t size, TextBuffer &out) = nullptr;
  // Appends the log records of the batch, which has its end, as a message of their own with its size_prefix, max_batch_logs
  // bytes at most; nothing if there are none.  Returns their number.  Null: the format has no log records.
  std::uint64_t (*put_logs)(TextBuffer &out) = nullptr;
  // Returns the text for the placeholder, once the facts are complete.  Null: the format has no placeholders, so the
  // writer waits for the facts before it renders.
  Slice (*resource_text)() = nullptr;
};

constexpr std::size_t max_batch_end = 4096;
constexpr std::size_t max_batch_logs = 384 * 1024;

// A control character, which JSON contains only in escaped form.
constexpr char resource_placeholder = '\x01';

// Finds a row of formats.def; null for an unknown name.
const Format *find_format(Slice name);

} // namespace telinject
