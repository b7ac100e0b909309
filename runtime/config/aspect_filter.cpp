// Reads the list of TELEMETRY_ASPECTS, each time that it is asked: it has few names.
#include "runtime/config/aspect_filter.h"

#include "runtime/config/name_list.h"

namespace telinject {

namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

} // namespace

Slice check_aspect_list(Slice list) {
  while (!list.empty()) {
    const Slice element = take_element(list);
    if (element.empty() || (element.data[0] != '+' && element.data[0] != '-'))
      return "each name needs a + or - in front";
    if (element.size == 1)
      return "a name is empty";
    for (std::size_t i = 1; i < element.size; ++i)
      if (!is_name_character(element.data[i]))
        return "a name has letters, digits, '_' and '-' only";
  }
  return Slice();
}

bool is_aspect_selected(Slice list, Slice name) {
  bool others_are_selected = true;
  while (!list.empty()) {
    const Slice element = take_element(list);
    const bool is_plus = element.starts_with("+");
    if (element.drop_front(1) == name)
      return is_plus;
    others_are_selected = others_are_selected && !is_plus;
  }
  return others_are_selected;
}

} // namespace telinject
