#include "runtime/config/build_info.h"

#include <atomic>
#include <telinject/telinject.h>

// Defined by a program that was rewritten in place and is linked with the runtime; see macros.h.
extern "C" [[gnu::weak]] const char telinject_build[];

namespace telinject {

namespace {

constexpr std::size_t longest = 256;
constinit char kept[longest];
constinit std::size_t kept_size = 0;
enum : int { nothing, being_noted, noted };
constinit std::atomic<int> state{nothing};

} // namespace

void set_build_info(const char *told) {
  int expected = nothing;
  if (!told || !*told || !state.compare_exchange_strong(expected, being_noted, std::memory_order_acquire))
    return;
  const Slice text = Slice::of(told).take_front(longest);
  std::memcpy(kept, text.data, text.size);
  kept_size = text.size;
  state.store(noted, std::memory_order_release);
}

Slice build_info() {
  if (state.load(std::memory_order_acquire) == nothing) {
    const char *linked = telinject_build;
    __asm__("" : "+r"(linked)); // null where no object defines it, whatever the compiler thinks of arrays
    set_build_info(linked);
  }
  return state.load(std::memory_order_acquire) == noted ? Slice(kept, kept_size) : Slice();
}

Slice build_info_value(Slice told, Slice name) {
  while (!told.empty()) {
    const Slice word = told.take_front(told.find(' '));
    told = told.drop_front(word.size + 1);
    if (word.size > name.size && word.starts_with(name) && word.data[name.size] == '=')
      return word.drop_front(name.size + 1);
  }
  return Slice();
}

} // namespace telinject
