// Members are read back with zlib and zstd; what a compressor does not give is stored.
#include "catch.h"

#include "runtime/compression/compression.h"
#include "runtime/sinks/compressed_member.h"

#include <string>
#include <vector>
#include <zlib.h>
#include <zstd.h>

using namespace telinject;

namespace {

// One member; empty if `bytes` is not exactly one, with its checksum.
std::string unpacked_gzip(const std::string &bytes, std::size_t size) {
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, MAX_WBITS + 16) == Z_OK);
  std::string text(size + 1, '\0');
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef *>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  CHECK(stream.avail_in == 0);
  text.resize(text.size() - stream.avail_out);
  inflateEnd(&stream);
  return text;
}

std::string unpacked_zstd(const std::string &bytes, std::size_t size) {
  CHECK(ZSTD_getFrameContentSize(bytes.data(), bytes.size()) == size);
  std::string text(size + 1, '\0');
  const std::size_t result = ZSTD_decompress(text.data(), text.size(), bytes.data(), bytes.size());
  REQUIRE_FALSE(ZSTD_isError(result));
  text.resize(result);
  return text;
}

std::string unpacked(Compression kind, const std::string &bytes, std::size_t size) {
  return kind == Compression::gzip ? unpacked_gzip(bytes, size) : unpacked_zstd(bytes, size);
}

std::string member(Compression kind, const std::string &lines, bool is_stored = false) {
  static std::vector<char> memory(compressor_memory);
  std::string out(member_bound(lines.size()), '\0');
  out.resize(make_member(kind, Slice(lines.data(), lines.size()), out.data(), is_stored ? nullptr : memory.data()));
  return out;
}

// Incompressible, with a line end here and there.
std::string noise(std::size_t size) {
  std::string text(size, '\0');
  std::uint64_t state = 1;
  for (char &c : text) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    c = static_cast<char>(state >> 56);
  }
  return text;
}

constexpr Compression kinds[] = {Compression::gzip, Compression::zstd};
constexpr std::size_t sizes[] = {0, 1, 100, 65535, 65536, 131072, 131073, 1572864};

} // namespace

TEST_CASE("Compressed member: the name selects it", "[compression]") {
  CHECK(compression_of("/tmp/out.jsonl") == Compression::none);
  CHECK(compression_of("/tmp/out.jsonl.gz") == Compression::gzip);
  CHECK(compression_of("out.zst") == Compression::zstd);
  CHECK(compression_of(".gz") == Compression::gzip);
  CHECK(compression_of("gz") == Compression::none);
  CHECK(compression_of("") == Compression::none);
}

TEST_CASE("Compressed member: what is read back is what was written", "[compression]") {
  for (const Compression kind : kinds)
    for (const std::size_t size : sizes)
      for (const bool is_stored : {false, true})
        for (const std::string &lines : {std::string(size, 'x'), noise(size)}) {
          const std::string bytes = member(kind, lines, is_stored);
          CHECK(bytes.size() <= member_bound(size));
          CHECK(unpacked(kind, bytes, size) == lines);
        }
}

TEST_CASE("Compressed member: lines with the same facts take a small part of their size", "[compression]") {
  std::string lines;
  for (int i = 0; i < 1000; ++i)
    lines += "{\"sequence\":" + std::to_string(i) + ",\"process\":\"" + std::string(noise(20).c_str()) +
             std::string(1000, 'p') + "\"}\n";
  for (const Compression kind : kinds)
    CHECK(member(kind, lines).size() * 20 < lines.size());
}

TEST_CASE("Compressed member: what a write left is written before the next member", "[compression]") {
  CompressedMember out;
  REQUIRE(out.start(Compression::zstd));
  const std::string first = noise(1000), more = first + noise(500);
  std::string written;
  Slice bytes = out.bytes_for(Slice(first.data(), first.size()));
  written.append(bytes.data, 10);
  CHECK(out.note_written(10) == 0);
  bytes = out.bytes_for(Slice(more.data(), more.size())); // lines that were added meanwhile are not in it
  written.append(bytes.data, bytes.size);
  CHECK(out.note_written(bytes.size) == first.size());
  CHECK(unpacked(Compression::zstd, written, first.size()) == first);
  out.drop();
  bytes = out.bytes_for(Slice(more.data(), more.size()));
  CHECK(unpacked(Compression::zstd, std::string(bytes.data, bytes.size), more.size()) == more);
}
