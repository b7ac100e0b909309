#include "parse.h"

#include "compiler_args.h"
#include "construct.h"
#include "files.h"
#include "stripping_fs.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/FileManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/FrontendOptions.h"
#include "clang/Tooling/Tooling.h"

#include <algorithm>
#include <set>

namespace telinject {
namespace {

// Keeps the first error, and what the driver says of arguments it does not know.
class ErrorKeeper : public clang::DiagnosticConsumer {
public:
  std::string first;
  std::vector<std::string> unknown_arguments;

  void HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic& diagnostic) override {
    DiagnosticConsumer::HandleDiagnostic(level, diagnostic);
    if (level < clang::DiagnosticsEngine::Error) return;
    llvm::SmallString<128> text;
    diagnostic.FormatDiagnostic(text);
    const llvm::StringRef message(text);
    const bool driver = diagnostic.getLocation().isInvalid();
    if (driver && (message.contains("unknown argument") || message.contains("unsupported option") ||
                   message.contains("unsupported argument") || message.contains("invalid value")))
      for (auto [rest, word] = std::pair(message, llvm::StringRef()); !rest.empty();) {
        std::tie(word, rest) = rest.split('\'').second.split('\'');
        if (!word.empty()) unknown_arguments.push_back(word.str());
      }
    if (!first.empty()) return;
    if (!driver && diagnostic.hasSourceManager()) {
      const clang::PresumedLoc at = diagnostic.getSourceManager().getPresumedLoc(diagnostic.getLocation());
      if (at.isValid())
        first = std::string(at.getFilename()) + ":" + std::to_string(at.getLine()) + ":" + std::to_string(at.getColumn()) + ": ";
    }
    first += message.str();
  }
};

struct Job {
  const std::string& root;
  const ConstructOptions& options;
  UnitResult& result;
};

class UnitConsumer : public clang::ASTConsumer {
public:
  UnitConsumer(clang::CompilerInstance& compiler, const Job& job)
      : job_(job), ranges_(compiler.getSourceManager(), compiler.getLangOpts(), job.root) {
    ranges_.attach(compiler.getPreprocessor());
  }

  // Bodies elsewhere need not be parsed; Clang itself keeps those that constant evaluation or deduction needs.
  bool shouldSkipFunctionBody(clang::Decl* decl) override {
    return !ranges_.in_project(ranges_.sources().getFileLoc(decl->getLocation()));
  }

  void HandleTranslationUnit(clang::ASTContext& ast) override {
    if (ast.getDiagnostics().hasErrorOccurred()) return;
    UnitContext unit(ast, ranges_, job_.options, job_.result.sites);
    std::vector<clang::Decl*> scope;
    collect(ast.getTranslationUnitDecl(), scope, unit);
    ast.setTraversalScope(scope);
    clang::ast_matchers::MatchFinder finder;
    const auto constructs = make_constructs(unit);
    for (const auto& construct : constructs) construct->register_matchers(finder);
    finder.matchAST(ast);
    note_files();
    job_.result.declarations = ranges_.declarations();
    job_.result.parsed = true;
  }

private:
  void collect(clang::DeclContext* context, std::vector<clang::Decl*>& scope, UnitContext& unit) {
    for (clang::Decl* decl : context->decls()) {
      if (!ranges_.in_project(ranges_.sources().getFileLoc(decl->getLocation()))) continue;
      if (auto* linkage = llvm::dyn_cast<clang::LinkageSpecDecl>(decl)) {
        collect(linkage, scope, unit);
        continue;
      }
      ranges_.note_declaration(decl->getSourceRange());
      if (const auto* function = llvm::dyn_cast<clang::FunctionDecl>(decl))
        job_.result.defines_main |= function->isMain() && function->isThisDeclarationADefinition();
      if (const auto* resolver = decl->getAttr<clang::IFuncAttr>()) unit.ifunc_resolvers.insert(resolver->getResolver().str());
      scope.push_back(decl);
    }
  }

  void note_files() {
    const clang::SourceManager& sources = ranges_.sources();
    for (auto file = sources.fileinfo_begin(); file != sources.fileinfo_end(); ++file) {
      const llvm::StringRef real = file->first.getFileEntry().tryGetRealPathName();
      if (is_under(real.str(), job_.root)) job_.result.files.push_back(real.str());
    }
    std::sort(job_.result.files.begin(), job_.result.files.end());
  }

  Job job_;
  SourceRanges ranges_;
};

class UnitAction : public clang::ASTFrontendAction {
public:
  explicit UnitAction(const Job& job) : job_(job) {}
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance& compiler, llvm::StringRef) override {
    return std::make_unique<UnitConsumer>(compiler, job_);
  }

protected:
  bool BeginInvocation(clang::CompilerInstance& compiler) override {
    compiler.setVerboseOutputStream(llvm::nulls());  // "1 error generated.": said by our own message
    return true;
  }

private:
  Job job_;
};

class UnitActionFactory : public clang::tooling::FrontendActionFactory {
public:
  explicit UnitActionFactory(const Job& job) : job_(job) {}
  std::unique_ptr<clang::FrontendAction> create() override { return std::make_unique<UnitAction>(job_); }
  bool runInvocation(std::shared_ptr<clang::CompilerInvocation> invocation, clang::FileManager* files,
                     std::shared_ptr<clang::PCHContainerOperations> containers, clang::DiagnosticConsumer* diagnostics) override {
    invocation->getFrontendOpts().SkipFunctionBodies = true;
    return FrontendActionFactory::runInvocation(std::move(invocation), files, std::move(containers), diagnostics);
  }

private:
  Job job_;
};

}  // namespace

UnitResult parse_unit(const Unit& unit, const std::string& root, const ConstructOptions& options) {
  UnitResult result;
  std::vector<std::string> arguments = arguments_for_parse(unit.arguments, unit.file);
  arguments.insert(arguments.begin() + 1, {"-resource-dir", TELINJECT_CLANG_RESOURCE_DIR});
  // Each try drops the arguments that Clang does not know; what another compiler adds by them rarely changes a parse.
  for (int tries = 0; tries < 8; ++tries) {
    result = UnitResult();
    llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> disk(llvm::vfs::createPhysicalFileSystem().release());
    if (disk->setCurrentWorkingDirectory(unit.directory)) {
      result.error = unit.directory + ": the folder of the compile does not exist";
      return result;
    }
    llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> view(new StrippingFileSystem(disk, root));
    llvm::IntrusiveRefCntPtr<clang::FileManager> files(new clang::FileManager(clang::FileSystemOptions(), view));
    UnitActionFactory factory(Job{root, options, result});
    ErrorKeeper errors;
    clang::tooling::ToolInvocation invocation(arguments, &factory, files.get(), std::make_shared<clang::PCHContainerOperations>());
    invocation.setDiagnosticConsumer(&errors);
    invocation.run();
    if (result.parsed) return result;
    result.error = errors.first.empty() ? "Clang did not parse it" : errors.first;
    const size_t before = arguments.size();
    for (const std::string& unknown : errors.unknown_arguments)
      arguments.erase(std::remove(arguments.begin() + 1, arguments.end(), unknown), arguments.end());
    if (arguments.size() == before) return result;
  }
  return result;
}

}  // namespace telinject
