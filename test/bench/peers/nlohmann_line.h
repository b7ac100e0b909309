// The same line as a document of nlohmann/json, dumped to a buffered file.
#pragma once

#include "buffered_file.h"
#include "by_hand.h"

inline void put_event(const by_hand::Event &e) {
  put_line(line::document(e).dump() + '\n');
}
