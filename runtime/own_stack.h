// A stack of the runtime's own, for work that needs more than a program may have left: a signal handler's 8 KiB, a
// thread's 16 KiB.  With all signals blocked, so that no handler finds itself there.
#pragma once

#include <cstddef>
#include <type_traits>

extern "C" __attribute__((visibility("hidden"))) void telinject_i_call_on_stack(void (*function)(void *), void *argument,
                                                                                char *top);

namespace telinject {

class OwnStack {
public:
  // Maps it, with a guard page below.  Where there is no memory, calls go on where they are.
  void map();
  void unmap();
  bool is_mapped() const { return low_ != nullptr; }

  template <class F> void call(F &&function) {
    if (!low_)
      return function();
    using Plain = std::remove_reference_t<F>;
    telinject_i_call_on_stack([](void *f) { (*static_cast<Plain *>(f))(); }, &function, low_ + size);
  }

private:
  static constexpr std::size_t size = 128 * 1024; // pages that are never touched cost nothing

  char *low_ = nullptr; // of the guard page
};

} // namespace telinject
