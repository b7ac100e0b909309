// The main thread's stack is the mapping called [stack]; another thread's ends with the C library's thread descriptor,
// whose address pthread_self() is.  (pthread_getattr_np would allocate.)
//
// This is asked when a hook finds its thread inside of another one, which the program's own memchr or memmove may be
// called by: nothing here may call a function of that kind, or it would be asked again and again.
#include "runtime/base/stack_bounds.h"

#include "runtime/base/sys.h"
#include "runtime/base/text.h"

#include <cerrno>
#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>

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

// A line of the maps file.
struct Mapping {
  std::uintptr_t low = 0, high = 0;
  bool is_accessible = false, is_main_stack = false;

  explicit Mapping(Slice line) {
    const std::size_t dash = line.find("-");
    const std::size_t space = line.find(" ");
    if (dash >= space || space + 4 > line.size)
      return;
    low = parse_hex(line.take_front(dash));
    high = parse_hex(line.drop_front(dash + 1).take_front(space - dash - 1));
    is_accessible = line.data[space + 1] != '-' || line.data[space + 2] != '-';
    is_main_stack = line.size >= 7 && line.drop_front(line.size - 7).find("[stack]") == 0;
  }
  Mapping() = default;
};

// The main stack grows downwards: as far as its limit says, which the kernel leaves free of other mappings.
std::uintptr_t lowest_of_main_stack(const Mapping &stack, const Mapping &below) {
  constexpr std::uintptr_t least = std::uintptr_t{8} << 20, most = std::uintptr_t{1} << 30;
  struct {
    std::uint64_t current, max;
  } limit{most, most};
  sys::call(SYS_prlimit64, 0, RLIMIT_STACK, 0, sys::as_long(&limit));
  const std::uintptr_t reach = limit.current < least ? least : limit.current > most ? most : limit.current;
  const std::uintptr_t low = stack.high > reach ? stack.high - reach : 0;
  return below.high > low && below.high <= stack.low ? below.high : low < stack.low ? low : stack.low;
}

// Takes the mappings one by one, lowest first.
class StackSearch {
public:
  // descriptor: where the stack ends; 0: that of the main thread is looked for.
  explicit StackSearch(std::uintptr_t descriptor) : descriptor_(descriptor) {}
  StackBounds found;
  bool is_exact = false;

  // True once it is found.
  bool check(Slice line) {
    const Mapping mapping(line);
    if (descriptor_ == 0 ? mapping.is_main_stack : descriptor_ >= mapping.low && descriptor_ < mapping.high) {
      found.low = descriptor_ == 0 ? lowest_of_main_stack(mapping, below_) : mapping.low;
      found.high = descriptor_ == 0 ? mapping.high : descriptor_;
      // A stack that the C library made has a guard below it.  One of the program's own is part of any mapping.
      is_exact = descriptor_ == 0 || (below_.high == mapping.low && !below_.is_accessible);
      return true;
    }
    below_ = mapping;
    return false;
  }

private:
  std::uintptr_t descriptor_;
  Mapping below_;
};

// 0: the main thread's.
std::uintptr_t descriptor_of_thread() {
  return sys::thread_id() == sys::process_id() ? 0 : static_cast<std::uintptr_t>(pthread_self());
}

} // namespace

StackBounds thread_stack_bounds(bool &is_exact) {
  StackSearch search(descriptor_of_thread());
  const long fd = sys::open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (sys::failed(fd))
    return {};
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
    for (std::size_t n; !done && (n = Slice(buffer + used, held - used).find("\n")) != held - used; used += n + 1)
      done = search.check(Slice(buffer + used, n));
    if (used == 0 && held == sizeof buffer)
      held = 0; // a path longer than the buffer: that line is not ours
    move_to_front(buffer, buffer + used, held - (used < held ? used : held));
    held -= used < held ? used : held;
  }
  sys::close(static_cast<int>(fd));
  is_exact = search.is_exact;
  return search.found;
}

StackBounds thread_stack_part(std::uintptr_t address) {
  constexpr std::uintptr_t part = 12 * 1024; // less than the smallest stack of a thread
  const std::uintptr_t descriptor = descriptor_of_thread();
  const StackBounds bounds{descriptor - part, descriptor};
  return descriptor != 0 && bounds.contains(address) ? bounds : StackBounds();
}

StackBounds without(StackBounds bounds, const StackBounds &other, std::uintptr_t address) {
  if (!bounds.overlaps(other) || other.contains(address))
    return bounds;
  if (other.high <= address)
    bounds.low = other.high > bounds.low ? other.high : bounds.low;
  else
    bounds.high = other.low < bounds.high ? other.low : bounds.high;
  return bounds;
}

} // namespace telinject
