// A unit (one compile of one source file) and the result of parsing it. Results are serialized, because worker
// processes produce them.
#pragma once

#include "matchers/comment_note.h"
#include "matchers/site.h"

#include <map>
#include <string>
#include <vector>

namespace telinject::rewrite {

struct Unit {
  std::string directory;              // working directory of the compile
  std::string file;                   // absolute path, as named in the command
  std::vector<std::string> arguments; // the compiler first
  std::string output;                 // the object file as named in the command; may be empty
};

// A file that was read during parsing, and the hash of its text without insertions (content_hash.h).
struct UnitInput {
  std::string file; // real path
  std::string hash;
};

struct UnitResult {
  bool parsed = false;
  bool defines_main = false;
  bool is_cxx = false;
  std::string error; // first error as "file:line:col: message", if not parsed
  std::vector<Site> sites;
  std::vector<std::string> files;                             // real paths of the project files that the unit reads
  std::map<std::string, std::vector<TextRange>> declarations; // top-level declarations in those files
  std::vector<UnitInput> inputs;                              // all files that the unit reads, if requested
  std::vector<CommentNote> comments;                          // opt-out comments of the project files
};

std::string to_text(const UnitResult &result);
UnitResult unit_result_from_text(const std::string &text); // parsed is false if the text is damaged

} // namespace telinject::rewrite
