// What #pragma GCC target and optimize ask for from a place on.  Clang ignores these pragmas.
#pragma once

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Preprocessor.h"

#include <string>
#include <vector>

namespace telinject {

class OptionPragmas {
public:
  struct Options {
    std::vector<std::string> targets; // "avx2,bmi" of each open #pragma GCC target
    bool has_optimize = false;        // an open #pragma GCC optimize
  };

  explicit OptionPragmas(const clang::SourceManager &sources) : sources_(sources) {}

  // Records the pragmas while the preprocessor runs.  Call before parsing.
  void attach(clang::Preprocessor &preprocessor);
  const Options &at(clang::SourceLocation location) const;

private:
  friend class OptionPragmaHandler;
  struct Change {
    clang::SourceLocation location; // in a file
    Options options;
  };
  void change(clang::SourceLocation location);

  const clang::SourceManager &sources_;
  Options current_;
  std::vector<Options> pushed_;
  std::vector<Change> changes_; // in the order of the unit's text
};

} // namespace telinject
