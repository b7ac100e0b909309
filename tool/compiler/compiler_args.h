// What a GCC or Clang command does: its sources, its other inputs, and whether it compiles and links.
#pragma once

#include "tool/compiler/compiler_family.h"

#include <optional>
#include <string>
#include <vector>

namespace telinject {

struct CommandFacts {
  size_t compiler = 0;              // index of the compiler; other programs may stand before it
  bool is_cxx = false;              // the compiler takes ".c" for C++
  std::vector<size_t> sources;      // indexes of arguments that are C or C++ source files
  std::vector<size_t> other_inputs; // objects, libraries by name, assembly …
  bool links = true;                // no -c, -S, -E, -r, -fsyntax-only, -M
  bool compiles = true;             // makes objects or programs, not text (-E, -S, -M, --version …)
  bool relocatable_link = false;    // -r
  bool static_link = false;
  bool no_runtime = false;   // -nostdlib, -nodefaultlibs: the link would lack the runtime
  bool freestanding = false; // -ffreestanding, -nostdinc: no program of a hosted system
  bool precompiles_header = false;
  bool uses_precompiled_header = false;
  bool reads_stdin = false;
};

CommandFacts facts_of(const std::vector<std::string> &command);

// A compiler's warnings that rest on what its optimizer inlined, traced and transformed, by name
// ("maybe-uninitialized"): insertions move that, so an instrumented unit can get one where the original got none.
const std::vector<std::string> &flow_warnings(CompilerFamily family);

bool is_source_name(const std::string &path);

// The index among the inputs of the command of the source that is `file`, by its path; nothing if it is none of them.
// Relative paths are looked up in `directory`.
std::optional<size_t> index_of_source(const std::vector<std::string> &command, const std::string &file,
                                      const std::string &directory);

} // namespace telinject
