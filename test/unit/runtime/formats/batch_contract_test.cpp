// The contract of envelopes and of whole spans, checked for each row of formats.def and for the format for tests.
#include "catch.h"
#include "span_format.h"

#include "runtime/core/clock.h"
#include "runtime/core/drop_counter.h"
#include "runtime/formats/rendering.h"

#include <vector>

using namespace telinject;

namespace {

std::vector<const Format *> formats() {
  std::vector<const Format *> all = {&span_format::format};
#define TELINJECT_FORMAT(NAME, OBJECT) all.push_back(find_format(NAME));
#include "runtime/formats/formats.def"
#undef TELINJECT_FORMAT
  return all;
}

std::string text_of(const TextBuffer &out) {
  return std::string(out.slice().data, out.size());
}

const char *const site = "it\nGCC 12.2.0 C++20\nf.cpp:7\nf(a, b) -> int";

Record record(RecordKind kind, std::uint64_t span) {
  Record r{};
  r.size = sizeof r;
  r.kind = kind;
  r.site = site;
  r.span = span;
  return r;
}

std::string spans;

// Records that lie one after another.
struct Inner : InnerRecords {
  explicit Inner(std::vector<Record> from) : InnerRecords{next_record, 0, 0}, records(std::move(from)) {
    for (const Record &r : records)
      events += events_of(r.kind);
  }
  static const Record *next_record(InnerRecords &self) {
    auto &inner = static_cast<Inner &>(self);
    return inner.at == inner.records.size() ? nullptr : &inner.records[inner.at++];
  }
  std::vector<Record> records;
  std::size_t at = 0;
};

} // namespace

TEST_CASE("Format contract: it declares a content type, and an envelope has both of its ends", "[formats][contract]") {
  for (const Format *format : formats()) {
    REQUIRE(format);
    INFO(std::string(format->name.data, format->name.size));
    const std::string type(format->content_type.data, format->content_type.size);
    CHECK(type.find('/') != std::string::npos);
    CHECK(type.find_first_of(" \t\r\n\"") == std::string::npos);
    CHECK(!format->begin_batch == !format->end_batch);
  }
}

TEST_CASE("Format contract: an envelope ends in its room, and may be patched in place", "[formats][contract]") {
  for (const Format *format : formats()) {
    INFO(std::string(format->name.data, format->name.size));
    if (!format->begin_batch)
      continue;
    std::string memory(64 * 1024, '~');
    TextBuffer begin(memory.data(), memory.size());
    format->begin_batch(begin);
    CHECK_FALSE(begin.overflow());
    const std::string content = "content";
    begin.put(Slice(content.data(), content.size()));
    TextBuffer end(memory.data() + begin.size(), max_batch_end);
    format->end_batch(memory.data(), begin.size(), end);
    CHECK_FALSE(end.overflow());
    CHECK(memory.find_first_not_of('~', begin.size() + end.size()) == std::string::npos);
    if (format == &span_format::format)
      CHECK(memory.substr(0, begin.size() + end.size()) == span_format::whole(content));
  }
}

TEST_CASE("Rendering: a whole span has both of its events, each with its own thread", "[formats]") {
  spans.clear();
  clock_start(false);
  rendering_start(
      &span_format::format, {}, [](Event &) { return false; },
      [](Event &entry, Event &exit, InnerEvents &inner) {
        CHECK(entry.type == EventType::function_entry);
        CHECK(exit.type == EventType::function_exit);
        CHECK(entry.site == exit.site);
        CHECK(std::string(entry.thread.data, entry.thread.size) == "5");
        char memory[64];
        TextBuffer out(memory, sizeof memory);
        CHECK(inner.count == 4);
        span_format::format.render_span(entry, exit, inner, out);
        spans += text_of(out);
        return true;
      });
  const Record entry = record(RecordKind::enter, 9), exit = record(RecordKind::exit, 9);
  ThreadText a{}, b{};
  ThreadFacts from, to;
  from.id = 5;
  to.id = 6;
  from.generation = to.generation = 1;
  const std::uint64_t dropped = dropped_events.total();
  Record branch = record(RecordKind::branch, 9), change = record(RecordKind::change, 9);
  branch.site = "if then\nf.cpp:8\na > b";
  change.site = "i\nf.cpp:9\na : int";
  branch.caller_site = change.caller_site = site;
  Inner inner({branch, change, change});
  inner.left_out = 7;
  render_span({a, from, &entry}, {b, to, &exit}, inner);
  CHECK(spans == "<9 0..0+3-7>");
  CHECK(dropped_events.total() == dropped);
  rendering_forget_sites();
}
