// Functions that not every C library has (the program may use musl, another library than the runtime was built with).
#pragma once

#include <signal.h>

namespace telinject {

// call_at_quick_exit and call_at_fork do nothing if the program has no such function, or nothing in it uses the
// function.
using Plain = void (*)();
void call_at_quick_exit(Plain function);
void call_at_fork(Plain before, Plain in_parent, Plain in_child);
// sigaction and signal of the C library; the symbols of these names are the runtime's own.
int library_sigaction(int number, const struct sigaction *action, struct sigaction *before);
sighandler_t library_signal(int number, sighandler_t handler);
// Is the program fully static?  Its dlopen, if it has one, would load a second C library.
bool is_static_program();
// dlsym; null if nothing is found, or in a static program.  Clears the message of dlerror(), so the program sees none.
void *library_find(void *handle, const char *name);
// dlopen, looked up with dlsym, as linkers warn of its name in a static program.  Otherwise as library_find.
void *library_open(const char *path, int flags);

} // namespace telinject
