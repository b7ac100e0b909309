// The main thread's stack is the mapping called [stack]; another thread's ends with the C library's thread descriptor,
// whose address pthread_self() is.  (pthread_getattr_np would allocate.)
//
// This is asked when a hook finds its thread inside of another one, which the program's own memchr or memmove may be
// called by: nothing here may call a function of that kind, or it would be asked again and again.
#include "stack_bounds.h"

#include "sys.h"
#include "text.h"

#include <cerrno>
#include <fcntl.h>
#include <pthread.h>

namespace telinject {

namespace {

std::uintptr_t parse_hex(Slice s) {
  std::uintptr_t v = 0;
  for (std::size_t i = 0; i < s.size; ++i) {
    const char c = s.data[i];
    v = v << 4 | static_cast<std::uintptr_t>(c >= 'a' ? c - 'a' + 10 : c - '0');
  }
  return v;
}

void move_to_front(char *to, const char *from, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    to[i] = from[i];
    asm volatile("" : : : "memory"); // else compilers make a call of memmove of it
  }
}

// One line of the maps file; true where it is the mapping looked for.
bool is_it(Slice line, std::uintptr_t inside, StackBounds &found) {
  const std::size_t dash = line.find_text("-");
  const std::uintptr_t low = parse_hex(line.first(dash));
  const std::uintptr_t high = parse_hex(line.from(dash + 1).first(line.from(dash + 1).find_text(" ")));
  const bool named = line.size >= 7 && line.from(line.size - 7).find_text("[stack]") == 0;
  if (inside == 0 ? !named : !(inside >= low && inside < high))
    return false;
  found.low = low;
  found.high = inside == 0 ? high : inside;
  return true;
}

} // namespace

StackBounds own_stack_bounds() {
  const std::uintptr_t descriptor =
      sys::thread_id() == sys::process_id() ? 0 : static_cast<std::uintptr_t>(pthread_self());
  StackBounds found;
  const long fd = sys::open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (sys::failed(fd))
    return found;
  char buffer[1024];
  std::size_t held = 0;
  for (bool done = false; !done;) {
    const long got = sys::read(static_cast<int>(fd), buffer + held, sizeof buffer - held);
    if (got == -EINTR)
      continue;
    if (got <= 0)
      break;
    held += static_cast<std::size_t>(got);
    std::size_t used = 0;
    for (std::size_t n; !done && (n = Slice(buffer + used, held - used).find_text("\n")) != held - used; used += n + 1)
      done = is_it(Slice(buffer + used, n), descriptor, found);
    if (used == 0 && held == sizeof buffer)
      held = 0; // a path longer than the buffer: that line is not ours
    move_to_front(buffer, buffer + used, held - (used < held ? used : held));
    held -= used < held ? used : held;
  }
  sys::close(static_cast<int>(fd));
  // The main stack grows: leave it room below.
  if (found.known() && descriptor == 0)
    found.low -= found.low > (std::uintptr_t{1} << 30) ? std::uintptr_t{1} << 30 : 0;
  return found;
}

} // namespace telinject
