// Nothing by hand: the uninstrumented program, and peers that come by the compiler.
#pragma once

#define PEER_ENTER(NAME, A, B, C)
#define PEER_LEAVE(NAME, RESULT)

void peer_begin();
void peer_end();

void peer_begin() {}
void peer_end() {}
