// Skips wrappers, interpreters and their options.
#include "tool/compiler/compiler_word.h"

#include "tool/compiler/shell_words.h"

#include <algorithm>
#include <array>

namespace telinject::rewrite {
namespace {

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

// A program that runs the command after its own options.
struct Wrapper {
  std::string_view name;
  std::string_view options_with_value; // letters; the value is joined or the next word
  std::string_view long_with_value;    // "--adjustment ", each followed by a space
  int operands;                        // number of operands before the command ("timeout 5 gcc")
};

constexpr std::array kWrappers = {
    Wrapper{"env", "uCS", "--unset --chdir --split-string ", 0},
    Wrapper{"nice", "n", "--adjustment ", 0},
    Wrapper{"ionice", "cnptu", "--class --classdata ", 0},
    Wrapper{"time", "fo", "--format --output ", 0},
    Wrapper{"timeout", "ks", "--kill-after --signal ", 1},
    Wrapper{"nohup", "", "", 0},
    Wrapper{"setsid", "", "", 0},
    Wrapper{"stdbuf", "ioe", "--input --output --error ", 0},
    Wrapper{"taskset", "", "", 1},
    Wrapper{"command", "", "", 0},
    Wrapper{"exec", "a", "", 0},
    Wrapper{"ccache", "", "", 0},
    Wrapper{"sccache", "", "", 0},
    Wrapper{"buildcache", "", "", 0},
    Wrapper{"cachecc1", "", "", 0},
    Wrapper{"clcache", "", "", 0},
    Wrapper{"distcc", "", "", 0},
    Wrapper{"icecc", "", "", 0},
    Wrapper{"gomacc", "", "", 0},
    Wrapper{"colorgcc", "", "", 0},
    Wrapper{"fakeroot", "", "", 0},
    Wrapper{"purify", "", "", 0},
};

// Returns the index after a wrapper's options and operands.
size_t index_after(const Wrapper &wrapper, const std::vector<std::string> &command, size_t i) {
  for (++i; i < command.size(); ++i) {
    const std::string &word = command[i];
    if (word == "--")
      return i + 1 + static_cast<size_t>(wrapper.operands);
    if (is_assignment(word) || (word == "-" && wrapper.name == "env"))
      continue; // variables of env, settings of ccache
    if (word.size() < 2 || word[0] != '-')
      break;
    const bool separate = word[1] == '-'
                              ? wrapper.long_with_value.find(word + " ") != std::string_view::npos
                              : word.size() == 2 && wrapper.options_with_value.find(word[1]) != std::string_view::npos;
    if (separate)
      ++i;
  }
  return i + static_cast<size_t>(wrapper.operands);
}

bool is_interpreter(std::string_view name) {
  for (std::string_view one : {"python", "perl", "ruby", "sh", "bash", "dash"})
    if (name.starts_with(one) && name.find_first_not_of("0123456789.", one.size()) == std::string_view::npos)
      return true;
  return false;
}

// Version suffixes after a compiler's name and a dash: "12", "12.2.0", "22".
bool is_version(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos && text[0] != '.';
}

// "x86_64-linux-gnu-g++-12" → "g++".
std::string_view plain_name(std::string_view path) {
  std::string_view name = base_name(path);
  if (const size_t dash = name.rfind('-'); dash != std::string_view::npos && is_version(name.substr(dash + 1)))
    name = name.substr(0, dash);
  while (!name.empty() && ((name.back() >= '0' && name.back() <= '9' && name != "c89" && name != "c99") ||
                           name.back() == '.')) // "clang22", "gcc4.9"
    name.remove_suffix(1);
  // POSIX names of GCC.
  if (name == "c89-gcc" || name == "c99-gcc")
    return "gcc";
  return name.substr(name.rfind('-') + 1);
}

size_t compiler_from(const std::vector<std::string> &command, size_t i) {
  while (i < command.size()) {
    const std::string_view name = base_name(command[i]);
    const auto wrapper =
        std::find_if(kWrappers.begin(), kWrappers.end(), [&](const Wrapper &w) { return w.name == name; });
    if (wrapper != kWrappers.end()) {
      i = index_after(*wrapper, command, i);
      continue;
    }
    if (is_compiler_name(name))
      return i;
    // telinject cc OPTIONS -- COMPILER
    if (name == "telinject" && i + 1 < command.size() && command[i + 1] == "cc") {
      const auto separator = std::find(command.begin() + static_cast<std::ptrdiff_t>(i), command.end(), "--");
      i = static_cast<size_t>(separator - command.begin()) + 1;
      continue;
    }
    // CMake runs linters and sets variables this way.
    if (name == "cmake" && i + 2 < command.size() && command[i + 1] == "-E") {
      const auto separator = std::find(command.begin() + static_cast<std::ptrdiff_t>(i), command.end(), "--");
      i = command[i + 2] == "env" ? i + 2 : static_cast<size_t>(separator - command.begin()) + 1;
      continue;
    }
    // A script, or a program of the project, whose first argument is the compiler.
    const size_t next = i + (is_interpreter(name) ? 2 : 1);
    if (next < command.size() && is_compiler_name(command[next]))
      return next;
    break;
  }
  return command.size();
}

} // namespace

bool is_compiler_name(std::string_view path) {
  const std::string_view name = plain_name(path);
  for (std::string_view known : {"cc", "c++", "gcc", "g++", "clang", "clang++", "c89", "c99", "icx", "icpx", "icc",
                                 "icpc", "mpicc", "mpicxx", "mpic++", "mpiCC", "CC", "cxx", "hipcc"})
    if (name == known)
      return true;
  return false;
}

bool is_cxx_compiler_name(std::string_view path) {
  const std::string_view name = plain_name(path);
  return name.find("++") != std::string_view::npos || name.ends_with("cxx") || name == "icpx" || name == "icpc" ||
         name == "CC" || name == "mpiCC";
}

size_t compiler_index(const std::vector<std::string> &command) {
  const size_t found = compiler_from(command, 0);
  return found < command.size() ? found : 0;
}

bool changes_folder(const std::vector<std::string> &command) {
  const size_t compiler = compiler_index(command);
  for (size_t i = 1; i < compiler; ++i)
    if ((command[i].starts_with("-C") || command[i].starts_with("--chdir")) && base_name(command[0]) == "env")
      return true;
  return false;
}

} // namespace telinject::rewrite
