// Analyses a GCC or Clang command: sources, other inputs, and whether it compiles and links.
#pragma once

#include "tool/compiler/compiler_family.h"

#include <optional>
#include <string>
#include <vector>

namespace telinject::rewrite {

struct CommandFacts {
  size_t compiler = 0;              // index of the compiler; wrappers may precede it
  bool is_cxx = false;              // the compiler treats ".c" as C++
  std::vector<size_t> sources;      // indexes of C and C++ source files
  std::vector<size_t> other_inputs; // indexes of objects, libraries given by path, assembly …
  bool links = true;                // no -c, -S, -E, -r, -fsyntax-only, -M
  bool compiles = true;             // produces objects or programs, not text (-E, -S, -M, --version …)
  bool relocatable_link = false;    // -r
  bool static_link = false;
  bool no_runtime = false;   // -nostdlib, -nodefaultlibs: the runtime cannot be linked
  bool freestanding = false; // -ffreestanding, -nostdinc: no hosted environment
  bool precompiles_header = false;
  bool uses_precompiled_header = false;
  bool reads_stdin = false;
};

CommandFacts facts_of(const std::vector<std::string> &command);

// Returns the names of warnings that depend on inlining and flow analysis ("maybe-uninitialized"). Insertions change
// both, so an instrumented unit may get warnings that the original does not.
const std::vector<std::string> &flow_warnings(CompilerFamily family);

bool is_source_name(const std::string &path);

// Returns the index of the command's source that is `file`; nothing if no input is that file. Resolves relative paths
// in `directory`.
[[nodiscard]] std::optional<size_t> index_of_source(const std::vector<std::string> &command, const std::string &file,
                                                    const std::string &directory);

} // namespace telinject::rewrite
