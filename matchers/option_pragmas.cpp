// Handles the pragmas while the preprocessor runs.
#include "matchers/option_pragmas.h"

#include "clang/Lex/Pragma.h"

#include <algorithm>

namespace telinject::rewrite {

// #pragma GCC target ("…"), optimize ("…"), push_options, pop_options, reset_options.
class OptionPragmaHandler : public clang::PragmaHandler {
public:
  OptionPragmaHandler(llvm::StringRef name, OptionPragmas &pragmas) : PragmaHandler(name), pragmas_(pragmas) {}

  void HandlePragma(clang::Preprocessor &preprocessor, clang::PragmaIntroducer introducer,
                    clang::Token &name) override {
    const std::string kind = name.getIdentifierInfo() ? name.getIdentifierInfo()->getName().str() : "";
    std::string list;
    for (clang::Token token = name; token.isNot(clang::tok::eod) && token.isNot(clang::tok::eof);
         preprocessor.LexUnexpandedToken(token))
      if (token.is(clang::tok::string_literal))
        list += (list.empty() ? "" : ",") + llvm::StringRef(token.getLiteralData(), token.getLength()).trim('"').str();
    OptionPragmas::Options &current = pragmas_.current_;
    if (kind == "push_options") {
      pragmas_.pushed_.push_back(current);
      return;
    }
    if (kind == "target")
      current.targets.push_back(list);
    else if (kind == "optimize")
      current.has_optimize = true;
    else if (kind == "reset_options")
      current = {};
    else if (!pragmas_.pushed_.empty()) {
      current = std::move(pragmas_.pushed_.back());
      pragmas_.pushed_.pop_back();
    }
    pragmas_.change(introducer.Loc);
  }

private:
  OptionPragmas &pragmas_;
};

void OptionPragmas::attach(clang::Preprocessor &preprocessor) {
  for (const char *name : {"target", "optimize", "push_options", "pop_options", "reset_options"})
    preprocessor.AddPragmaHandler("GCC", new OptionPragmaHandler(name, *this)); // owned by the preprocessor
}

void OptionPragmas::change(clang::SourceLocation location) {
  changes_.push_back({sources_.getFileLoc(location), current_});
}

const OptionPragmas::Options &OptionPragmas::at(clang::SourceLocation location) const {
  static const Options none;
  if (changes_.empty() || location.isInvalid())
    return none;
  const auto after = std::upper_bound(changes_.begin(), changes_.end(), sources_.getFileLoc(location),
                                      [this](clang::SourceLocation searched, const Change &change) {
                                        return sources_.isBeforeInTranslationUnit(searched, change.location);
                                      });
  return after == changes_.begin() ? none : std::prev(after)->options;
}

} // namespace telinject::rewrite
