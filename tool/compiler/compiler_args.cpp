// Classifies options and inputs.
#include "tool/compiler/compiler_args.h"

#include "tool/base/files.h"
#include "tool/compiler/arguments.h"
#include "tool/compiler/compiler_word.h"

#include <string_view>

namespace telinject::rewrite {
namespace {

bool is_header_name(const std::string &path) {
  for (std::string_view end : {".h", ".hh", ".hpp", ".hxx", ".H", ".h++", ".hp", ".HPP", ".tcc"})
    if (path.ends_with(end))
      return true;
  return false;
}

// Options that produce only text or print information.
bool makes_no_object(const std::string &a) {
  for (std::string_view flag :
       {"-S", "-E", "-M", "-MM", "-fsyntax-only", "-###", "--version", "--help", "--target-help", "-dumpversion",
        "-dumpmachine", "-dumpfullversion", "-dumpspecs", "--precompile", "-emit-llvm", "--analyze", "-fmodule-only"})
    if (a == flag)
      return true;
  return a.starts_with("-print-") || a.starts_with("--print-") || a.starts_with("--help=");
}

void note_flag(const std::string &a, CommandFacts &facts) {
  if (a == "-c")
    facts.links = false;
  if (makes_no_object(a))
    facts.links = facts.compiles = false;
  if (a == "-r")
    facts.relocatable_link = true;
  if (a == "-static" || a == "-static-pie")
    facts.static_link = true;
  if (a == "-nostdlib" || a == "-nodefaultlibs" || a == "-nolibc")
    facts.no_runtime = true;
  if (a == "-ffreestanding" || a == "-nostdinc" || a == "-fno-hosted" || a == "-mkernel")
    facts.freestanding = true;
  if (a.starts_with("-fmodule-header"))
    facts.precompiles_header = true;
  if (a == "-include-pch" || a.ends_with(".gch") || a.ends_with(".pch") || a.find("cmake_pch") != std::string::npos)
    facts.uses_precompiled_header = true;
}

void note_option(const Argument &argument, CommandFacts &facts) {
  note_flag(argument.row ? argument.option : argument.joined(), facts);
  if (argument.option == "-Xclang" || argument.option == "-include")
    note_flag(argument.value, facts);
}

void note_input(const Argument &input, const std::string &language, CommandFacts &facts) {
  const std::string &path = input.value;
  if (path == "-")
    facts.reads_stdin = true;
  if (path.empty() || path == "-" || path[0] == '@')
    return;
  const bool by_name = language.empty() || language == "none";
  if (language == "c-header" || language == "c++-header" || language.ends_with("-system-header") ||
      language.ends_with("-user-header") || (by_name && is_header_name(path)))
    facts.precompiles_header = true;
  if (language == "c" || language == "c++" || (by_name && is_source_name(path)))
    facts.sources.push_back(input.first);
  else
    facts.other_inputs.push_back(input.first);
}

} // namespace

const std::vector<std::string> &flow_warnings(CompilerFamily family) {
  static const std::vector<std::string> of_clang = {"pass-failed", "frame-larger-than", "stack-protector"};
  static const std::vector<std::string> of_gcc = {
      "maybe-uninitialized", "uninitialized", "array-bounds", "stringop-overflow", "stringop-overread",
      "stringop-truncation", "null-dereference", "restrict", "free-nonheap-object", "use-after-free",
      "dangling-pointer", "strict-overflow", "format-overflow", "format-truncation", "alloc-size-larger-than",
      "return-local-addr", "aggressive-loop-optimizations", "clobbered", "infinite-recursion", "inline",
      // … or on the size of the stack frame
      "frame-larger-than", "stack-usage", "stack-protector", "vla-larger-than", "alloca-larger-than",
      "disabled-optimization", "unsafe-loop-optimizations", "vector-operation-performance"};
  return family == CompilerFamily::clang ? of_clang : of_gcc;
}

bool is_source_name(const std::string &path) {
  for (std::string_view end : {".c", ".cc", ".cpp", ".cxx", ".C", ".c++", ".cp", ".CPP", ".ii", ".i"})
    if (path.ends_with(end))
      return !path.ends_with(".i") && !path.ends_with(".ii");
  return false;
}

CommandFacts facts_of(const std::vector<std::string> &command) {
  CommandFacts facts;
  facts.compiler = compiler_index(command);
  if (command.empty() || changes_folder(command)) {
    facts.links = facts.compiles = false;
    return facts;
  }
  facts.is_cxx = is_cxx_compiler_name(command[facts.compiler]);
  const std::vector<Argument> arguments = split_arguments(command, facts.compiler);
  std::string language;
  for (const Argument &argument : arguments) {
    if (argument.option == "-x")
      language = argument.value;
    else if (argument.option == "--driver-mode=g++")
      facts.is_cxx = true;
    if (argument.is_input())
      note_input(argument, language, facts);
    else
      note_option(argument, facts);
  }
  for (const Argument &argument : split_preprocessor_arguments(preprocessor_words(arguments)))
    if (!argument.is_input())
      note_option(argument, facts);
  return facts;
}

std::optional<size_t> index_of_source(const std::vector<std::string> &command, const std::string &file,
                                      const std::string &directory) {
  const std::string wanted = absolute_path(file, directory);
  const std::string real = real_path(wanted);
  std::optional<size_t> same_file, only_source;
  const CommandFacts facts = facts_of(command);
  std::vector<size_t> inputs = facts.sources;
  inputs.insert(inputs.end(), facts.other_inputs.begin(), facts.other_inputs.end());
  for (const size_t input : inputs) {
    const std::string path = absolute_path(command[input], directory);
    if (path == wanted)
      return input;
    if (!same_file && !real.empty() && real_path(path) == real)
      same_file = input;
  }
  // A database with missing folders may still name one source in both places.
  if (facts.sources.size() == 1) {
    const std::string &path = command[facts.sources.front()];
    if (path.substr(path.rfind('/') + 1) == wanted.substr(wanted.rfind('/') + 1))
      only_source = facts.sources.front();
  }
  return same_file ? same_file : only_source;
}

} // namespace telinject::rewrite
