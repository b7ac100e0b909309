// Parses opt-out comments: "telinject: off" … "telinject: on", and "telinject: skip"; and "telinject: root".
#pragma once

#include "matchers/comment_note.h"
#include "matchers/edit.h"

#include "clang/Basic/SourceManager.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <map>
#include <string>
#include <vector>

namespace telinject::rewrite {

class OptOutComments {
public:
  OptOutComments(const clang::SourceManager &sources, const clang::LangOptions &language)
      : sources_(sources), language_(language) {}

  // Returns true if the file contains an opt-out comment or an ineffective annotation.
  bool has_any(clang::FileID file) const {
    const OfFile &comments = comments_in(file);
    return !comments.off.empty() || !comments.skips.empty() || !comments.roots.empty() || !comments.faults.empty();
  }
  // Returns true if the offset is between "off" and "on", or a "skip" is on one of the lines or on the line above.
  [[nodiscard]] bool opted_out(clang::FileID file, unsigned offset, unsigned first_line, unsigned last_line) const;
  // Marks the comments that opt this candidate out as used.
  void note_candidate(clang::FileID file, unsigned offset, unsigned first_line, unsigned last_line) const;
  // Returns true if a "root" is on one of a function's lines or on the line above, and marks it as used.
  bool take_root(clang::FileID file, unsigned first_line, unsigned last_line) const;
  // Marks the comments in this range as used, because telinject cannot tell whether they have an effect.
  void note_used_in_range(clang::FileID file, TextRange piece) const;
  // Records an annotation "telinject:skip" that is not on a function.
  void note_ineffective_annotation(clang::FileID file, unsigned offset) const;

  // Appends the result for each comment of a file. is_certain: returns true if the range was parsed completely.
  void append_notes(clang::FileID file, const std::string &path, llvm::function_ref<bool(TextRange)> is_certain,
                    std::vector<CommentNote> &notes) const;

private:
  struct Off {
    TextRange range;
    bool is_used = false;
  };
  struct Mark {
    unsigned offset = 0;
    bool is_used = false;
  };
  struct Fault {
    unsigned offset = 0;
    std::string problem;
  };
  struct OfFile {
    std::vector<Off> off;
    std::map<unsigned, Mark> skips, roots; // by line
    std::vector<Fault> faults;
  };
  OfFile &comments_in(clang::FileID file) const;
  void read(clang::FileID file, OfFile &result) const;

  const clang::SourceManager &sources_;
  const clang::LangOptions &language_;
  mutable std::map<clang::FileID, OfFile> files_;
};

} // namespace telinject::rewrite
