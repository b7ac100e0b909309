// Tracks #pragma GCC target and #pragma GCC optimize, which Clang ignores.
#pragma once

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Preprocessor.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

class OptionPragmas {
public:
  struct Options {
    std::vector<std::string> targets; // "avx2,bmi" of each active #pragma GCC target
    bool has_optimize = false;        // a #pragma GCC optimize is active
  };

  explicit OptionPragmas(const clang::SourceManager &sources) : sources_(sources) {}

  // Records the pragmas while the preprocessor runs.  Call before parsing.
  void attach(clang::Preprocessor &preprocessor);
  const Options &at(clang::SourceLocation location) const;

private:
  friend class OptionPragmaHandler;
  struct Change {
    clang::SourceLocation location; // file location
    Options options;
  };
  void change(clang::SourceLocation location);

  const clang::SourceManager &sources_;
  Options current_;
  std::vector<Options> pushed_;
  std::vector<Change> changes_; // in source order
};

} // namespace telinject::rewrite
