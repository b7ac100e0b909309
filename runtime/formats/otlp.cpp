// The mapping of events to spans of OTLP: see otlp.h.
#include "runtime/formats/otlp.h"

#include "runtime/base/json_text.h"
#include "runtime/formats/event_attributes.h"

#include <telinject/telinject.h>

namespace telinject::otlp {

namespace {

// Fields of Span, Span.Event, Span.Link and Status.
constexpr Field trace_id{"traceId", 1}, span_id{"spanId", 2}, trace_state{"traceState", 3},
    parent_span_id{"parentSpanId", 4}, name{"name", 5}, kind{"kind", 6}, start_time{"startTimeUnixNano", 7},
    end_time{"endTimeUnixNano", 8}, attributes{"attributes", 9}, events{"events", 11},
    dropped_events_count{"droppedEventsCount", 12}, links{"links", 13}, status{"status", 15}, flags{"flags", 16};
constexpr Field event_time{"timeUnixNano", 1}, event_name{"name", 2}, event_attributes{"attributes", 3};
constexpr Field link_trace_id{"traceId", 1}, link_span_id{"spanId", 2};
constexpr Field status_message{"message", 2}, status_code{"code", 3};

constexpr std::uint32_t kind_internal = 1, kind_server = 2, kind_client = 3;
constexpr std::uint32_t status_error = 2;
constexpr std::uint32_t flag_sampled = 1, flag_has_is_remote = 0x100, flag_is_remote = 0x200;

// What is the same in all spans of a site, encoded.
struct SiteText {
  Slice name;        // of its function; empty for a construct inside
  Slice function;    // attribute
  Slice place;       // attributes of a span ...
  Slice event_place; // ... and of an event inside: in protobuf, the field stands in front of each
};

constinit char trace_state_text[24];
constinit Slice sampling_state; // "ot=th:c"; empty: everything is sampled
constinit std::uint64_t remote_parent = 0;

constinit char scratch[32 * 1024];

template <class Put> Slice encode(Arena &arena, Encoding encoding, Put put) {
  TextBuffer out(scratch, sizeof scratch);
  Writer to(out, encoding);
  put(to);
  return out.overflow() ? Slice() : arena.keep(out.slice());
}

void put_place(Writer &to, Field field, const Site &site) {
  to.attribute(field, "code.file.path", cut_utf8(site.file, max_site_file));
  to.attribute(field, Slice(), "code.line.number", Value::of_natural(site.line));
}

// Returns false if memory is short.
bool prepare_place(SiteText &text, const Site &site, Arena &arena, Encoding encoding) {
  text.place = encode(arena, encoding, [&](Writer &to) { put_place(to, attributes, site); });
  text.event_place = encoding == Encoding::json
                         ? text.place
                         : encode(arena, encoding, [&](Writer &to) { put_place(to, event_attributes, site); });
  return !text.place.empty() && !text.event_place.empty();
}

// Writes attributes of events into a list.
struct ListSink : AttributeSink {
  ListSink(Writer &w, Field f) : AttributeSink{put_attribute}, to(w), field(f) {}

  // Does the entry of the span have it too?
  bool is_known(Slice key) const {
    if (!entry)
      return false;
    return key == Slice("coroutine") || key == Slice("also_folded") || key == Slice("called_function") ||
           (entry->library_call && entry->library_call->find(key));
  }

  static void put_attribute(AttributeSink &self, Slice group, Slice key, const Value &value) {
    auto &sink = static_cast<ListSink &>(self);
    if (group.empty() && sink.is_known(key))
      return;
    // By the conventions, each header is a list.
    if (value.kind == Value::Kind::text &&
        (key.starts_with("http.request.header.") || key.starts_with("http.response.header.")))
      sink.to.list_attribute(sink.field, group, lower_case(key), value.text);
    else
      sink.to.attribute(sink.field, group, key, value);
  }

  static Slice lower_case(Slice key) {
    static constinit char memory[max_site_name];
    key = key.take_front(sizeof memory);
    for (std::size_t i = 0; i < key.size; ++i) {
      const char c = key.data[i];
      memory[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    }
    return Slice(memory, key.size);
  }

  Writer &to;
  Field field;
  const Event *entry = nullptr; // of the exit whose attributes are written
};

bool is_server(const Event &e) {
  return e.library_call && e.library_call->is_server;
}

std::uint32_t kind_of(const Event &exit) {
  switch (exit.kind) {
  case SpanKind::http:
    return is_server(exit) ? kind_server : kind_client;
  case SpanKind::database:
    return kind_client;
  default:
    return kind_internal;
  }
}

// A name with few different values.
Slice name_of(const Event &exit) {
  static constinit char memory[64];
  switch (exit.kind) {
  case SpanKind::function:
    return static_cast<const SiteText *>(exit.site->rendered)->name;
  case SpanKind::loop: {
    TextBuffer out(memory, sizeof memory);
    out.put(construct_of(exit).take_front(32));
    out.put(" loop");
    return out.slice();
  }
  case SpanKind::try_block:
    return "try";
  case SpanKind::http:
    return exit.library_call && !exit.library_call->name.empty() ? exit.library_call->name : Slice("HTTP");
  default:
    return exit.library_call && !exit.library_call->name.empty() ? exit.library_call->name : Slice("database");
  }
}

// Is the span around it known to be of this process, or of another one?  A context that was passed on may come from
// either.
std::uint32_t flags_of(const Event &entry) {
  const std::uint32_t sampled = entry.sampled_out ? 0 : flag_sampled;
  const bool is_local =
      entry.context.parent == 0 || entry.caller || (entry.kind != SpanKind::function && entry.function);
  if (entry.context.parent != 0 && entry.context.parent == remote_parent)
    return sampled | flag_has_is_remote | flag_is_remote;
  return is_local ? sampled | flag_has_is_remote : sampled;
}

// A failed status of a request counts for the one who asked; the one who answered has failed from 500 on (call.cpp).
bool is_failed(const Event &exit) {
  return has_error(exit) || (exit.library_call && exit.library_call->find("error.type"));
}

void put_attributes(Writer &to, const Event &entry, const Event &exit, const ErrorText &error) {
  to.begin_list(attributes);
  const Event &inside = exit.function ? exit : entry;
  const CachedSite *const function = exit.kind == SpanKind::function ? exit.site : inside.function;
  if (function)
    to.elements(static_cast<const SiteText *>(function->rendered)->function);
  to.elements(static_cast<const SiteText *>(exit.site->rendered)->place);
  to.elements(entry.thread);
  ListSink sink(to, attributes);
  visit_attributes(entry, sink);
  sink.entry = &entry;
  visit_attributes(exit, sink);
  if (!error.type.empty() && !(exit.library_call && exit.library_call->find("error.type")))
    to.attribute(attributes, "error.type", error.type);
  to.end_list();
}

void put_exception(Writer &to, const ErrorText &error, std::uint64_t unix_ns) {
  to.begin_element(events);
  to.fixed64(event_time, unix_ns);
  to.text(event_name, "exception");
  to.begin_list(event_attributes);
  to.attribute(event_attributes, "exception.type", error.type);
  to.attribute(event_attributes, "exception.message", error.message);
  if (!error.stack_trace.empty())
    to.attribute(event_attributes, "exception.stacktrace", error.stack_trace);
  to.end_list();
  to.end();
}

Slice name_of_inner(const Event &e) {
  return e.type == EventType::conditional_exit ? Slice("conditional") : descriptor_of(e.type).event_type;
}

// function: where that is, unless the span says so; null: it does.
void put_inner_attributes(Writer &to, Field field, const Event &e, const CachedSite *function) {
  to.begin_list(field);
  if (function)
    to.elements(static_cast<const SiteText *>(function->rendered)->function);
  if (e.site) {
    const auto &text = *static_cast<const SiteText *>(e.site->rendered);
    to.elements(field.number == event_attributes.number ? text.event_place : text.place);
  }
  ListSink sink(to, field);
  if (e.type == EventType::conditional_exit) {
    Event entry = e;
    entry.type = EventType::conditional_entry;
    visit_attributes(entry, sink);
  }
  visit_attributes(e, sink);
  to.end_list();
}

constexpr std::uint64_t max_events = 128; // of a span, as OpenTelemetry's own libraries have it

// Returns true if the exception of a span is an event of it: it has no log record, or both are wanted.
bool put_log_record(const Event &exit, const ErrorText &error, std::uint64_t end_ns, LogRecords &logs) {
  if (render_options.exceptions == ExceptionSignal::span_events)
    return true;
  return !logs.put_exception(exit, error, end_ns) || render_options.exceptions == ExceptionSignal::both;
}

void put_events(Writer &to, InnerEvents &inner, const Event &exit, const ErrorText &error, std::uint64_t end_ns,
                LogRecords &logs) {
  const bool has_exception = (exit.flags & record_raised) != 0 && put_log_record(exit, error, end_ns, logs);
  std::uint64_t count = 0, left_out = inner.left_out;
  to.begin_list(events);
  for (const Event *e = inner.next(inner); e; e = inner.next(inner)) {
    if (count == max_events) {
      ++left_out;
      continue;
    }
    ++count;
    to.begin_element(events);
    to.fixed64(event_time, e->unix_ns);
    to.text(event_name, name_of_inner(*e));
    put_inner_attributes(to, event_attributes, *e, nullptr);
    to.end();
  }
  if (has_exception)
    put_exception(to, error, end_ns);
  to.end_list();
  constexpr std::uint64_t most = ~std::uint32_t{0};
  to.number(dropped_events_count, static_cast<std::uint32_t>(left_out < most ? left_out : most));
}

void put_link(Writer &to, const SpanLink &link) {
  if (link.span == 0)
    return;
  to.begin_list(links);
  to.begin_element(links);
  to.trace_id(link_trace_id, link.trace_high, link.trace_low);
  to.span_id(link_span_id, link.span);
  to.end();
  to.end_list();
}

void put_trace_state(Writer &to, const Event &e) {
  if (!e.sampled_out)
    to.text(trace_state, sampling_state);
}

// T = (1 - rate) * 2^56 as hexadecimal digits, without zeros at their end.
void set_sampling(Slice sample_rate) {
  SampleRate rate;
  sampling_state = Slice();
  if (!parse_sample_rate(sample_rate, rate) || rate.threshold() == 0)
    return;
  char digits[17];
  put_hex16(digits, rate.threshold());
  std::size_t size = 16;
  while (size > 3 && digits[size - 1] == '0')
    --size;
  TextBuffer out(trace_state_text, sizeof trace_state_text);
  out.put("ot=th:");
  out.put(digits + 2, size - 2); // of 56 bits
  sampling_state = out.slice();
}

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  std::uint64_t z = a + (b + 1) * 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  z ^= z >> 31;
  return z != 0 ? z : 1;
}

} // namespace

void note_process(const Facts &facts) {
  set_sampling(facts.sample_rate);
  remote_parent = facts.remote_parent;
}

const void *prepare_site(const Site &site, Arena &arena, Encoding encoding) {
  auto *text = arena.take_array<SiteText>(1);
  if (!text)
    return nullptr;
  const Slice function = cut_utf8(site.function, max_site_name);
  text->name = function.empty() ? Slice("unknown") : arena.keep(function);
  text->function =
      encode(arena, encoding, [&](Writer &to) { to.attribute(attributes, "code.function.name", function); });
  if (text->name.empty() || text->function.empty() || !prepare_place(*text, site, arena, encoding))
    return nullptr;
  return text;
}

const void *prepare_inner_site(const Site &site, Arena &arena, Encoding encoding) {
  auto *text = arena.take_array<SiteText>(1);
  if (!text)
    return nullptr;
  return prepare_place(*text, site, arena, encoding) ? text : nullptr;
}

void prepare_thread(int id, Slice thread_name, TextBuffer &out, Encoding encoding) {
  Writer to(out, encoding);
  to.attribute(attributes, Slice(), "thread.id", Value::of_natural(static_cast<std::uint64_t>(id)));
  to.attribute(attributes, "thread.name", thread_name.empty() ? Slice("unknown") : thread_name);
}

void put_scope(Writer &to) {
  to.begin(scope);
  to.text({"name", 1}, "telinject");
  to.text({"version", 2}, TELINJECT_VERSION);
  to.end();
}

void put_span(Writer &to, const Event &entry, const Event &exit, InnerEvents &inner, LogRecords &logs) {
  ErrorText error;
  describe_error(exit, error);
  const bool failed = is_failed(exit);
  const std::uint64_t end_ns = entry.unix_ns + exit.duration_ns;
  to.trace_id(trace_id, exit.context.trace_high, exit.context.trace_low);
  to.span_id(span_id, exit.context.span);
  put_trace_state(to, entry);
  to.span_id(parent_span_id, entry.context.parent);
  to.fixed32(flags, flags_of(entry));
  to.text(name, name_of(exit));
  to.number(kind, kind_of(exit));
  to.fixed64(start_time, entry.unix_ns);
  to.fixed64(end_time, end_ns);
  put_attributes(to, entry, exit, error);
  put_events(to, inner, exit, error, end_ns, logs);
  put_link(to, entry.link);
  if (!failed)
    return;
  to.begin(status);
  to.text(status_message, error.message);
  to.number(status_code, status_error);
  to.end();
}

void put_lone_event(Writer &to, const Event &e) {
  to.trace_id(trace_id, e.context.trace_high, e.context.trace_low);
  to.span_id(span_id, mixed(e.context.span, e.sequence));
  put_trace_state(to, e);
  to.span_id(parent_span_id, e.context.parent);
  to.fixed32(flags, flags_of(e));
  to.text(name, name_of_inner(e));
  to.number(kind, kind_internal);
  to.fixed64(start_time, e.unix_ns);
  to.fixed64(end_time, e.unix_ns);
  put_inner_attributes(to, attributes, e, e.function || e.kind != SpanKind::function ? e.function : e.site);
}

} // namespace telinject::otlp
