// The contract of a format, checked for each row of formats.def: a new row is tested without a new test.
#include "catch.h"
#include "otlp_message.h"

#include "runtime/core/attributes.h"
#include "runtime/core/thread_text.h"
#include "runtime/formats/format.h"
#include "runtime/frontend/values.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

using namespace telinject;

namespace {

std::vector<const Format *> formats() {
  std::vector<const Format *> all;
#define TELINJECT_FORMAT(NAME, OBJECT) \
  all.push_back(find_format(NAME)); \
  REQUIRE(all.back()); \
  CHECK(all.back()->name == Slice(NAME));
#include "runtime/formats/formats.def"
#undef TELINJECT_FORMAT
  return all;
}

// What JSON, CSV, a terminal or a log viewer could trip over; no newline, which ends a line of a site's literal.
const std::string hostile =
    "q\"b\\s/t\tr\re\x1b[31m\x02\x7f,;|='<&> \xc3\xa9 \xed\xa0\x80 \xff\xc0\xaf \xe2\x80\xa8 %s {0}";

// The literals of a function's site and of a site inside of it, with these names.
std::string function_literal(const std::string &name) {
  return "it\nGCC 12.2.0 C++20\n" + name + ".cpp:7\n" + name + "(a, b) -> int";
}
std::string inner_literal(const std::string &head, const std::string &text) {
  return head + "\nfile.cpp:9\n" + text;
}

// One event of each type, whose texts are these names.  What it points to lives as long as it.
class Events {
public:
  Events(const Format &format, const std::string &name)
      : format_(format), function_(function_literal(name)), loop_(inner_literal("for condition", name)),
        branch_(inner_literal("if then", name)), change_(inner_literal("i", name + " : int")),
        try_block_(inner_literal("", name)), library_call_(inner_literal("aspect client", name)), name_(name) {
    TextBuffer out(thread_, sizeof thread_);
    format.prepare_thread(42, Slice(name.data(), std::min<std::size_t>(name.size(), 15)), out);
    REQUIRE_FALSE(out.overflow());
    thread_size_ = out.size();
    char *end = put_word(values_, 17);
    end = put_bytes(end, name.data(), name.size());
    values_size_ = static_cast<std::size_t>(end - values_);
    frame_ = cache_.site(function_.c_str(), format.prepare_site);
    fill_call();
  }

  // Everything that an event of this type may say.
  Event full(EventType type) {
    Event e = bare(type);
    e.values = values_;
    e.values_end = values_ + values_size_;
    e.caller = frame_;
    e.iterations = 3;
    e.exit_reason = 'b';
    e.suppressed = {1, 2, 3, 4};
    e.slow = true;
    e.lost_events = 5;
    e.events_written = 6;
    e.traces_sampled_out = 7;
    e.disabled_by = DisabledBy::otel_sampler;
    if (is_library_call(type))
      e.library_call = &call_;
    const bool leaves = type == EventType::function_exit || type == EventType::loop_exit ||
                        type == EventType::exception_exit || type == EventType::http_response ||
                        type == EventType::database_result;
    if (leaves) {
      e.flags = record_raised | record_has_suppressed;
      e.error = {"13Missing_thing", Slice(name_.data(), name_.size()), &frame_, 1};
    }
    return e;
  }

  // No values, no caller, no error's details: what there is when a record holds nothing more.
  Event bare(EventType type) {
    Event e{};
    e.type = type;
    e.unix_ns = 1'795'620'355'502'055'985;
    e.sequence = 1;
    e.context = {1, 2, 3, 0};
    e.cache = &cache_;
    e.thread = Slice(thread_, thread_size_);
    switch (type) {
    case EventType::telemetry_loss:
    case EventType::telemetry_summary:
      return e;
    case EventType::function_entry:
    case EventType::function_exit:
      e.site = frame_;
      break;
    case EventType::loop_entry:
    case EventType::loop_iteration:
    case EventType::loop_exit:
      inner(e, loop_, SpanKind::loop);
      break;
    case EventType::exception_entry:
    case EventType::exception_exit:
      inner(e, try_block_, SpanKind::try_block);
      break;
    case EventType::variable_change:
      inner(e, change_, SpanKind::function);
      break;
    case EventType::http_request:
    case EventType::http_response:
      inner(e, library_call_, SpanKind::http);
      break;
    case EventType::database_query:
    case EventType::database_result:
      inner(e, library_call_, SpanKind::database);
      break;
    default:
      inner(e, branch_, SpanKind::function);
    }
    REQUIRE(e.site);
    return e;
  }

private:
  static bool is_library_call(EventType type) {
    return type == EventType::http_request || type == EventType::http_response || type == EventType::database_query ||
           type == EventType::database_result;
  }

  // Texts as long as an attribute can be; names and values that are as hostile as others.
  void fill_call() {
    const Slice text = Slice(name_.data(), name_.size()).take_front(max_attribute_bytes);
    call_.name = text.take_front(255);
    call_.callee = call_.error_type = call_.error_message = call_.statement = text;
    call_.status = 200;
    for (const Slice name :
         {Slice("db.query.text"), Slice("url.full"), Slice("http.request.method"), Slice("http.request.header.x"),
          Slice("http.response.header.content-type"), text.take_front(64)})
      call_.attributes[call_.count++] = {.name = name, .text = text};
    call_.attributes[call_.count++] = {.name = "db.response.returned_rows", .type = 'l', .text = {}, .number = 3};
  }

  void inner(Event &e, const std::string &literal, SpanKind kind) {
    e.site = cache_.site(literal.c_str(), format_.prepare_inner_site, true);
    e.function = frame_;
    e.kind = kind;
  }

  const Format &format_;
  std::string function_, loop_, branch_, change_, try_block_, library_call_, name_;
  Call call_;
  SiteCache cache_;
  const CachedSite *frame_ = nullptr;
  char thread_[sizeof(ThreadText::text)];
  std::size_t thread_size_ = 0;
  alignas(8) char values_[1024];
  std::size_t values_size_ = 0;
};

const CloudFacts no_cloud;
const K8sFacts no_pod;

Facts facts_with(const std::string &text) {
  Facts facts;
  const Slice s(text.data(), text.size());
  facts.service_name = facts.service_version = facts.environment = facts.runtime_name = facts.runtime_version = s;
  facts.os_description = facts.host_name = facts.host_ip = facts.executable = facts.command_line = s;
  facts.sample_rate = "1.0";
  facts.pid = 42;
  facts.cloud = &no_cloud;
  facts.k8s = &no_pod;
  return facts;
}

std::string render_alone(const Format &format, const Event &event) {
  std::vector<char> memory(64 * 1024);
  TextBuffer out(memory.data(), memory.size());
  format.render(event, out);
  CHECK_FALSE(out.overflow());
  return std::string(out.slice().data, out.size());
}

// The event as the only one of a batch.
std::string render(const Format &format, const Event &event) {
  if (!format.begin_batch)
    return render_alone(format, event);
  std::vector<char> memory(256 * 1024);
  TextBuffer out(memory.data(), memory.size());
  format.begin_batch(out);
  format.render(event, out);
  const std::size_t size = out.size();
  TextBuffer end(memory.data() + size, max_batch_end);
  format.end_batch(memory.data(), size, end);
  CHECK_FALSE((out.overflow() || end.overflow()));
  return std::string(memory.data(), size + end.size());
}

// Where facts are missing, the line has the place of them; once they are there, the format's text for it stands there.
std::string completed(const Format &format, std::string line) {
  if (!format.resource_text)
    return line;
  const Slice text = format.resource_text();
  for (std::size_t at = 0; (at = line.find(resource_placeholder, at)) != std::string::npos; at += text.size)
    line.replace(at, 1, text.data ? text.data : "", text.size);
  return line;
}

// Messages inside messages, whose sizes are right: nothing is known about which they are.
void check_protobuf(const std::string &batch, std::size_t size_prefix) {
  REQUIRE(batch.size() > size_prefix);
  std::size_t size = 0;
  for (std::size_t i = 0; i < size_prefix; ++i)
    size = size << 8 | static_cast<unsigned char>(batch[i]);
  const std::string_view message = std::string_view(batch).substr(size_prefix);
  CHECK(size == message.size());
  otlp_message::Reader reader(message);
  while (reader.next())
    if (reader.wire_type == 2)
      CHECK(reader.bytes.size() < message.size());
  CHECK(reader.is_whole);
}

void check_whole(const Format &format, const std::string &line) {
  if (format.content_type == Slice("application/x-protobuf"))
    return check_protobuf(line, format.size_prefix);
  INFO(line);
  REQUIRE_FALSE(line.empty());
  CHECK(line.back() == '\n');
  const std::string text = line.substr(0, line.size() - 1);
  CHECK_FALSE(text.empty());
  for (const char c : text) // escaped, they can stand there; as they are, they end the line or steer a terminal
    CHECK_FALSE((static_cast<unsigned char>(c) < ' ' && c != '\t'));
  // nlohmann/json refuses to write what is not UTF-8.
  CHECK_NOTHROW(nlohmann::json(text).dump());
  if (text[0] == '{')
    CHECK(nlohmann::json::accept(text));
}

template <class F> void for_each_type(F check) {
  for (int type = 0; type < static_cast<int>(EventType::count); ++type) {
    INFO("event type " << type);
    check(static_cast<EventType>(type));
  }
}

} // namespace

TEST_CASE("Format contract: a format is found by its name, and no other name finds one", "[formats][contract]") {
  CHECK(formats().size() >= 1);
  CHECK_FALSE(find_format(""));
  CHECK_FALSE(find_format("no such format"));
  CHECK_FALSE(find_format("v")); // the beginning of one
}

TEST_CASE("Format contract: each type of event becomes one whole line, and no two look alike", "[formats][contract]") {
  for (const Format *format : formats()) {
    INFO(std::string(format->name.data, format->name.size));
    format->set_process(facts_with("shop"));
    Events events(*format, "work");
    std::vector<std::string> lines;
    for_each_type([&](EventType type) {
      lines.push_back(completed(*format, render(*format, events.full(type))));
      check_whole(*format, lines.back());
      if (type != EventType::telemetry_loss && type != EventType::telemetry_summary)
        CHECK(lines.back().find("work") != std::string::npos);
    });
    std::sort(lines.begin(), lines.end());
    CHECK(std::adjacent_find(lines.begin(), lines.end()) == lines.end());
  }
}

TEST_CASE("Format contract: hostile names, values and facts stay inside of the line", "[formats][contract]") {
  for (const Format *format : formats()) {
    INFO(std::string(format->name.data, format->name.size));
    format->set_process(facts_with(hostile + "\n"));
    Events events(*format, hostile);
    for_each_type(
        [&](EventType type) { check_whole(*format, completed(*format, render(*format, events.full(type)))); });
    // Of a message it is not certain that it has no newline, as it is of a site's literal.
    Event e = events.full(EventType::function_exit);
    const std::string message = "first\nsecond\r\n" + hostile + std::string("\0end", 4);
    e.error.text = Slice(message.data(), message.size());
    check_whole(*format, completed(*format, render(*format, e)));
  }
}

TEST_CASE("Format contract: long names, values and facts give a whole line of bounded length", "[formats][contract]") {
  const std::string huge(20'000, 'x');
  for (const Format *format : formats()) {
    INFO(std::string(format->name.data, format->name.size));
    format->set_process(facts_with("shop"));
    Events events(*format, huge);
    for_each_type([&](EventType type) {
      const std::string line = render(*format, events.full(type));
      check_whole(*format, completed(*format, line));
      CHECK(render_alone(*format, events.full(type)).size() < 32 * 1024);
    });
  }
}

namespace {

// Nothing happened inside.
InnerEvents no_events{[](InnerEvents &) -> const Event * { return nullptr; }, 0, 0};

struct SpanTypes {
  EventType entry, exit;
};
constexpr SpanTypes span_types[] = {{EventType::function_entry, EventType::function_exit},
                                    {EventType::loop_entry, EventType::loop_exit},
                                    {EventType::exception_entry, EventType::exception_exit},
                                    {EventType::http_request, EventType::http_response},
                                    {EventType::database_query, EventType::database_result}};

// A batch of one span for each kind, in which an event of each other type happened.
std::string render_spans(const Format &format, Events &events) {
  std::vector<char> memory(1024 * 1024);
  TextBuffer out(memory.data(), memory.size());
  if (format.begin_batch)
    format.begin_batch(out);
  for (const SpanTypes &types : span_types) {
    struct Inner : InnerEvents {
      Event list[3];
      std::size_t at = 0;
    } inner;
    inner.next = [](InnerEvents &self) -> const Event * {
      auto &all = static_cast<Inner &>(self);
      return all.at == 3 ? nullptr : &all.list[all.at++];
    };
    inner.count = 4;
    inner.left_out = 5;
    inner.list[0] = events.full(EventType::loop_iteration);
    inner.list[1] = events.full(EventType::conditional_exit);
    inner.list[2] = events.full(EventType::variable_change);
    format.render_span(events.full(types.entry), events.full(types.exit), inner, out);
    format.render_span(events.bare(types.entry), events.bare(types.exit), no_events, out);
  }
  const std::size_t size = out.size();
  TextBuffer end(memory.data() + size, max_batch_end);
  if (format.end_batch)
    format.end_batch(memory.data(), size, end);
  CHECK_FALSE((out.overflow() || end.overflow()));
  return std::string(memory.data(), size + end.size());
}

} // namespace

TEST_CASE("Format contract: whole spans of any texts are whole batches", "[formats][contract]") {
  for (const Format *format : formats()) {
    if (!format->render_span)
      continue;
    INFO(std::string(format->name.data, format->name.size));
    for (const std::string &name :
         {std::string("work"), hostile, std::string(), std::string(20'000, '\xff'), std::string("\"\n\0\\", 4)}) {
      format->set_process(facts_with(name));
      Events events(*format, name.find('\n') == std::string::npos ? name : "f");
      check_whole(*format, render_spans(*format, events));
    }
  }
}

TEST_CASE("Format contract: each batch names the process", "[formats][contract]") {
  for (const Format *format : formats()) {
    INFO(std::string(format->name.data, format->name.size));
    format->set_process(facts_with("a service of its own"));
    Events events(*format, "work");
    for_each_type([&](EventType type) {
      const std::string text = completed(*format, render(*format, events.full(type)));
      CHECK(text.find("a service of its own") != std::string::npos);
    });
    if (format->render_span)
      CHECK(render_spans(*format, events).find("a service of its own") != std::string::npos);
  }
}

TEST_CASE("Format contract: empty names, values and facts are whole too", "[formats][contract]") {
  for (const Format *format : formats()) {
    INFO(std::string(format->name.data, format->name.size));
    format->set_process(facts_with(""));
    Events events(*format, "");
    for_each_type(
        [&](EventType type) { check_whole(*format, completed(*format, render(*format, events.full(type)))); });
  }
}

TEST_CASE("Format contract: an event without values, caller and error is a whole line too", "[formats][contract]") {
  for (const Format *format : formats()) {
    INFO(std::string(format->name.data, format->name.size));
    format->set_process(facts_with("shop"));
    Events events(*format, "work");
    for_each_type(
        [&](EventType type) { check_whole(*format, completed(*format, render(*format, events.bare(type)))); });
    Event raised = events.bare(EventType::function_exit);
    raised.flags = record_raised; // of unknown type, without a message and without frames
    check_whole(*format, completed(*format, render(*format, raised)));
  }
}

TEST_CASE("Format contract: facts that are missing leave a place, which is filled in later", "[formats][contract]") {
  for (const Format *format : formats()) {
    INFO(std::string(format->name.data, format->name.size));
    Facts early = facts_with("shop");
    early.cloud = nullptr;
    early.k8s = nullptr;
    if (!format->resource_text)
      continue; // the writer does not render before the facts are there
    format->set_process(early);
    Events events(*format, "work");
    std::vector<std::string> lines;
    for_each_type([&](EventType type) { lines.push_back(render(*format, events.full(type))); });
    format->set_process(facts_with("shop"));
    for_each_type([&](EventType type) {
      const std::string &line = lines[static_cast<std::size_t>(type)];
      CHECK(line.find(resource_placeholder) != std::string::npos);
      // The same as if the facts had been there from the beginning.
      CHECK(completed(*format, line) == completed(*format, render(*format, events.full(type))));
    });
  }
  // Nobody said anything at all.
  for (const Format *format : formats()) {
    Facts none;
    none.sample_rate = "1.0";
    none.cloud = &no_cloud;
    none.k8s = &no_pod;
    format->set_process(none);
    Events events(*format, "work");
    for_each_type(
        [&](EventType type) { check_whole(*format, completed(*format, render(*format, events.full(type)))); });
  }
}

TEST_CASE("Format contract: a line that does not fit says so, and nothing behind the room is touched",
          "[formats][contract]") {
  for (const Format *format : formats()) {
    INFO(std::string(format->name.data, format->name.size));
    format->set_process(facts_with(hostile));
    Events events(*format, hostile);
    for_each_type([&](EventType type) {
      const Event event = events.full(type);
      const std::string before = "what is there already\n", whole = render_alone(*format, event);
      for (std::size_t room = 0; room <= whole.size(); room += room + 16 < whole.size() ? 7 : 1) {
        std::string memory = before + std::string(whole.size() + 64, '~');
        TextBuffer out(memory.data(), before.size() + room);
        out.put(Slice(before.data(), before.size()));
        format->render(event, out);
        const bool is_untouched = memory.compare(0, before.size(), before) == 0 &&
                                  memory.find_first_not_of('~', before.size() + room) == std::string::npos;
        if (!is_untouched || out.overflow() != (room < whole.size()))
          FAIL("with room for " << room << " of " << whole.size() << " bytes");
      }
    });
  }
}

TEST_CASE("Format contract: a thread's text keeps to its room, whatever the thread is called", "[formats][contract]") {
  for (const Format *format : formats()) {
    INFO(std::string(format->name.data, format->name.size));
    // As long as a name can be, and each byte as long as it can get when it is escaped.
    for (const std::string &name :
         {std::string(), std::string(15, '\x02'), std::string(15, '\xff'), hostile.substr(0, 15)}) {
      char memory[sizeof(ThreadText::text)];
      TextBuffer out(memory, sizeof memory);
      format->prepare_thread(2'147'483'647, Slice(name.data(), name.size()), out);
      CHECK_FALSE(out.overflow());
    }
    std::string memory(64, '~');
    TextBuffer out(memory.data(), 3);
    format->prepare_thread(1, Slice::of("worker"), out);
    CHECK(memory.find_first_not_of('~', 3) == std::string::npos);
  }
}
