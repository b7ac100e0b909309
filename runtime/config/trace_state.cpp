// Checks a `tracestate`: https://www.w3.org/TR/trace-context/#tracestate-header-field-values
#include "runtime/config/trace_state.h"

#include "runtime/base/trimmed.h"

namespace telinject {

namespace {

constexpr std::size_t max_key = 256, max_value = 256;

bool is_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || Slice("_-*/@").contains(c);
}

bool is_member(Slice key, Slice value) {
  if (key.size == 0 || key.size > max_key || Slice("_-*/@").contains(key.data[0]) || value.size == 0 ||
      value.size > max_value)
    return false;
  for (std::size_t i = 0; i < key.size; ++i)
    if (!is_key_character(key.data[i]))
      return false;
  for (std::size_t i = 0; i < value.size; ++i)
    if (value.data[i] < ' ' || value.data[i] > '~' || value.data[i] == '=')
      return false;
  return true;
}

} // namespace

bool is_valid_tracestate(Slice text) {
  if (text.size > max_tracestate)
    return false;
  Slice keys[max_tracestate_members];
  std::size_t count = 0;
  while (text.size != 0) {
    const Slice member = trimmed(text.take_front(text.find(',')), " \t");
    text = text.drop_front(member.data + member.size - text.data);
    text = text.drop_front(text.find(','));
    text = text.size != 0 ? text.drop_front(1) : text;
    if (member.size == 0) // members may be empty
      continue;
    const std::size_t equals = member.find('=');
    const Slice key = member.take_front(equals);
    if (count == max_tracestate_members || equals == member.size || !is_member(key, member.drop_front(equals + 1)))
      return false;
    for (std::size_t i = 0; i < count; ++i)
      if (keys[i] == key)
        return false;
    keys[count++] = key;
  }
  return count != 0;
}

} // namespace telinject
