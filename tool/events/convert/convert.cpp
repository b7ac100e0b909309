// Converts lines of telemetry.v3 with the runtime's formats. Of a format with whole spans, the lines of a span are kept
// until it ends.
#include "tool/events/convert/convert.h"

#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <unordered_map>

#include "runtime/core/callers.h"
#include "tool/events/convert/line_event.h"
#include "tool/events/convert/line_facts.h"
#include "tool/events/input/input.h"
#include "tool/events/input/text.h"

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

class Converter {
public:
  explicit Converter(const Format &format) : format_(format), batch_(kBatchSize + kMaxEventSize) {
    resolve_call = LineEvent::resolve;
    render_options.value_bytes = kMaxEventSize;
  }
  ~Converter() { resolve_call = nullptr; }
  Converter(const Converter &) = delete;
  Converter &operator=(const Converter &) = delete;

  void add(std::string_view line) {
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

  void finish() {
    if (batch_size_ == 0)
      return;
    std::size_t size = batch_size_;
    if (has_batch_) {
      TextBuffer end(batch_.data() + size, batch_.size() - size);
      format_.end_batch(batch_.data(), size, end);
      size += end.size();
    }
    std::fwrite(batch_.data(), 1, size, stdout);
    batch_size_ = 0;
    has_batch_ = false;
  }

  std::uint64_t skipped() const { return skipped_; }
  std::size_t open_spans() const { return open_.size(); }

private:
  using Key = std::pair<std::string, std::uint64_t>;
  struct OpenSpan {
    std::string entry;
    Context context;
    std::vector<std::string> inner;
    std::vector<Context> inner_contexts;
    std::uint64_t inner_events, left_out;
    Context last_condition{};
  };

  // Sets the facts of the event's process. An event with sequence 1 begins another one.
  void use_process(const telinject::Event &e) {
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

  template <class Render> bool append(Render render_to) {
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
    if (batch_size_ >= kBatchSize)
      finish();
    return true;
  }

  // A conditional_exit has the condition of the line before.
  void render(std::string_view line, telinject::Event &e) {
    if (e.type == EventType::conditional_entry)
      last_condition_ = event_.context();
    else if (e.type == EventType::conditional_exit)
      event_.read(line, format_, last_condition_);
    if (!append([&](TextBuffer &out) { format_.render(e, out); }))
      ++skipped_;
  }

  void add_inner(const Key &key, std::string_view line) {
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

  struct Inner : InnerEvents {
    Inner(Converter &c, const OpenSpan &s)
        : InnerEvents{next_event, s.inner_events, s.left_out}, converter(c), span(s) {}
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

  void end_span(const Key &key, std::string_view line) {
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

  const Format &format_;
  LineEvent event_, entry_, inner_;
  LineFacts facts_;
  std::string process_;
  std::unordered_map<std::string, std::uint64_t> instances_;
  std::map<Key, OpenSpan> open_;
  Context last_condition_;
  std::vector<char> batch_;
  std::size_t batch_size_ = 0;
  bool has_batch_ = false;
  std::uint64_t skipped_ = 0;
};

} // namespace

int run_convert(const Options &options) {
  const Format *const format = find_format({options.format.data(), options.format.size()});
  if (!format)
    return kExitUsage;
  const auto converter = std::make_unique<Converter>(*format);
  Progress progress;
  std::uint64_t too_long = 0;
  const bool all_read = read_inputs(options.files, progress, [&](const Line &line, Location) {
    if (line.too_long)
      ++too_long;
    else if (!line.text.empty())
      converter->add(line.text);
  });
  progress.clear();
  converter->finish();
  std::fflush(stdout);
  if (const std::uint64_t skipped = converter->skipped() + too_long; skipped != 0)
    std::fprintf(stderr,
                 "telinject-events: note: %s skipped: they are no events of telemetry.v3, or exits without an entry\n",
                 counted(skipped, "line is", "lines are").c_str());
  if (converter->open_spans() != 0)
    std::fprintf(stderr, "telinject-events: note: %s without an exit left out\n",
                 counted(converter->open_spans(), "span is", "spans are").c_str());
  return all_read ? kExitDone : kExitUsage;
}

} // namespace telinject::events
