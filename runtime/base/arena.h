// An allocator whose memory grows until all of it is freed at once.  Takes memory from mmap.  Not thread-safe.
#pragma once

#include "runtime/base/sys.h"
#include "runtime/base/text.h"

namespace telinject {

class Arena {
public:
  // Returns zeroed memory, 8-byte aligned; null if there is none left.
  void *take(std::size_t size) {
    size = (size + 7) & ~std::size_t{7};
    if (size > room_) {
      const std::size_t need = size + sizeof(Chunk);
      const std::size_t chunk = need > chunk_size ? (need + 4095) / 4096 * 4096 : chunk_size;
      auto *fresh = static_cast<Chunk *>(sys::map(chunk));
      if (!fresh)
        return nullptr;
      *fresh = {chunks_, chunk};
      chunks_ = fresh;
      at_ = reinterpret_cast<char *>(fresh + 1);
      room_ = chunk - sizeof(Chunk);
    }
    void *p = at_;
    at_ += size;
    room_ -= size;
    return p;
  }
  template <class T> T *take_array(std::size_t n) { return static_cast<T *>(take(n * sizeof(T))); }

  // Returns a copy of `s`; empty if memory is short.
  Slice keep(Slice s) {
    char *p = static_cast<char *>(take(s.size));
    if (!p || s.size == 0)
      return Slice();
    std::memcpy(p, s.data, s.size);
    return Slice(p, s.size);
  }

  void drop_all() {
    while (chunks_) {
      Chunk *next = chunks_->next;
      sys::call(SYS_munmap, sys::as_long(chunks_), static_cast<long>(chunks_->size));
      chunks_ = next;
    }
    at_ = nullptr;
    room_ = 0;
  }

private:
  struct Chunk {
    Chunk *next;
    std::size_t size;
  };
  static constexpr std::size_t chunk_size = 64 * 1024;
  Chunk *chunks_ = nullptr;
  char *at_ = nullptr;
  std::size_t room_ = 0;
};

} // namespace telinject
