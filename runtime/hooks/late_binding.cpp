// Connects objects compiled by the launcher to the runtime at their first event (<telinject/detail/late_binding.h>).
#include "runtime/config/build_info.h"
#include "runtime/frontend/state.h"
#include "runtime/hooks/hook_bodies.h"
#include "runtime/lifecycle/threads.h"
#include "runtime/lifecycle/unloading.h"

#include <type_traits>

#define TELINJECT_I_IN_RUNTIME
#include <telinject/detail/late_binding.h>

namespace {

template <class Function> void store(Function *slot, std::type_identity_t<Function> function, int order) {
  __atomic_store_n(slot, function, order);
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
  const bool is_complete = link->telinject_i_size >= sizeof *link; // false for an object compiled with fewer members
  // If still undecided, this event came too early, and later ones try again.
  if (on) {
    telinject::throw_hook_start();
    telinject::context_hooks_start();
    if (is_complete && link->telinject_i_handle)
      telinject::watch_unloading(*link->telinject_i_handle);
  }
  store(&link->telinject_i_enter_list, telinject_enter_list, __ATOMIC_RELAXED);
  store(&link->telinject_i_return, telinject_return, __ATOMIC_RELAXED);
  store(&link->telinject_i_leave, telinject_leave, __ATOMIC_RELAXED);
  store(&link->telinject_i_loop, telinject_loop, __ATOMIC_RELAXED);
  store(&link->telinject_i_iteration, telinject_iteration, __ATOMIC_RELAXED);
  store(&link->telinject_i_loop_exit, telinject_loop_exit, __ATOMIC_RELAXED);
  store(&link->telinject_i_branch, telinject_branch, __ATOMIC_RELAXED);
  store(&link->telinject_i_change, telinject_change, __ATOMIC_RELAXED);
  store(&link->telinject_i_try, telinject_try, __ATOMIC_RELAXED);
  store(&link->telinject_i_catch, telinject_catch, __ATOMIC_RELAXED);
  store(&link->telinject_i_suspend, telinject_suspend, __ATOMIC_RELAXED);
  store(&link->telinject_i_resume, telinject_resume, __ATOMIC_RELAXED);
  store(&link->telinject_i_drop, telinject_drop, __ATOMIC_RELAXED);
  if (is_complete)
    store(&link->telinject_i_calls_what, telinject_calls_what, __ATOMIC_RELAXED);
  store(&link->telinject_i_enter, telinject_enter, __ATOMIC_RELEASE);
}
}
