// Loops, conditionals, changes of variables and try blocks as lines: see jsonl_inner.h.
#include "runtime/formats/jsonl_inner.h"

#include "runtime/formats/event_attributes.h"
#include "runtime/formats/jsonl_lines.h"
#include "runtime/formats/jsonl_values.h"

#include "runtime/base/json_text.h"

namespace telinject::jsonl {

namespace {

// What is the same in every event of a site, as JSON.
struct InnerText {
  Slice kind;     // for, if, switch: the head's first word
  Slice detail;   // quoted: the default exit reason of a loop, the branch taken
  Slice text;     // quoted: header, condition, variable, types
  Slice type;     // quoted: of a changed variable
  Slice location; // "code.file.path":…,"code.line.number":…
};

Slice quoted(FragmentBuilder &pieces, Slice text) {
  put_json_string(pieces.out(), text);
  return pieces.done();
}

void put_value_of(TextBuffer &out, Slice key, Codes &codes, const char *&p, const Event &e) {
  out.put(key);
  const std::size_t before = out.size();
  p = p ? put_json_value(out, codes, p, e.values_end, *e.cache) : nullptr;
  if (!p && !out.overflow()) {
    out.truncate(before);
    out.put("null");
  }
  out.put(',');
}

// One or two codes, each with its table: "i", "ii", "e{0=RED}e{0=RED}".
void put_change(const Event &e, const InnerText &text, TextBuffer &out) {
  out.put("\"variable_name\":");
  out.put(text.text);
  out.put(",\"value_type\":");
  out.put(text.type);
  out.put(',');
  // A value of code o is its type.
  Slice name, type;
  split_last(e.site->site.text, " : ", name, type);
  Codes codes(e.site->site.codes, type);
  const char *p = e.values;
  if (codes.empty())
    return out.put("\"value\":null,");
  put_value_of(out, "\"value\":", codes, p, e);
  if (!codes.empty() && p)
    put_value_of(out, "\"previous_value\":", codes, p, e);
}

// With a comma behind each.
void put_attributes(const Event &e, const InnerText &text, TextBuffer &out) {
  switch (e.type) {
  case EventType::loop_entry:
    out.put("\"loop_type\":\"");
    out.put(text.kind);
    out.put("\",\"loop\":");
    out.put(text.text);
    out.put(',');
    break;
  case EventType::loop_iteration:
    out.put("\"iteration_count\":");
    out.decimal(e.iterations);
    out.put(',');
    break;
  case EventType::loop_exit:
    out.put("\"total_iterations\":");
    out.decimal(e.iterations);
    out.put(',');
    break;
  case EventType::conditional_entry:
    out.put("\"condition_type\":\"");
    out.put(text.kind);
    out.put("\",\"condition\":");
    out.put(text.text);
    out.put(',');
    break;
  case EventType::conditional_exit:
    out.put("\"branch_taken\":");
    out.put(text.detail);
    out.put(',');
    break;
  case EventType::exception_entry:
    out.put("\"exception_type\":");
    out.put(text.text);
    out.put(',');
    break;
  case EventType::exception_exit:
    out.put(e.flags & record_raised ? Slice("\"exception_raised\":true,\"caught\":")
                                    : Slice("\"exception_raised\":false,\"caught\":"));
    out.put(e.flags & record_caught ? Slice("true,") : Slice("false,"));
    break;
  default:
    put_change(e, text, out);
  }
}

// How a loop ended, where it ended in order.
void put_exit_reason(const Event &e, TextBuffer &out) {
  const Slice reason = e.type == EventType::loop_exit ? loop_end_of(e) : Slice();
  if (reason.empty())
    return;
  put_member(out, "ended_by", reason);
  out.put(',');
}

} // namespace

Slice location_of(const CachedSite &site) {
  return static_cast<const InnerText *>(site.rendered)->location;
}

Slice correlation_prefix(SpanKind kind) {
  switch (kind) {
  case SpanKind::function:
    return "func_";
  case SpanKind::loop:
    return "loop_";
  case SpanKind::try_block:
    return "try_";
  case SpanKind::http:
    return "http_";
  case SpanKind::database:
    return "db_";
  case SpanKind::suppressed:
    break;
  }
  return Slice();
}

const void *prepare_inner_site(const Site &site, Arena &arena) {
  auto *text = arena.take_array<InnerText>(1);
  if (!text)
    return nullptr;
  FragmentBuilder pieces(arena);
  TextBuffer &out = pieces.out();
  const std::size_t space = site.codes.find(' ');
  // An empty piece cannot be kept: a try block's head has no word.
  text->kind = space == 0 ? Slice() : arena.keep(site.codes.take_front(space));
  text->detail = quoted(pieces, site.codes.drop_front(space + 1));
  Slice name, type;
  split_last(site.text, " : ", name, type);
  const bool is_change = space == site.codes.size && !site.codes.empty();
  text->text = quoted(pieces, cut_utf8(is_change ? name : site.text, max_name));
  text->type = quoted(pieces, cut_utf8(type, max_name));
  put_member(out, "code.file.path", cut_utf8(site.file, max_file));
  out.put(",\"code.line.number\":");
  out.decimal(site.line);
  text->location = pieces.done();
  return pieces.failed() ? nullptr : text;
}

void render_inner(const Event &e, TextBuffer &out) {
  const auto &text = *static_cast<const InnerText *>(e.site->rendered);
  const EventDescriptor &descriptor = descriptor_of(e.type);
  put_typed_head(e, severity_of(e), out);
  out.put(',');
  const Slice function = cut_utf8(e.function->site.function, max_name);
  put_member(out, "function_name", function);
  out.put(",\"trace_id\":\"");
  put_context(e.context, out);
  put_flags(out);
  const bool is_exit = e.type == EventType::loop_exit || e.type == EventType::exception_exit;
  if (is_exit)
    put_duration(e.duration_ns, out);
  put_message_member(e, out);
  put_error(e, out);
  put_event(out, function, descriptor.category, descriptor.type);
  put_attributes(e, text, out);
  put_exit_reason(e, out);
  if (is_exit && put_folded(e, put_exit_flags(e.flags, false, out), out))
    out.put(',');
  if ((e.type == EventType::loop_entry || e.type == EventType::exception_entry) && (e.flags & record_written_late) != 0)
    out.put("\"also_folded\":true,");
  if (is_exit && e.suppressed.any()) {
    put_suppressed(e.suppressed, out);
    out.put(',');
  }
  out.put(text.location);
  if (e.type == EventType::loop_entry || e.type == EventType::exception_entry) {
    out.put(',');
    out.put(e.thread);
  }
  put_tail(e, correlation_prefix(e.kind), out);
}

} // namespace telinject::jsonl
