// Handlers of requests: functions and lambdas with the types of the library, whose spans are around the functions' own; and
// the header of outgoing requests.
// RUN: %roundtrip --with=%S/Inputs/handler --also=web.cpp --option=--config=%S/Inputs/handler.json %s --std=c++11,c++17,c++20 --lax --warn=conversion,old-style-cast --trace | %FileCheck %s --check-prefixes=CHECK,TRACE

#include "web.h"
#include <cstdio>

// CHECK: void user(const web::Request &req, web::Response &res) { TELINJECT_HANDLER(1, "hH3", "web server", "user\nhttp.route=/users/:id", TELINJECT_ARGUMENT(q1, "T", req.header("traceparent").c_str()), TELINJECT_ARGUMENT(q1, "s http.request.method", req.method.c_str()), TELINJECT_ARGUMENT(q1, "&-1:200 i http.response.status_code", &res.status)) TELINJECT_FUNCTION(1,
void user(const web::Request &req, web::Response &res) { res.status = req.method.empty() ? 400 : 201; }

// Registered twice: it has no route.
// CHECK: void both(const web::Request & TELINJECT_PARAMETER(1_0), web::Response &res) { TELINJECT_HANDLER(1, "hH3", "web server", "both", TELINJECT_ARGUMENT(q1, "T", telinject_p1_0.header("traceparent").c_str()),
void both(const web::Request &, web::Response &res) { res.status = 204; }

// Of the same type, for another purpose.
// CHECK: void broken(const web::Request &, web::Response &res) { TELINJECT_FUNCTION(
void broken(const web::Request &, web::Response &res) { res.status = 500; }

// Registered in another unit, perhaps.
// CHECK: void elsewhere(const web::Request & TELINJECT_PARAMETER(1_0), web::Response & TELINJECT_PARAMETER(1_1)) { TELINJECT_HANDLER(
void elsewhere(const web::Request &, web::Response &) {}

// CHECK: int status(const web::Request &, web::Response &res) { TELINJECT_FUNCTION(
int status(const web::Request &, web::Response &res) { return res.status; }

// CHECK: int main() { TELINJECT_FUNCTION(
int main() {
  web::Server server;
  server.get("/users/:id", user);
  server.get("/a", both);
  server.get("/b", both);
  // CHECK: server.get("/lambda", [](const web::Request & TELINJECT_PARAMETER(2_0), web::Response &res) { TELINJECT_HANDLER(2, "hH3", "web server", "main::lambda@[[#@LINE+1]]\nhttp.route=/lambda",
  server.get("/lambda", [](const web::Request &, web::Response &res) { res.status = 200; });
  server.on_error(broken);
  // CHECK: const auto unused = [](const web::Request &, web::Response &res) { TELINJECT_
  const auto unused = [](const web::Request &, web::Response &res) { res.status = 1; };
  static_cast<void>(unused);
  // CHECK: web_client *client = TELINJECT_CALL([[NEW:[0-9_]+]], 1, "hr1", "web client", "web_new", TELINJECT_ARGUMENT([[NEW]], "L", 0), TELINJECT_THROWS([[NEW]])) web_new() TELINJECT_END_CALL([[NEW]], "Rp handle", 0);
  web_client *client = web_new();
  const char *list = 0;
  // CHECK: web_set(TELINJECT_ARG([[SET:[0-9_]+]]) client TELINJECT_END_ARG([[SET]], "h"), WEB_HEADERS, TELINJECT_ARG([[SET]]) list TELINJECT_END_ARG([[SET]], "L")) TELINJECT_END_CALL(
  web_set(client, WEB_HEADERS, list);
  // The option is not known: neither is the list from then on.
  web_option limit = WEB_LIMIT;
  // CHECK: TELINJECT_CALL([[ANY:[0-9_]+]], 1, "hr2", "web client", "web_set", TELINJECT_ARGUMENT([[ANY]], "L?", 0), TELINJECT_THROWS([[ANY]])) web_set(TELINJECT_ARG([[ANY]]) client TELINJECT_END_ARG([[ANY]], "h"), limit, 1) TELINJECT_END_CALL(
  web_set(client, limit, 1);
  // CHECK: TELINJECT_THROWS_AND_RESTORES([[SEND:[0-9_]+]], (::web_set), ::WEB_HEADERS)) web_send(TELINJECT_INJECTED_ARG([[SEND]]) client TELINJECT_END_INJECTED_ARG([[SEND]], "h", (::web_set), ::WEB_HEADERS)) TELINJECT_END_CALL([[SEND]], "Ri", TELINJECT_RESTORE([[SEND]], (::web_set), ::WEB_HEADERS))
  std::printf("%d\n", web_send(client));
}

// TRACE: call hH3 main::lambda
