// Collects attribute names and target strings while the preprocessor runs.
#include "matchers/attribute_words.h"

#include "clang/Basic/IdentifierTable.h"

#include "clang/Lex/Lexer.h"

namespace telinject::rewrite {

void AttributeWords::note_token(const clang::Token &token) {
  const bool second_bracket = token.is(clang::tok::l_square) && after_bracket_;
  after_bracket_ = token.is(clang::tok::l_square);
  if (!open_) {
    if (token.is(clang::tok::kw___attribute) || second_bracket)
      open(token, second_bracket ? 2 : 0);
    return;
  }
  const bool opens = token.isOneOf(clang::tok::l_paren, clang::tok::l_square);
  const bool closes = token.isOneOf(clang::tok::r_paren, clang::tok::r_square);
  depth_ += opens ? 1 : closes ? -1 : 0;
  const clang::SourceLocation last = sources_.getExpansionRange(token.getLocation()).getEnd();
  open_->end = sources_.getFileOffset(last) + clang::Lexer::MeasureTokenLength(last, sources_, language_);
  if (const clang::IdentifierInfo *word = token.getIdentifierInfo(); word && depth_ == 2) {
    open_->words.push_back(word->getName().str());
    open_->names_targets = word->getName().contains("target");
  }
  if (open_->names_targets && token.is(clang::tok::string_literal))
    open_->targets.push_back(llvm::StringRef(token.getLiteralData(), token.getLength()).trim('"').str());
  if (depth_ <= 0)
    open_ = nullptr;
}

void AttributeWords::open(const clang::Token &token, int depth) {
  const auto [file, offset] = sources_.getDecomposedLoc(sources_.getExpansionRange(token.getLocation()).getBegin());
  auto &of_file = attributes_[file];
  of_file.push_back({offset, offset, {}, {}});
  open_ = &of_file.back();
  depth_ = depth;
}

const std::vector<AttributeWords::Attribute> &AttributeWords::attributes_in(clang::FileID file) const {
  static const std::vector<Attribute> none;
  const auto found = attributes_.find(file);
  return found == attributes_.end() ? none : found->second;
}

} // namespace telinject::rewrite
