// Seeds for the id generators: see ids.h.
#include "runtime/base/ids.h"

#include "runtime/base/kernel_clock.h"
#include "runtime/base/sys.h"

namespace telinject {

std::uint64_t random_seed() {
  constexpr long nonblocking = 1; // GRND_NONBLOCK
  std::uint64_t seed = 0;
  if (sys::call(SYS_getrandom, sys::as_long(&seed), sizeof seed, nonblocking) == sizeof seed)
    return seed;
  IdSource mix;
  mix.seed(static_cast<std::uint64_t>(kernel_clock_ns(CLOCK_REALTIME)) ^
           static_cast<std::uint64_t>(sys::thread_id()) << 20 ^ reinterpret_cast<std::uintptr_t>(&seed));
  return mix.next();
}

} // namespace telinject
