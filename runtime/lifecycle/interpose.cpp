// Replaces functions of the C library that end the process image or unload code: writes the records first, then calls
// the original.  A vfork child borrows its parent's memory, so nothing is touched there.  With telemetry off each
// function only calls the original.
#include "runtime/lifecycle/threads.h"

#include "runtime/backend/drain.h"
#include "runtime/backend/resource_detection.h"
#include "runtime/backend/tail.h"
#include "runtime/backend/writer.h"
#include "runtime/base/c_library.h"
#include "runtime/base/sys.h"
#include "runtime/frontend/state.h"
#include "runtime/lifecycle/child_environment.h"
#include "runtime/lifecycle/unloading.h"
#include "runtime/storage/ring_file.h"

#include <alloca.h>
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#define TELINJECT_REPLACES extern "C" __attribute__((visibility("default")))

namespace telinject {

namespace {

template <class F> F next_function(const char *name) {
  return reinterpret_cast<F>(library_find(RTLD_NEXT, name));
}

[[noreturn]] void end_now(int status) {
  end_process();
  for (;;)
    sys::call(SYS_exit_group, status);
}

// Writes everything before exec, then blocks further writes until the image is gone: exec ends the other threads
// wherever they are, and the kernel would truncate a write in the middle of a line.  A thread that records something
// meanwhile waits for the write, and so never learns that it was done.  A ring file is kept only if other threads
// exist, which may leave records in it.
class BeforeExec {
public:
  BeforeExec() : active_(telemetry_is_on() && load_state() != state_ended && owns_memory()) {
    if (!active_)
      return;
    begin_synchronous();
    tail_sampler.keep_all(true);
    resource_detection.shorten_deadline(Urgency::exit);
    Patience patience = Patience::bounded();
    writer.flush_all(patience);
    const Thread *const t = current_thread;
    file_removed_ = ring_file_if_made() && is_block(t) && t->busy.load(std::memory_order_relaxed) == 0 &&
                    is_only_thread(t) && drain.is_done();
    if (file_removed_)
      ring_file_remove();
    static_cast<void>(lock_.acquire(&patience)); // without it, exec may truncate a write
  }
  ~BeforeExec() { // exec failed
    if (!active_)
      return;
    if (lock_.is_held() && file_removed_)
      leave_ring_file();
    lock_.release();
    tail_sampler.keep_all(false);
    end_synchronous();
  }
  BeforeExec(const BeforeExec &) = delete;
  BeforeExec &operator=(const BeforeExec &) = delete;

private:
  bool active_;
  bool file_removed_ = false;
  DrainLock lock_; // keeps other threads from writing
};

int result_of(long answer) {
  errno = static_cast<int>(-answer);
  return -1;
}

long exec_path(const char *path, char *const *arguments, char *const *environment) {
  return sys::call(SYS_execve, sys::as_long(path), sys::as_long(arguments), sys::as_long(environment));
}

// A file whose format the kernel does not know is run as a shell script.
long exec_script(const char *path, char *const *arguments, char *const *environment) {
  std::size_t count = 0;
  while (arguments[count])
    ++count;
  auto **words = static_cast<char **>(alloca((count + 3) * sizeof(char *)));
  words[0] = const_cast<char *>("/bin/sh");
  words[1] = const_cast<char *>(path);
  for (std::size_t i = 1; i <= count; ++i)
    words[i + 1] = arguments[i];
  words[count < 1 ? 2 : count + 1] = nullptr;
  return exec_path("/bin/sh", words, environment);
}

long exec_or_script(const char *path, char *const *arguments, char *const *environment) {
  const long answer = exec_path(path, arguments, environment);
  return answer == -ENOEXEC ? exec_script(path, arguments, environment) : answer;
}

// Searches PATH; a candidate that may not be executed is remembered but does not end the search (POSIX, execvp).
long exec_searching(const char *file, char *const *arguments, char *const *environment) {
  const Slice name = Slice::of(file);
  if (name.empty())
    return -ENOENT;
  if (name.find('/') != name.size)
    return exec_or_script(file, arguments, environment);
  if (name.size > NAME_MAX)
    return -ENAMETOOLONG;
  const char *path = getenv("PATH");
  Slice folders = path ? Slice::of(path) : Slice("/bin:/usr/bin");
  long remembered = 0;
  for (bool last = false; !last;) {
    const Slice folder = folders.take_front(folders.find(':'));
    last = folder.size == folders.size;
    folders = folders.drop_front(folder.size + 1);
    char candidate[PATH_MAX + NAME_MAX + 2];
    TextBuffer text(candidate, sizeof candidate);
    text.put(folder);
    if (!folder.empty())
      text.put('/');
    text.put(name);
    text.put('\0');
    if (folder.size >= PATH_MAX || text.overflow())
      continue;
    const long answer = exec_or_script(candidate, arguments, environment);
    if (answer == -EACCES)
      remembered = answer;
    else if (answer != -ENOENT && answer != -ESTALE && answer != -ENOTDIR && answer != -ENODEV && answer != -ETIMEDOUT)
      return answer;
  }
  return remembered != 0 ? remembered : -ENOENT;
}

std::size_t count_words(va_list list) {
  std::size_t n = 1;
  while (va_arg(list, char *))
    ++n;
  return n;
}

void take_words(char **words, const char *first, std::size_t count, va_list list) {
  words[0] = const_cast<char *>(first);
  for (std::size_t i = 1; i <= count; ++i) // including the terminating null
    words[i] = va_arg(list, char *);
}

} // namespace

void interposed_start() {}

} // namespace telinject

using namespace telinject;

TELINJECT_REPLACES [[noreturn]] void _exit(int status) {
  end_now(status);
}
TELINJECT_REPLACES [[noreturn]] void _Exit(int status) noexcept {
  end_now(status);
}

TELINJECT_REPLACES int execve(const char *path, char *const arguments[], char *const environment[]) noexcept {
  const BeforeExec before;
  return result_of(exec_path(path, arguments, ChildEnvironment(environment).get()));
}

TELINJECT_REPLACES int execv(const char *path, char *const arguments[]) noexcept {
  const BeforeExec before;
  return result_of(exec_path(path, arguments, ChildEnvironment(environ).get()));
}

TELINJECT_REPLACES int execvp(const char *file, char *const arguments[]) noexcept {
  const BeforeExec before;
  return result_of(exec_searching(file, arguments, ChildEnvironment(environ).get()));
}

TELINJECT_REPLACES int execvpe(const char *file, char *const arguments[], char *const environment[]) noexcept {
  const BeforeExec before;
  return result_of(exec_searching(file, arguments, ChildEnvironment(environment).get()));
}

TELINJECT_REPLACES int fexecve(int fd, char *const arguments[], char *const environment[]) noexcept {
  const BeforeExec before;
  return result_of(sys::call(SYS_execveat, fd, sys::as_long(""), sys::as_long(arguments),
                             sys::as_long(ChildEnvironment(environment).get()), AT_EMPTY_PATH));
}

// Collects the words of a variadic call into an array on this stack.
#define TELINJECT_TAKE_WORDS \
  va_list list; \
  va_start(list, first); \
  const std::size_t count = count_words(list); \
  va_end(list); \
  auto **words = static_cast<char **>(alloca((count + 1) * sizeof(char *))); \
  va_start(list, first); \
  take_words(words, first, count, list)

TELINJECT_REPLACES int execl(const char *path, const char *first, ...) noexcept {
  const BeforeExec before;
  TELINJECT_TAKE_WORDS;
  va_end(list);
  return result_of(exec_path(path, words, ChildEnvironment(environ).get()));
}

TELINJECT_REPLACES int execlp(const char *file, const char *first, ...) noexcept {
  const BeforeExec before;
  TELINJECT_TAKE_WORDS;
  va_end(list);
  return result_of(exec_searching(file, words, ChildEnvironment(environ).get()));
}

TELINJECT_REPLACES int execle(const char *path, const char *first, ...) noexcept {
  const BeforeExec before;
  TELINJECT_TAKE_WORDS;
  char *const *environment = va_arg(list, char *const *);
  va_end(list);
  return result_of(exec_path(path, words, ChildEnvironment(environment).get()));
}

// The C library's daemon() ends the parent by an _exit that cannot be intercepted.
TELINJECT_REPLACES int daemon(int keep_folder, int keep_streams) noexcept {
  const pid_t child = fork();
  if (child != 0) {
    if (child > 0)
      end_now(0);
    return -1;
  }
  if (setsid() == -1)
    return -1;
  if (keep_folder == 0 && chdir("/") != 0) {
    // The C library does not treat this as an error.
  }
  if (keep_streams != 0)
    return 0;
  const long null = sys::open("/dev/null", O_RDWR);
  struct stat is;
  if (sys::failed(null))
    return result_of(null);
  if (fstat(static_cast<int>(null), &is) != 0 || !S_ISCHR(is.st_mode)) {
    sys::close(static_cast<int>(null));
    return result_of(-ENODEV);
  }
  for (int stream = 0; stream < 3; ++stream)
    dup2(static_cast<int>(null), stream);
  if (null > 2)
    sys::close(static_cast<int>(null));
  return 0;
}

// Events recorded during the unloading are written at once, because their literals go with the object.
TELINJECT_REPLACES int dlclose(void *handle) noexcept {
  using Real = int (*)(void *);
  const Real real = next_function<Real>("dlclose");
  if (!real)
    return 0; // a fully static program has loaded no objects
  if (!telemetry_is_on() || !owns_memory())
    return real(handle);
  begin_unloading();
  Patience patience = Patience::bounded();
  write_folds_of_this_thread();
  writer.flush_rendered(patience);
  const int result = real(handle);
  forget_unloaded_sites(patience);
  end_unloading();
  return result;
}

// So that the spans closed by the unwinding record the reason.
TELINJECT_REPLACES [[noreturn]] void pthread_exit(void *result) {
  using Real = void (*)(void *);
  const Real real = next_function<Real>("pthread_exit");
  if (is_block(current_thread)) {
    current_thread->depth_at_end = current_thread->spans.depth();
    current_thread->flags.end = ThreadEnd::exiting;
  } else if (telemetry_is_on() && owns_memory() && sys::thread_id() == sys::process_id())
    writer.stop(); // a main thread without events: no destructor of a key reports its end
  if (real)
    real(result);
  for (;;) // a fully static program: only the thread's result is lost this way
    sys::call(SYS_exit, 0);
}
