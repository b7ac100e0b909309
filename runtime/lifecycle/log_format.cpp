// Appends ids to formats: see log_format.h.
#include "runtime/lifecycle/log_format.h"

namespace telinject {

namespace {

// Returns the position behind the conversion that begins behind a '%'; the format's size if it does not end.
std::size_t end_of_conversion(Slice format, std::size_t at) {
  constexpr Slice before_type = "0123456789-+ #'I*.$hlqjztL";
  while (at < format.size && before_type.contains(format.data[at]))
    ++at;
  return at < format.size ? at + 1 : format.size + 1;
}

bool takes_more_text(Slice format) {
  for (std::size_t at = 0; at < format.size;) {
    if (format.data[at++] != '%')
      continue;
    at = end_of_conversion(format, at);
    if (at > format.size || format.data[at - 1] == 'n')
      return false;
  }
  return true;
}

} // namespace

const char *append_context(const char *format, const Continued &context, char *memory, std::size_t size) {
  const Slice whole = Slice::of(format);
  if (!format || whole.size + 1 + log_context_size + 1 > size || !takes_more_text(whole))
    return format;
  std::size_t text = whole.size;
  while (text != 0 && whole.data[text - 1] == '\n')
    --text;
  TextBuffer out(memory, size);
  out.put(whole.take_front(text));
  if (text != 0)
    out.put(' ');
  put_log_context(out, context);
  out.put(whole.drop_front(text));
  out.put('\0');
  return memory;
}

} // namespace telinject
