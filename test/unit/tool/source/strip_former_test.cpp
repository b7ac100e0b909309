// strip removes the macro names of 0.x before pairs had named ends (TELINJECT_FORMER… in inserted_macros.def).
#include "catch.h"

#include "tool/source/strip.h"

#include <string>

using telinject::rewrite::strip;
using telinject::rewrite::strip_insertions;

namespace {

std::string refusal(const std::string &text) {
  const auto refusals = strip_insertions(text).refusals;
  return refusals.empty() ? "" : std::to_string(refusals.front().line) + ": " + refusals.front().message;
}

} // namespace

TEST_CASE("Strip former names: ends without a name of their own close the innermost block", "[strip]") {
  CHECK(strip("TELINJECT_LOOP(1_1, 1, \"for\", \"\") for (;;) TELINJECT_OPEN_ITERATION(1_1) if (a) "
              "TELINJECT_OPEN_BRANCH(1_1, \"if then\", \"a\") TELINJECT_OPEN_ENDS(1_1, 'b') break; TELINJECT_CLOSE() "
              "TELINJECT_CLOSE() TELINJECT_NOT_TAKEN(1_1, \"if none\", \"a\") TELINJECT_CLOSE() TELINJECT_CLOSE()\n") ==
        "for (;;) if (a) break;\n");
  CHECK(strip("return TELINJECT_RETURN(1, float) a TELINJECT_RETURNED_REAL(1, \"f\");") == "return a;");
  CHECK(strip("int n = TELINJECT_INITIAL(1, int) 0 TELINJECT_CHANGED(1, 1, \"i\", \"n : int\");") == "int n = 0;");
}

TEST_CASE("Strip former names: a lost half is refused", "[strip]") {
  CHECK(refusal("TELINJECT_LOOP(1_1, 1, \"for\", \"\") for (;;) f();\n").starts_with("1: TELINJECT_LOOP has lost"));
  CHECK(refusal("for (;;) f();\nTELINJECT_CLOSE()\n").starts_with("2: TELINJECT_CLOSE has lost"));
  CHECK(refusal("x = a TELINJECT_CHOSEN(1, 1, \"a\", \"b\", \"c\") ? 1 : 2;")
            .starts_with("1: TELINJECT_CHOSEN has lost"));
  CHECK(refusal("x = TELINJECT_RETURN(1, int) a TELINJECT_CLOSE();").starts_with("1: TELINJECT_RETURN has lost"));
}

TEST_CASE("Strip: an end closes the macro of its own name only", "[strip]") {
  CHECK(strip("TELINJECT_TRY(1_1, 1, \"\", \"E\") try { TELINJECT_LOOP(1_2, 1_1, \"do\", \"\") do ; while (a); "
              "TELINJECT_END_LOOP() } TELINJECT_END_TRY()") == "try { do ; while (a); }");
  CHECK(refusal("TELINJECT_LOOP(1_1, 1, \"for\", \"\") for (;;) f();\n TELINJECT_END_TRY()\n")
            .starts_with("1: TELINJECT_LOOP has lost"));
  CHECK(refusal("TELINJECT_INIT(1, int) a TELINJECT_END_ASSIGN(1, 1, \"i\", \"n : int\");") != "");
}
