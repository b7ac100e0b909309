// Determines which threads of the process are left.  The first thread is checked first, because it rarely ends before
// the process; only if it has ended is the list of threads read.  The memory of a process cannot be read through a
// thread that has ended.
#include "runtime/backend/last_thread.h"

#include "runtime/backend/resource_detection.h"
#include "runtime/base/sys.h"
#include "runtime/base/text.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/uio.h>

namespace telinject {

namespace {

// /proc/self/stat describes the first thread.
struct Stat {
  char state = 0;
  int status = 0; // as waitpid returns it, once the thread has ended
};

Stat read_stat() {
  Stat stat;
  const long fd = sys::open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
  if (sys::failed(fd))
    return stat;
  char text[1024];
  const long n = sys::read(static_cast<int>(fd), text, sizeof text);
  sys::close(static_cast<int>(fd));
  Slice remaining(text, n > 0 ? static_cast<std::size_t>(n) : 0);
  for (std::size_t end;
       (end = remaining.find(')')) != remaining.size;) // end of the name, which may contain any character
    remaining = remaining.drop_front(end + 1);
  stat.state = remaining.size > 1 ? remaining.data[1] : '\0';
  for (std::size_t end; (end = remaining.find(' ')) != remaining.size;) // the last number
    remaining = remaining.drop_front(end + 1);
  for (std::size_t i = 0; i < remaining.size && remaining.data[i] >= '0' && remaining.data[i] <= '9'; ++i)
    stat.status = stat.status * 10 + (remaining.data[i] - '0');
  return stat;
}

bool first_thread_is_gone() {
  static const char probe = 0;
  char copy;
  const iovec to{&copy, 1}, from{const_cast<char *>(&probe), 1};
  const long n = sys::call(SYS_process_vm_readv, sys::process_id(), sys::as_long(&to), 1, sys::as_long(&from), 1, 0);
  return n == -ESRCH || ((n == -EPERM || n == -ENOSYS) && read_stat().state == 'Z');
}

// Counts the entries of the thread list, up to a few.  Returns 0 if it cannot be read.
int count_threads() {
  const long fd = sys::open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (sys::failed(fd))
    return 0;
  alignas(8) char entries[512];
  const long n = sys::call(SYS_getdents64, fd, sys::as_long(entries), sizeof entries);
  sys::close(static_cast<int>(fd));
  int count = 0;
  for (long offset = 0; offset < n;) {
    constexpr long size_at = 16, name_at = 19; // offsets in linux_dirent64
    count += entries[offset + name_at] != '.' ? 1 : 0;
    unsigned short size;
    __builtin_memcpy(&size, entries + offset + size_at, sizeof size);
    offset += size;
  }
  return count;
}

} // namespace

bool only_runtime_threads_left() {
  if (!first_thread_is_gone())
    return false;
  const int threads = count_threads();
  // The ended first thread stays in the list.
  return threads != 0 && threads <= 2 + (resource_detection.has_thread() ? 1 : 0);
}

bool is_only_thread_of_process() {
  return sys::thread_id() == sys::process_id() && count_threads() == 1;
}

int exit_code_of_first_thread() {
  constexpr int code_at = 8, code_mask = 0xff;
  return read_stat().status >> code_at & code_mask;
}

} // namespace telinject
