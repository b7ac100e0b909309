// Threads that pthread_exit or a cancellation ends: the guards of their open functions run while the stack is unwound.
#pragma once

#include "runtime/frontend/thread_ring.h"

namespace telinject {

// What a new thread's block begins with.
ThreadEnd first_thread_end();

// Is the calling thread's stack being unwound by pthread_exit or a cancellation?
bool is_ending(const Thread *t);

// A cancellation of that thread (a pthread_t) has been asked for.
void note_cancellation(std::uintptr_t handle);

} // namespace telinject
