// The comments that opt out: "telinject: off" … "telinject: on", and "telinject: skip".
#pragma once

#include "matchers/comment_note.h"
#include "matchers/edit.h"

#include "clang/Basic/SourceManager.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <map>
#include <string>
#include <vector>

namespace telinject {

class OptOutComments {
public:
  OptOutComments(const clang::SourceManager &sources, const clang::LangOptions &language)
      : sources_(sources), language_(language) {}

  // Has the file any comment, or annotation in vain?
  bool has_any(clang::FileID file) const {
    const OfFile &comments = of(file);
    return !comments.off.empty() || !comments.skips.empty() || !comments.faults.empty();
  }
  // Is the offset inside "off" … "on", or is there a "skip" on one of the lines or on the one above the first?
  bool opted_out(clang::FileID file, unsigned offset, unsigned first_line, unsigned last_line) const;
  // A candidate for instrumentation stands there: the comments that opt it out are used.
  void note_candidate(clang::FileID file, unsigned offset, unsigned first_line, unsigned last_line) const;
  // The comments in this piece of the file are used, as far as can be known.
  void note_used_inside(clang::FileID file, TextRange piece) const;
  // An annotation "telinject:skip" that opts out nothing.
  void note_vain_annotation(clang::FileID file, unsigned offset) const;

  // What became of the comments of a file.  is_certain: was the piece of the text parsed as a whole?
  void append_notes(clang::FileID file, const std::string &path, llvm::function_ref<bool(TextRange)> is_certain,
                    std::vector<CommentNote> &notes) const;

private:
  struct Off {
    TextRange range;
    bool is_used = false;
  };
  struct Skip {
    unsigned offset = 0;
    bool is_used = false;
  };
  struct Fault {
    unsigned offset = 0;
    std::string problem;
  };
  struct OfFile {
    std::vector<Off> off;
    std::map<unsigned, Skip> skips; // by line
    std::vector<Fault> faults;
  };
  OfFile &of(clang::FileID file) const;
  void read(clang::FileID file, OfFile &result) const;

  const clang::SourceManager &sources_;
  const clang::LangOptions &language_;
  mutable std::map<clang::FileID, OfFile> files_;
};

} // namespace telinject
