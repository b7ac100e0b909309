// What a format does: turns events into bytes.  All functions run by whoever drains, one at a time, and are
// async-signal-safe.
#pragma once

#include "runtime/formats/event.h"
#include "runtime/resource/resource.h"

namespace telinject {

// What of the configuration decides how events look.
struct RenderOptions {
  std::uint64_t slow_ns = 0;     // 0: no span is slow
  std::size_t value_bytes = 256; // text is cut at so many bytes
  bool call_addresses = false;   // lines have the addresses that a call is found by
};
// Set by rendering_start, constant afterwards.
extern RenderOptions render_options;

struct Format {
  Slice name;
  // Takes the process's facts for all lines that follow.  Where facts.cloud is null, the lines have the byte
  // resource_placeholder for all that depends on the facts; they are completed later (pending_lines.h).
  void (*set_process)(const Facts &facts);
  // Text of a site, kept in the arena; null where memory is short.
  const void *(*prepare_site)(const Site &site, Arena &arena);
  // Likewise for the site of something inside a function.
  const void *(*prepare_inner_site)(const Site &site, Arena &arena);
  // Text of a thread, at most as long as `out` has room for.
  void (*prepare_thread)(int id, Slice name, TextBuffer &out);
  // Appends one event, line end included.
  void (*render)(const Event &event, TextBuffer &out);
  // What stands in that place, once the facts are whole.  Null: the format has no such places, so that the writer waits
  // for the facts before it renders.
  Slice (*resource_text)() = nullptr;
};

// A control character, which in JSON can only stand escaped.
constexpr char resource_placeholder = '\x01';

// The rows of formats.def; null for an unknown name.
const Format *find_format(Slice name);

} // namespace telinject
