// Answers questions about locations in a unit's files: macros, #if regions, inclusions and opt-outs.
#pragma once

#include "matchers/attribute_words.h"
#include "matchers/declaration_starts.h"
#include "matchers/edit.h"
#include "matchers/macro_uses.h"
#include "matchers/opt_out_comments.h"
#include "matchers/option_pragmas.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Preprocessor.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace telinject::rewrite {

struct FileLocation {
  std::string file; // real path
  unsigned offset = 0, line = 0, column = 0;
};

class SourceRanges {
public:
  // root: real path of the project's root; telinject only touches files below it.
  SourceRanges(const clang::SourceManager &sources, const clang::LangOptions &language, std::string root)
      : sources_(sources), language_(language), root_(std::move(root)), macro_uses_(sources, language),
        declaration_starts_(sources, language), attribute_words_(sources, language), comments_(sources, language),
        pragmas_of_gcc_(sources) {}

  // Registers callbacks that record #if regions. Call before parsing.
  void attach(clang::Preprocessor &preprocessor);

  FileLocation file_location(clang::SourceLocation file_location) const;

  // Returns true for a location in a project file: not in a macro, not in a system header, below the root.
  [[nodiscard]] bool in_project(clang::SourceLocation location) const;

  // Returns true if no #if between the two locations could keep one and remove the other.
  bool same_region(clang::SourceLocation a, clang::SourceLocation b) const;
  // Returns true if a conditional directive of any kind is between the two locations.
  bool conditional_between(clang::SourceLocation a, clang::SourceLocation b) const;

  // Returns true if text removed by #if, before the next active token, contains an `else`.
  bool hidden_else_after(clang::SourceLocation in_file, unsigned offset) const;

  // Returns true if only white space and comments are between two offsets of the file.
  bool is_blank_between(clang::SourceLocation in_file, unsigned begin, unsigned end) const;

  // Returns true if only white space and comments are between a #pragma and this location.
  bool pragma_before(clang::SourceLocation location) const;
  // Returns true if that pragma applies to a loop (unroll, ivdep, omp …) or comes from a macro, which may contain one.
  // Compilers warn if hooks prevent what such a pragma requests.
  bool loop_pragma_before(clang::SourceLocation location) const;

  // Returns the first insertion offset in a block whose '{' ends at `offset`: after the pragmas that must come first
  // (STDC FP_CONTRACT …). Returns nothing if another directive follows them.
  [[nodiscard]] std::optional<unsigned> offset_after_head_pragmas(clang::SourceLocation brace, unsigned offset) const;

  // Returns true if the file contains a trigraph for a backslash, which the scanner behind `strip` does not interpret.
  bool has_trigraph_backslash(clang::SourceLocation location) const;

  // Returns true between "telinject: off" and "telinject: on", and with "telinject: skip" on this line or the line
  // above.
  [[nodiscard]] bool opted_out(clang::SourceLocation begin, clang::SourceLocation body) const;

  // Returns true if "telinject: root" is at the function, from its first token to its '{', and marks it as used.
  bool take_root_comment(clang::SourceLocation begin, clang::SourceLocation body) const;

  // Records a candidate: a function, from its first token to its '{', or a location inside a function.
  void note_candidate(clang::SourceLocation begin, clang::SourceLocation body) const;
  // Records a range whose candidates are unknown: comments in it may opt something out.
  void note_unparsed_range(clang::SourceRange piece) const;
  void note_ineffective_annotation(clang::SourceLocation location) const;
  // Returns true if a project file read so far contains this text.
  bool project_mentions(llvm::StringRef text) const;
  // Returns the state of all opt-out comments of the project's files. Call after all candidates are recorded.
  std::vector<CommentNote> comment_notes() const;

  // Returns the location of the empty macros directly before this location, or the location itself. In another
  // configuration such a macro may be the statement.
  clang::SourceLocation before_empty_macros(clang::SourceLocation location) const;

  // Returns where to insert text before a top-level C declaration whose first token is `first`: at that token, or at
  // the empty macros before it on its line. Returns nothing if the preceding text may not be a complete declaration in
  // every configuration: after `__extension__`, `[[…]]`, an unknown macro or a hidden `static`.
  [[nodiscard]] std::optional<clang::SourceLocation> declaration_begin(clang::SourceLocation first) const;

  // Returns the last token of a macro use whose expansion ends in semicolons ("#define DONE { goto out; };").
  // last_but_semicolons: the expansion's last token before the semicolons.
  [[nodiscard]] std::optional<clang::SourceLocation> end_of_use_after(clang::SourceLocation last_but_semicolons) const;

  // Returns the names of the attributes between two locations of a file, and of one directly before the first location.
  // Includes attributes from macros and attributes that Clang does not know.
  std::vector<std::string> attributes_of(clang::SourceLocation begin, clang::SourceLocation end) const;

  // Returns the arguments of target, target_clones and target_version attributes between the locations, as in
  // "avx2,bmi".
  std::vector<std::string> attribute_targets(clang::SourceLocation begin, clang::SourceLocation end) const;
  const OptionPragmas::Options &options_at(clang::SourceLocation location) const {
    return pragmas_of_gcc_.at(location);
  }

  // Returns true if the text between the two locations (inclusive) uses __COUNTER__ or __LINE__, directly or through a
  // macro. Such text must not be repeated.
  bool changes_when_repeated(clang::SourceLocation begin, clang::SourceLocation end) const {
    return macro_uses_.changes_when_repeated(begin, end);
  }

  // Returns true if the word is an object-like macro somewhere in the unit that expands to something other than itself.
  bool is_replaced(llvm::StringRef word) const { return replaced_.count(word) != 0; }
  // Returns true if one of the words is a macro anywhere in the unit, including predefined macros and those of the
  // command line. Ignores macros that expand to themselves.
  bool is_macro(std::initializer_list<llvm::StringRef> words) const {
    return std::any_of(words.begin(), words.end(), [this](llvm::StringRef word) { return macros_.count(word) != 0; });
  }

  // Returns the value of a macro that is a number; nothing for others.
  std::optional<std::int64_t> number_of_macro(llvm::StringRef name) const {
    const auto found = numbers_.find(name);
    return found == numbers_.end() ? std::nullopt : std::optional(found->second);
  }

  // Returns the next token after the one that starts here, skipping comments; nothing at the end of the file.
  struct NextToken {
    clang::SourceLocation location;
    bool is_semicolon = false;
  };
  [[nodiscard]] std::optional<NextToken> token_after(clang::SourceLocation token_begin) const;

  // Records a top-level declaration or namespace. The macros' #include cannot go inside it, nor into a file that is
  // included inside it.
  void note_declaration(clang::SourceRange range);
  bool included_inside_declaration(clang::SourceLocation location) const;
  // Returns the declarations of each file by real path, merging all inclusions of the file.
  std::map<std::string, std::vector<TextRange>> declarations() const;

  const clang::SourceManager &sources() const noexcept { return sources_; }
  const clang::LangOptions &language() const noexcept { return language_; }

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
  // For each inclusion of a file: maps the offset of each conditional directive to the region that begins there.
  std::map<clang::FileID, std::map<unsigned, unsigned>> regions_;
  std::map<clang::FileID, std::vector<TextRange>> declarations_;
  std::map<clang::FileID, std::vector<TextRange>> skipped_; // text removed by #if
  std::map<clang::FileID, std::set<unsigned>> pragmas_;     // offsets of '#' or of _Pragma
  // For each macro use whose expansion ends in semicolons: maps the token before them to the last token of the use.
  std::map<clang::SourceLocation, clang::SourceLocation> ends_in_semicolons_;
  clang::SourceLocation last_of_macro_, open_use_;
  std::vector<const AttributeWords::Attribute *> attributes_between(clang::SourceLocation begin,
                                                                    clang::SourceLocation end) const;
  llvm::StringSet<> replaced_;            // names of object-like macros
  llvm::StringMap<std::int64_t> numbers_; // macros that are a number
  llvm::StringSet<> macros_;              // names of all macros
  std::vector<clang::FileID> entered_;    // every inclusion of a file
  MacroUses macro_uses_;
  DeclarationStarts declaration_starts_;
  AttributeWords attribute_words_;
  OptOutComments comments_;
  OptionPragmas pragmas_of_gcc_;
  mutable std::map<clang::FileID, bool> in_project_;
};

} // namespace telinject::rewrite
