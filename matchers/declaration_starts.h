// Where the top-level declarations of a unit of C begin, by its tokens.
#pragma once

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Token.h"

#include "llvm/ADT/DenseMap.h"

namespace telinject {

class DeclarationStarts {
public:
  DeclarationStarts(const clang::SourceManager &sources, const clang::LangOptions &language)
      : sources_(sources), language_(language) {}

  void note_token(const clang::Token &token);

  // Does a declaration begin with this token, and is all that stands before `place`, where something is to be inserted
  // before it, a complete declaration, in this configuration and in others?
  bool is_start(clang::SourceLocation first, clang::SourceLocation place) const;

private:
  bool is_whole(clang::FileID file, unsigned begin, bool in_directive, unsigned end) const;

  const clang::SourceManager &sources_;
  const clang::LangOptions &language_;
  // The first token of each declaration → the token before it, invalid for the unit's first.
  llvm::DenseMap<clang::SourceLocation, clang::SourceLocation> starts_;
  clang::SourceLocation last_;
  int depth_ = 0; // of braces
  bool at_start_ = true;
};

} // namespace telinject
