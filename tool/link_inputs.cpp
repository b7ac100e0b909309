#include "link_inputs.h"

#include "compile_db.h"
#include "files.h"

namespace telinject {
namespace {

constexpr int kDeepestResponseFile = 8;

void expand(const std::vector<std::string> &words, int depth, std::vector<std::string> &out) {
  for (const std::string &word : words) {
    const auto text =
        word.size() > 1 && word[0] == '@' && depth < kDeepestResponseFile ? read_file(word.substr(1)) : std::nullopt;
    if (text)
      expand(split_command(*text), depth + 1, out);
    else
      out.push_back(word);
  }
}

// The symbols that instrumented code refers to, as an object's string table has them.
bool is_instrumented(const std::string &file) {
  const auto text = read_file(file);
  return text &&
         (text->find("telinject_i_link") != std::string::npos || text->find("telinject_enter") != std::string::npos);
}

} // namespace

std::vector<std::string> expand_response_files(const std::vector<std::string> &command) {
  std::vector<std::string> expanded;
  expand(command, 0, expanded);
  return expanded;
}

bool links_instrumented_objects(const std::vector<std::string> &command, const CommandFacts &facts) {
  for (const size_t input : facts.other_inputs)
    if (is_instrumented(command[input]))
      return true;
  std::vector<std::string> folders, libraries;
  for (size_t i = 1; i < command.size(); ++i) {
    const auto value = [&](const char *option) {
      if (command[i] == option)
        return i + 1 < command.size() ? command[i + 1] : std::string();
      return command[i].compare(0, 2, option) == 0 ? command[i].substr(2) : std::string();
    };
    if (std::string folder = value("-L"); !folder.empty())
      folders.push_back(folder);
    if (std::string library = value("-l"); !library.empty())
      libraries.push_back(library);
  }
  for (const std::string &library : libraries)
    for (const std::string &folder : folders)
      if (is_instrumented(folder + "/lib" + library + ".a"))
        return true;
  return false;
}

} // namespace telinject
