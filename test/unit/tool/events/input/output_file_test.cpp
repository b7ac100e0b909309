// What recover finds in an output, and what it appends.
#include "catch.h"
#include "size_limit.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "tool/events/input/decoder.h"
#include "tool/events/input/line_reader.h"
#include "tool/events/input/output_file.h"

using namespace telinject::events;

namespace {

// As long as a real line, with the same beginning in every one.
std::string line_of(int number) {
  std::string line = "{\"schema\":{\"format\":\"telemetry.v3\"},\"number\":" + std::to_string(number) + ",\"text\":\"";
  return line + std::string(400, static_cast<char>('a' + number % 26)) + "\"}\n";
}

std::string lines(int from, int to) {
  std::string text;
  for (int i = from; i < to; ++i)
    text += line_of(i);
  return text;
}

class ScratchFile {
public:
  explicit ScratchFile(const std::string &text) {
    char name[] = "/tmp/telinject-output-XXXXXX";
    const int file = mkstemp(name);
    REQUIRE(file >= 0);
    close(file);
    path = name;
    std::ofstream(path, std::ios::binary) << text;
  }
  ~ScratchFile() { unlink(path.c_str()); }
  std::string text() const {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
  }
  std::string path;
};

std::string recovered(const std::string &before, std::uint64_t begin, const std::string &text) {
  const ScratchFile file(before);
  OutputFile(file.path).append_lines(begin, text);
  return file.text();
}

const std::string other = "{\"schema\":{\"format\":\"telemetry.v3\"},\"other\":1}\n";

} // namespace

TEST_CASE("Output file: lines are appended once, whatever part of them stands there", "[output]") {
  const std::string text = lines(0, 4);
  for (std::size_t there = 0; there <= text.size(); there += 7)
    CHECK(recovered(other + text.substr(0, there), other.size(), text) == other + text);
  CHECK(recovered(other + text, other.size(), text) == other + text);
}

TEST_CASE("Output file: lines of others stand between those that were appended", "[output]") {
  CHECK(recovered(line_of(0) + other + line_of(1) + other, 0, lines(0, 3)) ==
        line_of(0) + other + line_of(1) + other + line_of(2));
  CHECK(recovered(other, 0, lines(0, 1)) == other + line_of(0));
}

TEST_CASE("Output file: a fragment that something follows becomes blanks", "[output]") {
  for (std::size_t size : {1, 15, 100, 399}) {
    const std::string before = line_of(0) + line_of(1).substr(0, size) + other;
    CHECK(recovered(before, 0, lines(0, 2)) == line_of(0) + std::string(size, ' ') + other + line_of(1));
  }
  const std::string ended = line_of(1).substr(0, 350) + "\n";
  CHECK(recovered(ended + other, 0, lines(1, 2)) == std::string(351, ' ') + other + line_of(1));
}

TEST_CASE("Output file: a line of another process that begins alike is left alone", "[output]") {
  std::string alike = line_of(1);
  alike.replace(alike.find("bbbb"), 4, "bbbX");
  CHECK(recovered(alike + line_of(1), 0, lines(1, 3)) == alike + lines(1, 3));
  CHECK(recovered(alike, 0, lines(1, 2)) == alike + line_of(1));
}

TEST_CASE("Output file: half a line of nobody's is ended before lines are appended", "[output]") {
  CHECK(recovered("half", 4, lines(0, 1)) == "half\n" + line_of(0));
  CHECK(recovered(other + "half", 0, lines(0, 1)) == other + "half\n" + line_of(0));
  CHECK(recovered("half", 0, "") == "half");
}

TEST_CASE("Output file: a file that was begun anew is searched from its beginning", "[output]") {
  CHECK(recovered(line_of(0), 1 << 20, lines(0, 2)) == lines(0, 2));
}

TEST_CASE("Output file: where lines do not fit no half line is left, and the next time goes on", "[output]") {
  const std::string text = lines(0, 6);
  for (std::size_t room : {std::size_t{0}, std::size_t{1}, line_of(0).size(), text.size() / 2, text.size() - 1}) {
    const ScratchFile file(other);
    {
      const SizeLimit limit(other.size() + room);
      CHECK_THROWS_AS(OutputFile(file.path).append_lines(other.size(), text), ReadError);
    }
    const std::string left = file.text();
    CHECK(left.ends_with('\n'));
    CHECK((other + text).starts_with(left));
    OutputFile(file.path).append_lines(other.size(), text);
    CHECK(file.text() == other + text);
  }
}

TEST_CASE("Output file: bytes of a spool go on where they ended", "[output]") {
  const std::string before = "blocks", bytes(5000, 'r');
  for (std::size_t there : {std::size_t{0}, std::size_t{1}, bytes.size() - 1, bytes.size()}) {
    const ScratchFile file(before + bytes.substr(0, there));
    OutputFile(file.path).append_bytes(before.size(), bytes);
    CHECK(file.text() == before + bytes);
  }
}

namespace {

std::string contents(const std::string &bytes, std::string *warning = nullptr) {
  const ScratchFile file(bytes);
  LineReader reader(file.path);
  std::string text;
  for (Line line; reader.next(line);)
    text += std::string(line.text) + '\n';
  if (warning)
    *warning = reader.source().warning();
  return text;
}

} // namespace

TEST_CASE("Output file: to a compressed file the missing lines are appended as one member", "[output]") {
  for (const bool is_zstd : {false, true}) {
    const std::string head = Decoder::make_member(is_zstd, other), text = lines(0, 40);
    const std::string first = Decoder::make_member(is_zstd, lines(0, 25));
    for (std::size_t there = 0; there <= first.size();
         there += 5) { // a killed process may have left a part of its last
      std::string warning;
      const std::string after = recovered(head + first.substr(0, there), head.size(), text);
      CHECK(contents(after, &warning) == other + text);
      CHECK(warning.empty()); // other programs can read it too
    }
    const std::string whole = recovered(head + first, head.size(), text);
    CHECK(recovered(whole, head.size(), text) == whole);
    CHECK(contents(recovered(head + first + head, head.size(), text)) == other + lines(0, 25) + other + lines(25, 40));
    CHECK(contents(recovered(head, 1'000'000, text)) == other + text); // begun anew
    CHECK(contents(recovered(whole, 5, text)) == other + text);        // begun anew, and grown
  }
}

TEST_CASE("Output file: where a member does not fit nothing of it is left", "[output]") {
  std::string noise;
  for (unsigned i = 0; noise.size() < 5000; ++i)
    noise += std::to_string(i * 2654435761U) + '\n';
  const std::string head = Decoder::make_member(true, other);
  const ScratchFile file(head);
  {
    const SizeLimit limit(head.size() + 50);
    OutputFile output(file.path);
    CHECK_THROWS_AS(output.append_lines(head.size(), noise), ReadError);
    CHECK(file.text() == head);
  }
  OutputFile(file.path).append_lines(head.size(), noise);
  CHECK(contents(file.text()) == other + noise);
}
