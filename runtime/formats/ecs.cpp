// The format ecs: one JSON object a line, with the fields of the Elastic Common Schema; what has no field there is under
// `telemetry`.  docs/formats.md has the mapping.
#include "runtime/formats/format.h"

#include "runtime/base/json_text.h"
#include "runtime/formats/event_attributes.h"
#include "runtime/formats/event_message.h"
#include "runtime/formats/jsonl_lines.h"
#include "runtime/formats/jsonl_values.h"
#include "runtime/formats/process_names.h"

namespace telinject {

namespace {

constexpr Slice ecs_version = "8.17.0";

constinit char process_memory[96 * 1024]; // escaping may make text six times as long
constinit Slice process_text;             // from service on, without the line end

// Members of an object, each with a comma in front.
class Members {
public:
  explicit Members(TextBuffer &out) : out_(out) {}

  void key(Slice key, Slice group = Slice()) {
    out_.put(",\"");
    put_json(out_, group);
    put_json(out_, key);
    out_.put("\":");
  }
  void text(Slice name, Slice value) {
    if (value.empty())
      return;
    key(name);
    put_json_string(out_, value);
  }
  void known(Slice name, Slice value) {
    if (!(value == Slice("unknown")))
      text(name, value);
  }
  void number(Slice name, std::uint64_t value) {
    key(name);
    out_.decimal(value);
  }
  void id(Slice name, std::uint64_t value) {
    key(name);
    out_.put('"');
    out_.hex16(value);
    out_.put('"');
  }

private:
  TextBuffer &out_;
};

void put_pod(const Facts &f, Members &to) {
  const K8sFacts &k = *f.k8s;
  to.text("container.id", k.container_id.slice());
  if (!k.present)
    return;
  to.text("container.name", k.container_name.slice());
  to.text("orchestrator.type", "kubernetes");
  to.text("orchestrator.cluster.name", k.cluster_name.empty() ? f.cloud->cluster_name.slice() : k.cluster_name.slice());
  to.text("orchestrator.namespace", k.namespace_name.slice());
  if (!k.pod_name.empty())
    to.text("orchestrator.resource.type", "pod");
  to.text("orchestrator.resource.name", k.pod_name.slice());
  to.text("orchestrator.resource.id", k.pod_uid.slice());
}

void put_cloud(const CloudFacts &c, Members &to) {
  if (c.vendor == Vendor::local)
    return;
  to.text("cloud.provider", vendor_name(c.vendor));
  to.text("cloud.region", c.region.slice());
  to.text("cloud.availability_zone", c.availability_zone.slice());
  to.text("cloud.account.id", c.account_id.slice());
  to.text("cloud.instance.id", c.instance_id.slice());
  to.text("cloud.machine.type", c.machine_type.slice());
  to.text("cloud.service.name", c.platform.slice());
}

void set_process(const Facts &f) {
  if (!f.cloud)
    return; // nothing is rendered before they are known
  TextBuffer out(process_memory, sizeof process_memory);
  Members to(out);
  to.text("service.name", cut_utf8(f.service_name, max_site_name));
  to.known("service.version", cut_utf8(f.service_version, max_site_name));
  to.text("service.environment", cut_utf8(f.environment, max_site_name));
  char memory[service_instance_size];
  TextBuffer instance(memory, sizeof memory);
  put_service_instance(instance, f);
  to.text("service.ephemeral_id", instance.slice());
  to.text("host.name", f.host_name);
  if (!f.host_ip.empty()) {
    to.key("host.ip");
    out.put('[');
    put_json_string(out, f.host_ip);
    out.put(']');
  }
  to.text("host.os.type", "linux");
  to.text("host.os.full", f.os_description);
  to.number("process.pid", static_cast<std::uint64_t>(f.pid));
  to.known("process.executable", f.executable);
  to.text("process.command_line", f.command_line);
  put_cloud(*f.cloud, to);
  put_pod(f, to);
  process_text = out.overflow() ? Slice() : out.slice();
}

// The fields of event that say what kind of event it is.  category and type: JSON lists.
struct Kind {
  Slice category, type;
};

Kind kind_of(EventType type) {
  switch (type) {
  case EventType::function_entry:
  case EventType::loop_entry:
  case EventType::conditional_entry:
    return {"[\"api\"]", "[\"start\"]"};
  case EventType::function_exit:
  case EventType::loop_exit:
  case EventType::conditional_exit:
    return {"[\"api\"]", "[\"end\"]"};
  case EventType::loop_iteration:
    return {"[\"api\"]", "[\"info\"]"};
  case EventType::variable_change:
    return {"[\"api\"]", "[\"change\"]"};
  case EventType::http_request:
    return {"[\"network\"]", "[\"start\"]"};
  case EventType::http_response:
    return {"[\"network\"]", "[\"end\"]"};
  case EventType::database_query:
  case EventType::database_result:
    return {"[\"database\"]", "[\"access\"]"};
  default:
    return {}; // a category of its own is not among the allowed ones
  }
}

bool begins_span(const Event &e) {
  switch (e.type) {
  case EventType::function_entry:
  case EventType::loop_entry:
  case EventType::exception_entry:
  case EventType::http_request:
  case EventType::database_query:
    return true;
  default:
    return false;
  }
}

bool is_exit(const Event &e) {
  switch (e.type) {
  case EventType::function_exit:
  case EventType::loop_exit:
  case EventType::exception_exit:
  case EventType::http_response:
  case EventType::database_result:
    return true;
  default:
    return false;
  }
}

Slice log_level(Slice severity) {
  return severity == Slice("ERROR")   ? Slice("error")
         : severity == Slice("WARN")  ? Slice("warn")
         : severity == Slice("DEBUG") ? Slice("debug")
                                      : Slice("info");
}

void put_kind(const Event &e, bool has_error, Members &to, TextBuffer &out) {
  const Kind kind = kind_of(e.type);
  to.text("event.kind", "event");
  if (!kind.category.empty()) {
    to.key("event.category");
    out.put(kind.category);
  }
  if (has_error && kind.category.empty()) {
    to.key("event.type");
    out.put("[\"error\"]");
  } else if (!kind.type.empty()) {
    to.key("event.type");
    out.put(kind.type);
  }
  const Slice call = e.library_call && e.kind == SpanKind::database ? e.library_call->name : Slice();
  to.text("event.action", call.empty() ? descriptor_of(e.type).event_type : call);
  to.number("event.sequence", e.sequence);
  if (is_exit(e)) {
    to.number("event.duration", e.duration_ns);
    to.text("event.outcome", has_error ? Slice("failure") : Slice("success"));
  }
}

// Attributes that have a field of their own.  Empty: under `telemetry`.
struct Field {
  Slice attribute, name;
  bool is_number = false;
};
constexpr Field fields[] = {
    {"http.request.method", "http.request.method"},
    {"http.request.body.size", "http.request.body.bytes", true},
    {"http.response.body.size", "http.response.body.bytes", true},
    {"http.response.status_code", "http.response.status_code", true},
    {"url.full", "url.full"},
    {"url.path", "url.path"},
    {"url.query", "url.query"},
    {"url.scheme", "url.scheme"},
    {"server.address", "server.address"},
    {"server.port", "server.port", true},
    {"client.address", "client.address"},
    {"client.port", "client.port", true},
    {"user_agent.original", "user_agent.original"},
    {"network.protocol.name", "network.protocol"},
};

bool is_number(const Value &value) {
  return value.kind == Value::Kind::natural ||
         (value.kind == Value::Kind::integer && static_cast<std::int64_t>(value.word) >= 0);
}

const Field *field_of(Slice attribute, const Value &value) {
  for (const Field &field : fields)
    if (field.attribute == attribute)
      return field.is_number == is_number(value) ? &field : nullptr;
  return nullptr;
}

struct EcsSink : AttributeSink {
  EcsSink(Members &to, TextBuffer &into, bool fields_only)
      : AttributeSink{put_attribute}, members(to), out(into), of_fields(fields_only) {}

  static void put_attribute(AttributeSink &self, Slice group, Slice name, const Value &value) {
    auto &sink = static_cast<EcsSink &>(self);
    const Field *const field = group.empty() ? field_of(name, value) : nullptr;
    if ((field != nullptr) != sink.of_fields || name == Slice("error.type"))
      return;
    if (field)
      sink.members.key(field->name);
    else
      sink.members.key(name, group);
    if (value.kind == Value::Kind::object || value.kind == Value::Kind::json)
      put_json_text(value, sink.out);
    else
      put_json(sink.out, value);
  }

  // One text, as the members of such an object are different in each event.
  static void put_json_text(const Value &value, TextBuffer &to) {
    static constinit char memory[20 * 1024]; // used under the drain lock only
    TextBuffer json(memory, sizeof memory);
    put_json(json, value);
    put_json_string(to, json.slice());
  }

  Members &members;
  TextBuffer &out;
  bool of_fields;
};

void put_error(const ErrorText &error, Members &to) {
  if (error.type.empty() && error.message.empty())
    return;
  to.text("error.type", error.type);
  to.text("error.message", error.message);
  to.text("error.stack_trace", error.stack_trace);
}

void put_origin(const Event &e, Members &to, TextBuffer &out) {
  const CachedSite *const function = e.kind == SpanKind::function && !e.function ? e.site : e.function;
  if (function)
    to.text("log.origin.function", cut_utf8(function->site.function, max_site_name));
  if (e.site) {
    to.text("log.origin.file.name", cut_utf8(e.site->site.file, max_site_file));
    if (e.site->site.line != 0)
      to.number("log.origin.file.line", e.site->site.line);
  }
  if (begins_span(e)) // as in telemetry.v3
    out.put(e.thread);
}

void put_telemetry(const Event &e, TextBuffer &out) {
  out.put(",\"telemetry\":{\"event_type\":\"");
  out.put(descriptor_of(e.type).event_type);
  out.put('"');
  Members to(out);
  if (e.context.parent != 0)
    to.id("parent_span_id", e.context.parent);
  if (e.link.span != 0) {
    to.key("link.trace_id");
    out.put('"');
    out.hex16(e.link.trace_high);
    out.hex16(e.link.trace_low);
    out.put('"');
    to.id("link.span_id", e.link.span);
  }
  EcsSink sink(to, out, false);
  visit_attributes(e, sink);
  out.put('}');
}

void render(const Event &e, TextBuffer &out) {
  ErrorText error;
  const bool has_error = describe_error(e, error) || (e.library_call && e.library_call->is_failed);
  out.put("{\"@timestamp\":\"");
  jsonl::put_timestamp(e.unix_ns, 9, out);
  out.put("Z\"");
  Members to(out);
  to.text("log.level", log_level(severity_of(e)));
  static constinit char memory[4 * 1024]; // used under the drain lock only
  TextBuffer message(memory, sizeof memory);
  put_message(e, message);
  to.text("message", message.slice());
  to.text("ecs.version", ecs_version);
  to.key("trace.id");
  out.put('"');
  out.hex16(e.context.trace_high);
  out.hex16(e.context.trace_low);
  out.put('"');
  to.id("span.id", e.context.span);
  if (e.context.parent == 0)
    to.id("transaction.id", e.context.span);
  put_kind(e, has_error, to, out);
  put_error(error, to);
  EcsSink sink(to, out, true);
  visit_attributes(e, sink);
  put_origin(e, to, out);
  out.put(process_text);
  put_telemetry(e, out);
  out.put("}\n");
}

// What is the same in all events of a site stands in the site itself.
const void *prepare_site(const Site &, Arena &arena) {
  return arena.take(8);
}

void prepare_thread(int id, Slice name, TextBuffer &out) {
  Members to(out);
  to.number("process.thread.id", static_cast<std::uint64_t>(id));
  to.text("process.thread.name", name.empty() ? Slice("unknown") : name);
}

} // namespace

extern const Format ecs_format;
constinit const Format ecs_format = {
    .name = "ecs",
    .content_type = "application/x-ndjson",
    .set_process = set_process,
    .prepare_site = prepare_site,
    .prepare_inner_site = prepare_site,
    .prepare_thread = prepare_thread,
    .render = render,
};

} // namespace telinject
