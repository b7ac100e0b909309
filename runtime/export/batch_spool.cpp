// A folder of batches: see batch_spool.h.  A name is KEY-TIME-INSTANCE-SEQUENCE-EVENTS-SIZE.batch, so that the order of
// names is that of time and the folder's size can be counted without looking at each file.
#include "runtime/export/batch_spool.h"

#include "runtime/base/file_system_space.h"
#include "runtime/base/sys.h"

#include <cerrno>
#include <fcntl.h>
#include <initializer_list>
#include <sys/file.h>
#include <sys/stat.h>

namespace telinject {

namespace {

constexpr char magic[8] = {'T', 'J', 'B', 'A', 'T', 'C', 'H', '1'};
constexpr Slice ending = ".batch", unfinished = ".tmp";
constexpr std::int64_t count_period_ns = 1'000'000'000;

struct FileHead {
  char magic[8];
  std::uint64_t key;
  BatchHead batch;
  std::uint64_t checksum; // of the body
};

// FNV-1a in words, for damage and not against an attacker: who may write the folder may send, too.
std::uint64_t checksum_of(Slice bytes) {
  std::uint64_t sum = 0xcbf29ce484222325;
  while (!bytes.empty()) {
    std::uint64_t word = 0;
    const Slice part = bytes.take_front(sizeof word);
    std::memcpy(&word, part.data, part.size);
    sum = (sum ^ word) * 0x100000001b3;
    sum ^= sum >> 29;
    bytes = bytes.drop_front(part.size);
  }
  return sum;
}

bool ends_with(Slice text, Slice what) {
  return text.size >= what.size && text.drop_front(text.size - what.size) == what;
}

// The size in a name; 0: it is none of a batch.
std::uint64_t size_in(Slice name) {
  if (ends_with(name, unfinished))
    name = name.take_front(name.size - unfinished.size);
  if (!ends_with(name, ending))
    return 0;
  name = name.take_front(name.size - ending.size);
  for (std::size_t dash; (dash = name.find('-')) != name.size;)
    name = name.drop_front(dash + 1);
  std::uint64_t size;
  constexpr std::uint64_t most = std::uint64_t{1} << 32;
  return parse_whole(name, most, size) ? size + sizeof(FileHead) : 0;
}

// Calls visit(name) for each entry of the folder.
template <class Visit> void for_each_name(int folder, Visit visit) {
  alignas(8) char entries[8192];
  sys::call(SYS_lseek, folder, 0, 0);
  for (long n; (n = sys::call(SYS_getdents64, folder, sys::as_long(entries), sizeof entries)) > 0;)
    for (long offset = 0; offset < n;) {
      constexpr long size_at = 16, name_at = 19; // in linux_dirent64
      unsigned short size;
      std::memcpy(&size, entries + offset + size_at, sizeof size);
      visit(static_cast<const char *>(entries + offset + name_at));
      offset += size;
    }
}

bool write_whole(int fd, Slice bytes) {
  while (!bytes.empty()) {
    const long n = sys::write(fd, bytes.data, bytes.size);
    if (n == -EINTR)
      continue;
    if (n <= 0)
      return false;
    bytes = bytes.drop_front(static_cast<std::size_t>(n));
  }
  return true;
}

bool read_whole(int fd, char *to, std::size_t size) {
  for (std::size_t got = 0; got < size;) {
    const long n = sys::read(fd, to + got, size - got);
    if (n == -EINTR)
      continue;
    if (n <= 0)
      return false;
    got += static_cast<std::size_t>(n);
  }
  return true;
}

long unlink_at(int folder, const char *name) {
  return sys::call(SYS_unlinkat, folder, sys::as_long(name), 0);
}

// Creates the folder with those above it, for this user alone.
void make_folders(const char *path) {
  char part[4096];
  for (std::size_t i = 0; i + 1 < sizeof part; ++i) {
    part[i] = path[i];
    const bool ends = path[i] == '\0' || path[i + 1] == '/' || path[i + 1] == '\0';
    if (path[i] == '\0')
      return;
    if (!ends || path[i] == '/')
      continue;
    part[i + 1] = '\0';
    sys::call(SYS_mkdirat, AT_FDCWD, sys::as_long(part), 0700); // an existing folder is fine
  }
}

} // namespace

void BatchSpool::use(const char *folder, std::uint64_t max_bytes, std::uint64_t key, std::uint64_t logs_key) noexcept {
  folder_ = folder;
  max_bytes_ = max_bytes;
  key_ = key;
  logs_key_ = logs_key;
  window_count_ = window_at_ = 0;
  last_.text[0] = '\0';
  claimed_ = -1;
  next_count_ns_.store(0, std::memory_order_relaxed);
}

int BatchSpool::open_folder(bool creates) const noexcept {
  constexpr int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  long fd = sys::open(folder_, flags);
  if (fd == -ENOENT && creates) {
    make_folders(folder_);
    fd = sys::open(folder_, flags);
  }
  return static_cast<int>(fd);
}

bool BatchSpool::put_name(TextBuffer &out, const BatchHead &head) const noexcept {
  out.hex16(key_of(head));
  out.put('-');
  out.hex16(head.created_ns);
  out.put('-');
  put_batch_id(out, head);
  out.put('-');
  out.decimal(head.events);
  out.put('-');
  out.decimal(head.size);
  out.put(ending);
  return !out.overflow();
}

bool BatchSpool::has_room(int folder, std::uint64_t bytes) noexcept {
  const std::int64_t now = sys::monotonic_ns();
  if (now >= next_count_ns_.load(std::memory_order_relaxed)) {
    std::uint64_t used = 0;
    for_each_name(folder, [&](const char *name) { used += size_in(Slice::of(name)); });
    used_bytes_.store(used, std::memory_order_relaxed);
    next_count_ns_.store(now + count_period_ns, std::memory_order_relaxed);
  }
  if (used_bytes_.load(std::memory_order_relaxed) + bytes > max_bytes_)
    return false;
  SpaceGuard guard;
  return guard.has_room(folder, bytes, now);
}

BatchSpool::Result BatchSpool::put(const BatchHead &head, Slice body) noexcept {
  if (!folder_)
    return Result::failed;
  const int folder = open_folder(true);
  if (folder < 0)
    return Result::failed;
  char name[max_name], part[max_name];
  TextBuffer out(name, sizeof name), part_out(part, sizeof part);
  put_name(out, head);
  part_out.put(out.slice());
  part_out.put(unfinished);
  part_out.put('\0');
  out.put('\0');
  const std::uint64_t bytes = sizeof(FileHead) + body.size;
  Result result = has_room(folder, bytes) ? Result::failed : Result::full;
  const long fd = result == Result::full ? -ENOSPC
                                         : sys::call(SYS_openat, folder, sys::as_long(part),
                                                     O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (!sys::failed(fd)) {
    FileHead file{};
    std::memcpy(file.magic, magic, sizeof magic);
    file.key = key_of(head);
    file.batch = head;
    file.checksum = checksum_of(body);
    const bool is_written =
        write_whole(static_cast<int>(fd), Slice(reinterpret_cast<const char *>(&file), sizeof file)) &&
        write_whole(static_cast<int>(fd), body);
    sys::close(static_cast<int>(fd));
    if (is_written && sys::call(SYS_renameat, folder, sys::as_long(part), folder, sys::as_long(name)) == 0)
      result = Result::stored;
    else
      unlink_at(folder, part);
  }
  if (result == Result::stored)
    used_bytes_.fetch_add(bytes, std::memory_order_relaxed);
  sys::close(folder);
  return result;
}

void BatchSpool::remove(const BatchHead &head) noexcept {
  const int folder = folder_ ? open_folder(false) : -1;
  if (folder < 0)
    return;
  char name[max_name];
  TextBuffer out(name, sizeof name);
  put_name(out, head);
  out.put('\0');
  unlink_at(folder, name);
  sys::close(folder);
}

// Does the name begin with one of the keys?
bool BatchSpool::is_own(Slice name) const noexcept {
  for (const std::uint64_t key : {key_, logs_key_}) {
    char memory[20];
    TextBuffer out(memory, sizeof memory);
    out.hex16(key);
    out.put('-');
    if (key != 0 && name.starts_with(out.slice()))
      return true;
  }
  return false;
}

// Puts a name into the window if it is among the oldest behind the last one.
void BatchSpool::offer(const char *name) noexcept {
  const Slice text = Slice::of(name);
  if (text.size >= max_name || !is_own(text) || !ends_with(text, ending) || std::strcmp(name, last_.text) <= 0)
    return;
  std::size_t at = window_count_;
  while (at != 0 && std::strcmp(name, window_[at - 1].text) < 0)
    --at;
  if (at == window_size)
    return;
  const std::size_t last = window_count_ < window_size ? window_count_++ : window_size - 1;
  for (std::size_t i = last; i > at; --i)
    window_[i] = window_[i - 1];
  std::memcpy(window_[at].text, name, text.size + 1);
}

bool BatchSpool::fill_window(int folder) noexcept {
  window_count_ = window_at_ = 0;
  for_each_name(folder, [this](const char *name) { offer(name); });
  return window_count_ != 0;
}

bool BatchSpool::claim_file(int folder, const char *name, BatchHead &head, char *body, std::size_t room) noexcept {
  const long opened = sys::call(SYS_openat, folder, sys::as_long(name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (sys::failed(opened))
    return false;
  const int fd = static_cast<int>(opened);
  struct stat s{};
  FileHead file{};
  // A file without a name was sent by another process just before the lock.
  const bool is_free = sys::call(SYS_flock, fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &s) == 0 && S_ISREG(s.st_mode) &&
                       s.st_nlink == 1 && s.st_uid == static_cast<uid_t>(sys::call(SYS_geteuid));
  if (is_free) {
    const bool is_whole = read_whole(fd, reinterpret_cast<char *>(&file), sizeof file) &&
                          std::memcmp(file.magic, magic, sizeof magic) == 0 &&
                          (file.key == key_ || file.key == logs_key_) && file.batch.size <= room &&
                          read_whole(fd, body, file.batch.size) &&
                          file.checksum == checksum_of(Slice(body, file.batch.size));
    if (is_whole) {
      head = file.batch;
      head.is_logs = file.key == logs_key_;
      claimed_ = fd;
      return true;
    }
    unlink_at(folder, name); // damaged: no one can send it
  }
  sys::close(fd);
  return false;
}

bool BatchSpool::claim(BatchHead &head, char *body, std::size_t room) noexcept {
  const int folder = folder_ ? open_folder(false) : -1;
  if (folder < 0)
    return false;
  bool is_claimed = false;
  while (!is_claimed && (window_at_ != window_count_ || fill_window(folder))) {
    last_ = window_[window_at_++];
    is_claimed = claim_file(folder, last_.text, head, body, room);
  }
  if (!is_claimed)
    last_.text[0] = '\0';
  sys::close(folder);
  return is_claimed;
}

void BatchSpool::end_claim(bool removes) noexcept {
  if (claimed_ < 0)
    return;
  const int folder = removes ? open_folder(false) : -1;
  if (folder >= 0) {
    if (unlink_at(folder, last_.text) == 0)
      next_count_ns_.store(0, std::memory_order_relaxed); // there is room again
    sys::close(folder);
  }
  if (!removes) { // the next claim begins with it
    window_count_ = window_at_ = 0;
    last_.text[0] = '\0';
  }
  sys::close(claimed_);
  claimed_ = -1;
}

void BatchSpool::remove_fragments() noexcept {
  const int folder = folder_ ? open_folder(false) : -1;
  if (folder < 0)
    return;
  timespec now{};
  sys::call(SYS_clock_gettime, CLOCK_REALTIME, sys::as_long(&now));
  for_each_name(folder, [&](const char *name) {
    constexpr long oldest_s = 60;
    struct stat s{};
    if (ends_with(Slice::of(name), unfinished) && size_in(Slice::of(name)) != 0 &&
        fstatat(folder, name, &s, AT_SYMLINK_NOFOLLOW) == 0 && s.st_mtim.tv_sec < now.tv_sec - oldest_s)
      unlink_at(folder, name);
  });
  sys::close(folder);
}

} // namespace telinject
