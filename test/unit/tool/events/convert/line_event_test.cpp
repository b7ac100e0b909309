// Lines become events and lines again: of each kind of event, and of lines that are damaged in all places.
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "../event_lines.h"
#include "catch.h"
#include "tool/events/convert/line_event.h"
#include "tool/events/convert/line_facts.h"

using namespace telinject::events;
using nlohmann::json;

namespace {

std::vector<const telinject::Format *> formats() {
  std::vector<const telinject::Format *> all;
#define TELINJECT_FORMAT(NAME, OBJECT) all.push_back(telinject::find_format(NAME));
#include "runtime/formats/formats.def"
#undef TELINJECT_FORMAT
  return all;
}

// Lines with everything that they may have, by hand from docs/events.md.
std::vector<std::string> all_lines() {
  LineMaker maker;
  const std::string place = R"("code.file.path":"a.cpp","code.line.number":7)";
  maker.entry(1, 0, "f",
              R"("arguments":{"a":-5,"b":18446744073709551615,"c":1.5,"d":"t\"","e":null,"g":true,)"
              R"("h":{"type":"S","size":8}},"caller_function":"main","caller_file":"m.cpp","caller_line":3,)"
              R"("coroutine":true,"thread.name":"w","link":{"trace_id":"0000000000000000000000000000000b",)"
              R"("span_id":"000000000000000c"},)" +
                  place);
  maker.add("variable_change", 1, 0, "f",
            R"("variable_name":"v","value_type":"int","value":-9007199254740993,"previous_value":2,)" + place);
  maker.add("conditional_entry", 1, 0, "f", R"("condition_type":"if","condition":"a > b",)" + place);
  maker.add("conditional_exit", 1, 0, "f", R"("branch_taken":"then",)" + place);
  maker.add("loop_entry", 2, 1, "f", R"("loop_type":"for","loop":"i < 3","thread.id":1,)" + place);
  maker.add("loop_exit", 2, 1, "f", R"("total_iterations":3,"ended_by":"break",)" + place, 100);
  maker.add("loop_iteration", 1, 0, "f", R"("iteration_count":1,)" + place);
  maker.add("exception_entry", 3, 1, "f", R"("exception_type":"std::exception","thread.id":1,)" + place);
  maker.add("exception_exit", 3, 1, "f", R"("exception_raised":true,"caught":true,)" + place, 50, true);
  maker.add("http_request", 4, 1, "f", R"("http.request.method":"GET","url.full":"http://x/","thread.id":1,)" + place);
  maker.add("http_response", 4, 1, "f", R"("http.response.status_code":404,"error.type":"404",)" + place, 9);
  maker.add("database_query", 5, 1, "f",
            R"("db.system.name":"sqlite","db.system":"sqlite","db.statement":"SELECT 1","thread.id":1,)" + place);
  maker.add("database_result", 5, 1, "f", R"("db.system.name":"sqlite","db.rows_returned":0,)" + place, 9, true);
  maker.exit(1, 0, "f", 1000,
             R"("return_value":"x","abandoned":true,"suppressed":{"function_entry":2,"function_exit":2},)"
             R"("folded":{"g":{"level":"folded","calls":2,"errors":0,"total_ns":5,"self_ns":4,"max_ns":3},)"
             R"("g a.cpp:1":{"level":"folded","branches":{"then":2}},)"
             R"("other":{"level":"counted","sites":4,"calls":9,"total_ns":9,"self_ns":9,"max_ns":9,"branches":3}})",
             true);
  maker.add("telemetry_loss", 9, 0, "", R"("lost_events":4)");
  maker.add("telemetry_summary", 9, 0, "",
            R"("events_written":4,"suppressed":{},"traces_sampled_out":1,"disabled_by":"SAMPLE_RATE","lost_events":4)");
  return maker.lines;
}

std::string render(const telinject::Format &format, telinject::Event &event) {
  static std::vector<char> memory(1024 * 1024);
  telinject::TextBuffer out(memory.data(), memory.size());
  format.render(event, out);
  CHECK_FALSE(out.overflow());
  return std::string(out.slice().data, out.size());
}

telinject::InnerEvents nothing{[](telinject::InnerEvents &) -> const telinject::Event * { return nullptr; }, 0, 0};

// Renders a line in all ways. Nothing is asked of what it becomes but that it is whole.
void render_all(const std::string &line) {
  INFO(line);
  for (const telinject::Format *format : formats()) {
    LineEvent event, other;
    LineFacts facts;
    Document document;
    if (!document.parse(line))
      return;
    format->set_process(facts.read(document.root(), 1));
    if (!event.read(line, *format, {}))
      continue;
    const std::string text = render(*format, event.event());
    if (!format->render_span)
      CHECK(json::accept(text));
    REQUIRE(other.read(line, *format, event.context()));
    if (format->render_span && event.event().type < telinject::EventType::telemetry_loss) {
      static std::vector<char> memory(1024 * 1024);
      telinject::TextBuffer out(memory.data(), memory.size());
      format->render_span(event.event(), other.event(), nothing, out);
      CHECK_FALSE(out.overflow());
    }
  }
}

// Calls `use` with the document in which one value after another, at any depth, is replaced or missing.
void mutate(json &root, json &at, const std::function<void()> &use) {
  if (!at.is_object())
    return;
  const json replacements[] = {nullptr,
                               true,
                               -1,
                               18446744073709551615u,
                               1.5,
                               "",
                               "text",
                               std::string(3000, 'x'),
                               json::array({1}),
                               json::object({{"a", json::object({{"b", 1}})}})};
  const json before = at;
  for (const auto &[key, value] : before.items()) {
    for (const json &replacement : replacements) {
      at[key] = replacement;
      use();
    }
    at.erase(key);
    use();
    at[key] = value;
    mutate(root, at[key], use);
  }
}

} // namespace

TEST_CASE("convert: a line becomes itself in telemetry.v3", "[convert]") {
  const telinject::Format &format = *telinject::find_format("v3");
  LineEvent event;
  LineFacts facts;
  telinject::resolve_call = LineEvent::resolve;
  Context condition;
  for (const std::string &line : all_lines()) {
    INFO(line);
    Document document;
    REQUIRE(document.parse(line));
    format.set_process(facts.read(document.root(), 1));
    REQUIRE(event.read(line, format, condition));
    condition = event.context();
    json expected = json::parse(line), found = json::parse(render(format, event.event()));
    // What LineMaker leaves out, or makes in its own way.
    for (const char *key : {"message", "event", "severity", "cloud", "host", "correlation_id", "timestamp", "http"}) {
      expected.erase(key);
      found.erase(key);
    }
    for (const char *key :
         {"thread.id", "thread.name", "db.system", "db.statement", "db.rows_returned", "previous_value"})
      if (!expected["attributes"].contains(key))
        found["attributes"].erase(key);
    if (expected.contains("error"))
      found["error"].erase("stacktrace");
    CHECK(found["attributes"] == expected["attributes"]);
    found.erase("attributes");
    expected.erase("attributes");
    CHECK(found == expected);
  }
  telinject::resolve_call = nullptr;
}

TEST_CASE("convert: what is no event is refused", "[convert]") {
  const telinject::Format &format = *telinject::find_format("v3");
  LineEvent event;
  for (const char *line : {"", "{", "[]", "1", "{}", R"({"event_type":"function_entry"})", R"({"event_type":7})"})
    CHECK_FALSE(event.read(line, format, {}));
}

TEST_CASE("convert: lines that are damaged in any place do no harm in any format", "[convert]") {
  for (const std::string &line : all_lines()) {
    json root = json::parse(line);
    mutate(root, root, [&] { render_all(root.dump()); });
    for (std::size_t size = 0; size < line.size(); size += 97)
      render_all(line.substr(0, size));
  }
}
