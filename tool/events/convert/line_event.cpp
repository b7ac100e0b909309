// Lines of telemetry.v3 become events again: the reverse of runtime/formats/jsonl*.cpp.
#include "tool/events/convert/line_event.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "runtime/core/callers.h"
#include "runtime/formats/value.h"
#include "tool/events/input/event.h"

namespace telinject::events {
namespace {

constexpr std::size_t kPreparedAtOnce = 512; // sites, until their memory is freed

Slice slice(std::string_view text) {
  return {text.data(), text.size()};
}

std::string_view text_of(const Value &v) {
  return v && v.type() == Type::string ? v.text() : std::string_view();
}

std::uint64_t number_of(const Value &v) {
  std::uint64_t number = 0;
  return v && v.to_unsigned(number) ? number : 0;
}

bool is_true(const Value &v) {
  return v && v.type() == Type::boolean && v.boolean();
}

std::uint64_t hex_of(std::string_view digits) {
  std::uint64_t number = 0;
  for (const char c : digits)
    number = number << 4 | static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
  return number;
}

// The number of type T that a value has, as the bytes of a word.
std::uint64_t word_of(double real) {
  return std::bit_cast<std::uint64_t>(real);
}

} // namespace

// The address is that of the event that has the place.
bool LineEvent::resolve(const CallAddresses &call, Slice, CallPlace &place) {
  const auto *const event = reinterpret_cast<const LineEvent *>(call.hook);
  place = {slice(event->caller_file_), event->caller_line_};
  return true;
}

Slice LineEvent::keep(std::string_view text) {
  return slice(texts_.emplace_back(text));
}

const CachedSite *LineEvent::prepare(const Site &site, bool is_inner) {
  ++prepared_;
  const void *const rendered =
      is_inner ? format_->prepare_inner_site(site, arena_) : format_->prepare_site(site, arena_);
  return rendered ? &sites_.emplace_back(CachedSite{site, rendered, nullptr}) : nullptr;
}

bool LineEvent::read_type() {
  const std::string_view type = text_of(root().find("event_type"));
  for (std::size_t i = 0; i < static_cast<std::size_t>(EventType::count); ++i)
    if (slice(type) == event_descriptors[i].event_type) {
      event_.type = static_cast<EventType>(i);
      return true;
    }
  return false;
}

bool LineEvent::read_ids() {
  const telinject::events::Event line = extract_event(root());
  if (!line.has_span || !line.timestamp_ns)
    return false;
  event_.context = {line.trace.high, line.trace.low, line.span, line.parent};
  event_.unix_ns = *line.timestamp_ns;
  event_.sequence = line.sequence;
  event_.duration_ns = line.duration_ns.value_or(0);
  event_.sampled_out = line.trace_flags == "00";
  constexpr std::array<std::pair<std::string_view, telinject::SpanKind>, 5> kKinds = {{
      {"func_", telinject::SpanKind::function},
      {"loop_", telinject::SpanKind::loop},
      {"try_", telinject::SpanKind::try_block},
      {"http_", telinject::SpanKind::http},
      {"db_", telinject::SpanKind::database},
  }};
  for (const auto &[prefix, kind] : kKinds)
    if (line.correlation_id.starts_with(prefix))
      event_.kind = kind;
  // Of an event that begins or ends a span, the type says it.
  constexpr std::array<std::pair<events::SpanKind, telinject::SpanKind>, 5> kOfTypes = {{
      {events::SpanKind::function, telinject::SpanKind::function},
      {events::SpanKind::loop, telinject::SpanKind::loop},
      {events::SpanKind::exception, telinject::SpanKind::try_block},
      {events::SpanKind::http, telinject::SpanKind::http},
      {events::SpanKind::database, telinject::SpanKind::database},
  }};
  for (const auto &[of_type, kind] : kOfTypes)
    if (line.kind == of_type)
      event_.kind = kind;
  return true;
}

// Appends a value as a record holds it.
void LineEvent::add_value(char &code, const Value &value) {
  const auto add_word = [&](char as, std::uint64_t word) {
    code = as;
    values_.append(reinterpret_cast<const char *>(&word), sizeof word);
  };
  const auto add_text = [&](std::string_view text) {
    code = code_of_shown_text;
    const TextHeader header{static_cast<std::uint32_t>(text.size()), 0};
    values_.append(reinterpret_cast<const char *>(&header), sizeof header);
    values_.append(text);
    values_.resize(values_.size() + padded(text.size()) - text.size());
  };
  std::uint64_t natural = 0;
  std::int64_t integer = 0;
  switch (value.type()) {
  case Type::boolean:
    return add_word('b', value.boolean() ? 1 : 0);
  case Type::integer:
    if (value.to_signed(integer))
      return add_word('l', static_cast<std::uint64_t>(integer));
    return value.to_unsigned(natural) ? add_word('y', natural) : add_word('f', word_of(value.number()));
  case Type::number:
    return add_word('f', word_of(value.number()));
  case Type::string:
    return add_text(value.text());
  case Type::object:
    return add_word('n', number_of(value.find("size")));
  default:
    return add_word('z', 0);
  }
}

void LineEvent::read_arguments(const Value &arguments) {
  for (Value v = arguments.first(); v; v = v.next(arguments)) {
    if (arguments_.size() == Site::max_arguments)
      return;
    SiteArgument argument;
    argument.name = slice(v.key());
    add_value(argument.code, v);
    if (v.type() == Type::object)
      argument.type = slice(text_of(v.find("type")));
    arguments_.push_back(argument);
  }
}

void LineEvent::read_suppressed(const Value &suppressed) {
  Suppressed &s = event_.suppressed;
  s.iterations = number_of(suppressed.find("loop_iteration"));
  s.branches = number_of(suppressed.find("conditional_entry"));
  s.changes = number_of(suppressed.find("variable_change"));
  s.functions = number_of(suppressed.find("function_entry"));
  s.loops = number_of(suppressed.find("loop_entry"));
  s.try_blocks = number_of(suppressed.find("exception_entry"));
}

void LineEvent::read_exports(const Value &counts) {
  event_.exports.is_known = true;
  for (const auto &row : export_counts)
    event_.exports.*row.count = number_of(counts.find(std::string_view(row.name.data, row.name.size)));
}

void LineEvent::read_folded(const Value &folded) {
  for (Value v = folded.first(); v; v = v.next(folded)) {
    FoldedFigures figures;
    figures.key = slice(v.key());
    figures.sites = number_of(v.find("sites"));
    SiteFigures &f = figures.figures;
    f.calls = number_of(v.find("calls"));
    f.errors = number_of(v.find("errors"));
    f.total_ns = number_of(v.find("total_ns"));
    f.self_ns = static_cast<std::int64_t>(number_of(v.find("self_ns")));
    f.max_ns = number_of(v.find("max_ns"));
    f.iterations = number_of(v.find("iterations"));
    f.changes = number_of(v.find("changes"));
    const std::string_view level = text_of(v.find("level"));
    f.flags = level == "dormant" ? fold_is_dormant : level == "counted" ? fold_is_counted : 0;
    f.flags |= is_true(v.find("self_estimated")) ? fold_self_estimated : 0;
    f.flags |= is_true(v.find("at_least")) ? fold_is_lower_bound : 0;
    f.has_folded = level == "folded";
    BranchCount **end = &f.branches;
    const Value branches = v.find("branches");
    for (Value b = branches && branches.type() == Type::object ? branches.first() : branches; b;
         b = branches.type() == Type::object ? b.next(branches) : Value()) {
      *end = &branches_.emplace_back(BranchCount{slice(b.key()), number_of(b), nullptr});
      end = &(*end)->next;
    }
    folded_.push_back(figures);
  }
}

void LineEvent::read_attribute(std::string_view key, const Value &value) {
  const auto flag = [&](std::string_view name, std::uint8_t bit) {
    if (key == name && is_true(value))
      event_.flags |= bit;
  };
  const auto fold_flag = [&](std::string_view name, std::uint32_t bit) {
    if (key == name && is_true(value))
      event_.folded_flags |= bit;
  };
  const auto text = [&](std::string_view name, std::string_view &to) {
    if (key == name)
      to = text_of(value);
  };
  const auto natural = [&](std::string_view name, std::uint64_t &to) {
    if (key == name)
      to = number_of(value);
  };
  text("code.file.path", file_);
  natural("code.line.number", line_number_);
  natural("thread.id", thread_id_);
  text("thread.name", thread_name_);
  text("loop_type", loop_type_);
  text("ended_by", ended_by_);
  text("branch_taken", branch_);
  text("condition_type", loop_type_);
  text("condition", condition_);
  text("loop", condition_);
  text("exception_type", condition_);
  text("variable_name", variable_);
  text("value_type", variable_type_);
  text("caller_function", caller_);
  text("caller_file", caller_file_);
  natural("caller_line", caller_line_);
  text("called_function", called_function_);
  natural("iteration_count", event_.iterations);
  natural("total_iterations", event_.iterations);
  natural("lost_events", event_.lost_events);
  natural("events_written", event_.events_written);
  natural("traces_sampled_out", event_.traces_sampled_out);
  natural("telemetry_cpu_ns", event_.tables.telemetry_cpu_ns);
  natural("process_cpu_ns", event_.tables.process_cpu_ns);
  flag("abandoned", record_abandoned);
  flag("unfinished", record_unfinished);
  flag("thread_exit", record_thread_exit);
  flag("exception_raised", record_raised);
  flag("caught", record_caught);
  fold_flag("also_folded", folded_also);
  fold_flag("self_estimated", folded_self_estimated);
  fold_flag("iterations_estimated", folded_iterations_estimated);
  if (key == "coroutine")
    site_.is_coroutine = is_true(value);
  else if (key == "disabled_by")
    event_.disabled_by = text_of(value) == "SAMPLE_RATE" ? DisabledBy::sample_rate : DisabledBy::otel_sampler;
  else if (key == "no_aspect_matched")
    event_.no_aspect_matched = is_true(value);
  else if (value.type() != Type::object)
    return;
  else if (key == "export")
    read_exports(value);
  else if (key == "arguments")
    read_arguments(value);
  else if (key == "suppressed")
    read_suppressed(value);
  else if (key == "folded")
    read_folded(value);
  else if (key == "link" && text_of(value.find("trace_id")).size() == 32)
    event_.link = {hex_of(text_of(value.find("trace_id")).substr(0, 16)),
                   hex_of(text_of(value.find("trace_id")).substr(16)), hex_of(text_of(value.find("span_id")))};
}

// Values that follow each other in the record.
void LineEvent::read_attributes(Value attributes) {
  if (!attributes || attributes.type() != Type::object)
    return;
  for (Value v = attributes.first(); v; v = v.next(attributes))
    read_attribute(v.key(), v);
  if (event_.type == EventType::variable_change) {
    if (const Value value = attributes.find("value"))
      add_value(value_code_, value);
    if (const Value previous = attributes.find("previous_value"))
      add_value(previous_code_, previous);
  }
  if (const Value returned = attributes.find("return_value"); returned && event_.type == EventType::function_exit) {
    add_value(return_code_, returned);
    if (returned.type() == Type::object)
      site_.return_type = slice(text_of(returned.find("type")));
  }
}

void LineEvent::read_error() {
  const Value error = root().find("error");
  const bool is_call = event_.type == EventType::http_response || event_.type == EventType::database_result;
  const Value reported = root().find("attributes").find("error.type");
  if (!error || (is_call && reported)) {
    call_.is_failed = is_call && error;
    call_.error_type = slice(text_of(error.find("type")));
    call_.error_message = slice(text_of(error.find("message")));
    return;
  }
  event_.flags |= record_raised;
  event_.error.type = slice(text_of(error.find("type")));
  event_.error.text = slice(text_of(error.find("message")));
  event_.error.stack_trace = slice(text_of(error.find("stacktrace")));
  event_.error.is_shown = true;
}

void LineEvent::add_call_attribute(std::string_view prefix, std::string_view name, const Value &value) {
  if (call_.count == Call::max_attributes)
    return;
  CallAttribute &to = call_.attributes[call_.count];
  to = CallAttribute();
  to.name = prefix.empty() ? slice(name) : keep(std::string(prefix) + std::string(name));
  if (value.type() == Type::string) {
    to.text = slice(value.text());
  } else if (value.to_signed(to.number)) {
    to.type = 'l';
  } else if (value.type() == Type::number || value.type() == Type::boolean) {
    to.type = value.type() == Type::number ? 'f' : 'b';
    const std::uint64_t word = value.type() == Type::number ? word_of(value.number()) : value.boolean();
    const Slice bytes = keep({reinterpret_cast<const char *>(&word), sizeof word});
    to.value = bytes.data;
    to.value_end = bytes.end();
  } else {
    return;
  }
  ++call_.count;
}

void LineEvent::read_call(const Value &attributes) {
  constexpr std::array<std::string_view, 14> kOthers = {
      "code.file.path", "code.line.number", "thread.id",        "thread.name",         "called_function",
      "abandoned",      "unfinished",       "thread_exit",      "also_folded",         "self_estimated",
      "db.system",      "db.statement",     "db.rows_returned", "iterations_estimated"};
  if (attributes && attributes.type() == Type::object)
    for (Value v = attributes.first(); v; v = v.next(attributes))
      if (std::find(kOthers.begin(), kOthers.end(), v.key()) == kOthers.end())
        add_call_attribute({}, v.key(), v);
  for (const auto &[side, prefix] : {std::pair<std::string_view, std::string_view>{"request", "http.request.header."},
                                     {"response", "http.response.header."}}) {
    const Value headers = root().find("http").find(side).find("headers");
    if (headers && headers.type() == Type::object)
      for (Value v = headers.first(); v; v = v.next(headers))
        add_call_attribute(prefix, v.key(), v);
  }
  call_.name = slice(text_of(root().find("event").find("name")));
  call_.callee = slice(called_function_);
  call_.statement = slice(text_of(attributes.find("db.statement")));
  call_.status = static_cast<std::int64_t>(number_of(root().find("http").find("response").find("status_code")));
  call_.is_warning = text_of(root().find("severity")) == "WARN";
  // A client has the whole URL.
  call_.is_server = event_.kind == telinject::SpanKind::http && !call_.find("url.full") && call_.find("url.path");
  event_.library_call = &call_;
}

// The sites of the event, of its function and of its caller.
void LineEvent::make_sites() {
  const std::string_view function = text_of(root().find("function_name"));
  const bool is_function = event_.type == EventType::function_entry || event_.type == EventType::function_exit;
  site_.file = keep(context_.file);
  site_.line = context_.line;
  if (!caller_.empty()) {
    Site caller;
    caller.function = slice(caller_);
    event_.caller = prepare(caller, false);
  }
  if (is_function) {
    site_.function = slice(function);
    site_.arguments = arguments_.data();
    site_.argument_count = arguments_.size();
    event_.site = prepare(site_, false);
    return;
  }
  if (!function.empty() || !event_.library_call) {
    Site enclosing;
    enclosing.function = function.empty() ? Slice("unknown") : slice(function);
    event_.function = prepare(enclosing, false);
  }
  if (event_.library_call) {
    site_.codes = call_.is_server ? Slice("aspect server") : Slice("aspect client");
    site_.text = slice(called_function_);
  } else if (event_.type == EventType::variable_change) {
    const char codes[] = {value_code_, previous_code_};
    site_.codes = keep({codes, previous_code_ != 0 ? 2u : value_code_ != 0 ? 1u : 0u});
    site_.text = keep(std::string(variable_) + " : " + std::string(variable_type_));
  } else {
    const std::string_view detail = !branch_.empty() ? branch_ : ended_by_.empty() ? "unknown" : ended_by_;
    if (event_.kind != telinject::SpanKind::try_block || event_.type == EventType::conditional_entry ||
        event_.type == EventType::conditional_exit)
      site_.codes = keep(context_.construct + " " + std::string(detail));
    site_.text = keep(context_.condition);
  }
  event_.site = prepare(site_, true);
}

bool LineEvent::read(std::string_view line, const Format &format, const Context &context) {
  format_ = &format;
  if (prepared_ > kPreparedAtOnce) {
    arena_.drop_all();
    prepared_ = 0;
  }
  event_ = telinject::Event{};
  site_ = Site();
  texts_.clear();
  sites_.clear();
  arguments_.clear();
  values_.clear();
  folded_.clear();
  branches_.clear();
  call_.name = call_.callee = call_.error_type = call_.error_message = call_.statement = Slice();
  call_.is_server = call_.is_warning = call_.is_failed = false;
  call_.status = 0;
  call_.count = 0;
  file_ = loop_type_ = ended_by_ = branch_ = condition_ = variable_ = variable_type_ = caller_ = caller_file_ =
      called_function_ = thread_name_ = {};
  line_number_ = thread_id_ = caller_line_ = 0;
  value_code_ = previous_code_ = return_code_ = 0;
  line_.assign(line);
  if (!document_.parse(line_) || root().type() != Type::object || !read_type() || !read_ids())
    return false;
  const Value attributes = root().find("attributes");
  read_attributes(attributes);
  if (event_.type == EventType::http_request || event_.type == EventType::http_response ||
      event_.type == EventType::database_query || event_.type == EventType::database_result)
    read_call(attributes);
  read_error();
  event_.slow =
      !event_.library_call && text_of(root().find("severity")) == "WARN" && event_.type != EventType::telemetry_loss;
  const bool is_entry = event_.type == EventType::function_entry || event_.type == EventType::loop_entry ||
                        event_.type == EventType::exception_entry;
  if (is_entry && (event_.folded_flags & folded_also) != 0)
    event_.flags |= record_written_late;
  // The message names the construct where the attributes do not.
  const std::string_view message = text_of(root().find("message"));
  const std::size_t quote = message.find('\'');
  context_.construct = !loop_type_.empty() ? std::string(loop_type_)
                       : quote != std::string_view::npos
                           ? std::string(message.substr(quote + 1, message.find('\'', quote + 1) - quote - 1))
                           : std::string();
  if (event_.type == EventType::exception_entry || event_.type == EventType::exception_exit)
    context_.construct.clear();
  context_.file = file_.empty() ? context.file : std::string(file_);
  context_.line = file_.empty() ? context.line : line_number_;
  context_.condition = condition_.empty() ? context.condition : std::string(condition_);
  if (event_.type != EventType::telemetry_loss && event_.type != EventType::telemetry_summary) {
    make_sites();
    if (!event_.site)
      return false;
  }
  if (return_code_ != 0)
    event_.value_code = keep({&return_code_, 1});
  event_.values = values_.data();
  event_.values_end = values_.data() + values_.size();
  event_.cache = &cache_;
  event_.folded = folded_.data();
  event_.folded_count = folded_.size();
  TextBuffer thread(thread_, sizeof thread_);
  format.prepare_thread(static_cast<int>(thread_id_), slice(thread_name_), thread);
  if (thread.overflow()) {
    thread.truncate(0);
    format.prepare_thread(static_cast<int>(thread_id_), Slice(), thread);
  }
  event_.thread = thread.slice();
  if (!caller_file_.empty())
    event_.call.hook = reinterpret_cast<std::uintptr_t>(this);
  return true;
}

} // namespace telinject::events
