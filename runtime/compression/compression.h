// The compressors of zlib and zstd.  Only this room uses the two libraries.  The build links it with their archives into
// one object in which every other symbol is local, so that a program may have its own versions of them.
//
// The functions compute: they use the given memory, make no system call and take no lock.  They keep no state between
// two calls.  Any thread, async-signal-safe.
#pragma once

#include <cstddef>
#include <cstdint>

namespace telinject {

constexpr std::size_t compressor_memory = std::size_t{4} << 20; // untouched pages take no memory

} // namespace telinject

extern "C" {

// Compresses `data` as one raw deflate stream.  crc: receives the CRC-32 of `data`.  Returns the size of the result; 0:
// it does not fit into `room`, or the runtime was built without zlib.
__attribute__((visibility("hidden"))) std::size_t
telinject_i_deflate(const char *data, std::size_t size, char *out, std::size_t room, void *memory, std::uint32_t *crc);

// Compresses `data` as one zstd frame with its size and a checksum.  Returns as above.
__attribute__((visibility("hidden"))) std::size_t telinject_i_zstd(const char *data, std::size_t size, char *out,
                                                                   std::size_t room, void *memory);
}
