// Connects Clang's front end with the constructs.
#include "tool/parse/parse.h"

#include "matchers/construct.h"
#include "tool/base/files.h"
#include "tool/base/glob.h"
#include "tool/parse/content_hash.h"
#include "tool/parse/frontend.h"
#include "tool/source/strip.h"

#include <algorithm>

namespace telinject::rewrite {
namespace {

struct Job {
  const std::string &root;
  const ConstructOptions &options;
  bool note_inputs;
  UnitResult &result;
};

class UnitConsumer : public clang::ASTConsumer {
public:
  UnitConsumer(clang::CompilerInstance &compiler, const Job &job)
      : job_(job), ranges_(compiler.getSourceManager(), compiler.getLangOpts(), job.root) {
    ranges_.attach(compiler.getPreprocessor());
  }

  // Skips bodies outside the project; Clang keeps those needed for constant evaluation or deduction.
  bool shouldSkipFunctionBody(clang::Decl *decl) override {
    return !ranges_.in_project(ranges_.sources().getFileLoc(decl->getLocation()));
  }

  void HandleTranslationUnit(clang::ASTContext &ast) override {
    if (ast.getDiagnostics().hasErrorOccurred())
      return;
    UnitContext unit(ast, ranges_, job_.options, job_.result.sites);
    unit.selects_file = [this](const std::string &file) {
      return path_selected(file.substr(job_.root.size() + 1), job_.options.include, job_.options.exclude);
    };
    std::vector<clang::Decl *> scope;
    collect(ast.getTranslationUnitDecl(), scope, unit);
    ast.setTraversalScope(scope);
    clang::ast_matchers::MatchFinder finder;
    const auto constructs = make_constructs(unit);
    for (const auto &construct : constructs)
      construct->register_matchers(finder);
    finder.matchAST(ast);
    note_files();
    job_.result.comments = ranges_.comment_notes();
    job_.result.is_cxx = ast.getLangOpts().CPlusPlus;
    job_.result.declarations = ranges_.declarations();
    job_.result.parsed = true;
  }

private:
  void collect(clang::DeclContext *context, std::vector<clang::Decl *> &scope, UnitContext &unit) {
    for (clang::Decl *decl : context->decls()) {
      if (!ranges_.in_project(ranges_.sources().getFileLoc(decl->getLocation())))
        continue;
      if (auto *linkage = llvm::dyn_cast<clang::LinkageSpecDecl>(decl)) {
        collect(linkage, scope, unit);
        continue;
      }
      ranges_.note_declaration(decl->getSourceRange());
      if (const auto *function = llvm::dyn_cast<clang::FunctionDecl>(decl))
        job_.result.defines_main |= function->isMain() && function->isThisDeclarationADefinition();
      if (const auto *resolver = decl->getAttr<clang::IFuncAttr>())
        unit.ifunc_resolvers.insert(resolver->getResolver().str());
      scope.push_back(decl);
    }
  }

  void note_files() {
    const clang::SourceManager &sources = ranges_.sources();
    for (auto file = sources.fileinfo_begin(); file != sources.fileinfo_end(); ++file) {
      const llvm::StringRef real = file->first.getFileEntry().tryGetRealPathName();
      if (job_.note_inputs)
        if (const auto text = file->second->getBufferDataIfLoaded())
          job_.result.inputs.push_back({real.str(), content_hash(*text)});
      if (is_under(real.str(), job_.root))
        job_.result.files.push_back(real.str());
    }
    std::sort(job_.result.files.begin(), job_.result.files.end());
  }

  Job job_;
  SourceRanges ranges_;
};

// Only the errors of the parse matter.
class VerifyingConsumer : public clang::ASTConsumer {
public:
  VerifyingConsumer(clang::CompilerInstance &compiler, const std::string &root)
      : ranges_(compiler.getSourceManager(), compiler.getLangOpts(), root) {}
  bool shouldSkipFunctionBody(clang::Decl *decl) override {
    return !ranges_.in_project(ranges_.sources().getFileLoc(decl->getLocation()));
  }

private:
  SourceRanges ranges_;
};

// Returns a project file's text without insertions; nothing if it has none.
std::optional<StripResult> stripped(const std::string &file, const std::string &root) {
  if (!is_under(file, root))
    return std::nullopt;
  const auto text = read_file(file);
  if (!text || !may_be_instrumented(*text))
    return std::nullopt;
  return strip_insertions(*text);
}

} // namespace

std::optional<std::string> original_text(const std::string &real_path, const std::string &root) {
  if (auto result = stripped(real_path, root))
    return std::move(result->text);
  auto text = read_file(real_path);
  return text ? std::optional(*std::move(text)) : std::nullopt;
}

UnitResult parse_unit(const Unit &unit, const std::string &root, const ConstructOptions &options, bool note_inputs) {
  UnitResult result;
  std::string refused;
  const TextOf without_insertions = [&](const std::string &file) -> std::optional<std::string> {
    auto text = stripped(file, root);
    if (!text)
      return std::nullopt;
    if (!text->refusals.empty() && refused.empty())
      refused = file.substr(root.size() + 1) + ":" + std::to_string(text->refusals.front().line) + ": " +
                text->refusals.front().message;
    return std::move(text->text);
  };
  const ParseErrors errors = run_frontend(unit, {}, without_insertions, [&](clang::CompilerInstance &compiler) {
    result = UnitResult();
    return std::make_unique<UnitConsumer>(compiler, Job{root, options, note_inputs, result});
  });
  if (!refused.empty()) { // a rewrite would instrument it twice
    result = UnitResult();
    result.error = refused;
  } else if (!result.parsed)
    result.error = errors.first.empty() ? "Clang did not parse it" : errors.first;
  return result;
}

std::string parse_errors(const Unit &unit, const std::string &root, const std::vector<std::string> &extra_arguments,
                         const TextOf &text_of) {
  // Constant evaluation of instrumented functions is several times slower in Clang. If it exceeds the limit, the
  // compiler decides.
  std::vector<std::string> limited = extra_arguments;
  limited.emplace_back("-fconstexpr-steps=262144");
  const ParseErrors errors = run_frontend(unit, limited, text_of, [&](clang::CompilerInstance &compiler) {
    return std::make_unique<VerifyingConsumer>(compiler, root);
  });
  return errors.hit_step_limit ? "" : errors.all;
}

} // namespace telinject::rewrite
