// A stack of the runtime's own, for work that needs more than the program may have left: a signal handler may have
// 8 KiB, a thread 16 KiB.  All signals are blocked meanwhile, so that no handler runs on it.
#pragma once

#include <cstddef>
#include <type_traits>

extern "C" __attribute__((visibility("hidden"))) void telinject_i_call_on_stack(void (*function)(void *),
                                                                                void *argument, char *top);

namespace telinject {

class RuntimeStack {
public:
  void unmap();

  // Calls the function on that stack; on the current one if it has plenty of room or there is no memory for another.
  template <class F> void call(F &&function) {
    if (is_near_start_of_process() || !map())
      return function();
    using Plain = std::remove_reference_t<F>;
    telinject_i_call_on_stack([](void *f) { (*static_cast<Plain *>(f))(); }, &function, low_ + size);
  }

private:
  // Is the current stack the first thread's, with little of it in use?
  static bool is_near_start_of_process();
  // Maps the stack with a guard page below it.
  bool map();

  static constexpr std::size_t size = 128 * 1024; // untouched pages take no memory

  char *low_ = nullptr; // the guard page
};

} // namespace telinject
