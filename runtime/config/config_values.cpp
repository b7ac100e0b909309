// Reads, copies and refuses values: see config_values.h.
#include "runtime/config/config_values.h"

#include <initializer_list>

namespace telinject {

bool equals_ignore_case(Slice a, Slice lower) {
  if (a.size != lower.size)
    return false;
  for (std::size_t i = 0; i < a.size; ++i) {
    const char c = a.data[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c) != lower.data[i])
      return false;
  }
  return true;
}

std::optional<bool> parse_bool(Slice s) {
  for (Slice yes : {Slice("true"), Slice("1"), Slice("yes"), Slice("on")})
    if (equals_ignore_case(s, yes))
      return true;
  for (Slice no : {Slice("false"), Slice("0"), Slice("no"), Slice("off")})
    if (equals_ignore_case(s, no))
      return false;
  return std::nullopt;
}

int hex_value(char c) {
  return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

Slice look_up(const ConfigSource &from, const char *name) {
  return Slice::of(from.get(name));
}

void warn_value(const ConfigSource &from, Slice name, Slice value, Slice advice) {
  char line[512];
  TextBuffer text(line, sizeof line);
  text.put(name);
  text.put("=");
  text.put(value.take_front(200));
  text.put(": ");
  text.put(advice);
  from.warn(text.slice());
}

Slice keep(TextBuffer &storage, Slice s) {
  const std::size_t start = storage.size();
  storage.put(s);
  return Slice(storage.slice().data + start, storage.size() - start);
}

const char *keep_c_string(TextBuffer &storage, Slice s) {
  const std::size_t start = storage.size();
  storage.put(s);
  storage.put('\0');
  return storage.overflow() ? "" : storage.slice().data + start;
}

const char *keep_path(TextBuffer &storage, const Config &config, Slice path) {
  if (path.empty())
    return nullptr;
  const std::size_t start = storage.size();
  if (path.data[0] != '/' && !config.working_folder.empty()) {
    storage.put(config.working_folder);
    storage.put('/');
  }
  storage.put(path);
  storage.put('\0');
  return storage.slice().data + start;
}

} // namespace telinject
