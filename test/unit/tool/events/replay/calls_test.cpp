// HTTP and database calls from their records to their lines, which must fit the schema.
#include "call_records.h"
#include "catch.h"

#include "runtime/core/clock.h"
#include "runtime/core/drop_counter.h"
#include "runtime/formats/rendering.h"
#include "tool/events/event_lines.h"
#include "tool/events/input/document.h"
#include "tool/events/replay/saved_records.h"
#include "tool/events/schema/schema.h"

#include <nlohmann/json.hpp>

using namespace telinject;
using call_records::CallRecord;
using nlohmann::json;

namespace {

constexpr const char *sqlite_site = "sqlite3 internal\nshop.cpp:12\nsqlite3_exec\ndb.system.name=sqlite";
constexpr const char *pq_site = "libpq client\nshop.cpp:13\nPQexec\ndb.system.name=postgresql\nserver.port=5433";
constexpr const char *redis_site = "hiredis client\nshop.cpp:14\nredisCommand\ndb.system.name=redis";
constexpr const char *curl_site = "libcurl client\nshop.cpp:15\ncurl_easy_perform\nnetwork.protocol.name=http";
constexpr const char *server_site = "httplib server\nshop.cpp:16\nhttplib::Server::Get";

const CloudFacts no_cloud;
const K8sFacts no_pod;
std::vector<std::string> lines;

void start(Slice known_methods = Slice()) {
  const Format *const format = find_format("v3");
  REQUIRE(format);
  clock_use({.base_ticks = 0,
             .base_ns = 0,
             .unix_minus_monotonic = 1'762'197'341'499'000'000,
             .slope = std::uint64_t{1} << 40});
  Facts facts;
  facts.service_name = facts.service_version = facts.environment = "shop";
  facts.runtime_name = "cpp";
  facts.runtime_version = facts.os_description = facts.host_name = facts.executable = "x";
  facts.sample_rate = "1.0";
  facts.pid = 42;
  facts.cloud = &no_cloud;
  facts.k8s = &no_pod;
  format->set_process(facts);
  rendering_forget_sites();
  lines.clear();
  rendering_start(format, {.known_methods = known_methods}, [](Event &event) {
    static std::vector<char> memory(512 * 1024);
    event.sequence = lines.size() + 1;
    TextBuffer out(memory.data(), memory.size());
    find_format("v3")->render(event, out);
    REQUIRE_FALSE(out.overflow());
    lines.emplace_back(out.slice().data, out.size());
    return true;
  });
}

const events::Schema &schema() {
  static const events::Schema compiled = events::Schema::compile(events::event_schema_text());
  return compiled;
}

void check_schema(const std::string &line) {
  INFO(line);
  events::Document document;
  REQUIRE(document.parse(line));
  std::vector<events::SchemaFault> faults;
  schema().check(document.root(), faults, 10);
  for (const events::SchemaFault &fault : faults)
    FAIL_CHECK(fault.where << " " << fault.what);
}

// The line of a record, which must be whole as telinject-events sees it.
json line_of(const CallRecord &record) {
  static ThreadText text;
  ThreadFacts thread{};
  thread.id = 5;
  thread.generation = 1;
  const std::size_t before = lines.size();
  const Record *const r = record.get();
  CHECK(events::is_whole_record(r, r->size));
  for (std::size_t size = sizeof(Record); size < r->size; size += 8)
    CHECK_FALSE(events::is_whole_record(r, size));
  render_record(text, thread, r);
  REQUIRE(lines.size() == before + 1);
  check_schema(lines.back());
  CHECK(lines.back().find("hunter2") == std::string::npos);
  return json::parse(lines.back());
}

// An entry's line is needed only for what its exit takes from it.
json exit_of(const CallRecord &entry, const CallRecord &exit) {
  line_of(entry);
  return line_of(exit);
}

} // namespace

TEST_CASE("Calls: a query and its result", "[calls]") {
  start();
  const json query = line_of(CallRecord(RecordKind::database_enter, sqlite_site, 0xabc)
                                 .text("s db.query.text", "SELECT name FROM users WHERE token = 'hunter2'")
                                 .text("s db.namespace", "main"));
  CHECK(query["event_type"] == "database_query");
  CHECK(query["severity"] == "INFO");
  CHECK(query["function_name"] == "shop::order");
  CHECK(query["span_id"] == "0000000000000abc");
  CHECK(query["parent_span_id"] == "0000000000000007");
  CHECK(query["correlation_id"] == "db_0000000000000abc");
  CHECK(query["event"] == json({{"name", "SELECT users"}, {"category", "database"}, {"type", "start"}}));
  const json &a = query["attributes"];
  CHECK(a["db.system.name"] == "sqlite");
  CHECK(a["db.system"] == "sqlite");
  CHECK(a["db.query.text"] == "SELECT name FROM users WHERE token = ?");
  CHECK(a["db.statement"] == a["db.query.text"]);
  CHECK(a["db.query.summary"] == "SELECT users");
  CHECK(a["db.namespace"] == "main");
  CHECK(a["called_function"] == "sqlite3_exec");
  CHECK(a["code.file.path"] == "shop.cpp");
  CHECK(a["code.line.number"] == 12);
  CHECK(a["thread.id"] == 5);

  const json result =
      line_of(CallRecord(RecordKind::database_exit, sqlite_site, 0xabc).number("l db.response.returned_rows", 3));
  CHECK(result["event_type"] == "database_result");
  CHECK(result["severity"] == "INFO");
  CHECK(result["correlation_id"] == "db_0000000000000abc");
  CHECK(result["event"] == json({{"name", "SELECT users"}, {"category", "database"}, {"type", "end"}}));
  CHECK(result["attributes"]["db.rows_returned"] == 3);
  CHECK(result["attributes"]["db.response.returned_rows"] == 3);
  CHECK(result["attributes"]["db.system.name"] == "sqlite");
  CHECK(result["duration_ns"] == 500'000);
  CHECK(result["message"] == "Database 'SELECT users' result (0.50ms)");
  CHECK_FALSE(result.contains("error"));
  CHECK_FALSE(result["attributes"].contains("db.query.text"));
}

TEST_CASE("Calls: a failed query", "[calls]") {
  start();
  CallRecord entry(RecordKind::database_enter, pq_site, 1);
  entry.text("s db.query.text", "INSERT INTO t VALUES ('hunter2')").text("s server.address", "db.example.com");
  CallRecord exit(RecordKind::database_exit, pq_site, 1);
  exit.text("s db.response.status_code", "23505")
      .text("s error.type", "23505")
      .text("s error.message", "ERROR:  duplicate key\nDETAIL:  Key (a)=(hunter2) already exists.");
  const json result = exit_of(entry, exit);
  CHECK(result["severity"] == "ERROR");
  CHECK(result["error"] == json({{"type", "23505"}, {"message", "ERROR:  duplicate key"}}));
  CHECK(result["attributes"]["db.response.status_code"] == "23505");
  CHECK(result["attributes"]["error.type"] == "23505");
  CHECK_FALSE(result["attributes"].contains("error.message"));
  CHECK(result["attributes"]["db.rows_returned"] == 0);
  CHECK_FALSE(result["attributes"].contains("db.response.returned_rows"));
  CHECK(is_failed_call(exit.get()));
  CHECK_FALSE(is_failed_call(entry.get()));

  CallRecord number(RecordKind::database_exit, sqlite_site, 2);
  number.number("i db.response.status_code", 19).number("i error.type", 19);
  const json by_number = line_of(number);
  CHECK(by_number["error"] == json({{"type", "19"}, {"message", ""}}));
  CHECK(by_number["attributes"]["db.response.status_code"] == "19");
  CHECK(by_number["event"]["name"] == "sqlite"); // its entry is not known
}

TEST_CASE("Calls: a statement that is cut, and one of an unknown system", "[calls]") {
  start();
  const json cut = line_of(CallRecord(RecordKind::database_enter, sqlite_site, 1)
                               .text("s db.query.text", "SELECT a FROM t WHERE b = 'hunter2", text_truncated));
  CHECK(cut["attributes"]["db.query.text"] == "SELECT a FROM t WHERE b = ?");
  const json unknown = line_of(
      CallRecord(RecordKind::database_enter, "x client\nf.cpp:1\nf", 1).text("s db.query.text", "FIND hunter2"));
  CHECK(unknown["attributes"]["db.system"] == "other_sql");
  CHECK(unknown["attributes"]["db.query.text"] == "?");
  const json none = line_of(CallRecord(RecordKind::database_enter, sqlite_site, 1)
                                .text("s db.query.text", "", text_is_null)
                                .text("s db.operation.name", "BATCH")
                                .text("s db.query.parameter.0", "hunter2"));
  CHECK(none["attributes"]["db.statement"] == "BATCH");
  CHECK(none["event"]["name"] == "BATCH");
  CHECK_FALSE(none["attributes"].contains("db.query.text"));
  CHECK_FALSE(none["attributes"].contains("db.query.parameter.0"));
}

TEST_CASE("Calls: Redis", "[calls]") {
  start();
  const json plain =
      line_of(CallRecord(RecordKind::database_enter, redis_site, 1).text("s db.query.text", "SET key hunter2"));
  CHECK(plain["event"]["name"] == "SET");
  CHECK(plain["attributes"]["db.operation.name"] == "SET");
  CHECK(plain["attributes"]["db.query.text"] == "SET ? ?");
  CHECK_FALSE(plain["attributes"].contains("db.query.summary"));
  const json constant =
      line_of(CallRecord(RecordKind::database_enter, redis_site, 1).text("sp db.query.text", "GET user:%s"));
  CHECK(constant["attributes"]["db.query.text"] == "GET user:?");
}

TEST_CASE("Calls: a request of a client and its response", "[calls]") {
  start();
  const json request = line_of(CallRecord(RecordKind::http_enter, curl_site, 0xdef)
                                   .text("s http.request.method", "POST")
                                   .text("s url.full", "https://bob:hunter2@api.example.com/v1/a?sig=hunter2&b=1")
                                   .text("s http.request.header.authorization", "Bearer hunter2")
                                   .text("s http.request.header.user-agent", "shop/1.0")
                                   .number("l http.request.body.size", 12));
  CHECK(request["event_type"] == "http_request");
  CHECK(request["correlation_id"] == "http_0000000000000def");
  CHECK(request["event"] == json({{"name", "POST"}, {"category", "network"}, {"type", "start"}}));
  const std::string url = "https://REDACTED:REDACTED@api.example.com/v1/a?sig=REDACTED&b=1";
  CHECK(request["http"]["request"] == json({{"method", "POST"},
                                            {"url", url},
                                            {"headers", {{"authorization", "[REDACTED]"}, {"user-agent", "shop/1.0"}}},
                                            {"body_bytes", 12},
                                            {"user_agent", "shop/1.0"}}));
  const json &a = request["attributes"];
  CHECK(a["url.full"] == url);
  CHECK(a["url.scheme"] == "https");
  CHECK(a["server.address"] == "api.example.com");
  CHECK(a["server.port"] == 443);
  CHECK(a["network.protocol.name"] == "http");
  CHECK(a["http.request.method"] == "POST");
  CHECK_FALSE(a.contains("http.request.header.authorization"));

  const json response = line_of(CallRecord(RecordKind::http_exit, curl_site, 0xdef)
                                    .number("l http.response.status_code", 200)
                                    .text("s http.response.header.content-type", "application/json")
                                    .number("l http.response.body.size", 34));
  CHECK(response["event_type"] == "http_response");
  CHECK(response["severity"] == "INFO");
  CHECK(response["event"] == json({{"name", "POST"}, {"category", "network"}, {"type", "end"}}));
  CHECK(response["http"]["response"] == json({{"status_code", 200},
                                              {"headers", {{"content-type", "application/json"}}},
                                              {"body_bytes", 34},
                                              {"content_type", "application/json"}}));
  CHECK_FALSE(response["attributes"].contains("error.type"));
}

TEST_CASE("Calls: the status decides about severity and error", "[calls]") {
  start();
  struct Row {
    const char *site;
    int status;
    std::string severity, error_type;
    bool has_error;
  };
  for (const Row &row : {Row{curl_site, 302, "INFO", "", false}, Row{curl_site, 404, "WARN", "404", false},
                         Row{curl_site, 503, "ERROR", "503", true}, Row{server_site, 404, "WARN", "", false},
                         Row{server_site, 500, "ERROR", "500", true}}) {
    INFO(row.site << " " << row.status);
    CallRecord exit(RecordKind::http_exit, row.site, 1);
    exit.number("i http.response.status_code", row.status);
    const json line = line_of(exit);
    CHECK(line["severity"] == row.severity);
    CHECK(line["attributes"].value("error.type", "") == row.error_type);
    CHECK(line.contains("error") == row.has_error);
    CHECK(is_failed_call(exit.get()) == row.has_error);
  }
  // The transfer failed after the status had been received.
  const json failed = line_of(CallRecord(RecordKind::http_exit, curl_site, 1)
                                  .number("i http.response.status_code", 404)
                                  .text("s error.type", "CURLE_RECV_ERROR")
                                  .text("s error.message", "Failure when receiving data"));
  CHECK(failed["severity"] == "ERROR");
  CHECK(failed["error"] == json({{"type", "CURLE_RECV_ERROR"}, {"message", "Failure when receiving data"}}));
  // No response at all.
  const json none = line_of(CallRecord(RecordKind::http_exit, curl_site, 1).number("i error.type", 7));
  CHECK(none["http"]["response"]["status_code"] == 0);
  CHECK(none["error"]["type"] == "7");
}

TEST_CASE("Calls: methods that are not known, and a server's route", "[calls]") {
  start();
  const json odd = line_of(CallRecord(RecordKind::http_enter, curl_site, 1).text("s http.request.method", "propfind"));
  CHECK(odd["event"]["name"] == "HTTP");
  CHECK(odd["http"]["request"]["method"] == "_OTHER");
  CHECK(odd["http"]["request"]["user_agent"] == "unknown");
  CHECK(odd["attributes"]["http.request.method_original"] == "propfind");
  start("propfind");
  const json known =
      line_of(CallRecord(RecordKind::http_enter, curl_site, 1).text("s http.request.method", "propfind"));
  CHECK(known["event"]["name"] == "propfind");

  start();
  const json served = line_of(CallRecord(RecordKind::http_enter, server_site, 1, nullptr)
                                  .link()
                                  .text("s http.request.method", "GET")
                                  .text("s url.full", "/users/17?token=hunter2")
                                  .text("s http.route", "/users/:id"));
  CHECK(served["event"]["name"] == "GET /users/:id");
  CHECK(served["attributes"]["url.path"] == "/users/17");
  CHECK(served["attributes"]["url.query"] == "token=REDACTED");
  CHECK(served["attributes"]["link"]["span_id"] == "0000000000000005");
  CHECK_FALSE(served.contains("function_name")); // it is called by the library
  const json done = line_of(CallRecord(RecordKind::http_exit, server_site, 1, nullptr));
  CHECK(done["event"]["name"] == "GET /users/:id");
  CHECK_FALSE(done.contains("function_name"));
}

TEST_CASE("Calls: an exit has what other exits have", "[calls]") {
  start();
  CallRecord exit(RecordKind::database_exit, pq_site, 1);
  exit.suppressed(2)
      .folded(3)
      .raised("N2pq9sql_errorE", "near 'hunter2' at 'x")
      .flags(record_unfinished)
      .number("l db.response.returned_rows", 0);
  const json line = line_of(exit);
  CHECK(line["severity"] == "ERROR");
  CHECK(line["error"]["type"] == "pq::sql_error");
  CHECK(line["error"]["message"] == "near ?");
  CHECK(line["attributes"]["suppressed"]["function_entry"] == 2);
  CHECK(line["attributes"]["folded"]["shop::order"]["calls"] == 3);
  CHECK(line["attributes"]["unfinished"] == true);
}

TEST_CASE("Calls: the lines and the sums of a process agree", "[calls]") {
  start();
  rendering_forget_totals();
  Record function{};
  function.size = sizeof function;
  function.kind = RecordKind::enter;
  function.site = call_records::function_site;
  function.span = 7;
  function.trace_high = 1;
  function.trace_low = 2;
  function.ticks = 100;
  ThreadText text{};
  ThreadFacts thread{};
  thread.id = 5;
  thread.generation = 1;
  render_record(text, thread, &function);
  const auto add = [&](const CallRecord &record) { render_record(text, thread, record.get()); };
  add(CallRecord(RecordKind::database_enter, pq_site, 8).text("s db.query.text", "SELECT 1"));
  add(CallRecord(RecordKind::database_exit, pq_site, 8).text("s error.type", "42P01"));
  add(CallRecord(RecordKind::http_enter, curl_site, 9).text("s http.request.method", "GET"));
  add(CallRecord(RecordKind::http_exit, curl_site, 9).number("i http.response.status_code", 404));
  add(CallRecord(RecordKind::http_enter, curl_site, 10).text("s http.request.method", "GET"));
  add(CallRecord(RecordKind::http_exit, curl_site, 10).number("i http.response.status_code", 500));
  function.kind = RecordKind::exit;
  function.start = 100;
  function.ticks = 2'000'000;
  render_record(text, thread, &function);
  Event summary{};
  summary.type = EventType::telemetry_summary;
  summary.unix_ns = clock_unix_ns(3'000'000);
  summary.context = {1, 2, 99, 0};
  summary.events_written = lines.size() + 1;
  render_summary(summary, [] {});
  std::string comparison;
  CHECK(events::faults_in(lines, {}, &comparison) == std::vector<std::string>{});
  CHECK(comparison.find("not") == std::string::npos); // compared
  const json sites = json::parse(lines.back())["attributes"]["sites"];
  CHECK(sites["shop::order shop.cpp:13"]["errors"] == 1);
  CHECK(sites["shop::order shop.cpp:15"]["calls"] == 2);
  CHECK(sites["shop::order shop.cpp:15"]["errors"] == 1);
  rendering_forget_totals();
}

TEST_CASE("Calls: hostile attributes give a whole line", "[calls]") {
  start();
  const std::string hostile = "q\"b\\s\t\x02\x7f\xff\xed\xa0\x80\n'", huge(max_attribute_bytes, '\xff');
  for (const RecordKind kind :
       {RecordKind::http_enter, RecordKind::http_exit, RecordKind::database_enter, RecordKind::database_exit}) {
    for (const std::string &value : {hostile, std::string()}) {
      CallRecord record(kind, curl_site, 1);
      for (const char *code : {"s db.query.text", "s url.full", "s http.request.method", "s http.route", "s error.type",
                               "s error.message", "s http.request.header.x", "s \x01\xff\"", "s ", "s", "q a", "x b"})
        record.text(code, value);
      line_of(record);
    }
    for (const char *code : {"s db.query.text", "s url.full", "s http.request.header.x", "s x"}) {
      line_of(CallRecord(kind, sqlite_site, 1).text(code, huge, text_truncated));
      CHECK(lines.back().size() < 64 * 1024);
    }
  }
  // More attributes than a call keeps: the first ones stay.
  CallRecord many(RecordKind::database_enter, sqlite_site, 1);
  for (int i = 0; i < 200; ++i)
    many.number("l a" + std::to_string(i), i);
  const json line = line_of(many);
  CHECK(line["attributes"]["a0"] == 0);
  // The last value of a name wins.
  const json twice = line_of(
      CallRecord(RecordKind::database_enter, sqlite_site, 1).number("l a", 1).text("s a", "x").number("l a", 3));
  CHECK(twice["attributes"]["a"] == 3);
}
