// Makes gzip members and zstd frames (compressed_member.h).
//
// Where a compressor gives nothing, the lines are stored: both formats have blocks for that.
#include "runtime/sinks/compressed_member.h"

#include "runtime/base/sys.h"
#include "runtime/compression/compression.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <sys/mman.h>

namespace telinject {

namespace {

// The extra field "TJ" marks a member of telinject: telinject-events finds the next one behind a damaged one.
constexpr unsigned char gzip_head[] = {0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 3, 4, 0, 'T', 'J', 0, 0};
// A frame whose size stands in four bytes, without a checksum.
constexpr unsigned char zstd_head[] = {0x28, 0xb5, 0x2f, 0xfd, 0xa0};

constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t c = i;
    for (int bit = 0; bit < 8; ++bit)
      c = (c & 1) != 0 ? 0xedb88320u ^ (c >> 1) : c >> 1;
    table[i] = c;
  }
  return table;
}
constexpr auto crc_table = make_crc_table();

std::uint32_t crc_of(Slice bytes) {
  std::uint32_t crc = ~std::uint32_t{0};
  for (std::size_t i = 0; i < bytes.size; ++i)
    crc = crc_table[(crc ^ static_cast<unsigned char>(bytes.data[i])) & 0xff] ^ (crc >> 8);
  return ~crc;
}

char *put_number(char *p, std::uint64_t number, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i, number >>= 8)
    *p++ = static_cast<char>(number & 0xff);
  return p;
}

template <std::size_t N> char *put_head(char *p, const unsigned char (&head)[N]) {
  std::memcpy(p, head, N);
  return p + N;
}

// Calls put(block, is_last) for each block of the lines: for an empty one, too.
template <class Put> void for_each_block(Slice lines, std::size_t max_size, Put put) {
  do {
    const Slice block = lines.take_front(max_size);
    lines = lines.drop_front(block.size);
    put(block, lines.empty());
  } while (!lines.empty());
}

char *put_stored_gzip_blocks(char *p, Slice lines) {
  for_each_block(lines, 0xffff, [&](Slice block, bool is_last) {
    *p++ = is_last ? 1 : 0;
    p = put_number(p, block.size, 2);
    p = put_number(p, ~block.size, 2);
    std::memcpy(p, block.data, block.size);
    p += block.size;
  });
  return p;
}

std::size_t make_gzip_member(Slice lines, char *out, void *memory) {
  char *p = put_head(out, gzip_head);
  std::uint32_t crc = 0;
  const std::size_t room = member_bound(lines.size) - sizeof gzip_head - 8;
  const std::size_t size = memory ? telinject_i_deflate(lines.data, lines.size, p, room, memory, &crc) : 0;
  p = size != 0 ? p + size : put_stored_gzip_blocks(p, lines);
  p = put_number(p, size != 0 ? crc : crc_of(lines), 4);
  p = put_number(p, lines.size, 4);
  return static_cast<std::size_t>(p - out);
}

std::size_t make_zstd_frame(Slice lines, char *out, void *memory) {
  const std::size_t size = memory ? telinject_i_zstd(lines.data, lines.size, out, member_bound(lines.size), memory) : 0;
  if (size != 0)
    return size;
  char *p = put_number(put_head(out, zstd_head), lines.size, 4);
  for_each_block(lines, 128 * 1024, [&](Slice block, bool is_last) {
    p = put_number(p, block.size << 3 | (is_last ? 1 : 0), 3);
    std::memcpy(p, block.data, block.size);
    p += block.size;
  });
  return static_cast<std::size_t>(p - out);
}

bool ends_with(Slice text, Slice ending) {
  return text.size >= ending.size && text.drop_front(text.size - ending.size) == ending;
}

} // namespace

Slice ending_of(Compression kind) {
  switch (kind) {
  case Compression::gzip:
    return ".gz";
  case Compression::zstd:
    return ".zst";
  case Compression::none:
    break;
  }
  return {};
}

Compression compression_of(Slice path) {
  for (const Compression kind : {Compression::gzip, Compression::zstd})
    if (ends_with(path, ending_of(kind)))
      return kind;
  return Compression::none;
}

std::size_t make_member(Compression kind, Slice lines, char *out, void *memory) {
  return kind == Compression::gzip ? make_gzip_member(lines, out, memory) : make_zstd_frame(lines, out, memory);
}

bool CompressedMember::start(Compression kind) noexcept {
  kind_ = kind;
  if (kind == Compression::none || member_)
    return true;
  constexpr std::size_t member_size = (member_bound(max_lines) + 63) / 64 * 64;
  member_ = static_cast<char *>(sys::map(member_size + compressor_memory, MAP_NORESERVE));
  memory_ = member_ ? member_ + member_size : nullptr;
  return member_ != nullptr;
}

Slice CompressedMember::bytes_for(Slice lines) noexcept {
  if (size_ == 0) {
    lines = lines.take_front(max_lines);
    size_ = make_member(kind_, lines, member_, memory_);
    lines_ = lines.size;
    written_ = 0;
  }
  return Slice(member_, size_).drop_front(written_);
}

std::size_t CompressedMember::note_written(std::size_t bytes) noexcept {
  written_ += bytes;
  if (written_ != size_)
    return 0;
  const std::size_t lines = lines_;
  drop();
  return lines;
}

} // namespace telinject
