// The environment as it was at the first event, and files of the system: see environment.h.
#include "runtime/config/environment.h"

#include "runtime/base/sys.h"

#include <cerrno>
#include <fcntl.h>

namespace telinject {

namespace {

constexpr const char *names[] = {
#define TELINJECT_VARIABLE(NAME) NAME,
#include "runtime/config/environment.def"
#undef TELINJECT_VARIABLE
};
constexpr std::size_t count = sizeof names / sizeof *names;
constexpr std::size_t max_value = 32 * 1024;
constexpr std::size_t max_path = 1024;

constinit char storage[96 * 1024]; // untouched pages cost nothing
constinit Slice values[count];
constinit Slice root;

Slice keep(TextBuffer &out, Slice s) {
  const std::size_t before = out.size();
  if (s.size > max_value)
    return Slice();
  out.put(s);
  return out.slice().drop_front(before);
}

Slice variable(Slice name) {
  for (std::size_t i = 0; i < count; ++i)
    if (Slice::of(names[i]) == name)
      return values[i];
  return Slice();
}

// The path below the root; false: it does not fit.
bool rooted(const char *path, char (&to)[max_path]) {
  TextBuffer out(to, sizeof to);
  out.put(root);
  out.put(Slice::of(path));
  out.put('\0');
  return !out.overflow();
}

std::size_t file_below_root(const char *path, char *to, std::size_t size) {
  char whole[max_path];
  return rooted(path, whole) ? read_file(whole, to, size) : 0;
}

bool folder_below_root(const char *path) {
  char whole[max_path];
  if (!rooted(path, whole))
    return false;
  const long fd = sys::open(whole, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (sys::failed(fd))
    return false;
  sys::close(static_cast<int>(fd));
  return true;
}

} // namespace

void capture_environment(GetVariable get) {
  TextBuffer out(storage, sizeof storage);
  for (std::size_t i = 0; i < count; ++i)
    values[i] = keep(out, Slice::of(get(names[i])));
  root = keep(out, Slice::of(get("TELEMETRY_SYSTEM_ROOT")));
}

const Environment &process_environment() {
  static constexpr Environment own = {variable, file_below_root, folder_below_root};
  return own;
}

std::size_t read_file(const char *path, char *to, std::size_t size) {
  // Not blocking: a named pipe in the file's place must not hold anybody up.
  const long fd = sys::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (sys::failed(fd))
    return 0;
  std::size_t got = 0;
  while (got < size) {
    const long n = sys::read(static_cast<int>(fd), to + got, size - got);
    if (n == -EINTR)
      continue;
    if (n <= 0)
      break;
    got += static_cast<std::size_t>(n);
  }
  sys::close(static_cast<int>(fd));
  return got;
}

} // namespace telinject
