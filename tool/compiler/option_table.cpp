// The table of options and its lookup.
#include "tool/compiler/option_table.h"

#include <algorithm>
#include <array>

namespace telinject::rewrite {
namespace {

constexpr unsigned kBoth = kSeparate | kJoined;

constexpr std::array kOptions = {
    // Preprocessor.
    OptionRow{"-I", kPath | kParse | kBoth},
    OptionRow{"-iquote", kPath | kParse | kBoth},
    OptionRow{"-isystem", kPath | kParse | kBoth},
    OptionRow{"-isystem-after", kPath | kParse | kSeparate},
    OptionRow{"-cxx-isystem", kPath | kParse | kSeparate},
    OptionRow{"-stdlib++-isystem", kPath | kParse | kSeparate},
    OptionRow{"-idirafter", kPath | kParse | kBoth},
    OptionRow{"-include", kPath | kParse | kBoth},
    OptionRow{"-imacros", kPath | kParse | kBoth},
    OptionRow{"-iprefix", kPath | kParse | kBoth},
    OptionRow{"-iwithprefix", kParse | kSeparate},
    OptionRow{"-iwithprefixbefore", kParse | kSeparate},
    OptionRow{"-isysroot", kPath | kParse | kBoth},
    OptionRow{"-imultilib", kSeparate},
    OptionRow{"-imultiarch", kSeparate},
    OptionRow{"-iplugindir=", 0},
    OptionRow{"-F", kPath | kParse | kSeparate},
    OptionRow{"-iframework", kPath | kParse | kSeparate},
    OptionRow{"-ivfsoverlay", kPath | kParse | kSeparate},
    OptionRow{"--sysroot=", kPath | kParse},
    OptionRow{"--sysroot", kPath | kParse | kSeparate},
    OptionRow{"-include-pch", kPath | kSeparate},
    OptionRow{"-D", kParse | kBoth},
    OptionRow{"-U", kParse | kBoth},
    OptionRow{"-A", kSeparate},
    OptionRow{"-Xpreprocessor", kSeparate},
    // Language and target.
    OptionRow{"-x", kParse | kBoth},
    OptionRow{"-std=", kParse},
    OptionRow{"-target", kParse | kSeparate},
    OptionRow{"-arch", kParse | kSeparate},
    OptionRow{"-gcc-toolchain", kPath | kParse | kSeparate},
    OptionRow{"-working-directory", kPath | kParse | kSeparate},
    OptionRow{"-resource-dir", kPath | kSeparate},
    OptionRow{"-mthread-model", kSeparate},
    OptionRow{"-fplugin=", kPath},
    // Outputs.
    OptionRow{"-o", kPath | kOutput | kBoth},
    OptionRow{"-MF", kPath | kOutput | kBoth},
    OptionRow{"-MJ", kPath | kOutput | kBoth},
    OptionRow{"-MT", kBoth},
    OptionRow{"-MQ", kBoth},
    OptionRow{"-aux-info", kPath | kOutput | kSeparate},
    OptionRow{"-dumpdir", kSeparate},
    OptionRow{"-dumpbase", kSeparate},
    OptionRow{"-dumpbase-ext", kSeparate},
    OptionRow{"-serialize-diagnostics", kPath | kOutput | kSeparate},
    OptionRow{"--serialize-diagnostics", kPath | kOutput | kSeparate},
    OptionRow{"-index-store-path", kPath | kOutput | kSeparate},
    OptionRow{"-dependency-file", kPath | kOutput | kSeparate},
    OptionRow{"-fdebug-compilation-dir", kSeparate},
    OptionRow{"-fintrinsic-modules-path", kSeparate},
    OptionRow{"--output-pch=", kPath | kOutput | kSeparate},
    // Link.
    OptionRow{"-L", kPath | kBoth},
    OptionRow{"-l", kBoth},
    OptionRow{"-T", kPath | kSeparate},
    OptionRow{"-Tbss", kSeparate},
    OptionRow{"-Tdata", kSeparate},
    OptionRow{"-Ttext", kSeparate},
    OptionRow{"-u", kSeparate},
    OptionRow{"-z", kSeparate},
    OptionRow{"-e", kSeparate},
    OptionRow{"-R", kSeparate},
    OptionRow{"-G", kSeparate},
    OptionRow{"-rpath", kSeparate},
    OptionRow{"-soname", kSeparate},
    OptionRow{"-h", kSeparate},
    OptionRow{"-Xlinker", kSeparate},
    OptionRow{"-framework", kSeparate},
    OptionRow{"-install_name", kSeparate},
    OptionRow{"-current_version", kSeparate},
    OptionRow{"-compatibility_version", kSeparate},
    OptionRow{"-undefined", kSeparate},
    OptionRow{"-exported_symbols_list", kPath | kSeparate},
    // Passes and programs.
    OptionRow{"-Xassembler", kSeparate},
    OptionRow{"-Xclang", kSeparate},
    OptionRow{"-Xanalyzer", kSeparate},
    OptionRow{"-Xopenmp-target", kSeparate},
    OptionRow{"-Xcuda-fatbinary", kSeparate},
    OptionRow{"-Xcuda-ptxas", kSeparate},
    OptionRow{"-Xoffload-linker", kSeparate},
    OptionRow{"-mllvm", kSeparate},
    OptionRow{"-wrapper", kSeparate},
    OptionRow{"-specs", kPath | kSeparate},
    OptionRow{"-specs=", kPath},
    OptionRow{"-B", kPath | kBoth},
    OptionRow{"--param", kSeparate},
    OptionRow{"--config", kPath | kSeparate},
};

struct LongSpelling {
  std::string_view name;  // without a value
  std::string_view equal; // the short option
  bool takes_value;       // "--name=VALUE", or VALUE is the next word
};

constexpr std::array kLongSpellings = {
    LongSpelling{"--include-directory", "-I", true},
    LongSpelling{"--include-directory-after", "-idirafter", true},
    LongSpelling{"--include-with-prefix", "-iwithprefix", true},
    LongSpelling{"--include-with-prefix-after", "-iwithprefix", true},
    LongSpelling{"--include-with-prefix-before", "-iwithprefixbefore", true},
    LongSpelling{"--include-prefix", "-iprefix", true},
    LongSpelling{"--include", "-include", true},
    LongSpelling{"--imacros", "-imacros", true},
    LongSpelling{"--define-macro", "-D", true},
    LongSpelling{"--undefine-macro", "-U", true},
    LongSpelling{"--assert", "-A", true},
    LongSpelling{"--language", "-x", true},
    LongSpelling{"--output", "-o", true},
    LongSpelling{"--library-directory", "-L", true},
    LongSpelling{"--prefix", "-B", true},
    LongSpelling{"--for-linker", "-Xlinker", true},
    LongSpelling{"--for-assembler", "-Xassembler", true},
    LongSpelling{"--entry", "-e", true},
    LongSpelling{"--force-link", "-u", true},
    LongSpelling{"--dumpbase", "-dumpbase", true},
    LongSpelling{"--dumpbase-ext", "-dumpbase-ext", true},
    LongSpelling{"--dumpdir", "-dumpdir", true},
    LongSpelling{"--specs", "-specs", true},
    LongSpelling{"--std", "-std=", true},
    LongSpelling{"--machine", "-m", true},
    LongSpelling{"--dump", "-d", true},
    LongSpelling{"--print-file-name", "-print-file-name=", true},
    LongSpelling{"--print-prog-name", "-print-prog-name=", true},
    LongSpelling{"--all-warnings", "-Wall", false},
    LongSpelling{"--ansi", "-ansi", false},
    LongSpelling{"--assemble", "-S", false},
    LongSpelling{"--comments", "-C", false},
    LongSpelling{"--comments-in-macros", "-CC", false},
    LongSpelling{"--compile", "-c", false},
    LongSpelling{"--debug", "-g", false},
    LongSpelling{"--dependencies", "-M", false},
    LongSpelling{"--extra-warnings", "-Wextra", false},
    LongSpelling{"--no-integrated-cpp", "-no-integrated-cpp", false},
    LongSpelling{"--no-line-commands", "-P", false},
    LongSpelling{"--no-standard-includes", "-nostdinc", false},
    LongSpelling{"--no-standard-libraries", "-nostdlib", false},
    LongSpelling{"--no-warnings", "-w", false},
    LongSpelling{"--optimize", "-O", false},
    LongSpelling{"--pedantic", "-pedantic", false},
    LongSpelling{"--pedantic-errors", "-pedantic-errors", false},
    LongSpelling{"--pie", "-pie", false},
    LongSpelling{"--pipe", "-pipe", false},
    LongSpelling{"--preprocess", "-E", false},
    LongSpelling{"--print-missing-file-dependencies", "-MG", false},
    LongSpelling{"--profile", "-p", false},
    LongSpelling{"--save-temps", "-save-temps", false},
    LongSpelling{"--shared", "-shared", false},
    LongSpelling{"--static", "-static", false},
    LongSpelling{"--static-pie", "-static-pie", false},
    LongSpelling{"--symbolic", "-symbolic", false},
    LongSpelling{"--time", "-time", false},
    LongSpelling{"--trace-includes", "-H", false},
    LongSpelling{"--traditional", "-traditional", false},
    LongSpelling{"--traditional-cpp", "-traditional-cpp", false},
    LongSpelling{"--trigraphs", "-trigraphs", false},
    LongSpelling{"--user-dependencies", "-MM", false},
    LongSpelling{"--verbose", "-v", false},
    LongSpelling{"--write-dependencies", "-MD", false},
    LongSpelling{"--write-user-dependencies", "-MMD", false},
};

// Options with two dashes in every spelling; GCC reads any other "--name" as "-fname".
constexpr std::array<std::string_view, 40> kTwoDashes = {"--analyze",
                                                         "--autocomplete=",
                                                         "--config",
                                                         "--coverage",
                                                         "--cuda-",
                                                         "--driver-mode=",
                                                         "--dxv-path",
                                                         "--emit-static-lib",
                                                         "--end-no-unused-arguments",
                                                         "--extract-api",
                                                         "--gcc-install-dir=",
                                                         "--gcc-toolchain=",
                                                         "--gcc-triple=",
                                                         "--gpu-",
                                                         "--help",
                                                         "--hip",
                                                         "--libomptarget-",
                                                         "--migrate",
                                                         "--no-canonical-prefixes",
                                                         "--no-cuda-",
                                                         "--no-default-config",
                                                         "--no-gpu-",
                                                         "--no-offload-",
                                                         "--no-sysroot-suffix",
                                                         "--no-system-header-prefix=",
                                                         "--offload",
                                                         "--output-pch=",
                                                         "--param",
                                                         "--pass-exit-codes",
                                                         "--precompile",
                                                         "--print-",
                                                         "--rocm-",
                                                         "--rtlib=",
                                                         "--serialize-diagnostics",
                                                         "--start-no-unused-arguments",
                                                         "--stdlib=",
                                                         "--sys",
                                                         "--target",
                                                         "--unwindlib=",
                                                         "--version"};

bool begins_with_any(std::string_view word, const auto &beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(), [&](std::string_view b) { return word.starts_with(b); });
}

} // namespace

const OptionRow *find_option(std::string_view word) {
  const auto found = std::find_if(kOptions.begin(), kOptions.end(),
                                  [&](const OptionRow &row) { return row.name == word && row.has(kSeparate); });
  if (found == kOptions.end() && word.starts_with("-Xarch_")) {
    static constexpr OptionRow of_an_architecture{"-Xarch_", kSeparate};
    return &of_an_architecture;
  }
  return found == kOptions.end() ? nullptr : &*found;
}

const OptionRow *find_joined_option(std::string_view word) {
  // "-isystem-after" begins like "-isystem": the longest match wins.
  const OptionRow *longest = nullptr;
  for (const OptionRow &row : kOptions)
    if ((row.has(kJoined) || row.name.ends_with('=')) && word.size() > row.name.size() && word.starts_with(row.name) &&
        (!longest || row.name.size() > longest->name.size()))
      longest = &row;
  // Separate flags that begin like "-include" and "-o".
  return word.starts_with("-include-pch") || word.starts_with("-objc") || word.starts_with("-object") ? nullptr
                                                                                                      : longest;
}

std::string short_spelling(const std::string &word, bool &takes_next) {
  takes_next = false;
  if (!word.starts_with("--") || word.size() == 2)
    return word;
  const size_t equals = word.find('=');
  const std::string_view name = std::string_view(word).substr(0, equals);
  for (const LongSpelling &row : kLongSpellings)
    if (row.name == name && (equals == std::string::npos || row.takes_value)) {
      takes_next = row.takes_value && equals == std::string::npos;
      return std::string(row.equal) + (equals == std::string::npos ? "" : word.substr(equals + 1));
    }
  for (const auto &[prefix, equal] : {std::pair<std::string_view, std::string_view>{"--optimize=", "-O"},
                                      {"--debug=", "-g"},
                                      {"--machine-", "-m"},
                                      {"--warn-", "-W"}})
    if (word.starts_with(prefix))
      return std::string(equal) + word.substr(prefix.size());
  return begins_with_any(word, kTwoDashes) ? word : "-f" + word.substr(2);
}

} // namespace telinject::rewrite
