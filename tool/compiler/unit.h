// A unit (one compile of one source file) and what parsing it yields.  Results travel from the worker process that
// parses to the one that plans, so they have a text form.
#pragma once

#include "matchers/comment_note.h"
#include "matchers/site.h"

#include <map>
#include <string>
#include <vector>

namespace telinject {

struct Unit {
  std::string directory;              // of the compile
  std::string file;                   // absolute, as the command names it
  std::vector<std::string> arguments; // the compiler first
  std::string output;                 // the object, as the command names it; may be empty
};

// A file that a parse read, and its fingerprint (content_hash.h) without telinject's insertions.
struct UnitInput {
  std::string file; // real path
  std::string hash;
};

struct UnitResult {
  bool parsed = false;
  bool defines_main = false;
  bool is_cxx = false;
  std::string error; // "file:line:col: message" of the first error, where not parsed
  std::vector<Site> sites;
  std::vector<std::string> files;                             // project files that the unit reads, real paths
  std::map<std::string, std::vector<TextRange>> declarations; // top-level ones of those files
  std::vector<UnitInput> inputs;     // all files that the unit reads, where they were asked for
  std::vector<CommentNote> comments; // those that opt out, of the project files
};

std::string to_text(const UnitResult &result);
UnitResult unit_result_from_text(const std::string &text); // parsed == false where the text is damaged

} // namespace telinject
