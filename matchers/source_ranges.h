// Where things stand in the files of a unit: macro-safe places, #if regions, inclusions and opt-outs.
#pragma once

#include "matchers/attribute_words.h"
#include "matchers/declaration_starts.h"
#include "matchers/edit.h"
#include "matchers/macro_uses.h"
#include "matchers/opt_out_comments.h"
#include "matchers/option_pragmas.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Preprocessor.h"

#include "llvm/ADT/StringSet.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace telinject {

struct FilePlace {
  std::string file; // real path
  unsigned offset = 0, line = 0, column = 0;
};

class SourceRanges {
public:
  // root: the project's root, a real path; only files under it are ever touched.
  SourceRanges(const clang::SourceManager &sources, const clang::LangOptions &language, std::string root)
      : sources_(sources), language_(language), root_(std::move(root)), macro_uses_(sources, language),
        declaration_starts_(sources, language), attribute_words_(sources, language), comments_(sources, language),
        pragmas_of_gcc_(sources) {}

  // Records #if regions while the preprocessor runs.  Call before parsing.
  void attach(clang::Preprocessor &preprocessor);

  FilePlace place(clang::SourceLocation file_location) const;

  // Is this a place in a project file: not from a macro, not in a system header, under the root?
  bool in_project(clang::SourceLocation location) const;

  // The same conditional region: an #if between the two would keep one of them and not the other.
  bool same_region(clang::SourceLocation a, clang::SourceLocation b) const;
  // A directive of any kind of conditional stands between the two.
  bool conditional_between(clang::SourceLocation a, clang::SourceLocation b) const;

  // Could an `else` follow in another configuration: one in text that #if takes out, before the next token that is
  // there?
  bool hidden_else_after(clang::SourceLocation in_file, unsigned offset) const;

  // Nothing but white space and comments between two offsets of the file?
  bool nothing_between(clang::SourceLocation in_file, unsigned begin, unsigned end) const;

  // Is there nothing but white space and comments between a #pragma's line and this place?
  bool pragma_before(clang::SourceLocation location) const;
  // Is that pragma one of a loop's (unroll, ivdep, omp …), or in a macro, which may hold one?  Compilers then want a
  // plain loop: with hooks inside they could not do what the pragma asks for, and say so.
  bool loop_pragma_before(clang::SourceLocation location) const;

  // Where something may stand first in a block whose '{' ends at `offset`: there, or behind the pragmas that must come
  // first in a block (STDC FP_CONTRACT …).  Nothing where another directive follows them.
  std::optional<unsigned> behind_head_pragmas(clang::SourceLocation brace, unsigned offset) const;

  // Does the file hold a trigraph for a backslash?  The scan that `strip` rests on takes it for what it looks like.
  bool has_trigraph_backslash(clang::SourceLocation location) const;

  // Is there an opt-out comment: inside "telinject: off" … "telinject: on", or "telinject: skip" on this line or the
  // one above?
  bool opted_out(clang::SourceLocation begin, clang::SourceLocation body) const;

  // A candidate for instrumentation: a function, from its first token to its '{', or a place inside of one.
  void note_candidate(clang::SourceLocation begin, clang::SourceLocation body) const;
  // Nothing is known of what stands in this piece of a file: the comments in it may well opt something out.
  void note_unknown_inside(clang::SourceRange piece) const;
  void note_vain_annotation(clang::SourceLocation location) const;
  // Does a project file of the unit, read so far, hold this text?
  bool project_mentions(llvm::StringRef text) const;
  // What became of the opt-out comments of the project's files, once all candidates are known.
  std::vector<CommentNote> comment_notes() const;

  // The place, or that of the empty macros right before it, which in another configuration may be the statement itself.
  clang::SourceLocation before_empty_macros(clang::SourceLocation location) const;

  // Where text may be inserted before a top-level declaration of C whose first token is `first`: at that token, or at
  // the empty macros before it on its line.  Nothing where the text before may not be a complete declaration, in this
  // configuration or in another one: behind `__extension__`, `[[…]]`, a macro of unknown meaning, a hidden `static`.
  std::optional<clang::SourceLocation> declaration_begin(clang::SourceLocation first) const;

  // Where a macro's text ends in semicolons, and the token before those is this one ("#define DONE { goto out; };"):
  // the last token of the macro's use.
  std::optional<clang::SourceLocation> end_of_use_behind(clang::SourceLocation last_but_semicolons) const;

  // The words of the attributes that stand between two places of a file ("noinline" of __attribute__((noinline))), also
  // those from macros and those unknown to Clang; and of one right before the first place.
  std::vector<std::string> attributes_of(clang::SourceLocation begin, clang::SourceLocation end) const;

  // The lists in target, target_clones and target_version attributes there: "avx2,bmi".
  std::vector<std::string> attribute_targets(clang::SourceLocation begin, clang::SourceLocation end) const;
  const OptionPragmas::Options &options_at(clang::SourceLocation location) const {
    return pragmas_of_gcc_.at(location);
  }

  // Does the text between two places of a file, the second included, hold a macro that means something else each time,
  // or on each line: __COUNTER__ or __LINE__, also inside of other macros?  Such a text must not be repeated.
  bool changes_when_repeated(clang::SourceLocation begin, clang::SourceLocation end) const {
    return macro_uses_.changes_when_repeated(begin, end);
  }

  // Did a macro stand for this word somewhere in the unit, and for something else than itself ("#define int unsigned")?
  bool is_replaced(llvm::StringRef word) const { return replaced_.count(word) != 0; }
  // Is one of the words a macro of either kind, anywhere in the unit, its predefined ones and the command line's
  // included?  One that stands for itself does not count.
  bool is_macro(std::initializer_list<llvm::StringRef> words) const {
    return std::any_of(words.begin(), words.end(), [this](llvm::StringRef word) { return macros_.count(word) != 0; });
  }

  // The next token after the one that starts here, comments skipped; invalid where there is none in the file.
  struct NextToken {
    clang::SourceLocation location;
    bool is_semicolon = false;
  };
  std::optional<NextToken> token_after(clang::SourceLocation token_begin) const;

  // Top-level declarations, namespaces among them: no #include of the macros can stand inside, nor in a file that is
  // itself included inside.
  void note_declaration(clang::SourceRange range);
  bool included_inside_declaration(clang::SourceLocation location) const;
  // By real path, all inclusions of a file together.
  std::map<std::string, std::vector<TextRange>> declarations() const;

  const clang::SourceManager &sources() const { return sources_; }
  const clang::LangOptions &language() const { return language_; }

private:
  friend class ConditionalRecorder;
  void note_token(const clang::Token &token);
  enum class Reach { any_line, same_line };
  clang::SourceLocation before_empty_macros(clang::SourceLocation location, Reach reach) const;
  bool is_in_directive(clang::FileID file, unsigned offset) const;
  void note_semicolon(const clang::Token &token);
  std::pair<unsigned, unsigned> lines_of(clang::SourceLocation begin, clang::SourceLocation body) const;
  unsigned end_of_pragma(clang::FileID file, unsigned at, unsigned limit) const;
  clang::Token raw_token_at(clang::FileID file, unsigned offset) const;
  unsigned region(clang::FileID file, unsigned offset) const;

  const clang::SourceManager &sources_;
  const clang::LangOptions &language_;
  std::string root_;
  // For each inclusion of a file: offset of each conditional directive → the region that begins there.
  std::map<clang::FileID, std::map<unsigned, unsigned>> regions_;
  std::map<clang::FileID, std::vector<TextRange>> declarations_;
  std::map<clang::FileID, std::vector<TextRange>> skipped_; // what #if takes out
  std::map<clang::FileID, std::set<unsigned>> pragmas_;     // offsets of their '#' or of _Pragma
  // Of each use of a macro that ends in semicolons: the token before those → the use's last token.
  std::map<clang::SourceLocation, clang::SourceLocation> ends_in_semicolons_;
  clang::SourceLocation last_of_macro_, open_use_;
  std::vector<const AttributeWords::Attribute *> attributes_between(clang::SourceLocation begin,
                                                                    clang::SourceLocation end) const;
  llvm::StringSet<> replaced_;         // words that are object-like macros
  llvm::StringSet<> macros_;           // words that are macros
  std::vector<clang::FileID> entered_; // each inclusion of a file
  MacroUses macro_uses_;
  DeclarationStarts declaration_starts_;
  AttributeWords attribute_words_;
  OptOutComments comments_;
  OptionPragmas pragmas_of_gcc_;
  mutable std::map<clang::FileID, bool> in_project_;
};

} // namespace telinject
