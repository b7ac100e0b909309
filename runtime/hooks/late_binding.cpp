// Connects objects compiled by the launcher to the runtime at their first event (<telinject/detail/late_binding.h>).
#include "runtime/base/notice.h"
#include "runtime/config/build_info.h"
#include "runtime/frontend/state.h"
#include "runtime/hooks/hook_bodies.h"
#include "runtime/lifecycle/threads.h"
#include "runtime/lifecycle/unloading.h"

#include <atomic>

#define TELINJECT_I_IN_RUNTIME
#include <telinject/detail/late_binding.h>

namespace {

// An object that another version of telinject compiled calls its hooks with other arguments.
void refuse(telinject_i_calls *link) {
  static constinit std::atomic<bool> warned{false};
  __atomic_store_n(&link->telinject_i_state, 0, __ATOMIC_RELAXED);
  if (!warned.exchange(true, std::memory_order_relaxed))
    telinject::warn(
        "an object of this program was compiled with another version of telinject, and records nothing; compile it "
        "again");
}

} // namespace

extern "C" {

// Fills the object's table of hooks.  Several threads may do so at once: all store the same values.  `enter` comes
// last, because it lets the other hooks be called.
void telinject_bind(telinject_i_calls *link, const char *site) {
  telinject::set_build_info(link->telinject_i_build);
  const bool on = telinject::initialize_once(site);
  if (!on && telinject::load_state() != telinject::state_undecided) {
    __atomic_store_n(&link->telinject_i_state, 0, __ATOMIC_RELAXED);
    return;
  }
  if (link->telinject_i_size != sizeof *link)
    return refuse(link);
  // If still undecided, this event came too early, and later ones try again.
  if (on) {
    telinject::throw_hook_start();
    telinject::context_hooks_start();
    telinject::thread_context_start();
    telinject::spawn_hooks_start();
    telinject::curl_hooks_start();
    telinject::syslog_hooks_start();
    if (link->telinject_i_handle)
      telinject::watch_unloading(*link->telinject_i_handle);
  }
  __atomic_store_n(&link->telinject_i_asleep, &telinject_asleep[0], __ATOMIC_RELAXED);
#define TELINJECT_I_FIRST_HOOK(KEEPS, RESULT, NAME, PARAMETERS)
#define TELINJECT_I_HOOK(KEEPS, RESULT, NAME, PARAMETERS) \
  __atomic_store_n(&link->telinject_i_##NAME, &telinject_##NAME, __ATOMIC_RELAXED);
#include <telinject/detail/hooks.def>
  __atomic_store_n(&link->telinject_i_enter, &telinject_enter, __ATOMIC_RELEASE);
}
}
