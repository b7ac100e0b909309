// Scans a source for #include directives that name sources.
#include "tool/compiler/unity.h"

#include "tool/base/files.h"
#include "tool/compiler/compiler_args.h"
#include "tool/source/scan.h"

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace telinject::rewrite {
namespace {

constexpr size_t kMaxBytes = size_t{4} << 20;
constexpr size_t kMaxIncludes = 10000;

// Returns the file name of an #include directive, which begins with '#'; "" for other directives and for macros.
std::string_view included_name(std::string_view directive) {
  size_t at = directive.find_first_not_of(" \t", 1);
  if (at == std::string_view::npos || directive.substr(at, 7) != "include")
    return {};
  at = directive.find_first_not_of(" \t", at + 7);
  if (at == std::string_view::npos || (directive[at] != '"' && directive[at] != '<'))
    return {};
  const size_t end = directive.find(directive[at] == '"' ? '"' : '>', at + 1);
  return end == std::string_view::npos ? std::string_view() : directive.substr(at + 1, end - at - 1);
}

std::string_view line_at(std::string_view text, size_t offset) {
  return text.substr(offset, text.find_first_of("\r\n", offset) - offset);
}

// A quick check that ignores comments: most sources include no sources and need no scan.
bool may_include_sources(std::string_view text) {
  for (size_t at = text.find('#'); at != std::string_view::npos; at = text.find('#', at + 1))
    if (is_source_name(std::string(included_name(line_at(text, at)))))
      return true;
  return false;
}

struct Directives {
  std::vector<std::string> sources; // names of included sources
  bool code = false;                // contains more than directives and comments
};

Directives directives_of(std::string_view text) {
  Directives found;
  bool in_directive = false, line_begins = true;
  for (const ScanToken &token : scan(text)) {
    if (token.kind == TokenKind::newline) {
      in_directive = false;
      line_begins = true;
    } else if (token.kind > TokenKind::block_comment && !in_directive) {
      in_directive = line_begins && text[token.offset] == '#';
      found.code |= !in_directive;
      line_begins = false;
      const std::string name(in_directive ? included_name(line_at(text, token.offset)) : std::string_view());
      if (is_source_name(name) && found.sources.size() < kMaxIncludes)
        found.sources.push_back(name);
    }
  }
  return found;
}

std::vector<std::string> include_folders(const Unit &unit) {
  std::vector<std::string> folders = {std::filesystem::path(unit.file).parent_path().string(), unit.directory};
  for (size_t i = 1; i < unit.arguments.size(); ++i) {
    const std::string &argument = unit.arguments[i];
    for (const std::string option : {"-iquote", "-isystem", "-idirafter", "-I"}) {
      if (argument.compare(0, option.size(), option) != 0)
        continue;
      if (argument.size() > option.size())
        folders.push_back(absolute_path(argument.substr(option.size()), unit.directory));
      else if (i + 1 < unit.arguments.size())
        folders.push_back(absolute_path(unit.arguments[++i], unit.directory));
      break;
    }
  }
  return folders;
}

} // namespace

IncludedSources included_sources(const Unit &unit) {
  IncludedSources included;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(unit.file, ignored))
    return included;
  const std::string text = read_start(unit.file, kMaxBytes);
  if (!may_include_sources(text))
    return included;
  const Directives directives = directives_of(text);
  const std::vector<std::string> folders = include_folders(unit);
  for (const std::string &name : directives.sources)
    for (const std::string &folder : folders)
      if (const std::string path = absolute_path(name, folder); std::filesystem::is_regular_file(path, ignored)) {
        included.files.push_back(path);
        break;
      }
  included.is_unity = !directives.code && !included.files.empty();
  return included;
}

} // namespace telinject::rewrite
