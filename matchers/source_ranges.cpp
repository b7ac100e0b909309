// Records preprocessor directives, macros and tokens of a unit, and answers questions about source locations.
#include "matchers/source_ranges.h"

#include "clang/Lex/Lexer.h"
#include "clang/Lex/PPCallbacks.h"

#include <algorithm>

namespace telinject::rewrite {

// Numbers the regions between conditional directives.
class ConditionalRecorder : public clang::PPCallbacks {
public:
  explicit ConditionalRecorder(SourceRanges &ranges) : ranges_(ranges) {}

  void If(clang::SourceLocation at, clang::SourceRange, ConditionValueKind) override { open(at); }
  void Ifdef(clang::SourceLocation at, const clang::Token &, const clang::MacroDefinition &) override { open(at); }
  void Ifndef(clang::SourceLocation at, const clang::Token &, const clang::MacroDefinition &) override { open(at); }
  void Elif(clang::SourceLocation at, clang::SourceRange, ConditionValueKind, clang::SourceLocation) override {
    next(at);
  }
  void Elifdef(clang::SourceLocation at, const clang::Token &, const clang::MacroDefinition &) override { next(at); }
  void Elifdef(clang::SourceLocation at, clang::SourceRange, clang::SourceLocation) override { next(at); }
  void Elifndef(clang::SourceLocation at, const clang::Token &, const clang::MacroDefinition &) override { next(at); }
  void Elifndef(clang::SourceLocation at, clang::SourceRange, clang::SourceLocation) override { next(at); }
  void Else(clang::SourceLocation at, clang::SourceLocation) override { next(at); }
  void Endif(clang::SourceLocation at, clang::SourceLocation) override {
    auto &stack = stacks_[file(at)];
    if (!stack.empty())
      stack.pop_back();
    mark(at, stack.empty() ? 0 : stack.back());
  }
  void SourceRangeSkipped(clang::SourceRange range, clang::SourceLocation) override {
    const auto [id, begin] = ranges_.sources_.getDecomposedLoc(range.getBegin());
    ranges_.skipped_[id].push_back({begin, ranges_.sources_.getFileOffset(range.getEnd())});
  }
  void FileChanged(clang::SourceLocation at, FileChangeReason reason, clang::SrcMgr::CharacteristicKind,
                   clang::FileID) override {
    if (reason == EnterFile)
      ranges_.entered_.push_back(file(at));
  }
  void MacroExpands(const clang::Token &name, const clang::MacroDefinition &macro, clang::SourceRange range,
                    const clang::MacroArgs *) override {
    const clang::IdentifierInfo *word = name.getIdentifierInfo();
    if (macro.getMacroInfo() && macro.getMacroInfo()->isBuiltinMacro() &&
        (word->getName() == "__COUNTER__" || word->getName() == "__LINE__"))
      ranges_.macro_uses_.note_changing_use(name.getLocation());
    ranges_.macro_uses_.note_use(range);
  }
  void MacroDefined(const clang::Token &name, const clang::MacroDirective *directive) override {
    const clang::MacroInfo *info = directive->getMacroInfo();
    const clang::IdentifierInfo *word = name.getIdentifierInfo();
    const bool is_itself = info->getNumTokens() == 1 && info->getReplacementToken(0).getIdentifierInfo() == word;
    if (!is_itself)
      ranges_.macros_.insert(word->getName());
    std::int64_t number = 0;
    if (info->isObjectLike() && info->getNumTokens() == 1 &&
        info->getReplacementToken(0).is(clang::tok::numeric_constant)) {
      const clang::Token &token = info->getReplacementToken(0);
      llvm::StringRef text(token.getLiteralData(), token.getLength());
      text = text.rtrim("uUlL");
      if (!text.getAsInteger(0, number))
        ranges_.numbers_[word->getName()] = number;
    }
    if (info->isObjectLike() && !is_itself)
      ranges_.replaced_.insert(word->getName());
  }
  void PragmaDirective(clang::SourceLocation at, clang::PragmaIntroducerKind) override {
    const auto [id, offset] = ranges_.sources_.getDecomposedLoc(ranges_.sources_.getFileLoc(at));
    ranges_.pragmas_[id].insert(offset);
  }

private:
  clang::FileID file(clang::SourceLocation at) const { return ranges_.sources_.getFileID(at); }
  void mark(clang::SourceLocation at, unsigned region) {
    const auto [id, offset] = ranges_.sources_.getDecomposedLoc(ranges_.sources_.getFileLoc(at));
    ranges_.regions_[id][offset] = region;
  }
  void open(clang::SourceLocation at) {
    stacks_[file(at)].push_back(++last_);
    mark(at, last_);
  }
  void next(clang::SourceLocation at) {
    auto &stack = stacks_[file(at)];
    if (!stack.empty())
      stack.back() = ++last_;
    mark(at, last_);
  }

  SourceRanges &ranges_;
  std::map<clang::FileID, std::vector<unsigned>> stacks_;
  unsigned last_ = 0;
};

void SourceRanges::attach(clang::Preprocessor &preprocessor) {
  preprocessor.addPPCallbacks(std::make_unique<ConditionalRecorder>(*this));
  pragmas_of_gcc_.attach(preprocessor);
  preprocessor.setTokenWatcher([this](const clang::Token &token) { note_token(token); });
}

clang::SourceLocation SourceRanges::before_empty_macros(clang::SourceLocation location) const {
  return before_empty_macros(location, Reach::any_line);
}

clang::SourceLocation SourceRanges::before_empty_macros(clang::SourceLocation location, Reach reach) const {
  const auto [id, offset] = sources_.getDecomposedLoc(location);
  unsigned begin = offset;
  while (const auto use = macro_uses_.empty_use_before(id, begin)) {
    if (use->begin >= begin || !is_blank_between(location, use->end, begin) || is_in_directive(id, use->begin))
      break;
    if (reach == Reach::same_line) {
      // A macro on its own line may end the preceding declaration; a macro that contains a pragma is no prefix.
      const auto pragmas = pragmas_.find(id);
      if (sources_.getBufferData(id).slice(use->end, begin).contains('\n') ||
          (pragmas != pragmas_.end() && pragmas->second.count(use->begin)))
        break;
    }
    begin = use->begin;
  }
  return sources_.getLocForStartOfFile(id).getLocWithOffset(static_cast<int>(begin));
}

// Returns true if the line, joined with preceding lines that end in a backslash, may be a directive.
bool SourceRanges::is_in_directive(clang::FileID file, unsigned offset) const {
  llvm::StringRef above = sources_.getBufferData(file).take_front(offset);
  for (;;) {
    const size_t newline = above.find_last_of('\n');
    if (above.substr(newline + 1).find_first_of("#%?") != llvm::StringRef::npos)
      return true;
    if (newline == llvm::StringRef::npos)
      return false;
    above = above.take_front(newline).rtrim(" \t\r\f\v");
    if (!above.ends_with("\\"))
      return false;
  }
}

std::optional<clang::SourceLocation> SourceRanges::declaration_begin(clang::SourceLocation first) const {
  const clang::SourceLocation begin = before_empty_macros(sources_.getExpansionLoc(first), Reach::same_line);
  return declaration_starts_.is_start(first, begin) ? std::optional(begin) : std::nullopt;
}

void SourceRanges::note_token(const clang::Token &token) {
  macro_uses_.note_token(token);
  if (!language_.CPlusPlus)
    declaration_starts_.note_token(token);
  attribute_words_.note_token(token);
  note_semicolon(token);
}

// Includes an attribute directly before the range.
std::vector<const AttributeWords::Attribute *> SourceRanges::attributes_between(clang::SourceLocation begin,
                                                                                clang::SourceLocation end) const {
  const auto [file, first] = sources_.getDecomposedLoc(begin);
  const unsigned last = sources_.getFileOffset(end);
  const auto &of_file = attribute_words_.attributes_in(file);
  std::vector<const AttributeWords::Attribute *> found;
  auto one =
      llvm::lower_bound(of_file, first, [](const AttributeWords::Attribute &a, unsigned at) { return a.begin < at; });
  if (one != of_file.begin() && is_blank_between(begin, std::prev(one)->end, first))
    --one;
  for (; one != of_file.end() && one->begin < last; ++one)
    found.push_back(&*one);
  return found;
}

std::vector<std::string> SourceRanges::attributes_of(clang::SourceLocation begin, clang::SourceLocation end) const {
  std::vector<std::string> words;
  for (const AttributeWords::Attribute *one : attributes_between(begin, end))
    words.insert(words.end(), one->words.begin(), one->words.end());
  return words;
}

std::vector<std::string> SourceRanges::attribute_targets(clang::SourceLocation begin, clang::SourceLocation end) const {
  std::vector<std::string> targets;
  for (const AttributeWords::Attribute *one : attributes_between(begin, end))
    targets.insert(targets.end(), one->targets.begin(), one->targets.end());
  return targets;
}

void SourceRanges::note_semicolon(const clang::Token &token) {
  const clang::SourceLocation location = token.getLocation();
  if (location.isFileID()) {
    last_of_macro_ = open_use_ = clang::SourceLocation();
    return;
  }
  if (token.isNot(clang::tok::semi)) {
    if (open_use_.isValid() && sources_.getExpansionLoc(location) == open_use_)
      ends_in_semicolons_.erase(last_of_macro_);
    open_use_ = clang::SourceLocation();
    last_of_macro_ = location;
    return;
  }
  if (open_use_.isValid() || last_of_macro_.isInvalid())
    return;
  const clang::CharSourceRange use = sources_.getExpansionRange(location);
  if (sources_.getExpansionLoc(last_of_macro_) != use.getBegin())
    return;
  open_use_ = use.getBegin();
  ends_in_semicolons_[last_of_macro_] = use.getEnd();
}

std::optional<clang::SourceLocation> SourceRanges::end_of_use_after(clang::SourceLocation last_but_semicolons) const {
  const auto found = ends_in_semicolons_.find(last_but_semicolons);
  return found == ends_in_semicolons_.end() ? std::nullopt : std::optional(found->second);
}

FileLocation SourceRanges::file_location(clang::SourceLocation location) const {
  const auto [id, offset] = sources_.getDecomposedLoc(location);
  FileLocation result;
  if (auto entry = sources_.getFileEntryRefForID(id)) {
    llvm::StringRef real = entry->getFileEntry().tryGetRealPathName();
    result.file = real.empty() ? entry->getName().str() : real.str();
  }
  result.offset = offset;
  result.line = sources_.getLineNumber(id, offset);
  result.column = sources_.getColumnNumber(id, offset);
  return result;
}

bool SourceRanges::in_project(clang::SourceLocation location) const {
  if (location.isInvalid() || location.isMacroID())
    return false;
  const clang::FileID id = sources_.getFileID(location);
  auto [found, fresh] = in_project_.try_emplace(id, false);
  if (fresh && sources_.getFileEntryRefForID(id) &&
      !clang::SrcMgr::isSystem(sources_.getFileCharacteristic(location))) {
    const std::string path = file_location(location).file;
    const bool under = path.size() > root_.size() + 1 && path.compare(0, root_.size(), root_) == 0 &&
                       (root_.back() == '/' || path[root_.size()] == '/');
    found->second = under;
  }
  return found->second;
}

unsigned SourceRanges::region(clang::FileID file, unsigned offset) const {
  auto of_file = regions_.find(file);
  if (of_file == regions_.end())
    return 0;
  auto after = of_file->second.upper_bound(offset);
  return after == of_file->second.begin() ? 0 : std::prev(after)->second;
}

bool SourceRanges::same_region(clang::SourceLocation a, clang::SourceLocation b) const {
  const auto [file_a, offset_a] = sources_.getDecomposedLoc(a);
  const auto [file_b, offset_b] = sources_.getDecomposedLoc(b);
  return file_a == file_b && region(file_a, offset_a) == region(file_b, offset_b);
}

bool SourceRanges::conditional_between(clang::SourceLocation a, clang::SourceLocation b) const {
  const auto [file_a, offset_a] = sources_.getDecomposedLoc(sources_.getFileLoc(a));
  const auto [file_b, offset_b] = sources_.getDecomposedLoc(sources_.getFileLoc(b));
  if (file_a != file_b)
    return true;
  auto of_file = regions_.find(file_a);
  if (of_file == regions_.end())
    return false;
  return of_file->second.upper_bound(offset_a) != of_file->second.lower_bound(offset_b);
}

bool SourceRanges::hidden_else_after(clang::SourceLocation in_file, unsigned offset) const {
  const clang::FileID id = sources_.getFileID(in_file);
  const auto of_file = skipped_.find(id);
  if (of_file == skipped_.end())
    return false;
  const llvm::StringRef text = sources_.getBufferData(id);
  clang::Lexer lexer(sources_.getLocForStartOfFile(id), language_, text.begin(), text.begin() + offset, text.end());
  clang::Token token;
  lexer.LexFromRawLexer(token);
  while (token.isNot(clang::tok::eof)) {
    const unsigned at = sources_.getFileOffset(token.getLocation());
    if (token.is(clang::tok::hash) && token.isAtStartOfLine()) {
      do
        lexer.LexFromRawLexer(token);
      while (token.isNot(clang::tok::eof) && !token.isAtStartOfLine());
      continue;
    }
    const bool hidden = std::any_of(of_file->second.begin(), of_file->second.end(),
                                    [at](const TextRange &r) { return at >= r.begin && at < r.end; });
    if (!hidden)
      return false;
    if (token.is(clang::tok::raw_identifier) && token.getRawIdentifier() == "else")
      return true;
    lexer.LexFromRawLexer(token);
  }
  return false;
}

bool SourceRanges::is_blank_between(clang::SourceLocation in_file, unsigned begin, unsigned end) const {
  const clang::FileID id = sources_.getFileID(in_file);
  if (begin > end || end > sources_.getBufferData(id).size())
    return false;
  return sources_.getFileOffset(raw_token_at(id, begin).getLocation()) == end;
}

bool SourceRanges::pragma_before(clang::SourceLocation location) const {
  const auto [id, offset] = sources_.getDecomposedLoc(location);
  const auto of_file = pragmas_.find(id);
  if (of_file == pragmas_.end())
    return false;
  const auto after = of_file->second.lower_bound(offset);
  if (after == of_file->second.begin())
    return false;
  const unsigned at = end_of_pragma(id, *std::prev(after), offset);
  if (at >= offset)
    return at == offset;
  return sources_.getFileOffset(raw_token_at(id, at).getLocation()) >= offset;
}

bool SourceRanges::loop_pragma_before(clang::SourceLocation location) const {
  const auto [id, offset] = sources_.getDecomposedLoc(sources_.getFileLoc(location));
  const auto of_file = pragmas_.find(id);
  if (of_file == pragmas_.end())
    return false;
  if (location.isMacroID() && of_file->second.count(offset))
    return true;
  if (!pragma_before(sources_.getFileLoc(location)))
    return false;
  const unsigned at = *std::prev(of_file->second.lower_bound(offset));
  const llvm::StringRef words = sources_.getBufferData(id).slice(at, end_of_pragma(id, at, offset));
  if (!words.contains("pragma") && !words.contains("_Pragma"))
    return true;
  return llvm::any_of(llvm::ArrayRef<llvm::StringRef>{"unroll", "ivdep", "loop", "simd", "vector", "omp", "acc"},
                      [words](llvm::StringRef word) { return words.contains(word); });
}

// Returns the end of a directive (including escaped newlines), of _Pragma("…"), or of a macro use with its
// parenthesised arguments.
unsigned SourceRanges::end_of_pragma(clang::FileID file, unsigned at, unsigned limit) const {
  const llvm::StringRef text = sources_.getBufferData(file);
  if (text[at] != '#' && text.substr(at, 2) != "%:" &&
      text.substr(at, 2) != "?"
                            "?") {
    clang::Lexer lexer(sources_.getLocForStartOfFile(file), language_, text.begin(), text.begin() + at, text.end());
    clang::Token token;
    lexer.LexFromRawLexer(token);
    unsigned end = at + token.getLength();
    for (int depth = 0;; end = sources_.getFileOffset(token.getLocation()) + token.getLength()) {
      lexer.LexFromRawLexer(token);
      depth += token.is(clang::tok::l_paren) ? 1 : token.is(clang::tok::r_paren) ? -1 : 0;
      if (depth == 0 && token.is(clang::tok::r_paren))
        return sources_.getFileOffset(token.getLocation()) + token.getLength();
      if (depth <= 0 || token.is(clang::tok::eof))
        return end;
    }
  }
  while (at < limit && !(text[at] == '\n' && text[at - 1] != '\\' && text.substr(0, at).take_back(2) != "\\\r"))
    ++at;
  return at;
}

clang::Token SourceRanges::raw_token_at(clang::FileID file, unsigned offset) const {
  const llvm::StringRef text = sources_.getBufferData(file);
  clang::Lexer lexer(sources_.getLocForStartOfFile(file), language_, text.begin(), text.begin() + offset, text.end());
  clang::Token token;
  lexer.LexFromRawLexer(token);
  return token;
}

std::optional<unsigned> SourceRanges::offset_after_head_pragmas(clang::SourceLocation brace, unsigned offset) const {
  const clang::FileID id = sources_.getFileID(brace);
  const auto of_file = pragmas_.find(id);
  if (of_file == pragmas_.end())
    return offset;
  const llvm::StringRef text = sources_.getBufferData(id);
  unsigned head = offset;
  for (unsigned at = offset;;) {
    const clang::Token next = raw_token_at(id, at);
    const unsigned begin = sources_.getFileOffset(next.getLocation());
    if (!of_file->second.count(begin)) {
      if (head == offset)
        return head;
      return next.is(clang::tok::hash) && next.isAtStartOfLine() ? std::nullopt : std::optional(begin);
    }
    at = end_of_pragma(id, begin, static_cast<unsigned>(text.size()));
    const llvm::StringRef words = text.slice(begin, at);
    const bool comes_first = words.contains("STDC") || words.contains("float_control") || words.contains("clang fp") ||
                             words.contains("fenv_access");
    if (!comes_first)
      return head == offset ? std::optional(offset) : std::nullopt;
    head = at;
  }
}

bool SourceRanges::has_trigraph_backslash(clang::SourceLocation location) const {
  return language_.Trigraphs && sources_.getBufferData(sources_.getFileID(location))
                                    .contains("?"
                                              "?/");
}

std::pair<unsigned, unsigned> SourceRanges::lines_of(clang::SourceLocation begin, clang::SourceLocation body) const {
  const auto [id, offset] = sources_.getDecomposedLoc(body);
  const clang::SourceLocation first = sources_.getFileLoc(begin);
  const unsigned last_line = sources_.getLineNumber(id, offset);
  const unsigned first_line =
      sources_.getFileID(first) == id ? sources_.getLineNumber(id, sources_.getFileOffset(first)) : last_line;
  return {std::min(first_line, last_line), last_line};
}

bool SourceRanges::opted_out(clang::SourceLocation begin, clang::SourceLocation body) const {
  const auto [id, offset] = sources_.getDecomposedLoc(body);
  if (!comments_.has_any(id))
    return false;
  const auto [first_line, last_line] = lines_of(begin, body);
  return comments_.opted_out(id, offset, first_line, last_line);
}

void SourceRanges::note_candidate(clang::SourceLocation begin, clang::SourceLocation body) const {
  const auto [id, offset] = sources_.getDecomposedLoc(body);
  if (!comments_.has_any(id))
    return;
  const auto [first_line, last_line] = lines_of(begin, body);
  comments_.note_candidate(id, offset, first_line, last_line);
}

bool SourceRanges::take_root_comment(clang::SourceLocation begin, clang::SourceLocation body) const {
  const auto [id, offset] = sources_.getDecomposedLoc(body);
  if (!comments_.has_any(id))
    return false;
  const auto [first_line, last_line] = lines_of(begin, body);
  return comments_.take_root(id, first_line, last_line);
}

void SourceRanges::note_unparsed_range(clang::SourceRange piece) const {
  const auto [id, begin] = sources_.getDecomposedLoc(sources_.getFileLoc(piece.getBegin()));
  const auto [end_id, end] = sources_.getDecomposedLoc(sources_.getFileLoc(piece.getEnd()));
  if (id == end_id && comments_.has_any(id))
    comments_.note_used_in_range(id, {begin, end});
}

void SourceRanges::note_ineffective_annotation(clang::SourceLocation location) const {
  const auto [id, offset] = sources_.getDecomposedLoc(sources_.getFileLoc(location));
  if (in_project(sources_.getFileLoc(location)))
    comments_.note_ineffective_annotation(id, offset);
}

bool SourceRanges::project_mentions(llvm::StringRef text) const {
  return llvm::any_of(entered_, [&](clang::FileID id) {
    return in_project(sources_.getLocForStartOfFile(id)) && sources_.getBufferData(id).contains(text);
  });
}

std::vector<CommentNote> SourceRanges::comment_notes() const {
  std::vector<CommentNote> notes;
  for (const clang::FileID id : entered_) {
    const clang::SourceLocation start = sources_.getLocForStartOfFile(id);
    if (!in_project(start) || !comments_.has_any(id))
      continue;
    const auto skipped = skipped_.find(id);
    const auto is_certain = [&](TextRange piece) {
      return skipped == skipped_.end() || llvm::none_of(skipped->second, [piece](const TextRange &hidden) {
               return hidden.begin < piece.end && piece.begin < hidden.end;
             });
    };
    comments_.append_notes(id, file_location(start).file, is_certain, notes);
  }
  return notes;
}

std::optional<SourceRanges::NextToken> SourceRanges::token_after(clang::SourceLocation token_begin) const {
  const auto token = clang::Lexer::findNextToken(token_begin, sources_, language_);
  if (!token)
    return std::nullopt;
  return NextToken{token->getLocation(), token->is(clang::tok::semi)};
}

void SourceRanges::note_declaration(clang::SourceRange range) {
  const auto [begin_file, begin] = sources_.getDecomposedLoc(sources_.getFileLoc(range.getBegin()));
  clang::SourceLocation last = sources_.getExpansionRange(range.getEnd()).getEnd();
  // The ';' belongs to the declaration.
  if (const auto next = token_after(last); next && next->is_semicolon)
    last = next->location;
  const auto [end_file, end] = sources_.getDecomposedLoc(last);
  if (begin_file == end_file && begin < end)
    declarations_[begin_file].push_back({begin, end});
}

bool SourceRanges::included_inside_declaration(clang::SourceLocation location) const {
  clang::SourceLocation include = sources_.getIncludeLoc(sources_.getFileID(location));
  while (include.isValid()) {
    const auto [file, offset] = sources_.getDecomposedLoc(include);
    if (auto found = declarations_.find(file); found != declarations_.end()) {
      const unsigned at = offset;
      if (std::any_of(found->second.begin(), found->second.end(),
                      [at](const TextRange &d) { return at > d.begin && at < d.end; }))
        return true;
    }
    include = sources_.getIncludeLoc(file);
  }
  return false;
}

std::map<std::string, std::vector<TextRange>> SourceRanges::declarations() const {
  std::map<std::string, std::vector<TextRange>> all;
  for (const auto &[file, ranges] : declarations_) {
    const auto entry = sources_.getFileEntryRefForID(file);
    if (!entry)
      continue;
    auto &of_file = all[file_location(sources_.getLocForStartOfFile(file)).file];
    of_file.insert(of_file.end(), ranges.begin(), ranges.end());
  }
  return all;
}

} // namespace telinject::rewrite
