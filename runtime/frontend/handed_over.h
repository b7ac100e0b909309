// Work that goes to a callback of a library: the call that hands it over notes the context of the open span under the
// handle by which the library knows the work, and the callback, which is given the handle, continues it.
#pragma once

#include "runtime/frontend/span_stack.h"

namespace telinject {

struct CallState;
struct Thread;

// The call hands work over (ACTION n, m or N of telinject_call).  t: the calling thread's block.
void note_work(const Thread *t, const CallState &call);

// At the head of a callback (ACTION K or T): continues the trace of the span in which its work was handed over.  If
// several spans have handed work over and nothing tells which this is, a new trace begins.  If none has, nothing changes.
void begin_work(Thread *t, CallState &call, const FrameAddress &frame);
// When the callback returns.
void end_work(Thread *t, const CallState &call);

// In a forked child, whose other threads are gone.
void reset_handed_over_lock();

} // namespace telinject
