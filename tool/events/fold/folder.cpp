// The two passes over the lines.
#include <charconv>

#include "tool/events/fold/fold.h"
#include "tool/events/fold/line_edit.h"
#include "tool/events/input/text.h"

namespace telinject::events::fold {
namespace {

std::string quoted_id(std::uint64_t id) {
  return '"' + hex16(id) + '"';
}

bool read_id(std::string_view text, std::uint64_t &id) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id, 16);
  return text.size() == 16 && error == std::errc() && end == text.data() + text.size();
}

std::string_view text_of(const Value &v) {
  return v && v.type() == Type::string ? v.text() : std::string_view();
}

} // namespace

void Folder::read(std::string_view line) {
  if (!document_.parse(line)) {
    ++damaged_;
    return;
  }
  const Event e = extract_event(document_.root());
  if (!e.has_process || !e.has_span)
    ++damaged_;
  if (!e.has_process)
    return;
  const Runs::Run &run = runs_.enter(e);
  if (e.has_span)
    store_.add(e, document_.root(), run.number);
}

void Folder::choose() {
  choice_ = choose_kept(store_, budget_);
  sums_ = sum_folded(store_);
}

std::optional<std::string_view> Folder::write(std::string_view line) {
  if (!document_.parse(line))
    return line;
  const Event e = extract_event(document_.root());
  if (!e.has_process)
    return line;
  Runs::Run &run = written_runs_.enter(e);
  const bool is_of_span = e.has_span && e.inner != InnerKind::loss && e.inner != InnerKind::summary;
  const Span *const span = is_of_span ? store_.find(e.trace, e.span) : nullptr;
  if (span && !span->has(is_kept)) {
    ++run.removed;
    return std::nullopt;
  }
  line_ = line;
  if (run.removed != 0 && e.sequence > run.removed) // hostile input may count otherwise
    replace_member(line_, line_.find('{'), "sequence", std::to_string(e.sequence - run.removed));
  if (span)
    edit(*span, e);
  return line_;
}

void Folder::edit(const Span &span, const Event &e) {
  const std::size_t root = line_.find('{');
  if (span.parent != kNone && store_.spans()[span.parent].keeper != span.parent) {
    const std::uint32_t keeper = store_.spans()[span.parent].keeper;
    replace_member(line_, root, "parent_span_id", quoted_id(store_.spans()[keeper].id));
  }
  const auto attributes = find_member(line_, root, "attributes");
  if (!attributes || line_[attributes->begin] != '{')
    return;
  if (e.phase == Phase::entry)
    edit_link();
  if (e.phase != Phase::exit || !span.has(receives))
    return;
  bool has_rest = false;
  const std::string folded = render_folded(sums_, store_.names(), store_.find(span.trace, span.id), has_rest);
  if (folded.empty())
    return;
  exits_with_rest_ += has_rest ? 1 : 0;
  set_member(line_, attributes->begin, "folded", folded);
  if (span.has(needs_estimate))
    set_member(line_, attributes->begin, "self_estimated", "true");
}

// A root that began inside a span of another trace names that span.
void Folder::edit_link() {
  const Value link = document_.root().find("attributes").find("link");
  if (!link || link.type() != Type::object)
    return;
  const std::string_view trace_text = text_of(link.find("trace_id"));
  TraceId trace;
  std::uint64_t id = 0;
  if (trace_text.size() != 32 || !read_id(trace_text.substr(0, 16), trace.high) ||
      !read_id(trace_text.substr(16), trace.low) || !read_id(text_of(link.find("span_id")), id))
    return;
  const Span *const span = store_.find(trace, id);
  if (!span || span->has(is_kept))
    return;
  const auto attributes = find_member(line_, line_.find('{'), "attributes");
  const auto at = attributes ? find_member(line_, attributes->begin, "link") : std::nullopt;
  if (at && line_[at->begin] == '{')
    replace_member(line_, at->begin, "span_id", quoted_id(store_.spans()[span->keeper].id));
}

} // namespace telinject::events::fold
