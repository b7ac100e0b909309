// Implements the memory for records that wait (record_store.h).
#include "runtime/backend/record_store.h"

#include "runtime/base/sys.h"

#include <cstring>
#include <sys/mman.h>

namespace telinject {

void RecordStore::start(std::uint64_t bytes) noexcept {
  if (chunks_)
    return;
  chunks_ = static_cast<Chunk *>(sys::map(bytes, MAP_NORESERVE));
  count_ = chunks_ ? static_cast<std::uint32_t>(bytes / sizeof(Chunk)) : 0;
  available_ = count_;
}

std::uint32_t RecordStore::take_chunk() noexcept {
  std::uint32_t number = freed_;
  if (number != 0)
    freed_ = chunk(number).next;
  else
    number = ++touched_;
  --available_;
  chunk(number).next = 0;
  return number;
}

void RecordStore::add_chunk(Chain &chain) noexcept {
  const std::uint32_t number = take_chunk();
  (chain.is_empty() ? chain.first : chunk(chain.last).next) = number;
  chain.last = number;
  chain.used = 0;
}

bool RecordStore::has_room(const Chain &chain, std::size_t size) const noexcept {
  const std::size_t left = chain.is_empty() ? 0 : Chunk::room - chain.used;
  return size <= left || (size - left + Chunk::room - 1) / Chunk::room <= available_;
}

void RecordStore::append(Chain &chain, const void *data, std::size_t size) noexcept {
  const char *from = static_cast<const char *>(data);
  while (size != 0) {
    if (chain.is_empty() || chain.used == Chunk::room)
      add_chunk(chain);
    const std::size_t room = Chunk::room - chain.used;
    const std::size_t n = size < room ? size : room;
    std::memcpy(chunk(chain.last).bytes + chain.used, from, n);
    chain.used += static_cast<std::uint32_t>(n);
    from += n;
    size -= n;
  }
}

void RecordStore::free(Chain &chain) noexcept {
  while (!chain.is_empty()) {
    const std::uint32_t next = chunk(chain.first).next;
    chunk(chain.first).next = freed_;
    freed_ = chain.first;
    chain.first = next;
    ++available_;
  }
  chain.last = 0;
}

void RecordStore::reset() noexcept {
  available_ = count_;
  touched_ = 0;
  freed_ = 0;
}

bool RecordStore::Reader::get(void *to, std::size_t size) noexcept {
  char *at = static_cast<char *>(to);
  while (size != 0) {
    if (chunk_ == 0)
      return false;
    const std::size_t available = (chunk_ == last_ ? used_ : Chunk::room) - offset_;
    if (available == 0) {
      chunk_ = chunk_ == last_ ? 0 : store_.chunk(chunk_).next;
      offset_ = 0;
      continue;
    }
    const std::size_t n = size < available ? size : available;
    std::memcpy(at, store_.chunk(chunk_).bytes + offset_, n);
    offset_ += n;
    at += n;
    size -= n;
  }
  return true;
}

} // namespace telinject
