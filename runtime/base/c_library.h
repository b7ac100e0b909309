// Functions that not every C library has (musl's is another than the one that the runtime was built against).
#pragma once

#include <signal.h>

namespace telinject {

// Absent: there is no such function, or nothing of this program uses it.
using Plain = void (*)();
void call_at_quick_exit(Plain function);
void call_at_fork(Plain before, Plain in_parent, Plain in_child);
// As sigaction and signal of the C library: those by these names are the runtime's own.
int library_sigaction(int number, const struct sigaction *action, struct sigaction *before);
sighandler_t library_signal(int number, sighandler_t handler);
// Fully static: its dlopen, where there is one, would load a second C library.
bool is_static_program();
// dlsym; null where nothing is found, or in a static program.  dlerror() then has no message for the program to find.
void *library_find(void *handle, const char *name);
// dlopen, which is found by dlsym: linkers warn of its name in a static program.  Else as library_find.
void *library_open(const char *path, int flags);

} // namespace telinject
