// Tests the memory for lines that wait for the resource.
#include "catch.h"

#include "runtime/backend/pending_lines.h"

#include <string>

using namespace telinject;

namespace {

std::string text_of(const PendingLines &lines) {
  return std::string(lines.text().data, lines.text().size);
}

} // namespace

TEST_CASE("PendingLines: lines are held in order until they are cleared", "[pending_lines]") {
  PendingLines lines;
  CHECK_FALSE(lines.are_held());
  CHECK_FALSE(lines.is_full());
  lines.clear(); // of nothing
  REQUIRE(lines.start());
  CHECK(lines.are_held());
  for (const char *line : {"first\n", "second\n"}) {
    TextBuffer out = lines.reserve();
    out.put(Slice::of(line));
    lines.commit(out.size());
  }
  TextBuffer given_up = lines.reserve(); // rendered, but not committed
  given_up.put("half");
  CHECK(text_of(lines) == "first\nsecond\n");
  lines.clear();
  CHECK_FALSE(lines.are_held());
  REQUIRE(lines.start()); // in a forked child
  CHECK(lines.text().empty());
  lines.clear();
}

TEST_CASE("PendingLines: when they are full, the longest line still fits", "[pending_lines]") {
  PendingLines lines;
  REQUIRE(lines.start());
  const std::size_t whole = lines.reserve().room();
  while (!lines.is_full())
    lines.commit(1024 * 1024);
  CHECK(lines.text().size < whole);
  CHECK(lines.reserve().room() >= 512 * 1024);
  lines.clear();
  CHECK_FALSE(lines.is_full());
}
