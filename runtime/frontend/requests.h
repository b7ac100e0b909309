// Requests that a server handles.  Around the handler of a request two spans are open: the context of the request
// (TraceChange::request), which begins a trace or continues that of the client, and inside it the request's own, if its
// trace is recorded.  A library that calls the handler several times for a request knows it by a handle; between the calls
// both spans wait in a table.  Functions take the calling thread's block.
#pragma once

#include "runtime/frontend/span_stack.h"

namespace telinject {

struct CallState;
struct Thread;

// At the entry of a handler, when all values have been passed.  Opens nothing for a handler that another one of the same
// request calls.
void begin_request(Thread *t, CallState &call, const FrameAddress &frame);
// When the handler returns: ends the request, or keeps it for the next call if it has not been answered.
void end_request(Thread *t, CallState &call);
// A call that answers the request with that handle passes its status.
void answer_request(Thread *t, const CallState &call);

// In a forked child, whose other threads are gone.
void reset_request_lock();

} // namespace telinject
