// Events as lists of attributes: see event_attributes.h.
#include "runtime/formats/event_attributes.h"

#include "runtime/base/json_text.h"
#include "runtime/base/type_name.h"
#include "runtime/config/redact.h"
#include "runtime/core/attributes.h"
#include "runtime/core/callers.h"
#include "runtime/formats/format.h"
#include "runtime/formats/jsonl_lines.h"

namespace telinject {

namespace {

constexpr Slice no_group = "";

class Visitor {
public:
  Visitor(const Event &e, AttributeSink &to) : e_(e), to_(to) {}

  void visit() {
    switch (e_.type) {
    case EventType::function_entry:
      return visit_entry();
    case EventType::function_exit:
      return visit_exit();
    case EventType::http_request:
    case EventType::http_response:
    case EventType::database_query:
    case EventType::database_result:
      return visit_call();
    case EventType::telemetry_loss:
    case EventType::telemetry_summary:
      return visit_account();
    default:
      return visit_inner();
    }
  }

private:
  void put(Slice name, const Value &value, Slice group = no_group) { to_.put(to_, group, name, value); }
  void text(Slice name, Slice value, Slice group = no_group) { put(name, Value::of_text(value), group); }
  void natural(Slice name, std::uint64_t value, Slice group = no_group) { put(name, Value::of_natural(value), group); }
  void mark(Slice name, bool is_set) {
    if (is_set)
      put(name, Value::of_bool(true));
  }

  void visit_entry() {
    const Site &site = e_.site->site;
    const char *p = e_.values;
    Codes codes(site.arguments, site.argument_count);
    for (std::size_t i = 1; !codes.empty() && p; ++i) {
      Value value;
      Slice name;
      p = read_whole_value(codes, p, e_.values_end, *e_.cache, value, &name);
      if (p)
        put(name.empty() ? number_of_argument(i) : name.take_front(max_site_name), value, "arguments.");
    }
    if (e_.caller)
      text("caller_function", cut_utf8(e_.caller->site.function, max_site_name));
    if (CallPlace place; e_.call.hook && resolve_call && resolve_call(e_.call, site.function, place)) {
      text("caller_file", cut_utf8(place.file, max_site_file));
      natural("caller_line", place.line);
    }
    mark("coroutine", site.is_coroutine);
    mark("also_folded", (e_.flags & record_written_late) != 0);
  }

  Slice number_of_argument(std::size_t number) {
    TextBuffer out(number_, sizeof number_);
    out.put("argument");
    out.decimal(number);
    return out.slice();
  }

  void visit_exit() {
    const Slice type = e_.site->site.return_type;
    Value value;
    Codes codes(e_.value_code, type);
    if (!e_.value_code.empty() && read_whole_value(codes, e_.values, e_.values_end, *e_.cache, value))
      put("return_value", value);
    else if (e_.value_code.empty() && !type.empty() &&
             (e_.flags & (record_abandoned | record_unfinished | record_thread_exit | record_raised)) == 0)
      text("return_value", cut_utf8(type, render_options.value_bytes));
    mark("coroutine", e_.site->site.is_coroutine);
    visit_end();
  }

  // What ends of all spans have in common.
  void visit_end() {
    mark("abandoned", (e_.flags & record_abandoned) != 0);
    mark("unfinished", (e_.flags & record_unfinished) != 0);
    mark("thread_exit", (e_.flags & record_thread_exit) != 0);
    mark("also_folded", (e_.folded_flags & folded_also) != 0);
    mark("self_estimated", (e_.folded_flags & folded_self_estimated) != 0);
    mark("iterations_estimated", (e_.folded_flags & folded_iterations_estimated) != 0);
    visit_folded();
    visit_suppressed();
  }

  // As many sites as there is room for, the largest first.
  void visit_folded() {
    if (e_.folded_count == 0)
      return;
    static constinit char memory[16 * 1024]; // used under the drain lock only
    TextBuffer out(memory, sizeof memory - 1);
    out.put('{');
    for (std::size_t i = 0; i < e_.folded_count; ++i) {
      const std::size_t before = out.size();
      if (i != 0)
        out.put(',');
      jsonl::put_folded_site(e_.folded[i], out);
      if (out.overflow()) {
        out.truncate(before);
        break;
      }
    }
    memory[out.size()] = '}';
    put("folded", Value::of_json(Slice(memory, out.size() + 1)));
  }

  void visit_suppressed() {
    const jsonl::SuppressedRows rows(e_.suppressed);
    for (const auto &row : rows.of)
      if (row.count != 0)
        natural(row.event_type, row.count, "suppressed.");
  }

  void visit_change() {
    Slice name, type;
    split_last(e_.site->site.text, " : ", name, type);
    text("variable_name", cut_utf8(name, max_site_name));
    text("value_type", cut_utf8(type, max_site_name));
    const char *p = e_.values;
    Codes codes(e_.site->site.codes, type);
    constexpr Slice keys[] = {"value", "previous_value"};
    for (const Slice key : keys) {
      if (codes.empty() || !p)
        return;
      Value value;
      p = read_whole_value(codes, p, e_.values_end, *e_.cache, value);
      if (p)
        put(key, value);
    }
  }

  void visit_inner() {
    const Slice head = e_.site->site.codes, kind = construct_of(e_);
    const Slice detail = cut_utf8(e_.site->site.text, max_site_name);
    switch (e_.type) {
    case EventType::loop_entry:
      text("loop_type", kind);
      text("loop", detail);
      mark("also_folded", (e_.flags & record_written_late) != 0);
      return;
    case EventType::loop_iteration:
      return natural("iteration_count", e_.iterations);
    case EventType::loop_exit:
      natural("total_iterations", e_.iterations);
      if (const Slice reason = loop_end_of(e_); !reason.empty())
        text("ended_by", reason);
      return visit_end();
    case EventType::conditional_entry:
      text("condition_type", kind);
      return text("condition", detail);
    case EventType::conditional_exit:
      return text("branch_taken", head.drop_front(head.find(' ') + 1));
    case EventType::exception_entry:
      text("exception_type", detail);
      return mark("also_folded", (e_.flags & record_written_late) != 0);
    case EventType::exception_exit:
      put("exception_raised", Value::of_bool((e_.flags & record_raised) != 0));
      put("caught", Value::of_bool((e_.flags & record_caught) != 0));
      return visit_end();
    default:
      return visit_change();
    }
  }

  bool is_exit() const { return e_.type == EventType::http_response || e_.type == EventType::database_result; }

  // Statements and URLs are longer than other values.
  static std::size_t max_text(Slice name) {
    const bool is_long =
        name == Slice("db.query.text") || name == Slice("db.query.summary") || name.starts_with("url.");
    return is_long ? max_attribute_bytes : render_options.value_bytes;
  }

  void visit_call() {
    if (const Call *const call = e_.library_call; call) {
      for (std::size_t i = 0; i < call->count; ++i)
        visit_call_attribute(call->attributes[i]);
      if (!call->callee.empty())
        text("called_function", call->callee);
    }
    if (is_exit())
      visit_end();
  }

  // An exit does not repeat the constants of its site, but for the one that says what it is.
  void visit_call_attribute(const CallAttribute &a) {
    if ((is_exit() && a.is_of_site && !(a.name == Slice("db.system.name"))) || a.name == Slice("error.message"))
      return;
    const Slice name = cut_utf8(a.name, max_site_name);
    Value value;
    if (a.type == 's')
      return text(name, cut_utf8(a.text, max_text(a.name)));
    value.kind = Value::Kind::integer;
    value.word = static_cast<std::uint64_t>(a.number);
    if (a.value && !read_value(a.type, "unknown", Slice(), a.value, a.value_end, *e_.cache, value))
      return;
    put(name, value);
  }

  void visit_account() {
    natural("lost_events", e_.lost_events);
    if (e_.type != EventType::telemetry_summary)
      return;
    natural("events_written", e_.events_written);
    natural("traces_sampled_out", e_.traces_sampled_out);
    if (const Slice setting = name_of(e_.disabled_by); !setting.empty())
      text("disabled_by", setting);
    mark("no_aspect_matched", e_.no_aspect_matched);
    if (e_.exports.is_known)
      for (const auto &row : export_counts)
        natural(row.name, e_.exports.*row.count, "export.");
    if (e_.tables.process_cpu_ns != 0) {
      natural("telemetry_cpu_ns", e_.tables.telemetry_cpu_ns);
      natural("process_cpu_ns", e_.tables.process_cpu_ns);
    }
    visit_suppressed();
  }

  const Event &e_;
  AttributeSink &to_;
  char number_[32];
};

} // namespace

void visit_attributes(const Event &e, AttributeSink &to) {
  Visitor(e, to).visit();
}

Slice construct_of(const Event &e) {
  const Slice head = e.site->site.codes;
  return head.take_front(head.find(' '));
}

Slice loop_end_of(const Event &e) {
  if ((e.flags & (record_abandoned | record_unfinished | record_thread_exit)) != 0)
    return Slice();
  if (e.flags & record_raised)
    return "exception";
  switch (e.exit_reason) {
  case 'c':
    return "condition";
  case 'b':
    return "break";
  case 'r':
    return "return";
  case 'g':
    return "goto";
  default:
    break;
  }
  const Slice head = e.site->site.codes, of_site = head.drop_front(head.find(' ') + 1);
  return of_site == Slice("unknown") ? Slice() : of_site; // unknown: one of several jumps, some of them in macros
}

namespace {

constexpr std::size_t max_error_message = 200; // characters
constexpr std::size_t max_stack_trace = 2048;  // bytes

void put_stack_trace(const EventError &error, TextBuffer &out) {
  for (std::size_t i = 0; i < error.frame_count; ++i) {
    const Site &site = error.frames[i]->site;
    const std::size_t before = out.size();
    out.put(i == 0 ? Slice("at ") : Slice("\nat "));
    out.put(cut_utf8(site.function, max_site_name / 2));
    out.put(" (");
    out.put(site.file);
    out.put(':');
    out.decimal(site.line);
    out.put(')');
    if (out.overflow())
      return out.truncate(before);
  }
}

Slice first_characters(Slice text, std::size_t count) {
  std::size_t bytes = 0;
  for (; bytes < text.size; ++bytes)
    if ((text.data[bytes] & 0xC0) != 0x80 && count-- == 0)
      break;
  return text.take_front(bytes);
}

void describe_exception(const EventError &from, ErrorText &error) {
  if (from.is_shown) {
    error = {from.type, from.text, from.stack_trace};
    return;
  }
  static constinit char type_memory[2048], message_memory[2048], stack_memory[max_stack_trace];
  TextBuffer type(type_memory, sizeof type_memory);
  put_type_name(type, from.type.empty() ? Slice("unknown") : from.type);
  if (type.overflow() || from.type.empty()) {
    type.truncate(0);
    type.put(from.type.empty() ? Slice("unknown") : cut_utf8(from.type, max_site_name));
  }
  error.type = cut_utf8(type.slice(), max_site_name);
  TextBuffer message(message_memory, sizeof message_memory);
  put_redacted(message, from.text);
  error.message = first_characters(message.slice(), max_error_message);
  TextBuffer stack(stack_memory, sizeof stack_memory);
  put_stack_trace(from, stack);
  error.stack_trace = stack.slice();
}

} // namespace

bool describe_error(const Event &e, ErrorText &error) {
  error = {};
  if ((e.flags & record_raised) != 0) {
    describe_exception(e.error, error);
    return true;
  }
  if (!e.library_call || !e.library_call->is_failed)
    return false;
  const Call &call = *e.library_call;
  error.type = call.error_type.empty() ? Slice("_OTHER") : cut_utf8(call.error_type, max_site_name);
  error.message = first_characters(call.error_message, max_error_message);
  return true;
}

} // namespace telinject
