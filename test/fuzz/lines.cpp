// lines COUNT [SEED]: random records rendered by the runtime, read back by nlohmann/json.  Each line must be JSON, in UTF-8, and say
// what was recorded: numbers to the last bit, texts as nlohmann/json itself would write and read them.  Closes with 'N passed, N failed'.
#include "runtime/core/clock.h"
#include "runtime/formats/format.h"
#include "runtime/config/redact.h"
#include "runtime/formats/rendering.h"
#include "runtime/frontend/state.h"
#include "runtime/frontend/values.h"

#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

using namespace telinject;
using nlohmann::json;

namespace {

std::mt19937_64 randomness;
std::uint64_t below(std::uint64_t n) { return randomness() % n; }

const Format *format = nullptr;
std::string line;

bool take(Event &event) {
  static std::vector<char> memory(1 << 20);
  event.sequence = 1 + below(1000);
  TextBuffer out(memory.data(), memory.size());
  format->render(event, out);
  line = out.overflow() ? "(too long)" : std::string(out.slice().data, out.size());
  return true;
}

// Bytes of all kinds: plain, control characters, quotes, whole and broken UTF-8.
std::string random_text(std::size_t longest) {
  static const char *const pieces[] = {"\"", "\\", "/", "\n", "\r", "\t", "\b", "\f", "\x7f", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xed\xa0\x80",
                                       "\xc0\xaf", "\xf4\x90\x80\x80", "\xff", "\xe2\x82", "\xf0\x9f", "\xc3", "\x80", "\xef\xbf\xbd", "\xe2\x80\xa8", "</script>", "\\u0000"};
  std::string s;
  for (std::size_t n = below(longest + 1); s.size() < n;)
    switch (below(4)) {
    case 0:
      s += pieces[below(std::size(pieces))];
      break;
    case 1:
      s += static_cast<char>(below(256));
      break;
    default:
      s += static_cast<char>(' ' + below(95));
    }
  return s;
}
// As a C string that a literal may hold: no zeros, and none of `without`.
std::string literal_text(std::size_t longest, const char *without) {
  std::string s = random_text(longest);
  std::erase_if(s, [&](char c) { return c == '\0' || std::strchr(without, c); });
  return s;
}

// The text as nlohmann/json writes and reads it.
std::string expected_text(const std::string &text) {
  return json::parse(json(text).dump(-1, ' ', false, json::error_handler_t::replace)).get<std::string>();
}

// Chance makes a few: the name of one and a colon, the user of a URL.
std::string without_secrets(const std::string &text) {
  std::string memory(3 * text.size() + 64, '\0');
  TextBuffer out(memory.data(), memory.size());
  put_redacted(out, Slice(text.data(), text.size()));
  return memory.substr(0, out.size());
}

double random_double() {
  constexpr double odd[] = {0.0, -0.0, 1.0, 0.1, 1e21, 1e-7, 5e-324, 1.7976931348623157e308, std::numeric_limits<double>::infinity(),
                            -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN(), 9007199254740993.0, 123456789012345680.0};
  return below(3) == 0 ? odd[below(std::size(odd))] : below(2) ? std::bit_cast<double>(randomness()) : static_cast<double>(randomness()) / 1e6;
}

bool says_double(const json &j, double v) {
  if (std::isnan(v))
    return j == "NaN";
  if (std::isinf(v))
    return j == (v < 0 ? "-Infinity" : "Infinity");
  return j.is_number() && std::bit_cast<std::uint64_t>(j.get<double>()) == std::bit_cast<std::uint64_t>(v);
}

// One value: how it is put into a record, and whether JSON says it.
struct Value {
  char code;
  std::string text;
  std::uint64_t word = 0;
  double real = 0;

  static Value random() {
    Value v;
    v.code = "bciulmxyfgpst"[below(13)];
    v.word = below(4) == 0 ? below(3) : randomness() >> below(64);
    v.real = random_double();
    v.text = below(100) == 0 ? std::string(100'000, "a\xc3"[below(2)]) + random_text(300) : random_text(below(3) == 0 ? 400 : 40);
    return v;
  }
  char *put(char *p) const {
    switch (code) {
    case 'f':
      return put_word(p, real);
    case 'g': {
      const long double wide = real;
      std::memset(p, 0, 16);
      std::memcpy(p, &wide, sizeof wide);
      return p + 16;
    }
    case 's':
      return put_c_string(p, text.c_str());
    case 't':
      return put_bytes(p, text.data(), text.size());
    default:
      return put_word(p, word);
    }
  }
  bool is_said_by(const json &j) const {
    switch (code) {
    case 'b':
      return j == (static_cast<std::uint32_t>(word) != 0); // as an int is passed
    case 'c':
      return j == expected_text(std::string(1, static_cast<char>(word)));
    case 'i':
      return j.is_number_integer() && j.get<std::int64_t>() == static_cast<std::int32_t>(word);
    case 'u':
      return j.is_number_integer() && j.get<std::uint64_t>() == static_cast<std::uint32_t>(word);
    case 'l':
    case 'x':
      return j.is_number_integer() && j.get<std::int64_t>() == static_cast<std::int64_t>(word);
    case 'm':
    case 'y':
      return j.is_number_integer() && j.get<std::uint64_t>() == word;
    case 'f':
    case 'g':
      return says_double(j, real);
    case 'p':
      return j.is_string() && j.get<std::string>().starts_with("0x") && std::strtoull(j.get<std::string>().c_str(), nullptr, 16) == word;
    default: {
      const std::string bytes = code == 's' ? std::string(text.c_str()) : text, whole = expected_text(bytes);
      if (bytes.size() <= 256)
        return j == expected_text(without_secrets(bytes));
      // Cut somewhere: its beginning up to what is hidden, and nearly all that there is room for.
      const std::string said = j.is_string() ? j.get<std::string>() : "";
      const std::size_t hidden = said.find("[REDACTED]");
      return whole.starts_with(said.substr(0, hidden)) && (hidden != std::string::npos || said.size() >= 252);
    }
    }
  }
};

int failures = 0;
void fail(const char *what, const std::string &about) {
  if (++failures <= 10)
    std::printf("FAILED  %s: %s\n%s\n", what, about.substr(0, 300).c_str(), line.substr(0, 2000).c_str());
}

// The only JSON of the line; null where that is none.
json parse_line() {
  if (line.empty() || line.back() != '\n' || line.find('\n') != line.size() - 1)
    return fail("not one line", ""), json();
  std::vector<std::vector<std::string>> keys;
  bool twice = false;
  const auto watch = [&](int, json::parse_event_t event, json &parsed) {
    if (event == json::parse_event_t::object_start)
      keys.emplace_back();
    else if (event == json::parse_event_t::object_end)
      keys.pop_back();
    else if (event == json::parse_event_t::key) {
      for (const std::string &known : keys.back())
        twice |= known == parsed.get<std::string>();
      keys.back().push_back(parsed.get<std::string>());
    }
    return true;
  };
  json j = json::parse(line, watch, false);
  if (j.is_discarded())
    return fail("not JSON", ""), json();
  if (twice)
    fail("a key twice", "");
  return j;
}

alignas(Record) char memory[max_record_size];
ThreadText thread_text;

Record *begin(RecordKind kind, const char *site) {
  auto *r = new (memory) Record{};
  r->kind = kind;
  r->site = site;
  r->ticks = clock_ticks();
  r->span = randomness() | 1;
  r->trace_high = randomness();
  r->trace_low = randomness() | 1;
  r->parent = below(2) ? randomness() : 0;
  return r;
}

void render(Record *r, const char *end, const ThreadFacts &thread) {
  r->size = static_cast<std::uint32_t>(end - memory);
  thread_text.generation = thread.generation + 1;
  line.clear();
  render_record(thread_text, thread, r);
  rendering_forget_sites();
}

void entry(const ThreadFacts &thread) {
  std::vector<Value> values(below(8));
  std::string codes, names;
  for (Value &v : values) {
    v = Value::random();
    codes += v.code;
    names += (names.empty() ? "a" : ", a") + std::to_string(names.size());
  }
  const std::string name = "f" + literal_text(30, "\n()<>[]{}-");
  const std::string site = codes + "\nGCC 12.2.0 C++17\n" + literal_text(40, "\n") + ":7\n" + name + "(" + names + ") -> int";
  Record *r = begin(RecordKind::enter, site.c_str());
  char *end = reinterpret_cast<char *>(r + 1);
  for (const Value &v : values)
    end = v.put(end);
  render(r, end, thread);
  const json j = parse_line();
  if (j.is_null())
    return;
  if (j["function_name"] != expected_text(name) || j["event_type"] != "function_entry")
    fail("another name than", name);
  std::size_t at = 0, i = 0;
  for (const Value &v : values) {
    const std::string key = "a" + std::to_string(at);
    if (!v.is_said_by(j["attributes"]["arguments"][key]))
      fail("another value", std::string(1, v.code) + " " + key);
    at += key.size() + (i++ == 0 ? 0 : 2);
  }
}

void failed_exit(const ThreadFacts &thread) {
  const std::string site = "\nGCC 12.2.0 C++17\na.cpp:7\nf()", text = random_text(400), type = literal_text(20, "");
  Record *r = begin(RecordKind::exit, site.c_str());
  r->flags = record_raised;
  r->start = r->ticks - below(1'000'000'000);
  char *end = reinterpret_cast<char *>(r + 1);
  const ErrorHead head{type.c_str(), static_cast<std::uint32_t>(text.size()), 1};
  std::memcpy(end, &head, sizeof head);
  end = put_word(end + sizeof head, site.c_str());
  std::memcpy(end, text.data(), text.size());
  render(r, end + padded(text.size()), thread);
  const json j = parse_line();
  if (!j.is_null() && (j["severity"] != "ERROR" || !j["error"]["message"].is_string()))
    fail("no error", text);
}

void change(const ThreadFacts &thread) {
  const std::string function = "\nGCC 12.2.0 C++17\na.cpp:7\nf()", name = "v" + literal_text(40, ""), type = "t" + literal_text(20, ":");
  const Value v = Value::random();
  const std::string site = std::string(1, v.code) + "\na.cpp:9\n" + name + " : " + type;
  Record *r = begin(RecordKind::change, site.c_str());
  r->caller_site = function.c_str();
  render(r, v.put(reinterpret_cast<char *>(r + 1)), thread);
  const json j = parse_line();
  if (j.is_null())
    return;
  if (!v.is_said_by(j["attributes"]["value"]))
    fail("another value", std::string(1, v.code));
  if (j["attributes"]["variable_name"] != expected_text(name))
    fail("another variable than", name);
}

void branch(const ThreadFacts &thread) {
  const std::string function = "\nGCC 12.2.0 C++17\na.cpp:7\nf()", site = "switch case " + literal_text(40, "\n@") + "\na.cpp:9\n" + literal_text(60, "");
  Record *r = begin(RecordKind::branch, site.c_str());
  r->caller_site = function.c_str();
  render(r, reinterpret_cast<char *>(r + 1), thread);
  parse_line();
}

} // namespace

int main(int argc, char **argv) {
  const long count = argc > 1 ? std::atol(argv[1]) : 100'000;
  randomness.seed(argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1);
  clock_start(true);
  clock_calibrate();
  format = find_format("v3");
  rendering_start(format, {}, take);
  static const CloudFacts cloud;
  for (long i = 0; i < count; ++i) {
    if (i % 1000 == 0) { // another process
      static std::string texts[4];
      for (std::string &t : texts)
        t = random_text(200);
      Facts facts;
      facts.cloud = &cloud;
      facts.sample_rate = "0.5";
      facts.service_name = Slice(texts[0].data(), texts[0].size());
      facts.environment = Slice(texts[1].data(), texts[1].size());
      facts.host_name = Slice(texts[2].data(), texts[2].size());
      facts.command_line = Slice(texts[3].data(), texts[3].size());
      facts.runtime_name = "c";
      static const K8sFacts k8s;
      facts.k8s = &k8s;
      format->set_process(facts);
    }
    ThreadFacts thread;
    const std::string name = random_text(15);
    std::memcpy(thread.name, name.data(), name.size() < sizeof thread.name ? name.size() : sizeof thread.name - 1);
    switch (below(8)) {
    case 0:
      failed_exit(thread);
      break;
    case 1:
      branch(thread);
      break;
    case 2:
    case 3:
      change(thread);
      break;
    default:
      entry(thread);
    }
  }
  std::printf("%ld passed, %d failed\n", count - failures, failures);
  return failures != 0;
}
