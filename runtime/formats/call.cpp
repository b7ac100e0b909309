// Attributes of calls, and what follows from them: see call.h.
#include "runtime/formats/call.h"

#include "runtime/base/json_text.h"
#include "runtime/core/attributes.h"
#include "runtime/formats/event.h"
#include "runtime/formats/format.h"
#include "runtime/semconv/attribute_text.h"
#include "runtime/semconv/http.h"
#include "runtime/semconv/redis_command.h"
#include "runtime/semconv/sql_statement.h"
#include "runtime/semconv/url.h"

namespace telinject {

namespace {

constexpr std::size_t max_call_name = max_query_summary;

// A call and the text that it refers to.
struct CallMemory {
  Call call;
  char text[24 * 1024];
};
constinit CallMemory memory[2]; // a span's entry and its exit are in use at the same time

// The names of open calls: an exit does not repeat what its name was made of.  Calls that share a slot are rare.
struct OpenCall {
  std::uint64_t span;
  std::uint16_t size;
  char name[max_call_name];
};
constexpr std::size_t open_call_count = 1024;
constinit OpenCall open_calls[open_call_count];

OpenCall &open_call(std::uint64_t span) {
  return open_calls[(span * 0x9E3779B97F4A7C15u) >> 54];
}

class CallReader {
public:
  CallReader(CallMemory &to, Event &e) : call_(to.call), out_(to.text, sizeof to.text), e_(e) {
    call_.name = call_.callee = call_.error_type = call_.error_message = call_.statement = Slice();
    call_.is_server = call_.is_warning = call_.is_failed = false;
    call_.status = 0;
    call_.count = 0;
  }

  void read(const Record *r) {
    read_site();
    AttributeReader reader = attributes_of(r);
    for (Attribute a; reader.next(a);)
      add(a);
    if (e_.kind == SpanKind::database)
      derive_database(begins_span(r->kind));
    else
      derive_http(begins_span(r->kind));
    if (begins_span(r->kind))
      keep_name(r->span);
    else
      finish(r->span);
    e_.library_call = &call_;
  }

private:
  template <class Put> Slice keep(Put put) {
    const std::size_t before = out_.size();
    put(out_);
    if (out_.overflow()) {
      out_.truncate(before);
      return Slice("[REDACTED]");
    }
    return Slice(out_.slice().data + before, out_.size() - before);
  }

  CallAttribute *slot(Slice name) {
    for (std::size_t i = 0; i < call_.count; ++i)
      if (call_.attributes[i].name == name)
        return &call_.attributes[i];
    return call_.count < Call::max_attributes ? &call_.attributes[call_.count++] : nullptr;
  }
  void set_text(Slice name, Slice text) {
    CallAttribute *const to = text.empty() ? nullptr : slot(name);
    if (to)
      *to = {.name = name, .text = text};
  }
  void set_number(Slice name, std::int64_t number) {
    CallAttribute *const to = slot(name);
    if (to)
      *to = {.name = name, .type = 'l', .text = {}, .number = number};
  }
  void set_text_once(Slice name, Slice text) {
    if (!call_.find(name))
      set_text(name, text);
  }

  // ASPECT ROLE, and CALLEE and the constants in lines.
  void read_site() {
    const Slice head = e_.site->site.codes;
    const Slice role = head.drop_front(head.find(' ') + 1);
    call_.is_server = role == Slice("server");
    Slice rest = e_.site->site.text;
    call_.callee = cut_utf8(rest.take_front(rest.find('\n')), max_site_name);
    for (rest = rest.drop_front(rest.find('\n') + 1); !rest.empty();) {
      const Slice line = rest.take_front(rest.find('\n'));
      rest = rest.drop_front(line.size + 1);
      const std::size_t equals = line.find('=');
      if (equals != line.size)
        set_text(line.take_front(equals), line.drop_front(equals + 1));
    }
    for (std::size_t i = 0; i < call_.count; ++i)
      call_.attributes[i].is_of_site = true;
  }

  // The system by whose rules statements and messages are cleaned; empty for HTTP.
  Slice system() const {
    if (e_.kind != SpanKind::database)
      return Slice();
    const Slice system = call_.text("db.system.name");
    return system.empty() ? Slice("unknown") : system;
  }

  void add(const Attribute &a) {
    if (a.name.empty() || is_secret_attribute(a.name))
      return;
    if (a.type == 'r')
      return set_text(a.name, "[REDACTED]");
    if (!a.has_value)
      return;
    if (a.is_text()) {
      const Slice text = a.is_cut ? cut_utf8(Slice(a.text.data, a.text.size), whole_size(a.text)) : a.text;
      set_text(a.name, keep([&](TextBuffer &out) {
                 put_clean_attribute(out, {a.name, text, system(), a.is_parameterised, a.is_cut});
               }));
    } else if (CallAttribute *const to = slot(a.name)) {
      *to = {
          .name = a.name, .type = a.type, .text = {}, .value = a.value, .value_end = a.value_end, .number = a.number()};
    }
  }
  // Without an incomplete character at the cut.
  static std::size_t whole_size(Slice text) {
    std::size_t lead = text.size;
    while (lead > 0 && text.size - lead < 4 && (static_cast<unsigned char>(text.data[lead - 1]) & 0xC0) == 0x80)
      --lead;
    if (lead == 0 || (static_cast<unsigned char>(text.data[lead - 1]) & 0x80) == 0)
      return text.size;
    return whole_character(text.drop_front(lead - 1)) != 0 ? text.size : lead - 1;
  }

  // {operation} {target}, or one of them, or the system.
  Slice database_name() {
    const Slice operation = call_.text("db.operation.name");
    Slice target = call_.text("db.collection.name");
    if (target.empty())
      target = call_.text("db.stored_procedure.name");
    const bool is_redis = call_.text("db.system.name") == Slice("redis");
    if (target.empty() && !is_redis)
      target = call_.text("db.namespace");
    if (!operation.empty() && !target.empty())
      return keep([&](TextBuffer &out) {
        out.put(operation);
        out.put(' ');
        out.put(target);
      });
    if (!operation.empty() || !target.empty())
      return operation.empty() ? target : operation;
    const Slice address = call_.text("server.address");
    const Slice system = call_.text("db.system.name");
    return !system.empty() ? system : !address.empty() ? address : Slice("database");
  }

  void derive_database(bool is_entry) {
    call_.statement = call_.text("db.query.text");
    if (call_.text("db.system.name") == Slice("redis"))
      set_text_once("db.operation.name", redis_command_name(call_.statement));
    const Slice summary =
        keep([&](TextBuffer &out) { put_query_summary(out, call_.statement, call_.text("db.system.name"), false); });
    set_text_once("db.query.summary", summary);
    call_.name = call_.text("db.query.summary");
    if (call_.name.empty() && (is_entry || call_.find("db.operation.name")))
      call_.name = database_name();
    if (const CallAttribute *const code = call_.find("db.response.status_code"); code && code->type != 's')
      set_text("db.response.status_code", keep([&](TextBuffer &out) { out.signed_decimal(code->number); }));
    set_text_once("db.system.name", "other_sql");
  }

  void derive_method() {
    const Slice method = call_.text("http.request.method");
    if (is_known_http_method(method, render_options.known_methods))
      return;
    set_text_once("http.request.method_original", method);
    set_text("http.request.method", "_OTHER");
  }

  // Of a server: the header Host is where it was asked.
  void derive_server() {
    const Slice host = call_.text("http.request.header.host");
    if (host.empty() || call_.find("server.address"))
      return;
    const UrlParts parts = parse_url(keep([&](TextBuffer &out) {
      out.put("http://");
      out.put(host);
    }));
    set_text("server.address", parts.host);
    if (parts.port != 0)
      set_number("server.port", parts.port);
  }

  // Of a client that asks for a path, of a server that it names apart.
  void join_url() {
    const Slice path = call_.text("url.full"), host = call_.text("server.address");
    if (call_.is_server || !path.starts_with("/") || host.empty())
      return;
    const std::int64_t port = call_.number("server.port");
    set_text(
        "url.full", keep([&](TextBuffer &out) {
          const bool is_secure = port == 443;
          out.put(call_.find("url.scheme") ? call_.text("url.scheme") : is_secure ? Slice("https") : Slice("http"));
          out.put("://");
          const bool is_bare = host.contains(':') && !host.starts_with("["); // of IPv6
          if (is_bare)
            out.put('[');
          out.put(host);
          if (is_bare)
            out.put(']');
          if (port > 0 && port != 80 && !is_secure) {
            out.put(':');
            out.decimal(static_cast<std::uint64_t>(port));
          }
          out.put(path);
        }));
  }

  // A server's library may give the target of the request as its path.
  void split_path() {
    const Slice path = call_.text("url.path");
    const std::size_t query = path.find('?');
    if (query >= path.size)
      return;
    set_text_once("url.query", path.drop_front(query + 1));
    set_text("url.path", path.take_front(query));
  }

  void derive_url() {
    join_url();
    const UrlParts parts = parse_url(call_.text("url.full"));
    set_text_once("url.scheme", parts.scheme);
    if (!call_.find("server.address") && !parts.host.empty()) {
      set_text("server.address", parts.host);
      if (parts.port != 0 && !call_.find("server.port"))
        set_number("server.port", parts.port);
    }
    if (!call_.is_server)
      return;
    derive_server();
    split_path();
    set_text_once("url.path", parts.path);
    set_text_once("url.query", parts.query);
  }

  // {method} {route}; the path has too many values.
  void name_http() {
    const Slice method = call_.text("http.request.method");
    const Slice route = call_.text(call_.is_server ? Slice("http.route") : Slice("url.template"));
    const Slice verb = method.empty() || method == Slice("_OTHER") ? Slice("HTTP") : method;
    call_.name = route.empty() ? verb : keep([&](TextBuffer &out) {
      out.put(verb);
      out.put(' ');
      out.put(route);
    });
  }

  void derive_http(bool is_entry) {
    if (const CallAttribute *const status = call_.find("http.response.status_code"); status)
      call_.status = status->number >= 0 && status->number <= 999 ? status->number : 0;
    if (is_entry || call_.find("http.request.method"))
      derive_method();
    if (is_entry || call_.find("url.full"))
      derive_url();
    if (is_entry || call_.find("http.request.method"))
      name_http();
    call_.is_warning = call_.status >= 400;
    call_.is_failed = call_.status >= 500;
    has_error_of_status_ = call_.status >= (call_.is_server ? 500 : 400) && !call_.find("error.type");
    if (has_error_of_status_)
      set_text("error.type", keep([&](TextBuffer &out) { out.signed_decimal(call_.status); }));
  }

  void keep_name(std::uint64_t span) {
    call_.name = cut_utf8(call_.name, max_call_name);
    OpenCall &open = open_call(span);
    open.span = span;
    open.size = static_cast<std::uint16_t>(call_.name.size);
    std::memcpy(open.name, call_.name.data, call_.name.size);
  }

  // The name of the entry, and the failure.
  void finish(std::uint64_t span) {
    OpenCall &open = open_call(span);
    const bool is_known = open.span == span && open.size != 0;
    // A route is known only when the request was handled.
    const bool has_better = call_.is_server && call_.find("http.route") && call_.find("http.request.method");
    if (is_known && !has_better)
      call_.name = keep([&](TextBuffer &out) { out.put(open.name, open.size); });
    if (call_.name.empty())
      call_.name = e_.kind == SpanKind::database ? database_name() : Slice("HTTP");
    call_.name = cut_utf8(call_.name, max_call_name);
    open.span = 0;
    if (const CallAttribute *const type = call_.find("error.type"); type && type->type != 's')
      set_text("error.type", keep([&](TextBuffer &out) { out.signed_decimal(type->number); }));
    call_.error_type = call_.text("error.type");
    call_.error_message = call_.text("error.message");
    call_.is_failed |= !call_.error_type.empty() && !has_error_of_status_;
    if ((e_.flags & record_raised) != 0 && e_.kind == SpanKind::database)
      e_.error.text = keep([&](TextBuffer &out) {
        put_clean_database_message(out, e_.error.text, e_.error.text.size >= max_error_text);
      });
  }

  Call &call_;
  TextBuffer out_;
  Event &e_;
  bool has_error_of_status_ = false;
};

} // namespace

const CallAttribute *Call::find(Slice attribute) const {
  for (std::size_t i = 0; i < count; ++i)
    if (attributes[i].name == attribute)
      return &attributes[i];
  return nullptr;
}

Slice Call::text(Slice attribute) const {
  const CallAttribute *const found = find(attribute);
  return found && found->type == 's' ? found->text : Slice();
}

std::int64_t Call::number(Slice attribute) const {
  const CallAttribute *const found = find(attribute);
  return found ? found->number : 0;
}

void read_call(const Record *r, Event &e) {
  CallReader(memory[begins_span(r->kind) ? 0 : 1], e).read(r);
}

} // namespace telinject
