// Implements the conversion of lines (converter.h).
#include "tool/events/convert/converter.h"

#include <utility>

#include "runtime/core/callers.h"

namespace telinject::events {
namespace {

constexpr std::size_t kBatchSize = 1024 * 1024;
constexpr std::size_t kMaxEventSize = 512 * 1024;
constexpr std::uint64_t kMaxInner = 128; // events of a span, as a process keeps them

std::string process_key(const Value &root) {
  const Value host = root.find("host").find("name");
  std::uint64_t pid = 0;
  root.find("process").find("pid").to_unsigned(pid);
  return (host && host.type() == Type::string ? std::string(host.text()) : std::string()) + '\0' + std::to_string(pid);
}

bool begins_span(EventType type) {
  return type == EventType::function_entry || type == EventType::loop_entry || type == EventType::exception_entry ||
         type == EventType::http_request || type == EventType::database_query;
}

bool ends_span(EventType type) {
  return type == EventType::function_exit || type == EventType::loop_exit || type == EventType::exception_exit ||
         type == EventType::http_response || type == EventType::database_result;
}

} // namespace

Converter::Converter(const Format &format, std::uint64_t max_count, TakeBatch take)
    : format_(format), max_count_(max_count), take_(std::move(take)),
      batch_(kBatchSize + kMaxEventSize + max_batch_logs) {
  resolve_call = LineEvent::resolve;
  render_options.value_bytes = kMaxEventSize;
}

Converter::~Converter() {
  resolve_call = nullptr;
}

void Converter::add(std::string_view line) {
  if (!event_.read(line, format_, {})) {
    ++skipped_;
    return;
  }
  telinject::Event &e = event_.event();
  use_process(e);
  if (!format_.render_span)
    return render(line, e);
  const Key key{process_, e.context.span};
  if (begins_span(e.type)) {
    open_[key] = {std::string(line), event_.context(), {}, {}, 0, 0};
  } else if (ends_span(e.type)) {
    end_span(key, line);
  } else {
    add_inner(key, line);
  }
}

void Converter::finish() {
  if (batch_size_ == 0)
    return;
  std::size_t size = batch_size_;
  if (has_batch_) {
    TextBuffer end(batch_.data() + size, batch_.size() - size);
    format_.end_batch(batch_.data(), size, end);
    size += end.size();
  }
  TextBuffer logs(batch_.data() + size, batch_.size() - size);
  const std::uint64_t log_records = format_.put_logs ? format_.put_logs(logs) : 0;
  take_({{batch_.data(), size}, count_, {batch_.data() + size, logs.size()}, log_records});
  batch_size_ = 0;
  count_ = 0;
  has_batch_ = false;
}

// Sets the facts of the event's process. An event with sequence 1 begins another one.
void Converter::use_process(const telinject::Event &e) {
  const std::string key = process_key(event_.root());
  std::uint64_t &instance = instances_[key];
  if (instance == 0 || e.sequence == 1)
    instance = std::hash<std::string>{}(key + std::to_string(e.unix_ns)) | 1;
  const std::string with_instance = key + '\0' + std::to_string(instance);
  if (with_instance == process_)
    return;
  finish();
  process_ = with_instance;
  format_.set_process(facts_.read(event_.root(), instance));
}

template <class Render> bool Converter::append(Render render_to) {
  if (format_.begin_batch && !has_batch_) {
    TextBuffer out(batch_.data(), batch_.size());
    format_.begin_batch(out);
    batch_size_ = out.size();
    has_batch_ = true;
  }
  TextBuffer out(batch_.data() + batch_size_, kMaxEventSize - max_batch_end);
  render_to(out);
  if (out.overflow())
    return false;
  batch_size_ += out.size();
  ++count_;
  if (batch_size_ >= kBatchSize || count_ == max_count_)
    finish();
  return true;
}

// A conditional_exit has the condition of the line before.
void Converter::render(std::string_view line, telinject::Event &e) {
  if (e.type == EventType::conditional_entry)
    last_condition_ = event_.context();
  else if (e.type == EventType::conditional_exit)
    event_.read(line, format_, last_condition_);
  if (!append([&](TextBuffer &out) { format_.render(e, out); }))
    ++skipped_;
}

void Converter::add_inner(const Key &key, std::string_view line) {
  const auto found = open_.find(key);
  if (found == open_.end())
    return render(line, event_.event());
  OpenSpan &span = found->second;
  ++span.inner_events;
  if (event_.event().type == EventType::conditional_entry) {
    span.last_condition = event_.context();
    return;
  }
  if (span.inner.size() == kMaxInner) {
    ++span.left_out;
    return;
  }
  span.inner.emplace_back(line);
  span.inner_contexts.push_back(event_.event().type == EventType::conditional_exit ? span.last_condition : Context());
}

struct Converter::Inner : InnerEvents {
  Inner(Converter &c, const OpenSpan &s) : InnerEvents{next_event, s.inner_events, s.left_out}, converter(c), span(s) {}
  static const telinject::Event *next_event(InnerEvents &self) {
    auto &inner = static_cast<Inner &>(self);
    while (inner.at < inner.span.inner.size()) {
      const std::size_t i = inner.at++;
      LineEvent &event = inner.converter.inner_;
      if (event.read(inner.span.inner[i], inner.converter.format_, inner.span.inner_contexts[i]))
        return &event.event();
    }
    return nullptr;
  }
  Converter &converter;
  const OpenSpan &span;
  std::size_t at = 0;
};

void Converter::end_span(const Key &key, std::string_view line) {
  const auto found = open_.find(key);
  if (found == open_.end()) {
    ++skipped_;
    return;
  }
  const OpenSpan &span = found->second;
  if (event_.read(line, format_, span.context) && entry_.read(span.entry, format_, {})) {
    Inner inner(*this, span);
    if (!append([&](TextBuffer &out) { format_.render_span(entry_.event(), event_.event(), inner, out); }))
      ++skipped_;
  }
  open_.erase(found);
}

} // namespace telinject::events
