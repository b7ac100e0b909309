// The format telemetry.v3: one JSON object a line.  Text that is the same on all lines of a site, a thread or the
// process is built once; a line then takes a few copies.
#include "runtime/formats/event_message.h"
#include "runtime/formats/jsonl_calls.h"
#include "runtime/formats/jsonl_inner.h"
#include "runtime/formats/jsonl_lines.h"
#include "runtime/formats/jsonl_values.h"

#include "runtime/base/json_text.h"
#include "runtime/base/modules.h"
#include "runtime/core/callers.h"

namespace telinject {

using namespace jsonl;

namespace {

struct SiteText {
  Slice entry_head; // event_type ... "trace_id":"
  Slice exit_head;  // "function_name" ... "trace_id":"
  Slice entry_body; // trace_flags ... attributes":{
  Slice exit_body;  // trace_flags ... "message":"Function 'x' exit ( is split by the duration: see render_exit
  Slice exit_event; // "event" ... "attributes":{
  Slice place;      // "code.file.path" ... ,
  Slice caller;     // "caller_function":"x",
  Slice *keys;      // "name": of each argument
};

void prepare_keys(const Site &site, SiteText &text, FragmentBuilder &pieces) {
  for (std::size_t i = 0; i < site.argument_count; ++i) {
    const Slice name = site.arguments[i].name.take_front(max_name);
    if (name.empty()) {
      pieces.out().put("\"argument");
      pieces.out().decimal(i + 1);
      pieces.out().put('"');
    } else {
      put_json_string(pieces.out(), name);
    }
    pieces.out().put(':');
    text.keys[i] = pieces.done();
  }
}

} // namespace

const void *jsonl::prepare_site(const Site &site, Arena &arena) {
  auto *text = arena.take_array<SiteText>(1);
  auto *keys = arena.take_array<Slice>(site.argument_count);
  if (!text || !keys)
    return nullptr;
  text->keys = keys;
  const Slice name = cut_utf8(site.function, max_name);
  FragmentBuilder pieces(arena);
  TextBuffer &out = pieces.out();

  out.put(",\"event_type\":\"function_entry\",\"severity\":\"INFO\",");
  put_member(out, "function_name", name);
  out.put(",\"trace_id\":\"");
  text->entry_head = pieces.done();
  put_member(out, "function_name", name);
  out.put(",\"trace_id\":\"");
  text->exit_head = pieces.done();

  put_flags(out);
  out.put(",\"message\":\"Function '");
  put_json(out, name);
  out.put("' entry\"");
  put_event(out, name, "code", "start");
  text->entry_body = pieces.done();
  out.put(",\"message\":\"Function '");
  put_json(out, name);
  out.put("' exit (");
  text->exit_body = pieces.done();
  put_event(out, name, "code", "end");
  text->exit_event = pieces.done();

  put_member(out, "code.file.path", cut_utf8(site.file, max_file));
  out.put(",\"code.line.number\":");
  out.decimal(site.line);
  out.put(site.is_coroutine ? Slice(",\"coroutine\":true,") : Slice(","));
  text->place = pieces.done();
  put_member(out, "caller_function", name);
  out.put(',');
  text->caller = pieces.done();
  prepare_keys(site, *text, pieces);
  return pieces.failed() ? nullptr : text;
}

namespace {

void put_arguments(const Event &e, const SiteText &text, TextBuffer &out) {
  const Site &site = e.site->site;
  if (site.argument_count == 0)
    return;
  out.put("\"arguments\":{");
  const char *p = e.values;
  bool any = false;
  Codes codes(site.arguments, site.argument_count);
  while (!codes.empty() && p) {
    const std::size_t before = out.size();
    if (any)
      out.put(',');
    out.put(text.keys[codes.position()]);
    p = put_json_value(out, codes, p, e.values_end, *e.cache);
    if (!p && !out.overflow())
      out.truncate(before);
    any = true;
  }
  out.put("},");
}

// Returns false if it is unknown which file is mapped there.
bool put_address(Slice key, std::uint64_t address, TextBuffer &out) {
  const Module *const module = address ? find_module(address) : nullptr;
  if (!module || module->name.empty())
    return false;
  out.put('"');
  out.put(key);
  out.put("\":\"");
  put_json(out, module->name);
  out.put("+0x");
  out.hex(module->offset + (address - module->start));
  out.put("\",");
  return true;
}

// Appends the source line of the call if debug information gives it (resolve_call), else, if they are configured, the
// addresses by which it can be found later.
void put_call(const Event &e, TextBuffer &out) {
  if (!e.call.hook)
    return;
  if (CallPlace place; resolve_call) {
    if (!resolve_call(e.call, e.site->site.function, place))
      return;
    put_member(out, "caller_file", cut_utf8(place.file, max_file));
    out.put(",\"caller_line\":");
    out.decimal(place.line);
    out.put(',');
  } else if (render_options.call_addresses) {
    if (put_address("entry_address", e.call.hook, out))
      put_address("caller_address", e.call.caller, out);
  }
}

void render_entry(const Event &e, TextBuffer &out) {
  const auto &text = *static_cast<const SiteText *>(e.site->rendered);
  put_head(e, out);
  out.put(text.entry_head);
  put_context(e.context, out);
  out.put(text.entry_body);
  put_arguments(e, text, out);
  if (e.caller)
    out.put(static_cast<const SiteText *>(e.caller->rendered)->caller);
  put_call(e, out);
  out.put(text.place);
  if (e.flags & record_written_late)
    out.put("\"also_folded\":true,");
  put_link(e.link, out);
  out.put(e.thread);
  put_tail(e, "func_", out);
}

// Appends the recorded value, else the type if the function returns a value; nothing if control did not return.
bool put_return_value(const Event &e, TextBuffer &out) {
  const Slice type = e.site->site.return_type;
  const std::size_t before = out.size();
  out.put("\"return_value\":");
  if (!e.value_code.empty()) {
    Codes codes(e.value_code, type);
    if (put_json_value(out, codes, e.values, e.values_end, *e.cache))
      return true;
  } else if (!type.empty() &&
             (e.flags & (record_abandoned | record_unfinished | record_thread_exit | record_raised)) == 0) {
    put_cut_string(out, type);
    return true;
  }
  if (!out.overflow())
    out.truncate(before);
  return false;
}

void put_exit_attributes(const Event &e, TextBuffer &out) {
  bool any = put_return_value(e, out);
  if (e.site->site.is_coroutine) {
    out.put(any ? Slice(",\"coroutine\":true") : Slice("\"coroutine\":true"));
    any = true;
  }
  any = put_exit_flags(e.flags, any, out);
  any = put_folded(e, any, out);
  if (!e.suppressed.any())
    return;
  if (any)
    out.put(',');
  put_suppressed(e.suppressed, out);
}

void render_exit(const Event &e, TextBuffer &out) {
  const auto &text = *static_cast<const SiteText *>(e.site->rendered);
  put_head(e, out);
  out.put(",\"event_type\":\"function_exit\",\"severity\":\"");
  out.put(severity_of(e));
  out.put("\",");
  out.put(text.exit_head);
  put_context(e.context, out);
  put_flags(out);
  put_duration(e.duration_ns, out);
  out.put(text.exit_body);
  put_milliseconds(e.duration_ns, out);
  out.put("ms)\"");
  put_error(e, out);
  out.put(text.exit_event);
  put_exit_attributes(e, out);
  put_tail(e, "func_", out);
}

void put_exports(const ExportTotals &counts, TextBuffer &out) {
  if (!counts.is_known)
    return;
  out.put("\"export\":{");
  for (const auto &row : export_counts) {
    out.put(&row == export_counts ? Slice("\"") : Slice(",\""));
    out.put(row.name);
    out.put("\":");
    out.decimal(counts.*row.count);
  }
  out.put("},");
}

void put_summary_attributes(const Event &e, TextBuffer &out) {
  out.put("\"events_written\":");
  out.decimal(e.events_written);
  out.put(',');
  put_suppressed(e.suppressed, out);
  out.put(",\"traces_sampled_out\":");
  out.decimal(e.traces_sampled_out);
  out.put(',');
  if (const Slice setting = name_of(e.disabled_by); !setting.empty()) {
    out.put("\"disabled_by\":\"");
    out.put(setting);
    out.put("\",");
  }
  if (e.no_aspect_matched)
    out.put("\"no_aspect_matched\":true,");
  put_exports(e.exports, out);
  put_summary_tables(e, out);
}

// telemetry_loss and telemetry_summary, which belong to the process's root span.
void render_account(const Event &e, TextBuffer &out) {
  const bool summary = e.type == EventType::telemetry_summary;
  const EventDescriptor &descriptor = descriptor_of(e.type);
  put_typed_head(e, descriptor.severity, out);
  out.put(",\"trace_id\":\"");
  put_context(e.context, out);
  put_flags(out);
  out.put(",\"message\":\"");
  if (summary) {
    out.put("Telemetry summary: ");
    out.decimal(e.events_written);
    out.put(" events written, ");
  }
  out.decimal(e.lost_events);
  out.put(e.lost_events == 1 ? Slice(" event lost") : Slice(" events lost"));
  out.put(e.no_aspect_matched ? Slice(", no aspect matched a call\"") : Slice("\""));
  put_event(out, descriptor.event_type, descriptor.category, descriptor.type);
  if (summary)
    put_summary_attributes(e, out);
  out.put("\"lost_events\":");
  out.decimal(e.lost_events);
  put_tail(e, Slice(), out);
}

// The fragments of a line contain the trace flags 01; this changes them to those of an unsampled trace.
void unset_sampled(TextBuffer &out, std::size_t begin) {
  constexpr Slice flags = "\"trace_flags\":\"01";
  const std::size_t at = out.slice().drop_front(begin).find(flags); // a string would have its quotes escaped
  if (begin + at != out.size())
    out.replace(begin + at + flags.size - 1, '0');
}

void render_any(const Event &e, TextBuffer &out) {
  switch (e.type) {
  case EventType::function_entry:
    return render_entry(e, out);
  case EventType::function_exit:
    return render_exit(e, out);
  case EventType::telemetry_loss:
  case EventType::telemetry_summary:
    return render_account(e, out);
  case EventType::http_request:
  case EventType::http_response:
  case EventType::database_query:
  case EventType::database_result:
    return render_call(e, out);
  default:
    return render_inner(e, out);
  }
}

void render(const Event &e, TextBuffer &out) {
  const std::size_t begin = out.size();
  render_any(e, out);
  if (e.sampled_out)
    unset_sampled(out, begin);
}

} // namespace

extern const Format jsonl_format;
constinit const Format jsonl_format = {
    .name = "v3",
    .content_type = "application/x-ndjson",
    .set_process = set_process,
    .prepare_site = prepare_site,
    .prepare_inner_site = prepare_inner_site,
    .prepare_thread = prepare_thread,
    .render = render,
    .resource_text = resource_text,
};

} // namespace telinject
