// Records the macro uses of a unit: uses that expand to nothing, and uses whose expansion changes each time.
#pragma once

#include "matchers/edit.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Token.h"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace telinject::rewrite {

class MacroUses {
public:
  MacroUses(const clang::SourceManager &sources, const clang::LangOptions &language)
      : sources_(sources), language_(language) {}

  // Called while the preprocessor runs: for each macro use (from its name to its last argument), for each token
  // produced, and for each use of __COUNTER__ or __LINE__.
  void note_use(clang::SourceRange range);
  void note_token(const clang::Token &token) {
    if (!open_.empty())
      resolve_open_uses(token);
  }
  void note_changing_use(clang::SourceLocation location);

  // Returns the last use that expands to nothing and ends at or before the offset.
  [[nodiscard]] std::optional<TextRange> empty_use_before(clang::FileID file, unsigned offset) const;
  bool changes_when_repeated(clang::SourceLocation begin, clang::SourceLocation end) const;
  // Returns the offset after the token, or after the macro use that produced it.
  unsigned end_of_use(clang::SourceLocation location) const;

private:
  struct Use {
    clang::SourceLocation location;
    clang::FileID file;
    TextRange range;
  };
  void resolve_open_uses(const clang::Token &token);

  const clang::SourceManager &sources_;
  const clang::LangOptions &language_;
  std::vector<Use> open_; // uses since the last token; the next token shows whether they are empty
  std::map<clang::FileID, std::map<unsigned, unsigned>> empty_; // maps the end of an empty use to its begin
  std::map<clang::FileID, std::set<unsigned>> changing_;        // offsets of uses of __COUNTER__ and __LINE__
};

} // namespace telinject::rewrite
