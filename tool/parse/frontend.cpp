// Configures and runs Clang, and retries without options that it rejects.
#include "tool/parse/frontend.h"

#include "tool/parse/gcc_headers.h"
#include "tool/parse/parse_args.h"

#include "clang/Basic/DiagnosticAST.h"
#include "clang/Basic/FileManager.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/FrontendOptions.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Tooling/Tooling.h"

#include <algorithm>

namespace telinject::rewrite {
namespace {

constexpr size_t kMaxErrorBytes = size_t{1} << 20; // limit of the collected text

// Ignores pragmas that turn warnings into errors: they are meant for the user's compiler.
class PragmaSoftener : public clang::PPCallbacks {
public:
  explicit PragmaSoftener(clang::DiagnosticsEngine &diagnostics) : diagnostics_(diagnostics) {}
  void PragmaDiagnostic(clang::SourceLocation at, llvm::StringRef, clang::diag::Severity severity,
                        llvm::StringRef option) override {
    if (severity < clang::diag::Severity::Error || !option.consume_front("-W"))
      return;
    diagnostics_.setSeverityForGroup(clang::diag::Flavor::WarningOrError, option, clang::diag::Severity::Ignored, at);
  }

private:
  clang::DiagnosticsEngine &diagnostics_;
};

class UnitAction : public clang::ASTFrontendAction {
public:
  explicit UnitAction(const MakeConsumer &make_consumer) : make_consumer_(make_consumer) {}
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &compiler, llvm::StringRef) override {
    return make_consumer_(compiler);
  }

protected:
  bool BeginInvocation(clang::CompilerInstance &compiler) override {
    compiler.setVerboseOutputStream(llvm::nulls()); // suppresses "1 error generated."
    return true;
  }
  bool BeginSourceFileAction(clang::CompilerInstance &compiler) override {
    compiler.getPreprocessor().addPPCallbacks(std::make_unique<PragmaSoftener>(compiler.getDiagnostics()));
    return true;
  }

private:
  const MakeConsumer &make_consumer_;
};

class UnitActionFactory : public clang::tooling::FrontendActionFactory {
public:
  explicit UnitActionFactory(const MakeConsumer &make_consumer) : make_consumer_(make_consumer) {}
  std::unique_ptr<clang::FrontendAction> create() override { return std::make_unique<UnitAction>(make_consumer_); }
  bool runInvocation(std::shared_ptr<clang::CompilerInvocation> invocation, clang::FileManager *files,
                     std::shared_ptr<clang::PCHContainerOperations> containers,
                     clang::DiagnosticConsumer *diagnostics) override {
    invocation->getFrontendOpts().SkipFunctionBodies = true;
    return FrontendActionFactory::runInvocation(std::move(invocation), files, std::move(containers), diagnostics);
  }

private:
  const MakeConsumer &make_consumer_;
};

// Returns the quoted words of a driver message.
std::vector<std::string> quoted_words(llvm::StringRef message) {
  std::vector<std::string> words;
  for (auto [remaining, quoted_word] = std::pair(message, llvm::StringRef()); !remaining.empty();) {
    std::tie(quoted_word, remaining) = remaining.split('\'').second.split('\'');
    if (!quoted_word.empty())
      words.push_back(quoted_word.str());
  }
  return words;
}

// Returns "real path:line:column: " for a file location, else "".
std::string location_on_disk(const clang::Diagnostic &diagnostic) {
  if (!diagnostic.hasSourceManager() || diagnostic.getLocation().isInvalid())
    return "";
  const clang::SourceManager &sources = diagnostic.getSourceManager();
  const auto [file, offset] = sources.getDecomposedLoc(sources.getFileLoc(diagnostic.getLocation()));
  const auto entry = sources.getFileEntryRefForID(file);
  if (!entry)
    return "";
  return entry->getFileEntry().tryGetRealPathName().str() + ":" + std::to_string(sources.getLineNumber(file, offset)) +
         ":" + std::to_string(sources.getColumnNumber(file, offset)) + ": ";
}

} // namespace

void ParseErrors::HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic &diagnostic) {
  DiagnosticConsumer::HandleDiagnostic(level, diagnostic);
  hit_step_limit |= diagnostic.getID() == clang::diag::note_constexpr_step_limit_exceeded;
  const bool is_error = level >= clang::DiagnosticsEngine::Error;
  if (!is_error && (level != clang::DiagnosticsEngine::Note || all.empty()))
    return;
  llvm::SmallString<128> text;
  diagnostic.FormatDiagnostic(text);
  const llvm::StringRef message(text);
  if (all.size() < kMaxErrorBytes)
    all += location_on_disk(diagnostic) + (is_error ? "error: " : "note: ") + message.str() + "\n";
  if (!is_error)
    return;
  const bool driver = diagnostic.getLocation().isInvalid();
  if (driver && (first.empty() || is_about_options)) {
    is_about_options = true;
    for (std::string &quoted_word : quoted_words(message))
      option_words.push_back(std::move(quoted_word));
  }
  if (!first.empty())
    return;
  if (!driver && diagnostic.hasSourceManager()) {
    const clang::PresumedLoc at = diagnostic.getSourceManager().getPresumedLoc(diagnostic.getLocation());
    if (at.isValid())
      first = std::string(at.getFilename()) + ":" + std::to_string(at.getLine()) + ":" +
              std::to_string(at.getColumn()) + ": ";
  }
  first += message.str();
}

namespace {

// Runs the parser once with these arguments.
ParseErrors run_parser(const Unit &unit, const std::vector<std::string> &arguments, const std::string &gcc_folder,
                       const TextOf &text_of, const MakeConsumer &make_consumer) {
  ParseErrors errors;
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> disk(llvm::vfs::createPhysicalFileSystem().release());
  if (disk->setCurrentWorkingDirectory(unit.directory)) {
    errors.first = unit.directory + ": the folder of the compile does not exist";
    return errors;
  }
  if (!gcc_folder.empty())
    disk = new GccHeaderFilter(disk, gcc_folder, TELINJECT_CLANG_RESOURCE_DIR "/include");
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> view(new OverlayFileSystem(disk, text_of));
  llvm::IntrusiveRefCntPtr<clang::FileManager> files(new clang::FileManager(clang::FileSystemOptions(), view));
  UnitActionFactory factory(make_consumer);
  clang::tooling::ToolInvocation invocation(arguments, &factory, files.get(),
                                            std::make_shared<clang::PCHContainerOperations>());
  invocation.setDiagnosticConsumer(&errors);
  if (!invocation.run() && errors.first.empty())
    errors.first = "Clang did not parse it";
  return errors;
}

} // namespace

ParseErrors run_frontend(const Unit &unit, const std::vector<std::string> &extra_arguments, const TextOf &text_of,
                         const MakeConsumer &make_consumer) {
  ParseErrors errors;
  const std::string gcc_folder = gcc_header_folder(unit.arguments, unit.directory);
  for (const OptionSubset subset : {OptionSubset::all, OptionSubset::types, OptionSubset::language}) {
    std::vector<std::string> arguments = arguments_for_parse(unit.arguments, unit.file, unit.directory, subset);
    arguments.insert(arguments.begin() + 1, {"-resource-dir", TELINJECT_CLANG_RESOURCE_DIR});
    arguments.insert(arguments.end(), extra_arguments.begin(), extra_arguments.end());
    // Comes after all other folders, so that Clang's own headers take precedence.
    if (!gcc_folder.empty() && std::find(arguments.begin(), arguments.end(), "-nostdinc") == arguments.end())
      arguments.insert(arguments.end(), {"-idirafter", gcc_folder});
    do {
      errors = run_parser(unit, arguments, gcc_folder, text_of, make_consumer);
      if (!errors.is_about_options)
        return errors;
    } while (drop_named_options(arguments, errors.option_words));
  }
  return errors;
}

} // namespace telinject::rewrite
