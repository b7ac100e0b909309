// Finds members of an object in the text of a line that is valid JSON.
#include "tool/events/fold/line_edit.h"

#include <algorithm>

namespace telinject::events::fold {
namespace {

std::size_t skip_space(std::string_view line, std::size_t at) {
  return std::min(line.find_first_not_of(" \t\r\n", at), line.size());
}

std::size_t end_of_string(std::string_view line, std::size_t at) {
  for (++at; at < line.size() && line[at] != '"'; ++at)
    if (line[at] == '\\')
      ++at;
  return std::min(at + 1, line.size());
}

std::size_t end_of_value(std::string_view line, std::size_t at) {
  std::size_t depth = 0;
  while (at < line.size()) {
    const char c = line[at];
    if (c == '"') {
      at = end_of_string(line, at);
    } else if (c == '{' || c == '[') {
      ++depth;
      ++at;
    } else if (depth != 0 && (c == '}' || c == ']')) {
      --depth;
      ++at;
    } else if (depth == 0) {
      return std::min(line.find_first_of(",}] \t\r\n", at), line.size()); // a number or a word
    } else {
      ++at;
      continue;
    }
    if (depth == 0)
      break;
  }
  return at;
}

} // namespace

std::optional<ValueRange> find_member(std::string_view line, std::size_t object, std::string_view key) {
  std::size_t at = skip_space(line, object + 1);
  while (at < line.size() && line[at] == '"') {
    const std::size_t end_of_key = end_of_string(line, at);
    const std::string_view name = line.substr(at + 1, end_of_key - at - 2);
    const std::size_t begin = skip_space(line, skip_space(line, end_of_key) + 1);
    const std::size_t end = end_of_value(line, begin);
    if (name == key)
      return ValueRange{begin, end};
    at = skip_space(line, end);
    if (at < line.size() && line[at] == ',')
      at = skip_space(line, at + 1);
  }
  return std::nullopt;
}

void replace_member(std::string &line, std::size_t object, std::string_view key, std::string_view value) {
  if (const auto range = find_member(line, object, key))
    line.replace(range->begin, range->end - range->begin, value);
}

void set_member(std::string &line, std::size_t object, std::string_view key, std::string_view value) {
  if (find_member(line, object, key))
    return replace_member(line, object, key, value);
  const std::size_t close = end_of_value(line, object) - 1;
  const bool is_empty = skip_space(line, object + 1) == close;
  line.insert(close, (is_empty ? "\"" : ",\"") + std::string(key) + "\":" + std::string(value));
}

} // namespace telinject::events::fold
