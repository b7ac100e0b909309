// Tests the table of what aspects remember for handles: entries, attributes, spans, queues, aliases; with threads, and in
// a forked process.
#include "catch.h"

#include "runtime/core/attributes.h"
#include "runtime/frontend/handle_table.h"
#include "runtime/frontend/values.h"

#include <atomic>
#include <chrono>
#include <cstring>
#include <memory>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace telinject;

namespace {

// An attribute as in a record.
std::string attribute(const std::string &code, const std::string &text) {
  std::string bytes(2 * sizeof(TextHeader) + padded(code.size()) + padded(text.size()), '\0');
  char *p = bytes.data();
  for (const std::string &part : {code, text}) {
    p = put_text_header(p, part.size(), 0);
    std::memcpy(p, part.data(), part.size());
    p += padded(part.size());
  }
  return bytes;
}

void set(HandleEntry &entry, const std::string &code, const std::string &text) {
  const std::string bytes = attribute(code, text);
  HandleTable::set_attribute(entry, bytes.data(), bytes.size());
}

void set_scoped(HandleEntry &entry, const std::string &code, const std::string &text) {
  const std::string bytes = attribute(code, text);
  HandleTable::set_scoped_attribute(entry, bytes.data(), bytes.size());
}

void enqueue(HandleEntry &entry, const std::string &text) {
  const std::string bytes = attribute("s db.query.text", text);
  HandleTable::enqueue(entry, bytes.data(), bytes.size());
}

// "name=text name=text" of the attributes in those bytes.
std::string shown(const char *from, std::size_t size) {
  std::string all;
  AttributeReader reader(from, from + size);
  for (Attribute a; reader.next(a);)
    all +=
        (all.empty() ? "" : " ") + std::string(a.name.data, a.name.size) + "=" + std::string(a.text.data, a.text.size);
  return all;
}
std::string shown(const HandleEntry &entry) {
  return shown(entry.attributes, entry.size);
}

std::string first_in_queue(const HandleEntry &entry) {
  return shown(entry.attributes + entry.size - entry.scoped, HandleTable::first_in_queue(entry));
}

// Handles that no other test uses.
const void *handle(std::size_t i) {
  static std::vector<char> objects(1u << 22);
  return objects.data() + i;
}

void forget(const void *known) {
  HandleTable table;
  if (HandleEntry *const entry = table.find(known))
    HandleTable::forget(*entry);
}

} // namespace

TEST_CASE("Handle table: an entry is found by its handle until it is forgotten", "[handles]") {
  HandleTable table;
  CHECK(table.find(handle(1)) == nullptr);
  CHECK(table.find(nullptr) == nullptr);
  CHECK(table.find_or_add(nullptr) == nullptr);
  HandleEntry *const entry = table.find_or_add(handle(1));
  REQUIRE(entry != nullptr);
  CHECK(table.find(handle(1)) == entry);
  CHECK(table.find_or_add(handle(1)) == entry);
  CHECK(table.find(handle(2)) == nullptr);
  HandleTable::forget(*entry);
  CHECK(table.find(handle(1)) == nullptr);
}

TEST_CASE("Handle table: an attribute replaces the one of its name, others stay", "[handles]") {
  HandleTable table;
  HandleEntry &entry = *table.find_or_add(handle(3));
  set(entry, "s url.full", "first");
  set(entry, "s http.request.method", "GET");
  set(entry, "s url.full", "a longer second one");
  CHECK(shown(entry) == "http.request.method=GET url.full=a longer second one");
  set(entry, "s http.request.method", std::string(HandleEntry::capacity, 'x')); // does not fit: no old value either
  CHECK(shown(entry) == "url.full=a longer second one");
  HandleTable::forget(entry);
}

TEST_CASE("Handle table: the attributes of a span end with it", "[handles]") {
  HandleTable table;
  HandleEntry &entry = *table.find_or_add(handle(4));
  set(entry, "s db.query.text", "prepared");
  entry.span.start = 1;
  set_scoped(entry, "s server.address", "here");
  set_scoped(entry, "s error.type", "23505");
  CHECK(shown(entry) == "db.query.text=prepared server.address=here error.type=23505");
  set(entry, "s server.address", "there"); // replaces one of the span
  HandleTable::end_span(entry);
  CHECK(shown(entry) == "db.query.text=prepared");
  CHECK(entry.span.start == 0);
  HandleTable::forget(entry);
}

TEST_CASE("Handle table: a queue gives in order what was put in, and skips what did not fit", "[handles]") {
  HandleTable table;
  HandleEntry &entry = *table.find_or_add(handle(5));
  set(entry, "s server.address", "here");
  unsigned stored = 0;
  while (entry.lost == 0)
    enqueue(entry, "GET " + std::to_string(stored++));
  --stored; // the last one was lost
  REQUIRE(stored > 100);
  enqueue(entry, "x"); // would fit, but its turn is after the lost one
  for (unsigned i = 0; i < stored; ++i) {
    REQUIRE(first_in_queue(entry) == "db.query.text=GET " + std::to_string(i));
    HandleTable::dequeue(entry);
  }
  enqueue(entry, "y");
  for (int i = 0; i < 3; ++i) {
    CHECK(HandleTable::first_in_queue(entry) == 0);
    HandleTable::dequeue(entry);
  }
  enqueue(entry, "z");
  CHECK(first_in_queue(entry) == "db.query.text=z");
  HandleTable::dequeue(entry);
  HandleTable::dequeue(entry); // an answer that nobody waited for
  CHECK(shown(entry) == "server.address=here");
  CHECK(entry.lost == 0);
  HandleTable::forget(entry);
}

TEST_CASE("Handle table: an alias stands for its handle until it is taken away", "[handles]") {
  HandleTable table;
  HandleEntry *const entry = table.find_or_add(handle(6));
  table.add_alias(handle(7), handle(6));
  CHECK(table.find(handle(7)) == entry);
  CHECK(table.find_or_add(handle(7)) == entry);
  CHECK(table.take_alias(handle(6)) == nullptr);
  CHECK(table.take_alias(handle(7)) == handle(6));
  CHECK(table.find(handle(7)) == nullptr);
  table.add_alias(handle(6), handle(6)); // of itself it is none
  CHECK(table.find(handle(6)) == entry);
  HandleTable::forget(*entry);
}

TEST_CASE("Handle table: the parts of an object are forgotten with it", "[handles]") {
  HandleTable table;
  HandleTable::set_owner(*table.find_or_add(handle(8)), handle(10));
  HandleTable::set_owner(*table.find_or_add(handle(9)), handle(11));
  table.forget_parts(handle(10));
  CHECK(table.find(handle(8)) == nullptr);
  CHECK(table.find(handle(9)) != nullptr);
  table.forget_parts(handle(11));
  CHECK(table.find(handle(9)) == nullptr);
}

TEST_CASE("Handle table: with too many handles the oldest are forgotten, and the others stay whole", "[handles]") {
  constexpr std::size_t count = 5000;
  for (std::size_t i = 0; i < count; ++i) {
    HandleTable table;
    HandleEntry *const entry = table.find_or_add(handle(1000 + i * 16));
    REQUIRE(entry != nullptr);
    CHECK(entry->size == 0);
    set(*entry, "s db.query.text", std::to_string(i));
  }
  std::size_t known = 0;
  for (std::size_t i = 0; i < count; ++i) {
    HandleTable table;
    const HandleEntry *const entry = table.find(handle(1000 + i * 16));
    if (!entry)
      continue;
    ++known;
    CHECK(shown(*entry) == "db.query.text=" + std::to_string(i));
  }
  CHECK(known > 500);
  CHECK(known <= 1024);
  HandleTable table;
  CHECK(table.find(handle(1000 + (count - 1) * 16)) != nullptr);
}

TEST_CASE("Handle table: while one holds the lock, others go without", "[handles]") {
  const HandleTable table;
  HandleTable other;
  CHECK(other.find_or_add(handle(12)) == nullptr);
}

TEST_CASE("Handle table: an owner that does not run for a while loses neither the lock nor the entries", "[handles]") {
  {
    HandleTable table;
    set(*table.find_or_add(handle(16)), "s db.query.text", "kept");
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 300; ++i) {
      HandleTable other;
      const bool is_found = other.find(handle(16)) != nullptr;
      if (std::chrono::steady_clock::now() - begin > std::chrono::milliseconds(900)) {
        WARN("the machine is too busy: after a second the lock counts as lost");
        return;
      }
      REQUIRE(!is_found);
    }
  }
  {
    HandleTable table;
    REQUIRE(table.find(handle(16)) != nullptr);
    CHECK(shown(*table.find(handle(16))) == "db.query.text=kept");
  }
  forget(handle(16));
}

TEST_CASE("Handle table: the sites of spans are forgotten when an object is unloaded", "[handles]") {
  HandleTable table;
  HandleEntry &entry = *table.find_or_add(handle(13));
  entry.span.start = 1;
  entry.span.site = entry.span.function_site = "site";
  forget_sites_of_handles();
  CHECK(table.find(handle(13)) == &entry);
  CHECK(entry.span.start == 1);
  CHECK(entry.span.site == nullptr);
  CHECK(entry.span.function_site == nullptr);
  HandleTable::forget(entry);
}

TEST_CASE("Handle table: threads that remember and forget find their own values whole", "[handles]") {
  constexpr unsigned threads = 8, rounds = 4000;
  std::atomic<unsigned> wrong{0}, seen{0};
  const auto work = [&](unsigned self) {
    for (unsigned i = 0; i < rounds; ++i) {
      const void *const mine = handle(100'000 + (self * 7 + i % 7) * 16);
      const std::string text = std::to_string(self) + std::string(i % 100, 'x');
      {
        HandleTable table;
        if (HandleEntry *const entry = table.find_or_add(mine))
          set(*entry, "s db.query.text", text);
        else
          continue;
      }
      HandleTable table;
      if (HandleEntry *const entry = table.find(mine)) {
        seen += 1;
        wrong += shown(*entry) != "db.query.text=" + text;
        if (i % 3 == 0)
          HandleTable::forget(*entry);
      }
    }
  };
  std::vector<std::thread> running;
  for (unsigned i = 0; i < threads; ++i)
    running.emplace_back(work, i);
  for (std::thread &thread : running)
    thread.join();
  CHECK(wrong == 0);
  CHECK(seen > 0);
}

TEST_CASE("Handle table: a forked child knows the attributes, and has no spans", "[handles]") {
  {
    HandleTable table;
    HandleEntry &entry = *table.find_or_add(handle(14));
    set(entry, "s db.query.text", "prepared");
    entry.span.start = 1;
    set_scoped(entry, "s server.address", "here");
  }
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    reset_handle_table_lock();
    HandleTable table;
    const HandleEntry *const entry = table.find(handle(14));
    _exit(entry && entry->span.start == 0 && shown(*entry) == "db.query.text=prepared" ? 0 : 1);
  }
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  {
    HandleTable table;
    CHECK(table.find(handle(14))->span.start == 1);
  }
  forget(handle(14));
}

TEST_CASE("Handle table: a child that is forked while the lock is held begins with an empty table", "[handles]") {
  {
    HandleTable table;
    set(*table.find_or_add(handle(15)), "s db.query.text", "half writ");
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      reset_handle_table_lock();
      HandleTable own;
      _exit(own.find(handle(15)) == nullptr && own.find_or_add(handle(15)) != nullptr ? 0 : 1);
    }
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
  forget(handle(15));
}
