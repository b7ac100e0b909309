// Determines which threads of the process are left.  The first thread is checked first, because it rarely ends before
// the process; only if it has ended is the list of threads read.  The memory of a process cannot be read through a
// thread that has ended.
#include "runtime/backend/last_thread.h"

#include "runtime/base/sys.h"
#include "runtime/base/text.h"
#include "runtime/config/environment.h"

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

struct ThreadCounts {
  int all = 0, program = 0; // 0: the list cannot be read
};

// Is it a thread of the runtime, or one that it has started?  Such threads inherit its name.
bool has_name_of_runtime(const char *thread) {
  char path[64], name[16];
  TextBuffer out(path, sizeof path);
  out.put("/proc/self/task/");
  out.put(Slice::of(thread));
  out.put("/comm");
  out.put('\0');
  return Slice(name, read_file(path, name, sizeof name)).starts_with("telinject");
}

// Looks at the first entries of the thread list.
ThreadCounts count_threads(bool looks_at_names) {
  ThreadCounts counts;
  const long fd = sys::open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (sys::failed(fd))
    return counts;
  alignas(8) char entries[512];
  const long n = sys::call(SYS_getdents64, fd, sys::as_long(entries), sizeof entries);
  sys::close(static_cast<int>(fd));
  for (long offset = 0; offset < n;) {
    constexpr long size_at = 16, name_at = 19; // offsets in linux_dirent64
    const char *const thread = entries + offset + name_at;
    if (thread[0] != '.') {
      ++counts.all;
      counts.program += looks_at_names && has_name_of_runtime(thread) ? 0 : 1;
    }
    unsigned short size;
    __builtin_memcpy(&size, entries + offset + size_at, sizeof size);
    offset += size;
  }
  return counts;
}

} // namespace

bool only_runtime_threads_left() {
  if (!first_thread_is_gone())
    return false;
  const ThreadCounts threads = count_threads(true);
  return threads.all != 0 && threads.program <= 1; // the ended first thread stays in the list
}

bool is_only_thread_of_process() {
  return sys::thread_id() == sys::process_id() && count_threads(false).all == 1;
}

int exit_code_of_first_thread() {
  constexpr int code_at = 8, code_mask = 0xff;
  return read_stat().status >> code_at & code_mask;
}

} // namespace telinject
