// Sentences of events: see event_message.h.  The lines of telemetry.v3 have them in their prepared text.
#include "runtime/formats/event_message.h"

#include "runtime/base/json_text.h"
#include "runtime/formats/event_attributes.h"

namespace telinject {

void put_milliseconds(std::uint64_t ns, TextBuffer &out) {
  const std::uint64_t hundredths = (ns + 5000) / 10'000;
  out.decimal(hundredths / 100);
  out.put('.');
  out.padded(hundredths % 100, 2);
}

namespace {

void put_quoted(Slice kind, Slice name, Slice end, TextBuffer &out) {
  out.put(kind);
  out.put(" '");
  out.put(cut_utf8(name, max_site_name));
  out.put('\'');
  out.put(end);
}

void put_time(const Event &e, TextBuffer &out) {
  out.put(" (");
  put_milliseconds(e.duration_ns, out);
  out.put("ms)");
}

void put_call_message(const Event &e, TextBuffer &out) {
  const bool is_http = e.type == EventType::http_request || e.type == EventType::http_response;
  Slice name = e.library_call ? e.library_call->name : Slice();
  if (name.empty())
    name = is_http ? Slice("HTTP") : Slice("database");
  const Slice kind = is_http ? Slice("HTTP") : Slice("Database");
  if (e.type == EventType::http_request)
    return put_quoted(kind, name, " request", out);
  if (e.type == EventType::database_query)
    return put_quoted(kind, name, " query", out);
  put_quoted(kind, name, is_http ? Slice(" response") : Slice(" result"), out);
  if (is_http && e.library_call && e.library_call->status != 0) {
    out.put(' ');
    out.signed_decimal(e.library_call->status);
  }
  put_time(e, out);
}

void put_account_message(const Event &e, TextBuffer &out) {
  if (e.type == EventType::telemetry_summary) {
    out.put("Telemetry summary: ");
    out.decimal(e.events_written);
    out.put(" events written, ");
  }
  out.decimal(e.lost_events);
  out.put(e.lost_events == 1 ? Slice(" event lost") : Slice(" events lost"));
  if (e.no_aspect_matched)
    out.put(", no aspect matched a call");
}

} // namespace

void put_message(const Event &e, TextBuffer &out) {
  switch (e.type) {
  case EventType::function_entry:
    return put_quoted("Function", e.site->site.function, " entry", out);
  case EventType::function_exit:
    put_quoted("Function", e.site->site.function, " exit", out);
    return put_time(e, out);
  case EventType::loop_entry:
    return put_quoted("Loop", construct_of(e), " entry", out);
  case EventType::loop_iteration:
    put_quoted("Loop", construct_of(e), " iteration ", out);
    return out.decimal(e.iterations);
  case EventType::loop_exit:
    put_quoted("Loop", construct_of(e), " exit after ", out);
    out.decimal(e.iterations);
    out.put(" iterations");
    return put_time(e, out);
  case EventType::conditional_entry:
    return put_quoted("Conditional", construct_of(e), " entry", out);
  case EventType::conditional_exit:
    put_quoted("Conditional", construct_of(e), " branch ", out);
    return out.put(e.site->site.codes.drop_front(construct_of(e).size + 1));
  case EventType::exception_entry:
    return out.put("Try block entry");
  case EventType::exception_exit:
    out.put("Try block exit");
    return put_time(e, out);
  case EventType::variable_change: {
    Slice name, type;
    split_last(e.site->site.text, " : ", name, type);
    return put_quoted("Variable", name, " changed", out);
  }
  case EventType::telemetry_loss:
  case EventType::telemetry_summary:
    return put_account_message(e, out);
  default:
    return put_call_message(e, out);
  }
}

} // namespace telinject
