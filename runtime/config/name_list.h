// Reads lists of names separated by commas.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Takes the next element from the list, without the spaces around it.
inline Slice take_element(Slice &list) {
  const std::size_t comma = list.find(',');
  Slice element = list.take_front(comma);
  list = list.drop_front(comma + 1);
  while (element.starts_with(" "))
    element = element.drop_front(1);
  while (!element.empty() && element.end()[-1] == ' ')
    element = element.take_front(element.size - 1);
  return element;
}

} // namespace telinject
