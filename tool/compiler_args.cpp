#include "compiler_args.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace telinject {
namespace {

struct Option {
  std::string_view name;
  bool path;  // the value is a path
  bool parse; // kept for the parser
};

// Options of GCC and Clang whose value is the next argument when nothing is joined to them.
constexpr std::array kTakesValue = {
    Option{"-I", true, true},
    Option{"-iquote", true, true},
    Option{"-isystem", true, true},
    Option{"-idirafter", true, true},
    Option{"-include", true, true},
    Option{"-imacros", true, true},
    Option{"-iprefix", true, true},
    Option{"-iwithprefix", false, true},
    Option{"-iwithprefixbefore", false, true},
    Option{"-isysroot", true, true},
    Option{"--sysroot", true, true},
    Option{"-include-pch", true, false},
    Option{"-D", false, true},
    Option{"-U", false, true},
    Option{"-x", false, true},
    Option{"-o", true, false},
    Option{"-MF", true, false},
    Option{"-MT", false, false},
    Option{"-MQ", false, false},
    Option{"-MJ", true, false},
    Option{"-L", true, false},
    Option{"-l", false, false},
    Option{"-T", true, false},
    Option{"-u", false, false},
    Option{"-z", false, false},
    Option{"-e", false, false},
    Option{"-Xlinker", false, false},
    Option{"-Xassembler", false, false},
    Option{"-Xpreprocessor", false, false},
    Option{"-Xclang", false, false},
    Option{"-mllvm", false, false},
    Option{"-target", false, true},
    Option{"-arch", false, true},
    Option{"-aux-info", true, false},
    Option{"-dumpdir", false, false},
    Option{"-dumpbase", false, false},
    Option{"-dumpbase-ext", false, false},
    Option{"-wrapper", false, false},
    Option{"-specs", true, false},
    Option{"--param", false, false},
    Option{"-A", false, false},
    Option{"-B", true, false},
    Option{"-rpath", false, false},
    Option{"-soname", false, false},
    Option{"-h", false, false},
};

// Joined forms ("-Ifoo") exist for the one-letter ones and for those that gcc documents so.
bool may_be_joined(std::string_view name) {
  return name.size() == 2 || name == "-iquote" || name == "-isystem" || name == "-idirafter" || name == "-include" ||
         name == "-imacros" || name == "-isysroot";
}

const Option *find_separate(const std::string &argument) {
  const auto found =
      std::find_if(kTakesValue.begin(), kTakesValue.end(), [&](const Option &o) { return o.name == argument; });
  return found == kTakesValue.end() ? nullptr : found;
}

const Option *find_joined(const std::string &argument) {
  const auto found = std::find_if(kTakesValue.begin(), kTakesValue.end(), [&](const Option &o) {
    return may_be_joined(o.name) && argument.size() > o.name.size() &&
           argument.compare(0, o.name.size(), o.name) == 0 &&
           // "-include" begins like "-i…" of others, "-e" like "-export-dynamic": only a path or a macro may follow.
           (o.name.size() > 2 || std::string_view("-I-D-U-o-L-l-B-x").find(o.name) != std::string_view::npos);
  });
  return found == kTakesValue.end() ? nullptr : found;
}

bool is_header_name(const std::string &path) {
  for (std::string_view end : {".h", ".hh", ".hpp", ".hxx", ".H", ".h++"})
    if (path.ends_with(end))
      return true;
  return false;
}

// What only makes text or answers questions; the first match decides.
void note_flag(const std::string &a, CommandFacts &facts) {
  if (a == "-c")
    facts.links = false;
  if (a == "-S" || a == "-E" || a == "-M" || a == "-MM" || a == "-fsyntax-only" || a == "-###" || a == "--version" ||
      a == "--help" || a.starts_with("-print-") || a.starts_with("--print-") || a == "-dumpversion" ||
      a == "-dumpmachine" || a == "-dumpfullversion" || a == "-dumpspecs" || a == "--precompile" || a == "-emit-llvm")
    facts.links = facts.compiles = false;
  if (a == "-r")
    facts.relocatable_link = true;
  if (a == "-static" || a == "-static-pie" || a == "--static")
    facts.static_link = true;
  if (a == "-nostdlib" || a == "-nodefaultlibs" || a == "-nolibc")
    facts.no_runtime = true;
  if (a == "-ffreestanding" || a == "-nostdinc" || a == "-fno-hosted" || a == "-mkernel")
    facts.freestanding = true;
  if (a == "-include-pch" || a.ends_with(".gch") || a.ends_with(".pch") || a.find("cmake_pch") != std::string::npos)
    facts.uses_precompiled_header = true;
}

} // namespace

const std::vector<std::string> &flow_warnings(CompilerFamily family) {
  static const std::vector<std::string> of_clang = {"pass-failed", "frame-larger-than", "stack-protector"};
  static const std::vector<std::string> of_gcc = {
      "maybe-uninitialized", "uninitialized", "array-bounds", "stringop-overflow", "stringop-overread",
      "stringop-truncation", "null-dereference", "restrict", "free-nonheap-object", "use-after-free",
      "dangling-pointer", "strict-overflow", "format-overflow", "format-truncation", "alloc-size-larger-than",
      "return-local-addr", "aggressive-loop-optimizations", "clobbered", "infinite-recursion", "inline",
      // … and on how much of a stack frame is used
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

bool takes_next(const std::string &option) {
  return find_separate(option) != nullptr;
}

size_t path_prefix(const std::string &argument, const std::string &previous) {
  if (const Option *option = find_separate(previous))
    return option->path ? 0 : SIZE_MAX;
  if (argument.empty() || argument == "-")
    return SIZE_MAX;
  if (argument[0] != '-')
    return 0;
  if (argument.starts_with("--sysroot="))
    return 10;
  if (const Option *option = find_joined(argument))
    return option->path ? option->name.size() : SIZE_MAX;
  return SIZE_MAX;
}

CommandFacts facts_of(const std::vector<std::string> &command) {
  CommandFacts facts;
  std::string language;
  for (size_t i = 1; i < command.size(); ++i) {
    const std::string &a = command[i];
    note_flag(a, facts);
    if (a == "-")
      facts.reads_stdin = true;
    if (a.starts_with("-x"))
      language = a.size() > 2 ? a.substr(2) : i + 1 < command.size() ? command[i + 1] : "";
    if (takes_next(a)) {
      if (i + 1 < command.size() && a == "-Xclang")
        note_flag(command[i + 1], facts);
      ++i;
      if (i < command.size() && (a == "-include"))
        note_flag(command[i], facts);
      continue;
    }
    if (a.empty() || a[0] == '-' || a[0] == '@')
      continue;
    const bool by_language = language == "c" || language == "c++";
    const bool header = language == "c-header" || language == "c++-header" ||
                        ((language.empty() || language == "none") && is_header_name(a));
    if (header)
      facts.precompiles_header = true;
    if (by_language || ((language.empty() || language == "none") && is_source_name(a)))
      facts.sources.push_back(i);
    else
      facts.other_inputs.push_back(i);
  }
  return facts;
}

std::vector<std::string> arguments_for_parse(const std::vector<std::string> &command, const std::string &file) {
  std::vector<std::string> kept = {command.front()};
  const std::string base = command.front().substr(command.front().rfind('/') + 1);
  const bool cxx = base.find("++") != std::string::npos || base == "cxx";
  kept.push_back(cxx ? "--driver-mode=g++" : "--driver-mode=gcc");
  bool file_seen = false;
  for (size_t i = 1; i < command.size(); ++i) {
    const std::string &a = command[i];
    // Clang's driver spells a precompiled header's text this way; the header itself was made by another Clang.
    if (a == "-Xclang" && i + 3 < command.size() && command[i + 1] == "-include" && command[i + 2] == "-Xclang") {
      kept.push_back("-include");
      kept.push_back(command[i + 3]);
      i += 3;
      continue;
    }
    if (const Option *option = find_separate(a)) {
      if (i + 1 == command.size())
        break;
      if (option->parse) {
        kept.push_back(a);
        kept.push_back(command[i + 1]);
      }
      ++i;
      continue;
    }
    if (const Option *option = find_joined(a)) {
      if (option->parse)
        kept.push_back(a);
      continue;
    }
    // Language, target and preprocessor settings matter to a parse; warnings, outputs, plug-ins and links do not.
    const bool language_setting =
        a.starts_with("-std=") || a.starts_with("--std=") || a == "-ansi" || a == "-pthread" || a == "-undef" ||
        a == "-nostdinc" || a == "-nostdinc++" || a == "-trigraphs" || a.starts_with("--sysroot=") ||
        a.starts_with("-stdlib=") || a.starts_with("--target=") || a.starts_with("--gcc-toolchain=") ||
        a.starts_with("-O") || (a.starts_with("-m") && !a.starts_with("-mllvm")) || a.starts_with("-isystem") ||
        (a.starts_with("-f") && !a.starts_with("-fplugin") && !a.starts_with("-fdiagnostics") &&
         !a.starts_with("-fmodule") && !a.starts_with("-fsave") && !a.starts_with("-fdump") &&
         !a.starts_with("-ftime") && !a.starts_with("-flto") && !a.starts_with("-fprofile") && a != "-fsyntax-only");
    if (language_setting)
      kept.push_back(a);
    const bool input = !a.empty() && a[0] != '-' && a[0] != '@';
    if (input && !file_seen && (a == file || file.ends_with(a.substr(a.find_first_not_of("./"))))) {
      kept.push_back(a);
      file_seen = true;
    }
  }
  if (!file_seen)
    kept.push_back(file);
  // -Wno-everything: what Clang takes for an error by default, and GCC warns of (implicit int, registers in C++17, …),
  // is the compiler's to judge.
  for (const char *flag : {"-w", "-fsyntax-only", "-Qunused-arguments", "-Wno-error", "-Wno-everything"})
    kept.push_back(flag);
  return kept;
}

} // namespace telinject
