// The report's table of HTTP and database calls.
#include "catch.h"
#include "tool/events/report/report.h"

#include <string>

using namespace telinject::events;

namespace {

class Calls {
public:
  // One span, as its two lines say.
  Calls &add(SpanKind kind, const char *name, std::uint64_t duration, bool has_error = false, bool has_exit = true) {
    Event e;
    e.kind = kind;
    e.phase = Phase::entry;
    e.has_process = e.has_span = true;
    e.pid = 1;
    e.trace = {1, ++span_};
    e.span = span_;
    e.name = name;
    e.sequence = ++sequence_;
    e.timestamp_ns = 100;
    report_.add(e);
    if (!has_exit)
      return *this;
    e.phase = Phase::exit;
    e.sequence = ++sequence_;
    e.duration_ns = duration;
    e.has_error = has_error;
    report_.add(e);
    return *this;
  }
  const Report &report() {
    report_.finish();
    return report_;
  }

private:
  Report report_{10};
  std::uint64_t span_ = 0, sequence_ = 0;
};

} // namespace

TEST_CASE("Report: HTTP and database calls are summed up by kind and name", "[report]") {
  Calls calls;
  calls.add(SpanKind::database, "SELECT users", 10)
      .add(SpanKind::database, "SELECT users", 30, true)
      .add(SpanKind::http, "GET", 100)
      .add(SpanKind::database, "GET", 5) // of Redis
      .add(SpanKind::http, "POST", 0, false, false);
  const auto rows = calls.report().library_calls();
  REQUIRE(rows.size() == 3);
  CHECK(rows[0]->name == "http GET");
  CHECK(rows[0]->total_ns == 100);
  CHECK(rows[1]->name == "database SELECT users");
  CHECK(rows[1]->calls == 2);
  CHECK(rows[1]->errors == 1);
  CHECK(rows[1]->total_ns == 40);
  CHECK(rows[1]->max_ns == 30);
  CHECK(rows[2]->name == "database GET");
  CHECK(calls.report().functions().empty());
  const std::string text = render_report(calls.report(), 2);
  CHECK(text.find("HTTP and database calls by total time") != std::string::npos);
  CHECK(text.find("database SELECT users") != std::string::npos);
  CHECK(text.find("database GET") == std::string::npos); // below the two of --top
  CHECK(text.find("and 1 name more") != std::string::npos);
}

TEST_CASE("Report: without such calls there is no table of them", "[report]") {
  Calls calls;
  calls.add(SpanKind::loop, "", 10);
  CHECK(render_report(calls.report(), 10).find("HTTP and database") == std::string::npos);
}

TEST_CASE("Report: a trace whose root is called by a library has the name of the request", "[report]") {
  Calls calls;
  calls.add(SpanKind::http, "GET /users/:id", 10);
  REQUIRE(calls.report().slowest_traces().size() == 1);
  CHECK(calls.report().slowest_traces()[0].name == "GET /users/:id");
}
