// HTTP and database calls as lines: see jsonl_calls.h.
#include "runtime/formats/jsonl_calls.h"

#include "runtime/core/attributes.h"
#include "runtime/formats/jsonl_inner.h"
#include "runtime/formats/jsonl_lines.h"
#include "runtime/formats/jsonl_values.h"

#include "runtime/base/json_text.h"

namespace telinject::jsonl {

namespace {

constexpr Slice request_header = "http.request.header.", response_header = "http.response.header.";

const Call no_call;

const Call &call_of(const Event &e) {
  return e.library_call ? *e.library_call : no_call;
}

bool is_exit(const Event &e) {
  return e.type == EventType::http_response || e.type == EventType::database_result;
}

bool is_http(const Event &e) {
  return e.type == EventType::http_request || e.type == EventType::http_response;
}

Slice name_of(const Event &e) {
  const Call &call = call_of(e);
  return !call.name.empty() ? call.name : is_http(e) ? Slice("HTTP") : Slice("database");
}

Slice or_unknown(Slice text) {
  return text.empty() ? Slice("unknown") : text;
}

void put_natural(TextBuffer &out, std::int64_t number) {
  out.decimal(number > 0 ? static_cast<std::uint64_t>(number) : 0);
}

// Returns the value of a header, whose name may have any case; empty: it is not there.
Slice header(const Call &call, Slice prefix, Slice name) {
  for (std::size_t i = 0; i < call.count; ++i) {
    const CallAttribute &a = call.attributes[i];
    if (a.type != 's' || !a.name.starts_with(prefix) || a.name.size != prefix.size + name.size)
      continue;
    std::size_t n = 0;
    while (n < name.size && (a.name.data[prefix.size + n] | 0x20) == name.data[n])
      ++n;
    if (n == name.size)
      return a.text;
  }
  return Slice();
}

void put_headers(const Call &call, Slice prefix, TextBuffer &out) {
  out.put("\"headers\":{");
  bool any = false;
  for (std::size_t i = 0; i < call.count; ++i) {
    const CallAttribute &a = call.attributes[i];
    if (a.type != 's' || !a.name.starts_with(prefix))
      continue;
    if (any)
      out.put(',');
    any = true;
    put_json_string(out, cut_utf8(a.name.drop_front(prefix.size), max_name));
    out.put(':');
    put_json_string(out, cut_utf8(a.text, render_options.value_bytes));
  }
  out.put('}');
}

// The URL of a request that a server received is put together.
void put_url(const Call &call, TextBuffer &out) {
  out.put("\"url\":\"");
  if (const Slice url = call.text("url.full"); !url.empty()) {
    put_json(out, cut_utf8(url, max_attribute_bytes));
  } else {
    if (const Slice host = call.text("server.address"); !host.empty()) {
      put_json(out, call.find("url.scheme") ? call.text("url.scheme") : Slice("http"));
      out.put("://");
      put_json(out, host);
      if (const std::int64_t port = call.number("server.port"); port != 0) {
        out.put(':');
        put_natural(out, port);
      }
    }
    put_json(out, cut_utf8(call.text("url.path"), max_attribute_bytes));
    if (const Slice query = call.text("url.query"); !query.empty()) {
      out.put('?');
      put_json(out, cut_utf8(query, max_attribute_bytes));
    }
  }
  out.put('"');
}

void put_request(const Call &call, TextBuffer &out) {
  out.put(",\"http\":{\"request\":{");
  const Slice method = call.text("http.request.method");
  put_member(out, "method", method.empty() ? Slice("_OTHER") : method);
  out.put(',');
  put_url(call, out);
  out.put(',');
  put_headers(call, request_header, out);
  out.put(",\"body_bytes\":");
  put_natural(out, call.number("http.request.body.size"));
  out.put(',');
  Slice agent = call.text("user_agent.original");
  if (agent.empty())
    agent = header(call, request_header, "user-agent");
  put_member(out, "user_agent", cut_utf8(or_unknown(agent), render_options.value_bytes));
  out.put("}}");
}

void put_response(const Call &call, TextBuffer &out) {
  out.put(",\"http\":{\"response\":{\"status_code\":");
  put_natural(out, call.status);
  out.put(',');
  put_headers(call, response_header, out);
  out.put(",\"body_bytes\":");
  put_natural(out, call.number("http.response.body.size"));
  out.put(',');
  put_member(out, "content_type",
             cut_utf8(or_unknown(header(call, response_header, "content-type")), render_options.value_bytes));
  out.put("}}");
}

// Statements and URLs are longer than other values.
std::size_t max_text(const CallAttribute &a) {
  const bool is_long =
      a.name == Slice("db.query.text") || a.name == Slice("db.query.summary") || a.name.starts_with("url.");
  return is_long ? max_attribute_bytes : render_options.value_bytes;
}

void put_attribute(const Event &e, const CallAttribute &a, TextBuffer &out) {
  const std::size_t before = out.size();
  out.put('"');
  put_json(out, cut_utf8(a.name, max_name));
  out.put("\":");
  if (a.type == 's')
    put_json_string(out, cut_utf8(a.text, max_text(a)));
  else if (!a.value)
    out.signed_decimal(a.number);
  else if (!put_json_value(out, a.type, "unknown", Slice(), a.value, a.value_end, *e.cache) && !out.overflow())
    return out.truncate(before);
  out.put(',');
}

// With a comma behind each.
void put_call_attributes(const Event &e, TextBuffer &out) {
  const Call &call = call_of(e);
  for (std::size_t i = 0; i < call.count; ++i) {
    const CallAttribute &a = call.attributes[i];
    const bool is_shown_elsewhere =
        a.name.starts_with(request_header) || a.name.starts_with(response_header) || a.name == Slice("error.message");
    const bool is_shown = !is_exit(e) || !a.is_of_site || a.name == Slice("db.system.name");
    if (is_shown && !is_shown_elsewhere)
      put_attribute(e, a, out);
  }
  if (is_http(e))
    return;
  const Slice system = call.text("db.system.name");
  put_member(out, "db.system", system.empty() ? Slice("other_sql") : cut_utf8(system, max_name));
  out.put(',');
  if (is_exit(e)) {
    out.put("\"db.rows_returned\":");
    put_natural(out, call.number("db.response.returned_rows"));
  } else {
    put_member(out, "db.statement",
               call.statement.empty() ? name_of(e) : cut_utf8(call.statement, max_attribute_bytes));
  }
  out.put(',');
}

void put_exit_details(const Event &e, TextBuffer &out) {
  if (put_folded(e, put_exit_flags(e.flags, false, out), out))
    out.put(',');
  if (!e.suppressed.any())
    return;
  put_suppressed(e.suppressed, out);
  out.put(',');
}

} // namespace

void render_call(const Event &e, TextBuffer &out) {
  const Call &call = call_of(e);
  const EventDescriptor &descriptor = descriptor_of(e.type);
  put_typed_head(e, severity_of(e), out);
  out.put(',');
  if (e.function) {
    put_member(out, "function_name", cut_utf8(e.function->site.function, max_name));
    out.put(',');
  }
  out.put("\"trace_id\":\"");
  put_context(e.context, out);
  put_flags(out);
  if (is_exit(e))
    put_duration(e.duration_ns, out);
  put_message_member(e, out);
  put_error(e, out);
  if (is_http(e))
    is_exit(e) ? put_response(call, out) : put_request(call, out);
  put_event(out, name_of(e), descriptor.category, descriptor.type);
  put_call_attributes(e, out);
  if (!call.callee.empty()) {
    put_member(out, "called_function", call.callee);
    out.put(',');
  }
  if (is_exit(e))
    put_exit_details(e, out);
  else
    put_link(e.link, out);
  out.put(location_of(*e.site));
  if (!is_exit(e)) {
    out.put(',');
    out.put(e.thread);
  }
  put_tail(e, correlation_prefix(e.kind), out);
}

} // namespace telinject::jsonl
