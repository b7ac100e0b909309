// Checks character sets, calling conventions and preprocessing modes.
#include "tool/compiler/option_policy.h"

#include "tool/compiler/arguments.h"
#include "tool/compiler/compiler_args.h"
#include "tool/compiler/target_machine.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace telinject::rewrite {
namespace {

// Returns true for character sets in which bytes below 0x80 are always ASCII. In UTF-16, EBCDIC, Shift-JIS, GBK, Big5
// and ISO-2022, inserted text, quotes and backslashes may have another meaning.
bool holds_ascii(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
  std::erase_if(name, [](char c) { return c == '-' || c == '_'; });
  name = name.substr(0, name.find("//")); // "ASCII//TRANSLIT"
  for (std::string_view same : {"UTF8", "ASCII", "USASCII", "ANSIX3.4", "646", "ISO646US", "C", "POSIX", "GB2312",
                                "MACINTOSH", "TIS620", "VISCII", "CHAR", ""})
    if (name == same)
      return true;
  for (std::string_view family : {"ISO8859", "LATIN", "L1", "8859", "KOI8", "EUC", "CP125", "WINDOWS125", "CP1125",
                                  "CP437", "CP73", "CP77", "CP85", "CP86", "CP87", "IBM437", "IBM85", "IBM86"})
    if (name.starts_with(family))
      return true;
  return false;
}

// Options that change the calling convention, so that calls of the runtime would fail.
bool changes_calls(std::string_view option) {
  for (std::string_view flag : {"-mabi=ms", "-fsso-struct=big-endian", "-mpreferred-stack-boundary=2",
                                "-mpreferred-stack-boundary=3"}) // the ABI requires 1 << 4 bytes
    if (option == flag)
      return true;
  // Functions of the C library and the runtime preserve only the registers of the ABI.
  return option.starts_with("-fcall-saved-") || option.starts_with("-fcall-used-");
}

// Without floating-point return values, the C++ functions that record floats do not compile.
bool is_without_floating_point(std::string_view option) {
  for (std::string_view flag : {"-mgeneral-regs-only", "-mno-80387", "-mno-fp-ret-in-387"})
    if (option == flag)
      return true;
  return false;
}

// Options under which the text is not read as C or C++ with includes, or the target macros are missing.
bool changes_reading(std::string_view option) {
  for (std::string_view flag : {"-undef", "-fpreprocessed", "-fdirectives-only", "-traditional-cpp", "-traditional"})
    if (option == flag)
      return true;
  return false;
}

bool is_refused(const std::string &option) {
  for (std::string_view charset : {"-fexec-charset=", "-finput-charset="})
    if (option.starts_with(charset))
      return !holds_ascii(option.substr(charset.size()));
  return changes_calls(option) || changes_reading(option);
}

} // namespace

std::string refused_option(const std::vector<std::string> &command) {
  if (const std::string word = foreign_target(command); !word.empty())
    return word;
  const CommandFacts facts = facts_of(command);
  const bool is_cxx = facts.is_cxx || std::any_of(facts.sources.begin(), facts.sources.end(),
                                                  [&](size_t i) { return !command[i].ends_with(".c"); });
  const std::vector<Argument> arguments = split_arguments(command, facts.compiler);
  const std::vector<Argument> nested = split_preprocessor_arguments(preprocessor_words(arguments));
  const auto has = [&](std::string_view option) {
    return std::any_of(arguments.begin(), arguments.end(), [&](const Argument &a) { return a.option == option; });
  };
  // GCC 12 fails to compile thread-local accesses with these options.
  if (has("-mforce-indirect-call") && (has("-fPIC") || has("-fpic")))
    return "-mforce-indirect-call";
  for (const auto *list : {&arguments, &nested})
    for (const Argument &argument : *list)
      if (!argument.is_input() &&
          (is_refused(argument.joined()) || (is_cxx && is_without_floating_point(argument.option))))
        return argument.joined();
  return "";
}

} // namespace telinject::rewrite
