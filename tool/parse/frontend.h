// Runs Clang's front end over one unit, with the texts of some files replaced.
#pragma once

#include "tool/compiler/unit.h"
#include "tool/parse/overlay_fs.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Frontend/CompilerInstance.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace telinject {

// What Clang says of a unit: its errors, and the notes that explain them.
class Complaints : public clang::DiagnosticConsumer {
public:
  std::string first; // "file:line:column: message", by the text's own #line
  std::string all;   // "real path:line:column: error: message" and "… note: …", one a line, by the lines that are there
  bool is_about_options = false;  // the first error is of no place in the source: Clang refuses an option
  std::vector<std::string> named; // the words in quotes of such errors
  bool hit_step_limit = false;    // evaluation of a constant was given up

  void HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic &diagnostic) override;
};

using MakeConsumer = std::function<std::unique_ptr<clang::ASTConsumer>(clang::CompilerInstance &)>;

// Parses the unit with its own arguments and `more`.  Clang does not take every option of GCC: what it refuses is
// dropped, at last every option that is not about the language, and the parse begun again with a new consumer.  Bodies
// of functions are skipped where the consumer says so.  Returns the complaints of the last try; their text is empty
// where there were none.
Complaints run_frontend(const Unit &unit, const std::vector<std::string> &more, const TextOf &text_of,
                        const MakeConsumer &make_consumer);

} // namespace telinject
