// Finds where the top-level declarations of a C unit begin, from its preprocessed tokens.
#pragma once

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Token.h"

#include "llvm/ADT/DenseMap.h"

namespace telinject::rewrite {

class DeclarationStarts {
public:
  DeclarationStarts(const clang::SourceManager &sources, const clang::LangOptions &language)
      : sources_(sources), language_(language) {}

  void note_token(const clang::Token &token);

  // Returns true if a declaration begins with this token and the text before `insertion_point` is a complete
  // declaration in this and every other preprocessor configuration.
  bool is_start(clang::SourceLocation first, clang::SourceLocation insertion_point) const;

private:
  bool is_whole(clang::FileID file, unsigned begin, bool in_directive, unsigned end) const;

  const clang::SourceManager &sources_;
  const clang::LangOptions &language_;
  // maps the first token of each declaration to the token before it (invalid for the first one of the unit)
  llvm::DenseMap<clang::SourceLocation, clang::SourceLocation> starts_;
  clang::SourceLocation last_;
  int depth_ = 0; // brace depth
  bool at_start_ = true;
};

} // namespace telinject::rewrite
