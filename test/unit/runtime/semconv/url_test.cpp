// Tests URLs, methods, headers, Redis commands and messages.
#include "catch.h"

#include "runtime/semconv/attribute_text.h"
#include "runtime/semconv/http.h"
#include "runtime/semconv/redis_command.h"
#include "runtime/semconv/url.h"

#include <string>

using namespace telinject;

namespace {

Slice slice(const std::string &s) {
  return Slice(s.data(), s.size());
}
std::string text(Slice s) {
  return std::string(s.data ? s.data : "", s.size);
}
template <class Put> std::string put(Put function) {
  char memory[8192];
  TextBuffer out(memory, sizeof memory);
  function(out);
  REQUIRE_FALSE(out.overflow());
  return text(out.slice());
}
std::string clean(const std::string &url, bool is_cut = false) {
  const std::string found = put([&](TextBuffer &out) { put_clean_url(out, slice(url), is_cut); });
  CHECK(put([&](TextBuffer &out) { put_clean_url(out, slice(found), is_cut); }) == found);
  return found;
}
std::string redis(const std::string &command, bool is_constant = false) {
  return put([&](TextBuffer &out) { put_redis_command(out, slice(command), is_constant); });
}
std::string attribute(const std::string &name, const std::string &value, const std::string &system = "") {
  return put([&](TextBuffer &out) { put_clean_attribute(out, {slice(name), slice(value), slice(system)}); });
}
std::string message(const std::string &value, bool is_cut = false) {
  return put([&](TextBuffer &out) { put_clean_database_message(out, slice(value), is_cut); });
}

} // namespace

TEST_CASE("URL: user and password are redacted however they are written", "[semconv][url]") {
  CHECK(clean("https://example.com:8080/a/b?x=1#f") == "https://example.com:8080/a/b?x=1#f");
  CHECK(clean("https://bob:hunter2@example.com/a") == "https://REDACTED:REDACTED@example.com/a");
  CHECK(clean("ftp://bob@example.com") == "ftp://REDACTED@example.com");
  CHECK(clean("bob:hunter2@example.com/a") == "REDACTED:REDACTED@example.com/a");
  CHECK(clean("//bob:hunter2@example.com/") == "//REDACTED:REDACTED@example.com/");
  CHECK(clean("http:/bob:hunter2@example.com/") == "http:/REDACTED:REDACTED@example.com/");
  CHECK(clean("http:\\\\bob:hunter2@example.com") == "http:\\\\REDACTED:REDACTED@example.com");
  CHECK(clean("http://bob:hun@ter2@example.com/") == "http://REDACTED:REDACTED@example.com/");
  CHECK(clean("http://bob:hun/ter2@example.com/") == "http://REDACTED:REDACTED@example.com/");
  CHECK(clean("http://bob:hun?ter2@example.com/") == "http://REDACTED:REDACTED@example.com/");
  CHECK(clean("http://bob:hunter2") == "http://REDACTED");
  CHECK(clean("http://bob:123", true) == "http://REDACTED");
  CHECK(clean("http://[::1]:80/x@y") == "http://[::1]:80/x@y");
  CHECK(clean("") == "");
}

TEST_CASE("URL: signing parameters and those with secret names are redacted, their names stay", "[semconv][url]") {
  for (const char *name : {"X-Amz-Signature", "X-Amz-Credential", "X-Amz-Security-Token", "AWSAccessKeyId", "Signature",
                           "sig", "X-Goog-Signature", "password", "access_token", "api%5Fkey"})
    CHECK(clean(std::string("https://h/p?a=1&") + name + "=hunter2&b=2") ==
          std::string("https://h/p?a=1&") + name + "=REDACTED&b=2");
  CHECK(clean("https://h/p#access_token=hunter2") == "https://h/p#access_token=REDACTED");
  CHECK(clean("/p;token=hunter2/x?a=b;sig=hunter2") == "/p;token=REDACTED/x?a=b;sig=REDACTED");
  CHECK(clean("https://h/p?sig=hun", true) == "https://h/p?sig=REDACTED");
  CHECK(clean(std::string("https://h/AKIA") + "IOSFODNN7EXAMPLE/x") == "https://h/REDACTED/x");
  CHECK(attribute("url.query", "a=1&sig=hunter2") == "a=1&sig=REDACTED");
}

TEST_CASE("URL: parts", "[semconv][url]") {
  const UrlParts parts = parse_url("https://bob:x@example.com/a/b?c=d#e");
  CHECK(text(parts.scheme) == "https");
  CHECK(text(parts.user_info) == "bob:x");
  CHECK(text(parts.host) == "example.com");
  CHECK(parts.port == 443);
  CHECK(text(parts.path) == "/a/b");
  CHECK(text(parts.query) == "c=d");
  CHECK(parse_url("http://h:8080").port == 8080);
  CHECK(parse_url("example.com/a").port == 80); // as clients do
  CHECK(text(parse_url("localhost:81/a").host) == "localhost");
  CHECK(parse_url("localhost:81/a").port == 81);
  CHECK(text(parse_url("http://[::1]:82/").host) == "::1");
  CHECK(parse_url("http://[::1]:82/").port == 82);
  CHECK(parse_url("http://h:99999/").port == 80); // no port
  CHECK(parse_url("gopher://h/").port == 0);
  CHECK(text(parse_url("/a/b?c").path) == "/a/b");
  CHECK(parse_url("/a/b?c").host.empty());
}

TEST_CASE("HTTP: known methods", "[semconv][http]") {
  for (const char *method : {"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY"})
    CHECK(is_known_http_method(Slice::of(method), ""));
  CHECK_FALSE(is_known_http_method("get", "")); // case-sensitive
  CHECK_FALSE(is_known_http_method("PROPFIND", ""));
  CHECK_FALSE(is_known_http_method("", ""));
  CHECK_FALSE(is_known_http_method("GET,HEAD", ""));
  CHECK(is_known_http_method("PROPFIND", "GET, PROPFIND"));
  CHECK_FALSE(is_known_http_method("POST", "GET, PROPFIND")); // the list replaces the other one
}

TEST_CASE("HTTP: values of headers that hold credentials", "[semconv][http]") {
  for (const char *name : {"Authorization", "cookie", "Set-Cookie", "PROXY-AUTHORIZATION", "X-Api-Key", "x-auth-token"})
    CHECK(attribute(std::string("http.request.header.") + name, "hunter2") == "[REDACTED]");
  CHECK(attribute("http.response.header.set-cookie", "a=hunter2") == "[REDACTED]");
  CHECK(attribute("http.request.header.accept", "text/html") == "text/html");
  CHECK(attribute("http.response.header.location", "https://bob:hunter2@h/?sig=hunter2") ==
        "https://REDACTED:REDACTED@h/?sig=REDACTED");
}

TEST_CASE("Redis: a command keeps its name", "[semconv][redis]") {
  CHECK(redis("SET key hunter2") == "SET ? ?");
  CHECK(redis("  get\tkey\r\n") == "get ?");
  CHECK(redis("JSON.GET key") == "JSON.GET ?");
  CHECK(redis("PING") == "PING");
  CHECK(redis("") == "");
  CHECK(redis("%s hunter2") == "?");
  CHECK(redis("\"SET\" hunter2") == "?");
  CHECK(redis(std::string(40, 'x') + " hunter2") == "?");
}

TEST_CASE("Redis: a constant format keeps its words, but no credentials", "[semconv][redis]") {
  CHECK(redis("SET user:%d:name %b", true) == "SET user:?:name ?");
  CHECK(redis("SETEX %s %-5lld %%x", true) == "SETEX ? ? %x");
  CHECK(redis("AUTH hunter2", true) == "AUTH ?");
  CHECK(redis("CONFIG SET requirepass hunter2", true) == "CONFIG ? ? ?");
  CHECK(redis("SET %", true) == "SET ?");
  CHECK(text(redis_command_name("HSET %s")) == "HSET");
  CHECK(redis_command_name("%s x").empty());
}

TEST_CASE("Messages of databases repeat no literal", "[semconv][message]") {
  CHECK(message("no such table: users") == "no such table: users");
  CHECK(message("near \"hunter2\": syntax error") == "near ?: syntax error");
  CHECK(message("near 'O'Brien', 'hunter2')' at line 1") == "near ? at line 1");
  CHECK(message("near 'x', 'hunter2'' at line 1") == "near ?");
  CHECK(message("near 'x' 'hunter2' at line 1") == "near ? at line 1");
  CHECK(message("Key (email)=(hunter2) already exists.") == "Key (email)=?");
  CHECK(message("The duplicate key value is (hunter2).") == "The duplicate key value is ?");
  CHECK(message("ung\xc3\xbcltig: \xe2\x80\x9ehunter2\xe2\x80\x9c") == "ung?");
  CHECK(message("ERROR:  syntax error\nLINE 1: SELECT hunter2") == "ERROR:  syntax error");
  CHECK(message("can't open file") == "can't open file");
  CHECK(message("near 'a' hunter2", true) == "near ?");
  CHECK(attribute("error.message", "near \"hunter2\"", "sqlite") == "near ?");
}

TEST_CASE("Attributes: parameters are never recorded, others are redacted by name and shape", "[semconv]") {
  CHECK(attribute("db.query.parameter.0", "hunter2", "sqlite") == "[REDACTED]");
  CHECK(attribute("db.query.text", "SELECT 'hunter2'", "sqlite") == "SELECT ?");
  CHECK(attribute("db.query.text", "SET a hunter2", "redis") == "SET ? ?");
  CHECK(attribute("db.query.text", "SELECT 'hunter2'") == "?"); // of an unknown system
  CHECK(attribute("server.address", "db.example.com") == "db.example.com");
  CHECK(attribute("app.password", "hunter2") == "[REDACTED]");
}
