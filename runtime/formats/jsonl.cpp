// telemetry.v3, one JSON object a line.  What is the same on every line of a site, a thread or the process is put
// together once; a line is then a few copies.
#include "format.h"
#include "jsonl_values.h"

#include "../double_text.h"
#include "../json_text.h"

namespace telinject {

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

constexpr std::size_t longest_name = 1024;
constexpr std::size_t longest_file = 2048;

constinit char process_text[48 * 1024];
constinit Slice process_tail;
constinit Slice sample_rate = "1.0";
constinit char rate_text[32];

void put_member(Text &out, Slice key, Slice value) {
  out.put('"');
  out.put(key);
  out.put("\":");
  put_json_string(out, value);
}

void set_process(const Facts &f) {
  Text out(process_text, sizeof process_text);
  out.put(",\"service\":{");
  put_member(out, "name", f.service_name.first(longest_name));
  out.put(',');
  put_member(out, "version", f.service_version.first(longest_name));
  out.put("},");
  put_member(out, "environment", f.environment.first(longest_name));
  out.put(",\"resource\":{\"telemetry_sdk_name\":\"custom-injector\",\"telemetry_sdk_version\":\"3.0.0\",");
  put_member(out, "runtime_name", f.runtime_name);
  out.put(',');
  put_member(out, "runtime_version", f.runtime_version);
  out.put(",\"os_type\":\"linux\",");
  put_member(out, "os_description", f.os_description);
  out.put("},\"cloud\":{\"provider\":\"local\",\"region\":null,\"availability_zone\":null,\"account_id\":null,"
          "\"instance_id\":null,\"machine_type\":null,\"image_id\":null,\"platform\":null,\"metadata_source\":null},\"host\":{");
  put_member(out, "name", f.host_name);
  out.put(",\"ip\":");
  if (f.host_ip.empty())
    out.put("null");
  else
    put_json_string(out, f.host_ip);
  out.put(",\"public_ip\":null},\"process\":{\"pid\":");
  out.decimal(static_cast<std::uint64_t>(f.pid));
  out.put(',');
  put_member(out, "executable", f.executable);
  out.put(',');
  put_member(out, "command_line", f.command_line);
  out.put("}}\n");
  process_tail = out.slice();
  Text rate(rate_text, sizeof rate_text);
  rate.put(f.sample_rate);
  sample_rate = rate.slice();
}

// Builds one piece after the other in scratch memory, then keeps it.
class Pieces {
public:
  explicit Pieces(Arena &arena) : arena_(arena), out_(scratch, sizeof scratch) {}
  Text &out() { return out_; }
  Slice done() {
    const Slice piece = arena_.keep(out_.slice());
    failed_ |= piece.empty();
    out_.cut(0);
    return piece;
  }
  bool failed() const { return failed_; }

private:
  static constinit char scratch[32 * 1024];
  Arena &arena_;
  Text out_;
  bool failed_ = false;
};
constinit char Pieces::scratch[32 * 1024];

void put_flags(Text &out) {
  out.put(",\"trace_flags\":\"01\",\"sample_rate\":");
  out.put(sample_rate);
}

void put_event(Text &out, Slice name, Slice type) {
  out.put(",\"event\":{\"name\":\"");
  put_json(out, name);
  out.put("\",\"category\":\"code\",\"type\":\"");
  out.put(type);
  out.put("\"},\"attributes\":{");
}

void prepare_keys(const Site &site, SiteText &text, Pieces &pieces) {
  for (std::size_t i = 0; i < site.argument_count; ++i) {
    const Slice name = site.arguments[i].name.first(longest_name);
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

const void *prepare_site(const Site &site, Arena &arena) {
  auto *text = arena.take_array<SiteText>(1);
  auto *keys = arena.take_array<Slice>(site.argument_count);
  if (!text || !keys)
    return nullptr;
  text->keys = keys;
  const Slice name = cut_utf8(site.function, longest_name);
  Pieces pieces(arena);
  Text &out = pieces.out();

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
  put_event(out, name, "start");
  text->entry_body = pieces.done();
  out.put(",\"message\":\"Function '");
  put_json(out, name);
  out.put("' exit (");
  text->exit_body = pieces.done();
  put_event(out, name, "end");
  text->exit_event = pieces.done();

  put_member(out, "code.file.path", cut_utf8(site.file, longest_file));
  out.put(",\"code.line.number\":");
  out.decimal(site.line);
  out.put(',');
  text->place = pieces.done();
  put_member(out, "caller_function", name);
  out.put(',');
  text->caller = pieces.done();
  prepare_keys(site, *text, pieces);
  return pieces.failed() ? nullptr : text;
}

void prepare_thread(int id, Slice name, Text &out) {
  out.put("\"thread.id\":");
  out.decimal(static_cast<std::uint64_t>(id));
  out.put(",\"thread.name\":");
  put_json_string(out, name.empty() ? Slice("unknown") : name);
}

// "2025-11-03T19:15:41" of a second, kept as long as the second lasts (days to civil date: proleptic Gregorian calendar).
Slice text_of_second(std::uint64_t second) {
  static constinit std::uint64_t kept = ~std::uint64_t{0};
  static constinit char text[20];
  if (second == kept)
    return Slice(text, 19);
  const std::uint64_t day = second / 86400, in_day = second % 86400;
  const std::uint64_t shifted = day + 719468; // days since 0000-03-01
  const std::uint64_t era = shifted / 146097, day_of_era = shifted % 146097;
  const std::uint64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::uint64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::uint64_t month_from_march = (5 * day_of_year + 2) / 153;
  const std::uint64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  Text out(text, sizeof text);
  out.padded(year_of_era + era * 400 + (month <= 2 ? 1 : 0), 4);
  out.put('-');
  out.padded(month, 2);
  out.put('-');
  out.padded(day_of_year - (153 * month_from_march + 2) / 5 + 1, 2);
  out.put('T');
  out.padded(in_day / 3600, 2);
  out.put(':');
  out.padded(in_day / 60 % 60, 2);
  out.put(':');
  out.padded(in_day % 60, 2);
  kept = second;
  return out.slice();
}

void put_head(const Event &e, Text &out) {
  out.put("{\"schema\":{\"format\":\"telemetry.v3\",\"version\":\"3.0.0\"},\"timestamp\":\"");
  out.put(text_of_second(e.unix_ns / 1'000'000'000));
  out.put('.');
  out.padded(e.unix_ns / 1'000'000 % 1000, 3);
  out.put("Z\",\"timestamp_ns\":");
  out.decimal(e.unix_ns);
  out.put(",\"sequence\":");
  out.decimal(e.sequence);
}

void put_context(const SpanContext &c, Text &out) {
  out.hex16(c.trace_high);
  out.hex16(c.trace_low);
  out.put("\",\"span_id\":\"");
  out.hex16(c.span);
  out.put("\",\"parent_span_id\":");
  if (c.parent == 0) {
    out.put("null");
    return;
  }
  out.put('"');
  out.hex16(c.parent);
  out.put('"');
}

void put_tail(const Event &e, Text &out) {
  out.put("},\"correlation_id\":\"func_");
  out.hex16(e.context.span);
  out.put('"');
  out.put(process_tail);
}

void put_arguments(const Event &e, const SiteText &text, Text &out) {
  const Site &site = e.site->site;
  if (site.argument_count == 0)
    return;
  out.put("\"arguments\":{");
  const char *p = e.values;
  bool any = false;
  for (std::size_t i = 0; i < site.argument_count && p; ++i) {
    const SiteArgument &a = site.arguments[i];
    const std::size_t before = out.size();
    if (any)
      out.put(',');
    out.put(text.keys[i]);
    p = put_json_value(out, a.code, a.type.empty() ? Slice("unknown") : a.type, a.table, p, e.values_end, *e.cache);
    if (!p && !out.overflow())
      out.cut(before);
    any = true;
  }
  out.put("},");
}

void render_entry(const Event &e, Text &out) {
  const auto &text = *static_cast<const SiteText *>(e.site->rendered);
  put_head(e, out);
  out.put(text.entry_head);
  put_context(e.context, out);
  out.put(text.entry_body);
  put_arguments(e, text, out);
  if (e.caller)
    out.put(static_cast<const SiteText *>(e.caller->rendered)->caller);
  out.put(text.place);
  out.put(e.thread);
  put_tail(e, out);
}

// The value that was told, else the type where something is returned; nothing where control did not return.
bool put_return_value(const Event &e, Text &out) {
  const Slice type = e.site->site.return_type;
  const std::size_t before = out.size();
  out.put("\"return_value\":");
  if (!e.value_code.empty()) {
    const char code = e.value_code.data[0];
    if (put_json_value(out, code, type, table_in_braces(e.value_code), e.values, e.values_end, *e.cache))
      return true;
  } else if (!type.empty() && (e.flags & (record_abandoned | record_unfinished | record_thread_exit)) == 0) {
    put_cut_string(out, type);
    return true;
  }
  if (!out.overflow())
    out.cut(before);
  return false;
}

void put_exit_attributes(const Event &e, Text &out) {
  bool any = put_return_value(e, out);
  struct Mark {
    std::uint8_t flag;
    Slice text;
  };
  const Mark marks[] = {{record_abandoned, "\"abandoned\":true"},
                        {record_unfinished, "\"unfinished\":true"},
                        {record_thread_exit, "\"thread_exit\":true"}};
  for (const Mark &m : marks) {
    if ((e.flags & m.flag) == 0)
      continue;
    if (any)
      out.put(',');
    out.put(m.text);
    any = true;
  }
}

void render_exit(const Event &e, Text &out) {
  const auto &text = *static_cast<const SiteText *>(e.site->rendered);
  put_head(e, out);
  out.put(",\"event_type\":\"function_exit\",\"severity\":\"");
  out.put(e.slow ? Slice("WARN\",") : Slice("INFO\","));
  out.put(text.exit_head);
  put_context(e.context, out);
  put_flags(out);
  out.put(",\"duration_ns\":");
  out.decimal(e.duration_ns);
  out.put(",\"duration_ms\":");
  put_fixed(out, e.duration_ns, 6);
  out.put(text.exit_body);
  const std::uint64_t hundredths = (e.duration_ns + 5000) / 10'000;
  out.decimal(hundredths / 100);
  out.put('.');
  out.padded(hundredths % 100, 2);
  out.put("ms)\"");
  out.put(text.exit_event);
  put_exit_attributes(e, out);
  put_tail(e, out);
}

void put_summary_attributes(const Event &e, Text &out) {
  out.put("\"events_written\":");
  out.decimal(e.events_written);
  out.put(",\"suppressed\":{");
  if (e.suppressed_spans != 0) {
    out.put("\"function_entry\":");
    out.decimal(e.suppressed_spans);
    out.put(",\"function_exit\":");
    out.decimal(e.suppressed_spans);
  }
  out.put("},\"traces_sampled_out\":");
  out.decimal(e.traces_sampled_out);
  out.put(',');
}

// telemetry_loss and telemetry_summary: they belong to the process's root span.
void render_account(const Event &e, Text &out) {
  const bool summary = e.type == EventType::telemetry_summary;
  const Slice name = summary ? Slice("telemetry_summary") : Slice("telemetry_loss");
  put_head(e, out);
  out.put(",\"event_type\":\"");
  out.put(name);
  out.put(summary ? Slice("\",\"severity\":\"INFO\",\"trace_id\":\"") : Slice("\",\"severity\":\"WARN\",\"trace_id\":\""));
  put_context(e.context, out);
  put_flags(out);
  out.put(",\"message\":\"");
  if (summary) {
    out.put("Telemetry summary: ");
    out.decimal(e.events_written);
    out.put(" events written, ");
  }
  out.decimal(e.lost_events);
  out.put(e.lost_events == 1 ? Slice(" event lost\"") : Slice(" events lost\""));
  put_event(out, name, "info");
  if (summary)
    put_summary_attributes(e, out);
  out.put("\"lost_events\":");
  out.decimal(e.lost_events);
  out.put('}');
  out.put(process_tail);
}

void render(const Event &e, Text &out) {
  switch (e.type) {
  case EventType::function_entry:
    return render_entry(e, out);
  case EventType::function_exit:
    return render_exit(e, out);
  default:
    return render_account(e, out);
  }
}

} // namespace

extern const Format jsonl_format;
constinit const Format jsonl_format = {"v3", set_process, prepare_site, prepare_thread, render};

} // namespace telinject
