// Loads libtelinject-net.so (net.h), once a process, and keeps it apart from forks.
#pragma once

#include "runtime/base/text.h"
#include "runtime/net/net.h"

namespace telinject {

struct NetLibrary {
  decltype(&telinject_net_run) run = nullptr; // null: not loaded
  decltype(&telinject_net_open) open = nullptr;
  decltype(&telinject_net_post) post = nullptr;
  decltype(&telinject_net_close) close = nullptr;
  decltype(&telinject_net_at_exit) at_exit = nullptr;
  Slice error; // why it is not loaded
};
// Runs on a thread of the runtime's own.
NetLibrary load_net_library();

// A fork must not happen while the library is being loaded or computes: in the child the dynamic linker or the SSL
// library would be in an unfinished state.  hold_net waits until that has ended, a second at most (a fork from a library's
// constructor holds the dynamic linker's lock), and prevents it until release.  False: it has not ended, and nothing is
// to be released.
bool hold_net();
void release_net();
// In a forked child.  is_held: by the fork.  If another thread of the parent was in the library, that state remains
// unfinished, and neither this process nor its children use the library: it is not loaded.
void reset_net_in_child(bool is_held);

} // namespace telinject
