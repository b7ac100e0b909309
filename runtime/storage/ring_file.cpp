// Creates the file and its regions: see ring_file.h.  No descriptor is kept: a region is mapped through the path.
// Blocks are allocated before they are mapped, so that a full disk gives an error and not a signal later.
#include "runtime/storage/ring_file.h"

#include "runtime/base/blocked_signals.h"
#include "runtime/base/notice.h"
#include "runtime/base/process_file.h"
#include "runtime/base/sys.h"
#include "runtime/core/drop_counter.h"
#include "runtime/core/ring.h"

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

namespace telinject {

namespace {

constexpr std::uint64_t buffer_bytes = 1536 * 1024;
constexpr std::uint64_t literals_bytes = 256 * 1024;
constexpr int max_interruptions = 1000;

constinit const char *folder = nullptr;
constinit char path[4096 + 64];
constinit std::atomic<RingFileHead *> head{nullptr};
constinit std::atomic<bool> refused{false}; // creation failed: not tried again in this process
constinit std::atomic<bool> making{false};
constinit std::atomic<std::uint64_t> file_bytes{0};
constinit char *buffer = nullptr;

constinit std::atomic<RegionHead *> newest_mapped{nullptr}; // of this process's file

// Entries of the stored literals by address.  Used under the drain lock.
constinit RegionHead *literals = nullptr;
struct KnownLiteral {
  std::uint64_t address;
  const StoredLiteral *entry;
};
constinit KnownLiteral *kept = nullptr;
constinit std::size_t kept_capacity = 0, kept_count = 0;

constexpr std::uint64_t rounded(std::uint64_t bytes) {
  return (bytes + region_unit - 1) / region_unit * region_unit;
}

// Head, buffer and a first region of literals are mapped together: records without their sites' texts are useless.
constexpr std::uint64_t first_literals = ring_file_head_size + rounded(buffer_bytes);
constexpr std::uint64_t first_bytes = first_literals + rounded(region_head_size + literals_bytes);

void unmap(const void *at, std::uint64_t bytes) {
  sys::call(SYS_munmap, sys::as_long(at), static_cast<long>(bytes));
}

// Grows the file and maps the new part.  Returns null, with an error number in `error`, on failure.
void *map_more(int fd, std::uint64_t offset, std::uint64_t bytes, int &error) {
  const BlockedSignals blocked(BlockedSignals::of_output); // SIGXFSZ: limit of a file's size
  long allocated;
  int interruptions = 0;
  do // some file systems are interrupted by signals
    allocated = sys::call(SYS_fallocate, fd, 0, static_cast<long>(offset), static_cast<long>(bytes));
  while (allocated == -EINTR && ++interruptions < max_interruptions);
  if (sys::failed(allocated)) {
    error = static_cast<int>(-allocated);
    return nullptr;
  }
  const long at = sys::call(SYS_mmap, 0, static_cast<long>(bytes), PROT_READ | PROT_WRITE, MAP_SHARED, fd,
                            static_cast<long>(offset));
  if (sys::failed(at)) {
    error = static_cast<int>(-at);
    return nullptr;
  }
  return reinterpret_cast<void *>(at);
}

void warn_cannot_create(int error) {
  if (refused.exchange(true, std::memory_order_relaxed))
    return; // warn once
  char line[600];
  TextBuffer out(line, sizeof line);
  out.put("cannot keep rings in TELEMETRY_RING_DIR=");
  out.put(Slice::of(folder).take_front(300));
  out.put(": ");
  put_error_number(out, error);
  out.put("; they are kept in memory, and lost if the process is killed");
  notice("warning", out.slice());
}

// Creates a locked file; starts over if recover found it before it was locked and removed it as an empty one.  Returns
// an error on failure.
long make_file() {
  constexpr int max_tries = 5, max_checks = 100;
  for (int i = 0; i < max_tries; ++i) {
    name_process_file(path, sizeof path, folder, ".ring");
    const long fd = sys::open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (sys::failed(fd))
      return fd;
    long locked; // the lock belongs to the open file, which the mapping keeps
    for (int look = 0; (locked = sys::call(SYS_flock, fd, LOCK_EX | LOCK_NB)) == -EAGAIN && look < max_checks; ++look)
      sys::sleep_ns(100'000);
    struct stat s;
    const bool is_there = sys::call(SYS_fstat, fd, sys::as_long(&s)) == 0 && s.st_nlink != 0;
    if (locked == 0 && is_there)
      return fd;
    sys::call(SYS_unlinkat, AT_FDCWD, sys::as_long(path), 0);
    sys::close(static_cast<int>(fd));
    if (locked != 0 && locked != -EAGAIN)
      return locked;
  }
  return -EAGAIN;
}

RingFileHead *make() {
  sys::call(SYS_mkdirat, AT_FDCWD, sys::as_long(folder), 0700); // an existing folder is fine
  const long fd = make_file();
  if (sys::failed(fd)) {
    warn_cannot_create(static_cast<int>(-fd));
    return nullptr;
  }
  const int file = static_cast<int>(fd);
  int error = 0;
  void *const start = map_more(file, 0, first_bytes, error);
  sys::close(file);
  if (!start) {
    sys::call(SYS_unlinkat, AT_FDCWD, sys::as_long(path), 0);
    warn_cannot_create(error);
    return nullptr;
  }
  auto *made = static_cast<RingFileHead *>(start);
  file_bytes.store(first_bytes, std::memory_order_relaxed);
  buffer = static_cast<char *>(start) + ring_file_head_size;
  made->version = file_format_version;
  made->layout = file_format_layout;
  made->buffer = ring_file_head_size;
  made->buffer_bytes = buffer_bytes;
  for (DrainPoint &point : made->points)
    point.output_size = DrainPoint::nowhere;
  literals = reinterpret_cast<RegionHead *>(static_cast<char *>(start) + first_literals);
  literals->bytes = first_bytes - first_literals;
  literals->kind = RegionKind::literals;
  literals->offset = first_literals;
  made->newest_region.store(first_literals, std::memory_order_relaxed);
  std::memcpy(made->magic, ring_file_magic, sizeof made->magic);
  return made;
}

// Returns a region of the file with its head filled in, not yet listed.
RegionHead *take_region(RegionKind kind, std::uint64_t wanted, int &error) {
  const std::uint64_t bytes = rounded(region_head_size + wanted);
  const long fd = sys::open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (sys::failed(fd)) {
    error = static_cast<int>(-fd);
    return nullptr;
  }
  const std::uint64_t offset = file_bytes.fetch_add(bytes, std::memory_order_relaxed);
  auto *region = static_cast<RegionHead *>(map_more(static_cast<int>(fd), offset, bytes, error));
  sys::close(static_cast<int>(fd));
  if (!region)
    return nullptr;
  region->bytes = bytes;
  region->kind = kind;
  region->offset = offset;
  region->mapped_before = newest_mapped.load(std::memory_order_relaxed);
  while (!newest_mapped.compare_exchange_weak(region->mapped_before, region, std::memory_order_release,
                                              std::memory_order_relaxed)) {
  }
  return region;
}

void unmap_all(RingFileHead *file) {
  for (RegionHead *region = newest_mapped.exchange(nullptr, std::memory_order_acquire); region;) {
    RegionHead *const before = region->mapped_before;
    unmap(region, region->bytes);
    region = before;
  }
  unmap(file, first_bytes);
}

// Makes the region visible to recover.
void list_region(RegionHead *region) {
  RingFileHead *const file = head.load(std::memory_order_acquire);
  region->older = file->newest_region.load(std::memory_order_relaxed);
  while (!file->newest_region.compare_exchange_weak(region->older, region->offset, std::memory_order_release,
                                                    std::memory_order_relaxed)) {
  }
}

KnownLiteral *find_kept(std::uint64_t address) {
  for (std::size_t i = static_cast<std::size_t>(address * 0x9E3779B97F4A7C15u >> 20);; ++i) {
    KnownLiteral *entry = &kept[i & (kept_capacity - 1)];
    if (!entry->entry || entry->address == address)
      return entry;
  }
}

bool grow_kept() {
  const std::size_t old_capacity = kept_capacity;
  KnownLiteral *const old = kept;
  const std::size_t capacity = old_capacity == 0 ? 1024 : old_capacity * 2;
  auto *fresh = static_cast<KnownLiteral *>(sys::map(capacity * sizeof(KnownLiteral)));
  if (!fresh)
    return false;
  kept = fresh;
  kept_capacity = capacity;
  for (std::size_t i = 0; i < old_capacity; ++i)
    if (old[i].entry)
      *find_kept(old[i].address) = old[i];
  if (old)
    unmap(old, old_capacity * sizeof(KnownLiteral));
  return true;
}

} // namespace

void ring_file_use(const char *in) {
  ring_file_leave(); // the child was forked while its parent was starting
  folder = in;
}

RingFileHead *ring_file_if_made() {
  return head.load(std::memory_order_acquire);
}

RingFileHead *ring_file() {
  RingFileHead *known = head.load(std::memory_order_acquire);
  if (known || !folder || refused.load(std::memory_order_relaxed))
    return known;
  while (making.exchange(true, std::memory_order_acquire))
    sys::call(SYS_sched_yield);
  known = head.load(std::memory_order_acquire);
  if (!known && !refused.load(std::memory_order_relaxed)) {
    known = make();
    head.store(known, std::memory_order_release);
  }
  making.store(false, std::memory_order_release);
  return known;
}

char *ring_file_take_ring(std::uint64_t size, RegionHead *&region) {
  if (!ring_file() || refused.load(std::memory_order_relaxed))
    return nullptr;
  int error = 0;
  region = take_region(RegionKind::ring, Ring::memory_for(size), error);
  if (!region) {
    warn_cannot_create(error);
    return nullptr;
  }
  region->size = size;
  list_region(region);
  return reinterpret_cast<char *>(region) + region_head_size;
}

char *ring_file_buffer() {
  return buffer;
}

void ring_file_keep_literal(std::uint64_t address, Slice text) {
  if (!ring_file_if_made() || ((kept_count + 1) * 2 > kept_capacity && !grow_kept()))
    return;
  KnownLiteral *const known = find_kept(address);
  if (known->entry && Slice(reinterpret_cast<const char *>(known->entry + 1), known->entry->size) == text)
    return;
  const std::uint64_t size = sizeof(StoredLiteral) + padded(text.size);
  if (!literals || literals->bytes - region_head_size - literals->used.load(std::memory_order_relaxed) < size) {
    int error = 0;
    RegionHead *const more = take_region(RegionKind::literals, literals_bytes, error);
    if (!more)
      return;
    list_region(more);
    literals = more;
  }
  const std::uint64_t used = literals->used.load(std::memory_order_relaxed);
  auto *entry = reinterpret_cast<StoredLiteral *>(reinterpret_cast<char *>(literals) + region_head_size + used);
  *entry = {address, text.size};
  std::memcpy(entry + 1, text.data, text.size);
  literals->used.store(used + size, std::memory_order_release);
  kept_count += known->entry ? 0 : 1;
  *known = {address, entry};
}

void ring_file_leave() {
  dropped_events.count_in_file(nullptr);
  RingFileHead *const file = head.exchange(nullptr, std::memory_order_acq_rel);
  making.store(false, std::memory_order_relaxed);
  literals = nullptr;
  buffer = nullptr;
  kept_count = 0;
  if (kept)
    unmap(kept, kept_capacity * sizeof(KnownLiteral));
  kept = nullptr;
  kept_capacity = 0;
  if (file)
    unmap_all(file);
}

void ring_file_remove() {
  if (ring_file_if_made())
    sys::call(SYS_unlinkat, AT_FDCWD, sys::as_long(path), 0);
}

} // namespace telinject
