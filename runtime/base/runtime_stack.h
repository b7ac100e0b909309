// A stack of the runtime's own, for work that needs more than a program may have left: a signal handler's 8 KiB, a
// thread's 16 KiB.  With all signals blocked, so that no handler finds itself there.
#pragma once

#include <cstddef>
#include <type_traits>

extern "C" __attribute__((visibility("hidden"))) void telinject_i_call_on_stack(void (*function)(void *),
                                                                                void *argument, char *top);

namespace telinject {

class RuntimeStack {
public:
  void unmap();

  // There, or here where there is plenty of stack or no memory for another.
  template <class F> void call(F &&function) {
    if (is_near_start_of_process() || !map())
      return function();
    using Plain = std::remove_reference_t<F>;
    telinject_i_call_on_stack([](void *f) { (*static_cast<Plain *>(f))(); }, &function, low_ + size);
  }

private:
  // On the first thread's own stack, and not far down.
  static bool is_near_start_of_process();
  // With a guard page below.
  bool map();

  static constexpr std::size_t size = 128 * 1024; // pages that are never touched cost nothing

  char *low_ = nullptr; // of the guard page
};

} // namespace telinject
