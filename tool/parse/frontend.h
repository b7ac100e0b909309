// Runs Clang's front end over one unit, with replaced file contents.
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

namespace telinject::rewrite {

// Collects the errors of a unit and the notes that explain them.
class ParseErrors : public clang::DiagnosticConsumer {
public:
  std::string first; // "file:line:column: message", with line numbers affected by #line
  std::string all; // "real path:line:column: error: message" and "… note: …", one per line, with physical line numbers
  bool is_about_options = false;         // the first error has no source location: Clang rejects an option
  std::vector<std::string> option_words; // quoted words of such errors
  bool hit_step_limit = false;           // constant evaluation exceeded its step limit

  void HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic &diagnostic) override;
};

using MakeConsumer = std::function<std::unique_ptr<clang::ASTConsumer>(clang::CompilerInstance &)>;

// Parses the unit with its own and `extra_arguments`. Drops options that Clang rejects, finally all that do not affect
// the language, and retries with a new consumer. Skips function bodies if the consumer says so. Returns the errors of
// the last attempt; empty if it succeeded.
ParseErrors run_frontend(const Unit &unit, const std::vector<std::string> &extra_arguments, const TextOf &text_of,
                         const MakeConsumer &make_consumer);

} // namespace telinject::rewrite
