// Compares two texts line by line from their ends.
#include "tool/base/diff.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace telinject::rewrite {
namespace {

constexpr size_t kContext = 3;

struct Line {
  char kind; // ' ', '-' or '+'
  std::string_view text;
};

std::vector<std::string_view> lines_of(const std::string &text) {
  std::vector<std::string_view> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at);
    const size_t next = end == std::string::npos ? text.size() : end + 1;
    lines.push_back(std::string_view(text).substr(at, next - at));
    at = next;
  }
  return lines;
}

std::vector<Line> align(const std::vector<std::string_view> &before, const std::vector<std::string_view> &after) {
  std::vector<Line> lines;
  const size_t common = std::min(before.size(), after.size());
  for (size_t i = 0; i < before.size() - common; ++i)
    lines.push_back({'-', before[i]});
  for (size_t i = 0; i < after.size() - common; ++i)
    lines.push_back({'+', after[i]});
  for (size_t i = 0; i < common; ++i) {
    const std::string_view a = before[before.size() - common + i], b = after[after.size() - common + i];
    if (a == b) {
      lines.push_back({' ', a});
    } else {
      lines.push_back({'-', a});
      lines.push_back({'+', b});
    }
  }
  return lines;
}

std::string range(size_t first, size_t count) {
  return std::to_string(count == 0 ? first - 1 : first) + (count == 1 ? "" : "," + std::to_string(count));
}

// Returns the name for a header line of a patch. git and GNU patch read a quoted name with C escapes; a tab ends a name
// that contains a space.
std::string header_name(const std::string &name) {
  constexpr std::string_view kEscaped = "\a\b\t\n\v\f\r\"\\", kLetters = "abtnvfr\"\\";
  std::string quoted;
  bool needs_quotes = false;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (const size_t at = kEscaped.find(c); at != std::string_view::npos) {
      quoted += {'\\', kLetters[at]};
      needs_quotes = true;
    } else if (byte < 0x20 || byte >= 0x7F) {
      quoted += '\\';
      for (const int shift : {6, 3, 0})
        quoted += static_cast<char>('0' + ((byte >> shift) & 7));
      needs_quotes = true;
    } else {
      quoted += c;
    }
  }
  if (needs_quotes)
    return '"' + quoted + '"';
  return name.find(' ') == std::string::npos ? name : name + "\t";
}

} // namespace

std::string unified_diff(const std::string &before, const std::string &after, const std::string &path) {
  if (before == after)
    return "";
  const std::vector<Line> lines = align(lines_of(before), lines_of(after));
  std::string out = "--- " + header_name("a/" + path) + "\n+++ " + header_name("b/" + path) + "\n";
  size_t old_line = 1, new_line = 1, i = 0;
  auto advance = [&](const Line &line) {
    old_line += line.kind != '+';
    new_line += line.kind != '-';
  };
  while (i < lines.size()) {
    size_t change = i;
    while (change < lines.size() && lines[change].kind == ' ')
      ++change;
    if (change == lines.size())
      break;
    const size_t begin = change - i > kContext ? change - kContext : i;
    size_t end = change;
    for (size_t unchanged = 0; end < lines.size() && unchanged <= 2 * kContext; ++end)
      unchanged = lines[end].kind == ' ' ? unchanged + 1 : 0;
    while (end > change && lines[end - 1].kind == ' ')
      --end;
    end = std::min(lines.size(), end + kContext);
    for (; i < begin; ++i)
      advance(lines[i]);
    const size_t old_first = old_line, new_first = new_line;
    std::string body;
    for (; i < end; ++i) {
      advance(lines[i]);
      body += lines[i].kind + std::string(lines[i].text);
      if (lines[i].text.empty() || lines[i].text.back() != '\n')
        body += "\n\\ No newline at end of file\n";
    }
    out += "@@ -" + range(old_first, old_line - old_first) + " +" + range(new_first, new_line - new_first) + " @@\n" +
           body;
  }
  return out;
}

} // namespace telinject::rewrite
