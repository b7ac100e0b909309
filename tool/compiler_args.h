// What the arguments of a GCC or Clang command mean, as far as the rewriter has to know: one table of options.
#pragma once

#include "compiler_family.h"

#include <string>
#include <vector>

namespace telinject {

struct CommandFacts {
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

// The argument's role where it names a path: the length of the option's own text before the path ("-I" → 2, a plain
// input → 0); SIZE_MAX where it names none.  `previous` is the argument before.
size_t path_prefix(const std::string &argument, const std::string &previous);

// Does this option take the next argument as its own?
bool takes_next(const std::string &option);

// The command as Clang's parser is to see it: warnings off, outputs and dependency files gone, what only another
// compiler knows relaxed.  `file` is the source to parse.
std::vector<std::string> arguments_for_parse(const std::vector<std::string> &command, const std::string &file);

// A compiler's warnings that rest on what its optimizer inlined, traced and transformed, by name
// ("maybe-uninitialized"): insertions move that, so an instrumented unit can get one where the original got none.
const std::vector<std::string> &flow_warnings(CompilerFamily family);

bool is_source_name(const std::string &path);

} // namespace telinject
