// The mapping of exceptions to log records of OTLP: see otlp_logs.h.
#include "runtime/formats/otlp_logs.h"

#include "runtime/base/json_text.h"

namespace telinject::otlp {

namespace {

// Fields of LogRecord, and of its body.
constexpr Field time{"timeUnixNano", 1}, severity_number{"severityNumber", 2}, severity_text{"severityText", 3},
    body{"body", 5}, attributes{"attributes", 6}, flags{"flags", 8}, trace_id{"traceId", 9}, span_id{"spanId", 10},
    observed_time{"observedTimeUnixNano", 11};
constexpr Field string_value{"stringValue", 1};

constexpr std::uint32_t severity_warn = 13, severity_error = 17;
constexpr std::uint32_t flag_sampled = 1;

void put_attributes(Writer &to, const Event &exit, const ErrorText &error) {
  to.begin_list(attributes);
  to.attribute(attributes, "exception.type", error.type);
  to.attribute(attributes, "exception.message", error.message);
  if (!error.stack_trace.empty())
    to.attribute(attributes, "exception.stacktrace", error.stack_trace);
  const CachedSite *const function = exit.kind == SpanKind::function ? exit.site : exit.function;
  if (function)
    to.attribute(attributes, "code.function.name", cut_utf8(function->site.function, max_site_name));
  to.attribute(attributes, "code.file.path", cut_utf8(exit.site->site.file, max_site_file));
  to.attribute(attributes, Slice(), "code.line.number", Value::of_natural(exit.site->site.line));
  to.end_list();
}

// A handler of the try block has taken the exception.
bool is_handled(const Event &exit) {
  return exit.kind == SpanKind::try_block && (exit.flags & record_caught) != 0;
}

void put_record(Writer &to, const Event &exit, const ErrorText &error, std::uint64_t unix_ns) {
  const bool handled = is_handled(exit);
  to.fixed64(time, unix_ns);
  to.fixed64(observed_time, unix_ns);
  to.number(severity_number, handled ? severity_warn : severity_error);
  to.text(severity_text, handled ? Slice("WARN") : Slice("ERROR"));
  to.begin(body);
  to.text(string_value, error.message.empty() ? error.type : error.message);
  to.end();
  put_attributes(to, exit, error);
  to.fixed32(flags, exit.sampled_out ? 0 : flag_sampled);
  to.trace_id(trace_id, exit.context.trace_high, exit.context.trace_low);
  to.span_id(span_id, exit.context.span);
}

} // namespace

bool LogRecords::put_exception(const Event &exit, const ErrorText &error, std::uint64_t unix_ns) {
  TextBuffer out(memory_ + at_.size, max_size - at_.size);
  Writer to(out, encoding_);
  if (encoding_ == Encoding::json)
    out.put('{');
  else
    to.begin(log_records);
  put_record(to, exit, error, unix_ns);
  if (encoding_ == Encoding::json)
    out.put("},");
  else
    to.end();
  if (out.overflow())
    return false;
  at_.size += out.size();
  ++at_.count;
  return true;
}

} // namespace telinject::otlp
