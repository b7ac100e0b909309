// Tests redaction.  All secrets are made up: documented examples, or assembled here from pieces, so that secret
// scanners do not mistake them for real ones.
#include "catch.h"

#include "runtime/config/redact.h"
#include "runtime/config/secret_shapes.h"
#include "runtime/core/record.h"
#include "runtime/formats/jsonl_values.h"

#include <string>
#include <vector>

using namespace telinject;

namespace {

Slice slice(const std::string &s) {
  return Slice(s.data(), s.size());
}

template <class Put> std::string put(Put function) {
  std::string memory(64 * 1024, '\0');
  TextBuffer out(memory.data(), memory.size());
  function(out);
  REQUIRE_FALSE(out.overflow());
  return memory.substr(0, out.size());
}

std::string in_text(const std::string &s) {
  return put([&](TextBuffer &out) { put_redacted(out, slice(s)); });
}
std::string in_url(const std::string &s) {
  return put([&](TextBuffer &out) { put_redacted_url(out, slice(s)); });
}
std::string in_header(const std::string &name, const std::string &value) {
  return put([&](TextBuffer &out) { put_redacted_value(out, slice(name), slice(value)); });
}
std::string on_command_line(const std::vector<std::string> &arguments) {
  std::string joined;
  for (const std::string &a : arguments)
    joined += a + '\0';
  return put([&](TextBuffer &out) { put_command_line(out, Slice(joined.data(), joined.size() - 1)); });
}

std::string letters(int n, const std::string &from = "aB3dE5gH7jK9mN2pQ4sT6vW8") {
  std::string out;
  for (int i = 0; i < n; ++i)
    out += from[static_cast<std::size_t>(i) % from.size()];
  return out;
}

// AWS's documented examples.
const std::string key_id = std::string("AKIA") + "IOSFODNN7EXAMPLE";
const std::string access_key = std::string("wJalrXUtnFEMI/") + "K7MDENG/bPxRfiCYEXAMPLEKEY";
const std::string jwt = std::string("eyJhbGciOiJub25lIn0") + ".eyJzdWIiOiJleGFtcGxlIn0" + "." + letters(20);

// Each without a preceding name.
const std::vector<std::string> &shapes() {
  static const std::vector<std::string> all = {
      key_id,
      "ASIA" + key_id.substr(4),
      access_key,
      jwt,
      "Bearer " + letters(24),
      "bearer " + jwt,
      "Basic " + std::string("dXNlcjpwYXNz") + "d29yZA==",
      std::string("gh") + "p_" + letters(36),
      std::string("github_") + "pat_" + letters(30),
      std::string("gl") + "pat-" + letters(20),
      std::string("xo") + "xb-" + letters(24, "0123456789-"),
      std::string("sk_") + "live_" + letters(24),
      std::string("sk") + "-" + letters(40),
      std::string("AI") + "za" + letters(35),
      std::string("ya") + "29." + letters(30),
      std::string("np") + "m_" + letters(36),
      std::string("hv") + "s." + letters(24),
      std::string("-----BEGIN RSA PRIV") + "ATE KEY-----\nMIIB" + letters(40) + "\n-----END RSA PRIV" + "ATE KEY-----",
  };
  return all;
}

// Redacts the value of an argument, a variable or a return, of which `kept` bytes were recorded.
std::string as_value(const std::string &value, std::size_t kept = max_value_bytes) {
  alignas(8) char record[2 * max_value_bytes] = {};
  const bool cut = value.size() > kept;
  const TextHeader header{static_cast<std::uint32_t>(cut ? kept : value.size()),
                          cut ? std::uint32_t{text_truncated} : 0u};
  std::memcpy(record, &header, sizeof header);
  std::memcpy(record + sizeof header, value.data(), header.size + (cut ? 1 : 0));
  char memory[4096];
  TextBuffer out(memory, sizeof memory);
  SiteCache cache;
  CHECK(put_json_value(out, 't', {}, {}, record, record + sizeof record, cache) != nullptr);
  return std::string(memory, out.size());
}

} // namespace

TEST_CASE("Redact: values of arguments and variables lack the same secrets", "[redact]") {
  for (const std::string &secret : shapes())
    if (secret.size() < max_value_bytes - 16) {
      INFO(secret);
      CHECK(as_value(secret) == "\"[REDACTED]\"");
      CHECK(as_value("got (" + secret + ")") == "\"got ([REDACTED])\"");
    }
  CHECK(as_value("password=hunter2; user=me") == "\"password=[REDACTED]; user=me\"");
  CHECK(as_value("postgres://me:hunter2@db/shop") == "\"postgres://[REDACTED]@db/shop\"");
  // A truncated key is redacted to its end.
  CHECK(as_value("-----BEGIN PRIV" + std::string("ATE KEY-----\nMIIB") + letters(300)) == "\"[REDACTED]\"");
  for (const char *plain : {"", "short", "Bearer of news", "a value that says nothing of anybody", "x = y: z"})
    CHECK(as_value(plain) == "\"" + std::string(plain) + "\"");
  // Each word becomes longer than before.
  std::string many;
  while (many.size() < max_value_bytes - 16)
    many += "pw://a@b ";
  CHECK(as_value(many).find("a@") == std::string::npos);
}

TEST_CASE("Redact: secrets by their shape, wherever they stand", "[redact]") {
  for (const std::string &secret : shapes()) {
    INFO(secret);
    CHECK(secret_shape(slice(secret)) == secret.size());
    CHECK(in_text(secret) == "[REDACTED]");
    CHECK(in_text("got (" + secret + ") from it") == "got ([REDACTED]) from it");
    CHECK(in_text("x=" + secret) == "x=[REDACTED]");
    CHECK(in_text("[\"" + secret + "\"]") == "[\"[REDACTED]\"]");
    CHECK(on_command_line({"prog", "--x", secret, "y"}) == "prog --x [REDACTED] y");
    CHECK(in_header("X-Anything", secret) == "[REDACTED]");
    CHECK(in_url("https://host/a?b=" + secret.substr(0, secret.find('\n')) + "&c=1").find(secret.substr(8, 12)) ==
          std::string::npos);
  }
}

TEST_CASE("Redact: a private key without an end is hidden to the end", "[redact]") {
  const std::string key = std::string("-----BEGIN PRIV") + "ATE KEY-----\nMIIB" + letters(40);
  CHECK(in_text("got (" + key) == "got ([REDACTED]");
  CHECK(in_text("got (" + key + ") from it") == "got ([REDACTED]");
}

TEST_CASE("Redact: what looks a little like a secret and is none", "[redact]") {
  for (const char *plain : {"",
                            "AKIA",
                            "an AKIAlike word",
                            "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                            "/usr/lib/x86_64-linux-gnu/libstdc++.so.6",
                            "eyJ",
                            "Bearer of news",
                            "basic authentication",
                            "-----BEGIN CERTIFICATE-----",
                            "a1b2c3d4-e5f6-7890-abcd-ef1234567890",
                            "std::vector<int>::at: 3 >= 2",
                            "sk-learn",
                            "task_live_now",
                            "author: me",
                            "GET /a/b?c=d&e=f#g",
                            "sha256:7f2d0f1c3b4a59687786950a4b3c2d1e0f1a2b3c4d5e6f708192a3b4c5d6e7f8",
                            "2025-11-03T19:15:41.499Z",
                            "design=flat",
                            "the passenger: 3",
                            "monkey=1"}) {
    INFO(plain);
    CHECK(in_text(plain) == plain);
  }
}

TEST_CASE("Redact: secrets by their name", "[redact]") {
  CHECK(in_text("Server=db;User Id=me;Password=hunter2;Timeout=3") ==
        "Server=db;User Id=me;Password=[REDACTED];Timeout=3");
  CHECK(in_text("host=db user=me password=hunter2 dbname=x") ==
        "host=db user=me password=[REDACTED]"); // to the end: a password may contain spaces
  CHECK(in_text("AccountName=me;AccountKey=" + letters(40) + "==;EndpointSuffix=x") ==
        "AccountName=me;AccountKey=[REDACTED];EndpointSuffix=x");
  CHECK(in_text("Endpoint=sb://x/;SharedAccessKeyName=a;SharedAccessKey=" + letters(30)) ==
        "Endpoint=sb://x/;SharedAccessKeyName=[REDACTED];SharedAccessKey=[REDACTED]");
  CHECK(in_text("{\"password\": \"a, b\\\" c\", \"user\": \"me\"}") == "{\"password\": [REDACTED], \"user\": \"me\"}");
  CHECK(in_text("pwd='x y',n=1") == "pwd=[REDACTED],n=1");
  CHECK(in_text("aws_secret_access_key = " + access_key) == "aws_secret_access_key = [REDACTED]");
  CHECK(in_text("redis://:hunter2@h:1, amqp://u:p@h/v") == "redis://[REDACTED]@h:1, amqp://[REDACTED]@h/v");
  CHECK(in_text("mongodb+srv://u:p%40@h/?authSource=x") == "mongodb+srv://[REDACTED]@h/?authSource=x");
  for (const char *name : {"password", "DB_PASSWD", "Api-Key", "APIKEY", "x-auth-token", "client_secret", "accessKey",
                           "private-key", "Set-Cookie", "auth", "PWD", "sig", "JWT", "credentials"})
    CHECK(names_secret(Slice::of(name)));
  for (const char *name : {"author", "design", "monkey", "keyboard", "compass", "significant", "spinning", "user",
                           "tokenizer", "sort_keys", "passed", "session_count", "discard", ""})
    CHECK_FALSE(names_secret(Slice::of(name)));
}

TEST_CASE("Redact: names by their words", "[redact]") {
  for (const char *name : {"pw",         "my_pw",   "db_pass", "dbPass",       "DB_PASS",      "passcode",  "authToken",
                           "tkn",        "otp",     "cvv",     "ssn",          "iban",         "pin",       "creds",
                           "cardNumber", "api_key", "APIKey",  "clientSecret", "SESSIONTOKEN", "PGPASSWORD"})
    CHECK(secret_name(Slice::of(name)) == SecretName::yes);
  for (const char *name : {"token", "token2", "mytoken", "csrf_tokens", "tokenValue"})
    CHECK(secret_name(Slice::of(name)) == SecretName::text);
  for (const char *name :
       {"key", "signing_Key_", "hostKey", "session", "session_id", "card", "pass", "auth", "salt", "cookie_value"})
    CHECK(secret_name(Slice::of(name)) != SecretName::no);
  for (const char *name : {"key", "session", "card", "pass", "auth", "salt", "host_key", "key[3]", "session_id"})
    CHECK(secret_name(Slice::of(name)) == SecretName::weak);
  for (const char *name :
       {"key_count", "KeyboardKeys", "sessions", "cardinal", "passes", "author", "salted_eggs", "token_count"})
    CHECK(secret_name(Slice::of(name)) == SecretName::no);
}

TEST_CASE("Redact: names that say little need a value that looks random", "[redact]") {
  for (const char *plain :
       {"key=name", "key: value", "pass: 10, fail: 2", "session: open", "card=none", "std::token::x", "a token == b"})
    CHECK(in_text(plain) == plain);
  CHECK(in_text("session=a7f3kk2") == "session=[REDACTED]");
  CHECK(in_text("key: 4111111111111111") == "key: [REDACTED]");
  CHECK(in_text("otp=123456") == "otp=[REDACTED]");
}

TEST_CASE("Redact: quoted and escaped values, XML, headers", "[redact]") {
  CHECK(in_text("password = \"hunter2\"; x") == "password = [REDACTED]; x");
  CHECK(in_text("{\"api_key\" : \"abc\", \"n\": 1}") == "{\"api_key\" : [REDACTED], \"n\": 1}");
  CHECK(in_text("{\\\"secret\\\":\\\"ab\\\",\\\"n\\\":1}") == "{\\\"secret\\\":[REDACTED],\\\"n\\\":1}");
  CHECK(in_text("<user>a</user><password>hunter2</password>") == "<user>a</user><password>[REDACTED]</password>");
  CHECK(in_text("<w:Password Type=\"text\">ab</w:Password>") == "<w:Password Type=\"text\">[REDACTED]</w:Password>");
  CHECK(in_text("<password/><user>a</user>") == "<password/><user>a</user>");
  CHECK(in_text("Cookie: theme=dark; id=7\nHost: x") == "Cookie: [REDACTED]\nHost: x");
  CHECK(in_text("-H 'Authorization: Digest a=b, c=d' x") == "-H 'Authorization: [REDACTED]' x");
}

TEST_CASE("Redact: options of programs, in texts and command lines", "[redact]") {
  CHECK(in_text("mysql -ushop -phunter2 shop") == "mysql -ushop -p[REDACTED] shop");
  CHECK(in_text("/usr/bin/sshpass -p hunter2 ssh host -p 22") ==
        "/usr/bin/sshpass -p [REDACTED] ssh host -p [REDACTED]");
  CHECK(in_text("curl -u me:hunter2 https://h/") == "curl -u me:[REDACTED] https://h/");
  CHECK(in_text("mysql -u x; tar -phunter2") == "mysql -u x; tar -phunter2");
  CHECK(on_command_line({"/usr/bin/mysql", "-phunter2", "db"}) == "/usr/bin/mysql -p[REDACTED] db");
  CHECK(on_command_line({"redis-cli", "-a", "hunter2", "ping"}) == "redis-cli -a [REDACTED] ping");
  CHECK(on_command_line({"curl", "-ume:hunter2", "x"}) == "curl -ume:[REDACTED] x");
  CHECK(on_command_line({"ssh", "-p", "22"}) == "ssh -p 22");
}

TEST_CASE("Redact: the begin of a secret at the end of what was cut", "[redact]") {
  const auto cut = [](const std::string &s) {
    return put([&](TextBuffer &out) { put_redacted(out, slice(s), true); });
  };
  for (const std::string &secret : shapes())
    for (const std::size_t kept : {secret.size() / 2, secret.size() * 3 / 4}) {
      if (secret.starts_with("Bearer") || secret.starts_with("Basic") || secret.starts_with("bearer"))
        continue; // these have no end of their own
      INFO(secret.substr(0, kept));
      CHECK(cut("got " + secret.substr(0, kept)) == "got [REDACTED]");
    }
  CHECK(cut("what was cut is plain") == "what was cut is plain");
}

TEST_CASE("Redact: secrets in headers", "[redact]") {
  for (const char *name : {"Authorization", "proxy-authorization", "Cookie", "Set-Cookie", "X-Api-Key", "X-Auth-Token",
                           "X-Amz-Security-Token", "X-aws-ec2-metadata-token", "X-CSRF-Token"})
    CHECK(in_header(name, "anything") == "[REDACTED]");
  CHECK(in_header("Content-Type", "text/html; charset=utf-8") == "text/html; charset=utf-8");
  CHECK(in_header("Referer", "https://u:p@h/") == "https://[REDACTED]@h/");
}

TEST_CASE("Redact: secrets in URLs", "[redact]") {
  CHECK(in_url("https://h/p?a=1&b=2#c") == "https://h/p?a=1&b=2#c");
  CHECK(in_url("https://u:p@h/p?access_token=abc&x=1&api%5Fkey=d") ==
        "https://[REDACTED]@h/p?access_token=[REDACTED]&x=1&api%5Fkey=[REDACTED]");
  CHECK(in_url("https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIAX%2F2025&X-Amz-Signature=abc&X-Amz-Date=1") ==
        "https://b.s3.amazonaws.com/k?X-Amz-Credential=[REDACTED]&X-Amz-Signature=[REDACTED]&X-Amz-Date=1");
  CHECK(in_url("https://x.blob.core.windows.net/c?sv=2024&sig=abc%3D&se=1") ==
        "https://x.blob.core.windows.net/c?sv=2024&sig=[REDACTED]&se=1");
  CHECK(in_url("https://h/cb#access_token=abc&state=1") == "https://h/cb#access_token=[REDACTED]&state=1");
  CHECK(in_url("h/p?" + std::string(300, 'x') + "=1").find("=[REDACTED]") != std::string::npos);
  CHECK(in_url("") == "");
  CHECK(in_url("?") == "?");
}

TEST_CASE("Redact: secrets on command lines, further forms", "[redact]") {
  CHECK(on_command_line({"curl", "-u", "me:hunter2", "https://h/"}) == "curl -u me:[REDACTED] https://h/");
  CHECK(on_command_line({"curl", "--user", "me"}) == "curl --user me");
  CHECK(on_command_line({"prog", "-token", "abc", "x"}) == "prog -token [REDACTED] x");
  CHECK(on_command_line({"prog", "--dsn=Server=x;Password=y"}) == "prog --dsn=Server=x;Password=[REDACTED]");
  CHECK(on_command_line({"prog", "--header", "X-Api-Key: abc"}) == "prog --header X-Api-Key:[REDACTED]");
  CHECK(on_command_line({"prog", "", "a"}) == "prog  a");
}

TEST_CASE("Redact: further names, and long texts", "[redact]") {
  set_secret_names("tier, Kontonummer,,tan");
  CHECK(in_text("TIER=DE02 kontonummer: 7") == "TIER=[REDACTED]");
  CHECK(in_text("tan=1") == "tan=[REDACTED]");
  CHECK(in_text("standing=1") == "standing=1");
  set_secret_names(Slice());
  CHECK(in_text("tier=1") == "tier=1");
  std::string hostile;
  for (int i = 0; i < 2000; ++i)
    hostile += "://a@";
  CHECK(in_text(hostile).find("a@") == std::string::npos); // and without recursion for each
}
