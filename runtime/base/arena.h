// Memory that only grows until all of it is dropped at once.  Comes from mmap; one user at a time.
#pragma once

#include "runtime/base/sys.h"
#include "runtime/base/text.h"

namespace telinject {

class Arena {
public:
  // 8-byte aligned, zeroed; null where there is none left.
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

  // A copy of `s`; empty where there is no memory.
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
