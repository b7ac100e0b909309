// The uses of macros in a unit: which produce nothing, and which something else each time.
#pragma once

#include "matchers/edit.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Token.h"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace telinject {

class MacroUses {
public:
  MacroUses(const clang::SourceManager &sources, const clang::LangOptions &language)
      : sources_(sources), language_(language) {}

  // While the preprocessor runs: each use of a macro, from its name to the last of its arguments; each token that comes
  // out; and each use of __COUNTER__ or __LINE__.
  void note_use(clang::SourceRange range);
  void note_token(const clang::Token &token) {
    if (!open_.empty())
      settle(token);
  }
  void note_changing_use(clang::SourceLocation location);

  // The last use that produced no token, and that ends at or before the offset.
  std::optional<TextRange> empty_use_before(clang::FileID file, unsigned offset) const;
  bool changes_when_repeated(clang::SourceLocation begin, clang::SourceLocation end) const;
  // Behind the token, or behind the use that it comes from.
  unsigned end_of_use(clang::SourceLocation location) const;

private:
  struct Use {
    clang::SourceLocation location;
    clang::FileID file;
    TextRange range;
  };
  void settle(const clang::Token &token);

  const clang::SourceManager &sources_;
  const clang::LangOptions &language_;
  std::vector<Use> open_; // since the last token; the next one shows whether they are empty
  std::map<clang::FileID, std::map<unsigned, unsigned>> empty_; // offset behind the use → where it begins
  std::map<clang::FileID, std::set<unsigned>> changing_;        // offsets
};

} // namespace telinject
