// Tracepoints of LTTng-UST with the same values.
#pragma once

#define TRACEPOINT_CREATE_PROBES
#define TRACEPOINT_DEFINE
#include "lttng_provider.h"

#define PEER_ENTER(NAME, A, B, C) tracepoint(bench, enter, NAME, A, B, C);
#define PEER_LEAVE(NAME, RESULT) tracepoint(bench, leave, NAME, RESULT);

void peer_begin();
void peer_end();

void peer_begin() {}
void peer_end() {}
