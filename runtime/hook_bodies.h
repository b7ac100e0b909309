// What each function of <telinject/telinject.h> that instrumented code calls does (hooks.cpp), once its entry
// (hook_entries.cpp) has saved the program's registers.  Same arguments and results; of variadic ones `values`, the
// rest. frame: of the entry, as __builtin_frame_address says.
#pragma once

#include "values.h"

#include <cstdint>

extern "C" {

#pragma GCC visibility push(hidden)

int telinject_i_do_enter(const char *site, std::uint64_t, telinject::Arguments &values, std::uintptr_t frame);
void telinject_i_do_return(int span, const char *code, telinject::Arguments &values, std::uintptr_t frame);
void telinject_i_do_leave(int span, std::uint64_t, std::uintptr_t frame);
int telinject_i_do_loop(int outer, const char *site, std::uintptr_t frame);
void telinject_i_do_iteration(int loop, std::uint64_t, std::uintptr_t frame);
void telinject_i_do_ends(int loop, int way, std::uintptr_t frame);
void telinject_i_do_branch(int outer, const char *site, std::uintptr_t frame);
void telinject_i_do_change(int outer, const char *site, telinject::Arguments &values, std::uintptr_t frame);
int telinject_i_do_try(int outer, const char *site, std::uintptr_t frame);
void telinject_i_do_catch(int attempt, std::uint64_t, std::uintptr_t frame);
void *telinject_i_do_suspend(void *coroutine, int span, std::uintptr_t frame);
void telinject_i_do_resume(void *coroutine, std::uint64_t, std::uintptr_t frame);
void telinject_i_do_drop(void *coroutine, std::uint64_t, std::uintptr_t frame);

// telinject_enter for the header's own function that stands between it and the instrumented one: whose frame and caller
// count is that function's.
int telinject_enter_list(const char *site, va_list list, void *own_frame, void *caller);

#pragma GCC visibility pop
}
