// A line written by hand with fmt, to a buffered file.
#pragma once

#include "buffered_file.h"
#include "by_hand.h"

inline void put_event(const by_hand::Event &e) {
  thread_local fmt::memory_buffer text;
  text.clear();
  line::put_by_fmt(e, text);
  put_line({text.data(), text.size()});
}
