// Calls zlib and zstd (decoder.h).
#include "tool/events/input/decoder.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <new>

namespace telinject::events {
namespace {

constexpr std::string_view kGzip("\x1f\x8b", 2);
constexpr std::string_view kZstd("\x28\xb5\x2f\xfd", 4);
// How the runtime begins a member (runtime/sinks/compressed_member.cpp).
constexpr std::string_view kRuntimeGzip("\x1f\x8b\x08\x04\0\0\0\0\0\x03\x04\0TJ\0\0", 16);

// Neither a dictionary nor a reserved bit.
bool is_frame_of_runtime(std::string_view start) {
  constexpr unsigned others = 0x1b;
  return start.size() > kZstd.size() && (static_cast<unsigned char>(start[kZstd.size()]) & others) == 0;
}

std::string make_zstd_frame(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size = ZSTD_compress(out.data(), out.size(), text.data(), text.size(), ZSTD_CLEVEL_DEFAULT);
  if (ZSTD_isError(size) != 0)
    throw std::bad_alloc();
  out.resize(size);
  return out;
}

std::string make_gzip_member(std::string_view text) {
  constexpr int gzip = 16, memory_level = 8, unix_system = 3;
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + gzip, memory_level, Z_DEFAULT_STRATEGY) !=
      Z_OK)
    throw std::bad_alloc();
  Bytef mark[] = {'T', 'J', 0, 0};
  gz_header head{};
  head.os = unix_system;
  head.extra = mark;
  head.extra_len = sizeof mark;
  deflateSetHeader(&stream, &head);
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef *>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END)
    throw std::bad_alloc();
  return out;
}

bool is_skippable(std::string_view start) {
  return start.size() >= 4 && (static_cast<unsigned char>(start[0]) & 0xF0) == 0x50 &&
         start.substr(1, 3) == std::string_view("\x2a\x4d\x18", 3);
}

class GzipDecoder : public Decoder {
public:
  GzipDecoder() {
    constexpr int gzip_only = 16;
    if (inflateInit2(&stream_, MAX_WBITS + gzip_only) != Z_OK)
      throw std::bad_alloc();
  }
  ~GzipDecoder() override { inflateEnd(&stream_); }
  GzipDecoder(const GzipDecoder &) = delete;
  GzipDecoder &operator=(const GzipDecoder &) = delete;

  Result decode(std::string_view &input, char *out, std::size_t room, std::size_t &size) override {
    stream_.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(input.data()));
    stream_.avail_in = static_cast<uInt>(input.size());
    stream_.next_out = reinterpret_cast<Bytef *>(out);
    stream_.avail_out = static_cast<uInt>(room);
    const int result = inflate(&stream_, Z_NO_FLUSH);
    input.remove_prefix(input.size() - stream_.avail_in);
    size = room - stream_.avail_out;
    if (result == Z_MEM_ERROR)
      throw std::bad_alloc();
    return result == Z_STREAM_END                    ? Result::done
           : result == Z_OK || result == Z_BUF_ERROR ? Result::more
                                                     : Result::damaged;
  }

private:
  z_stream stream_{};
};

class ZstdDecoder : public Decoder {
public:
  ZstdDecoder() : stream_(ZSTD_createDStream()) {
    if (!stream_)
      throw std::bad_alloc();
  }
  ~ZstdDecoder() override { ZSTD_freeDStream(stream_); }
  ZstdDecoder(const ZstdDecoder &) = delete;
  ZstdDecoder &operator=(const ZstdDecoder &) = delete;

  Result decode(std::string_view &input, char *out, std::size_t room, std::size_t &size) override {
    ZSTD_inBuffer in{input.data(), input.size(), 0};
    ZSTD_outBuffer to{out, room, 0};
    const std::size_t result = ZSTD_decompressStream(stream_, &to, &in);
    input.remove_prefix(in.pos);
    size = to.pos;
    return ZSTD_isError(result) != 0 ? Result::damaged : result == 0 ? Result::done : Result::more;
  }

private:
  ZSTD_DStream *stream_;
};

} // namespace

std::unique_ptr<Decoder> Decoder::for_member(std::string_view start) {
  if (start.starts_with(kGzip))
    return std::make_unique<GzipDecoder>();
  if (start.starts_with(kZstd) || is_skippable(start))
    return std::make_unique<ZstdDecoder>();
  return nullptr;
}

std::size_t Decoder::find_member(std::string_view bytes) {
  std::size_t zstd = bytes.find(kZstd);
  while (zstd != std::string_view::npos && !is_frame_of_runtime(bytes.substr(zstd)))
    zstd = bytes.find(kZstd, zstd + 1);
  return std::min(bytes.find(kRuntimeGzip), zstd);
}

std::string Decoder::make_member(bool is_zstd, std::string_view text) {
  return is_zstd ? make_zstd_frame(text) : make_gzip_member(text);
}

} // namespace telinject::events
