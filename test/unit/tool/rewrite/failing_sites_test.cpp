// What a compiler's messages say: where its errors are, and which one to report to the user.
#include "catch.h"

#include "tool/rewrite/failing_sites.h"

#include <string>

using telinject::rewrite::error_locations;
using telinject::rewrite::first_error;

TEST_CASE("Failing sites: the first error of GCC and Clang", "[failing_sites]") {
  CHECK(first_error("").empty());
  CHECK(first_error("In file included from b.c:1:\na.h: In function 'f':\na.h:3:5: warning: unused variable 'x' "
                    "[-Wunused-variable]\n"
                    "    3 |   int x;\n      |       ^\na.h:7:2: error: expected ';'\na.h:9:1: error: second\n") ==
        "a.h:7:2: error: expected ';'");
  CHECK(first_error("a.c:1:10: fatal error: 'x.h' file not found\n    1 | #include \"x.h\"\n1 error generated.\n") ==
        "a.c:1:10: fatal error: 'x.h' file not found");
  CHECK(first_error("a.c:2:7: error: unused variable 'x' [-Werror=unused-variable]\ncc1: all warnings being treated as "
                    "errors\n") == "a.c:2:7: error: unused variable 'x' [-Werror=unused-variable]");
  CHECK(first_error("a.c:2: error: old style, without a column\n") == "a.c:2: error: old style, without a column");
}

TEST_CASE("Failing sites: the first error in other languages", "[failing_sites]") {
  CHECK(first_error("In Datei, eingebunden von b.c:1:\na.c: In Funktion »f«:\na.c:3:5: Warnung: Variable wird nicht "
                    "verwendet [-Wunused-variable]\n"
                    "a.c:7:2: Fehler: »y« nicht deklariert\n    7 |   y;\n") ==
        "a.c:7:2: Fehler: »y« nicht deklariert");
  CHECK(first_error("a.c: Dans la fonction « f »:\na.c:4:3: erreur: « y » non déclaré\n") ==
        "a.c:4:3: erreur: « y » non déclaré");
  CHECK(first_error("a.c:4:3: エラー: ‘y’ が宣言されていません\n") == "a.c:4:3: エラー: ‘y’ が宣言されていません");
}

TEST_CASE("Failing sites: the first error of what runs behind the compiler", "[failing_sites]") {
  CHECK(first_error("/tmp/cc1.s: Assembler messages:\n/tmp/cc1.s:15: Error: no such instruction: `foo'\n") ==
        "/tmp/cc1.s:15: Error: no such instruction: `foo'");
  CHECK(first_error("/usr/bin/ld: /tmp/a.o: in function `main':\na.c:(.text+0x5): undefined reference to "
                    "`x'\ncollect2: error: ld returned 1 exit status\n") ==
        "a.c:(.text+0x5): undefined reference to `x'");
  CHECK(
      first_error(
          "/usr/bin/ld: cannot find -lnone: No such file or directory\ncollect2: error: ld returned 1 exit status\n") ==
      "/usr/bin/ld: cannot find -lnone: No such file or directory");
  CHECK(first_error("ld.lld: error: undefined symbol: x\n>>> referenced by a.c\n") ==
        "ld.lld: error: undefined symbol: x");
  CHECK(first_error("gcc: error: unrecognized command-line option '-fno'\n") ==
        "gcc: error: unrecognized command-line option '-fno'");
  CHECK(first_error("\n\n").empty());
}

TEST_CASE("Failing sites: colours, links and long lines", "[failing_sites]") {
  const std::string coloured =
      "\x1B[01m\x1B[Ka.c:1:5:\x1B[m\x1B[K \x1B[01;31m\x1B[Kerror: \x1B[m\x1B[Kno '\x1B[01m\x1B[Ky\x1B[m\x1B[K' "
      "[\x1B[01;31m\x1B[K\x1B]8;;https://example.org/-W\x07-Werror=x\x1B]8;;\x07\x1B[m\x1B[K]\n";
  CHECK(first_error(coloured) == "a.c:1:5: error: no 'y' [-Werror=x]");
  REQUIRE(error_locations(coloured).errors.size() == 1);
  CHECK(error_locations(coloured).errors[0].file == "a.c");
  CHECK(first_error("\x1B[").empty());
  CHECK(first_error("\x1B]8;;never ended").empty());
  CHECK(first_error("a.c:1:1: error: " + std::string(100000, 'x')).size() < 500);
}

TEST_CASE("Failing sites: positions are reported once, errors apart from what explains them", "[failing_sites]") {
  const auto places = error_locations(
      "a.c:1:1: error: x\na.c:1:9: error: y\nb.h:3:1: note: from here\nIn file included from a.c:5:\nnothing\n");
  REQUIRE(places.errors.size() == 1);
  CHECK(places.errors[0].line == 1);
  REQUIRE(places.explanations.size() == 1);
  CHECK(places.explanations[0].file == "b.h");
}

TEST_CASE("Failing sites: what a warning's notes name explains no error", "[failing_sites]") {
  const auto places = error_locations(
      "a.c:1:1: warning: w [-Wx]\na.c:2:1: note: of the warning\na.c:3:1: error: e\na.c:4:1: note: of the error\n"
      "a.h:5:   required from here\n");
  REQUIRE(places.errors.size() == 1);
  CHECK(places.errors[0].line == 3);
  REQUIRE(places.explanations.size() == 2);
  CHECK(places.explanations[0].line == 4);
  CHECK(places.explanations[1].line == 5);
}
