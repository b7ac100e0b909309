// Removes escape sequences and converts JSON and SARIF diagnostics.
#include "tool/compiler/captured_messages.h"

#include "tool/compiler/compiler_family.h"

#include <cstdlib>
#include <string_view>

#include <nlohmann/json.hpp>
#include <unistd.h>

namespace telinject::rewrite {
namespace {

using nlohmann::json;

constexpr char kEscape = '\033';

bool has_variable(const char *name, std::string_view value) {
  const char *found = std::getenv(name);
  return found && value == found;
}

// The last colour option decides; "auto" leaves the choice to the compiler.
bool user_decided(const std::vector<std::string> &command) {
  bool decided = false;
  for (const std::string &word : command) {
    if (word == "-fdiagnostics-color=auto")
      decided = false;
    else if (word.starts_with("-fdiagnostics-color") || word.starts_with("-fno-diagnostics-color") ||
             word == "-fcolor-diagnostics" || word == "-fno-color-diagnostics" || word == "-fdiagnostics-plain-output")
      decided = true;
  }
  return decided;
}

// Returns the end of the escape sequence at `at`: "ESC [ … LETTER", "ESC ] … BEL", "ESC ] … ESC \".
size_t end_of_escape(const std::string &text, size_t at) {
  const char kind = at + 1 < text.size() ? text[at + 1] : '\0';
  size_t end = at + 2;
  if (kind == '[') {
    while (end < text.size() && (text[end] < '@' || text[end] > '~'))
      ++end;
    return end + 1;
  }
  if (kind != ']')
    return end;
  while (end < text.size() && text[end] != '\a' && text[end] != '\n' && text[end] != kEscape)
    ++end;
  if (end < text.size() && text[end] == kEscape)
    ++end;
  return end < text.size() && text[end] == '\n' ? end : end + 1; // a truncated link
}

std::string plain_message(const std::string &file, size_t line, const std::string &kind, const std::string &message,
                          const std::string &option) {
  return file + ":" + std::to_string(line) + ":1: " + kind + ": " + message +
         (option.empty() ? "" : " [" + option + "]") + "\n";
}

// Converts one line of GCC's -fdiagnostics-format=json, a list of diagnostics.
std::string from_json(const json &diagnostics) {
  std::string lines;
  for (const json &one : diagnostics) {
    const json &caret = one.at("locations").empty() ? json() : one.at("locations").front().at("caret");
    lines += plain_message(caret.value("file", ""), caret.value("line", size_t{0}), one.value("kind", ""),
                           one.value("message", ""), one.value("option", ""));
  }
  return lines;
}

std::string from_sarif(const json &log) {
  std::string lines;
  for (const json &run : log.at("runs"))
    for (const json &result : run.at("results")) {
      const json &location = result.at("locations").at(0).at("physicalLocation");
      std::string file = location.at("artifactLocation").value("uri", "");
      if (file.starts_with("file://"))
        file.erase(0, 7);
      lines += plain_message(file, location.at("region").value("startLine", size_t{0}), result.value("level", ""),
                             result.at("message").value("text", ""), result.value("ruleId", ""));
    }
  return lines;
}

// Converts a line of JSON diagnostics to text; returns other lines unchanged.
std::string plain_line(const std::string &line) {
  if (!line.starts_with("[{") && !line.starts_with("{\"$schema\"") && !line.starts_with("{\"version\""))
    return line;
  try {
    const json document = json::parse(line);
    std::string lines = document.is_array() ? from_json(document) : from_sarif(document);
    lines.resize(lines.size() - lines.ends_with("\n"));
    return lines;
  } catch (const json::exception &) {
    return line;
  }
}

} // namespace

std::string without_escapes(const std::string &text) {
  std::string plain;
  for (size_t at = 0; at < text.size();) {
    if (text[at] == kEscape)
      at = end_of_escape(text, at);
    else
      plain += text[at++];
  }
  return plain;
}

std::vector<std::string> color_arguments(const std::vector<std::string> &command) {
  const char *terminal = std::getenv("TERM");
  if (!::isatty(STDERR_FILENO) || !terminal || std::string_view(terminal) == "dumb" || user_decided(command))
    return {};
  switch (compiler_family(command)) {
  case CompilerFamily::gcc:
    if (has_variable("GCC_COLORS", ""))
      return {};
    return {"-fdiagnostics-color=always"};
  case CompilerFamily::clang:
    if (std::getenv("NO_COLOR") && !has_variable("NO_COLOR", ""))
      return {};
    return {"-fcolor-diagnostics"};
  case CompilerFamily::unknown:
    break;
  }
  return {};
}

std::string plain_messages(const std::string &messages) {
  const std::string text = without_escapes(messages);
  std::string lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    lines += plain_line(text.substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return lines;
}

} // namespace telinject::rewrite
