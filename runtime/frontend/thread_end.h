// Detects threads that end by pthread_exit or cancellation: the guards of their open functions run during the
// unwinding.
#pragma once

#include "runtime/frontend/thread_ring.h"

namespace telinject {

// Returns the initial value for a new thread's block.
ThreadEnd first_thread_end();

// Returns true if pthread_exit or a cancellation is unwinding the calling thread's stack.
bool is_ending(const Thread *t);

// Records that a cancellation of that thread (a pthread_t) was requested.
void note_cancellation(std::uintptr_t handle);

} // namespace telinject
