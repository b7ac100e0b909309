// Lines across buffer borders, at the length limit, and without a last newline.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "catch.h"
#include "temporary_file.h"
#include "tool/events/input/line_reader.h"

using namespace telinject::events;

namespace {

std::vector<std::string> lines_of(const std::string &path) {
  LineReader reader(path);
  std::vector<std::string> lines;
  for (Line line; reader.next(line);) {
    CHECK(line.number == lines.size() + 1);
    lines.push_back(line.too_long ? "(too long)" : std::string(line.text));
  }
  return lines;
}

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("Line reader: lines", "[line_reader]") {
  CHECK(lines_of(TemporaryFile("").path()).empty());
  CHECK(lines_of(TemporaryFile("a\nb\n").path()) == Lines{"a", "b"});
  CHECK(lines_of(TemporaryFile("a\n\nb").path()) == Lines{"a", "", "b"});
  CHECK(lines_of(TemporaryFile("\n").path()) == Lines{""});
}

TEST_CASE("Line reader: lines of all lengths cross the buffer's borders whole", "[line_reader]") {
  std::string content;
  Lines expected;
  for (std::size_t length = 0; length < 4000; length += 7) {
    expected.emplace_back(length, static_cast<char>('a' + length % 26));
    content += expected.back() + '\n';
  }
  CHECK(lines_of(TemporaryFile(content).path()) == expected);
}

TEST_CASE("Line reader: the length limit", "[line_reader]") {
  const std::string most(kMaxLine, 'x');
  CHECK(lines_of(TemporaryFile("a\n" + most + "\nb\n").path()) == Lines{"a", most, "b"});
  CHECK(lines_of(TemporaryFile(most).path()) == Lines{most});
  CHECK(lines_of(TemporaryFile("a\n" + most + "x\nb\n").path()) == Lines{"a", "(too long)", "b"});
  CHECK(lines_of(TemporaryFile(most + most + most + "\nb").path()) == Lines{"(too long)", "b"});
  CHECK(lines_of(TemporaryFile(most + most).path()) == Lines{"(too long)"});
}

TEST_CASE("Line reader: what cannot be read says so", "[line_reader]") {
  CHECK_THROWS_AS(LineReader("/nowhere/at/all"), ReadError);
  CHECK_THROWS_AS(LineReader("/"), ReadError);
}
