// Compressed input: members one after the other, cut short, damaged, by hostile hands.
#include <unistd.h>
#include <zlib.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "catch.h"
#include "temporary_file.h"
#include "tool/events/input/decoder.h"
#include "tool/events/input/line_reader.h"

using namespace telinject::events;

namespace {

struct Content {
  std::string lines; // all, each with its end
  std::string warning;
};

Content read(const std::string &bytes) {
  const TemporaryFile file(bytes);
  LineReader reader(file.path());
  Content content;
  for (Line line; reader.next(line);)
    content.lines += line.too_long ? "(too long)\n" : std::string(line.text) + '\n';
  content.warning = reader.source().warning();
  return content;
}

// Lines that compress badly enough for a cut to lie inside of them.
std::string lines(int from, int count) {
  std::string text;
  for (int i = from; i < from + count; ++i)
    text += std::to_string(static_cast<unsigned>(i) * 2654435761U) + '\n';
  return text;
}

std::string packed(bool is_zstd, const std::string &text) {
  return Decoder::make_member(is_zstd, text);
}

bool is_start_of(const std::string &part, const std::string &whole) {
  return whole.compare(0, part.size(), part) == 0;
}

constexpr const char *kTruncated = "the compressed file is truncated; lines at its end may be missing";

} // namespace

TEST_CASE("Byte source: members follow each other, of both kinds", "[byte_source]") {
  for (const bool is_zstd : {false, true}) {
    const Content two = read(packed(is_zstd, lines(0, 1000)) + packed(!is_zstd, lines(1000, 50'000)));
    CHECK(two.lines == lines(0, 51'000));
    CHECK(two.warning.empty());
    const std::string empty = packed(is_zstd, "");
    CHECK(read(empty + packed(is_zstd, "a\nb") + empty + packed(is_zstd, "c\n") + empty).lines == "a\nbc\n");
  }
}

TEST_CASE("Byte source: a member that is larger than what is held comes through", "[byte_source]") {
  const std::string large = lines(0, 700'000);
  REQUIRE(large.size() > (std::size_t{6} << 20));
  for (const bool is_zstd : {false, true}) {
    CHECK(read(packed(is_zstd, large)).lines == large);
    const std::string bytes = packed(is_zstd, large);
    const Content cut = read(bytes.substr(0, bytes.size() * 3 / 4));
    CHECK(cut.warning == kTruncated);
    CHECK(is_start_of(cut.lines, large));
    CHECK(cut.lines.size() > large.size() / 2);
  }
}

TEST_CASE("Byte source: the whole lines of a truncated file are there", "[byte_source]") {
  for (const bool is_zstd : {false, true}) {
    const std::string first = packed(is_zstd, lines(0, 1000)), second = packed(is_zstd, lines(1000, 5000));
    for (std::size_t cut = 1; cut < second.size(); cut += 997) {
      const Content content = read(first + second.substr(0, cut));
      CHECK(content.warning == kTruncated);
      REQUIRE(is_start_of(content.lines, lines(0, 6000)));
      CHECK(content.lines.size() >= lines(0, 1000).size());
    }
  }
}

TEST_CASE("Byte source: a member that a killed process left unfinished hides none of those behind it",
          "[byte_source]") {
  for (const bool is_zstd : {false, true}) {
    const std::string before = packed(is_zstd, lines(0, 100)), cut = packed(is_zstd, lines(100, 3000)),
                      after = packed(is_zstd, lines(9000, 100)) + packed(!is_zstd, lines(9100, 10));
    for (std::size_t size = 1; size < cut.size(); size += 1009) {
      const Content content = read(before + cut.substr(0, size) + after);
      CHECK(content.lines == lines(0, 100) + lines(9000, 110));
      CHECK(content.warning ==
            "the compressed file is damaged at byte " + std::to_string(before.size()) + "; lines are missing there");
    }
  }
}

TEST_CASE("Byte source: a damaged member is skipped whole, as its lines may be wrong", "[byte_source]") {
  for (const bool is_zstd : {false, true}) {
    std::string middle = is_zstd ? packed(true, lines(100, 3000)) : packed(false, lines(100, 3000));
    middle[middle.size() / 2] = static_cast<char>(middle[middle.size() / 2] ^ 0x55);
    if (is_zstd) // it has no checksum: damage its head
      middle[4] = static_cast<char>(middle[4] | 0x08);
    const Content content = read(packed(is_zstd, lines(0, 100)) + middle + packed(is_zstd, lines(9000, 100)));
    CHECK(content.lines == lines(0, 100) + lines(9000, 100));
    CHECK_FALSE(content.warning.empty());
  }
}

TEST_CASE("Byte source: a file of which nothing can be decompressed is an error", "[byte_source]") {
  CHECK_THROWS_AS(read("\x1f\x8b" + std::string(1000, 'x')), ReadError);
  CHECK_THROWS_AS(read("\x28\xb5\x2f\xfd" + std::string(1000, '\xff')), ReadError);
}

TEST_CASE("Byte source: a line of a gigabyte in a small file takes no memory", "[byte_source]") {
  constexpr std::size_t megabyte = std::size_t{1} << 20;
  const std::string member = packed(true, std::string(64 * megabyte, 'x'));
  std::string bytes;
  for (int i = 0; i < 16; ++i)
    bytes += member;
  CHECK(bytes.size() < megabyte);
  CHECK(read(bytes + packed(false, "\nend\n")).lines == "(too long)\nend\n");
}

TEST_CASE("Byte source: members that contain the starts of others are read in bounded time", "[byte_source]") {
  // Each start is followed by a stored block that holds the next one: a decoder reads on to the file's end.
  std::string bytes;
  for (int i = 0; i < 100'000; ++i)
    bytes += std::string("\x1f\x8b\x08\x04\0\0\0\0\0\x03\x04\0TJ\0\0", 16) + std::string("\0\x10\0\xef\xff", 5);
  CHECK_FALSE(read(bytes).warning.empty());
}
