// --include and --exclude.
#include "catch.h"

#include "tool/base/glob.h"

using telinject::rewrite::glob_matches;
using telinject::rewrite::path_selected;

TEST_CASE("Glob: one star stays in its folder, two cross", "[glob]") {
  CHECK(glob_matches("src/*.c", "src/a.c"));
  CHECK_FALSE(glob_matches("src/*.c", "src/d/a.c"));
  CHECK(glob_matches("src/**/*.c", "src/d/e/a.c"));
  CHECK(glob_matches("src/**/*.c", "src/a.c"));
  CHECK(glob_matches("**", "any/thing"));
  CHECK(glob_matches("**/a.c", "a.c"));
  CHECK(glob_matches("src/**", "src/d/a.c"));
  CHECK_FALSE(glob_matches("src/**", "other/a.c"));
}

TEST_CASE("Glob: a question mark is one character, not a slash", "[glob]") {
  CHECK(glob_matches("a?c", "abc"));
  CHECK_FALSE(glob_matches("a?c", "a/c"));
  CHECK_FALSE(glob_matches("a?c", "ac"));
  CHECK(glob_matches("", ""));
  CHECK_FALSE(glob_matches("", "a"));
  CHECK_FALSE(glob_matches("a.c", "axc"));
}

TEST_CASE("Glob: selection: exclusion wins, a bare name is one anywhere", "[glob]") {
  CHECK(path_selected("src/a.c", {}, {}));
  CHECK(path_selected("src/a.c", {"a.c"}, {}));
  CHECK(path_selected("src/a.c", {"*.c"}, {}));
  CHECK_FALSE(path_selected("src/a.c", {"*.h"}, {}));
  CHECK_FALSE(path_selected("src/a.c", {"*.c"}, {"src/**"}));
  CHECK(path_selected("src/a.c", {"*.h", "src/*"}, {"test/**"}));
}

TEST_CASE("Glob: a hostile pattern ends soon", "[glob]") {
  CHECK_FALSE(glob_matches("*a*a*a*a*a*a*b", std::string(28, 'a')));
  std::string stars;
  for (int i = 0; i < 300; ++i)
    stars += "**a";
  CHECK_FALSE(glob_matches(stars + "b", std::string(1000, 'a')));
  CHECK(glob_matches(stars, std::string(1000, 'a')));
}
