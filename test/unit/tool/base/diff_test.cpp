// Unified diffs, as patch(1) reads them.
#include "catch.h"

#include "tool/base/diff.h"

#include <string>

using telinject::rewrite::unified_diff;

TEST_CASE("Diff: equal texts have no diff", "[diff]") {
  CHECK(unified_diff("", "", "a").empty());
  CHECK(unified_diff("x\n", "x\n", "a").empty());
}

TEST_CASE("Diff: a changed line has three lines of context", "[diff]") {
  CHECK(unified_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n", "d/a.c") ==
        "--- a/d/a.c\n+++ b/d/a.c\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n");
}

TEST_CASE("Diff: near changes share a hunk, far ones do not", "[diff]") {
  std::string before, near = "", far = "";
  for (int i = 0; i < 30; ++i) {
    before += std::to_string(i) + "\n";
    near += std::to_string(i) + (i == 10 || i == 15 ? "x\n" : "\n");
    far += std::to_string(i) + (i == 3 || i == 25 ? "x\n" : "\n");
  }
  const auto hunks = [](const std::string &diff) {
    size_t n = 0;
    for (size_t at = diff.find("@@ -"); at != std::string::npos; at = diff.find("@@ -", at + 1))
      ++n;
    return n;
  };
  CHECK(hunks(unified_diff(before, near, "a")) == 1);
  CHECK(hunks(unified_diff(before, far, "a")) == 2);
}

TEST_CASE("Diff: lines added at the top, and no newline at the end", "[diff]") {
  CHECK(unified_diff("a\n", "i\nl\na\n", "a") == "--- a/a\n+++ b/a\n@@ -1 +1,3 @@\n+i\n+l\n a\n");
  CHECK(unified_diff("a", "b", "a") ==
        "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n");
  CHECK(unified_diff("x\na\n", "a\n", "a") == "--- a/a\n+++ b/a\n@@ -1,2 +1 @@\n-x\n a\n");
}

TEST_CASE("Diff: names that a patch cannot hold as they are", "[diff]") {
  const auto header = [](const std::string &name) {
    const std::string diff = unified_diff("a\n", "b\n", name);
    return diff.substr(0, diff.find("\n@@"));
  };
  CHECK(header("a.c") == "--- a/a.c\n+++ b/a.c");
  CHECK(header("my h.h") == "--- a/my h.h\t\n+++ b/my h.h\t");
  CHECK(header("a\tb.c") == "--- \"a/a\\tb.c\"\n+++ \"b/a\\tb.c\"");
  CHECK(header("a\"b\\c.c") == "--- \"a/a\\\"b\\\\c.c\"\n+++ \"b/a\\\"b\\\\c.c\"");
  CHECK(header("\xC3\xA4 b.c") == "--- \"a/\\303\\244 b.c\"\n+++ \"b/\\303\\244 b.c\"");
  CHECK(header("\xFF.c") == "--- \"a/\\377.c\"\n+++ \"b/\\377.c\"");
  CHECK(header("a\nb\r\x01\x7F.c") == "--- \"a/a\\nb\\r\\001\\177.c\"\n+++ \"b/a\\nb\\r\\001\\177.c\"");
}
