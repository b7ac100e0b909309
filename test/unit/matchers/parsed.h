// A piece of source code that Clang parses, with a SourceRanges attached to its preprocessor as the rewriter attaches it.
#pragma once

#include "catch.h"

#include "matchers/source_ranges.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Tooling/Tooling.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace parsed {

using telinject::rewrite::SourceRanges;

// What a test asks: by the source text itself, so that a test reads without counting columns.
class Unit {
public:
  Unit(const SourceRanges &known, clang::ASTContext &unit) : ranges(known), context(unit) {}

  // Where this text begins in the main file for the first time.
  clang::SourceLocation at(llvm::StringRef text) const {
    const size_t offset = main_text().find(text);
    INFO(text.str());
    REQUIRE(offset != llvm::StringRef::npos);
    return main_begin().getLocWithOffset(static_cast<int>(offset));
  }
  unsigned offset(llvm::StringRef text) const { return ranges.sources().getFileOffset(at(text)); }
  // The function's definition in the unit.
  const clang::FunctionDecl &function(llvm::StringRef name) const {
    for (const clang::Decl *decl : context.getTranslationUnitDecl()->decls())
      if (const auto *one = llvm::dyn_cast<clang::FunctionDecl>(decl); one && one->getName() == name && one->hasBody())
        return *one;
    INFO(name.str());
    FAIL("no such function in the test's code");
    std::abort();
  }

  const SourceRanges &ranges;
  clang::ASTContext &context;

private:
  llvm::StringRef main_text() const { return ranges.sources().getBufferData(ranges.sources().getMainFileID()); }
  clang::SourceLocation main_begin() const {
    return ranges.sources().getLocForStartOfFile(ranges.sources().getMainFileID());
  }
};

using Test = std::function<void(const Unit &)>;

class Consumer : public clang::ASTConsumer {
public:
  Consumer(clang::CompilerInstance &compiler, const Test &test)
      : ranges_(compiler.getSourceManager(), compiler.getLangOpts(), "/project"), test_(test) {
    ranges_.attach(compiler.getPreprocessor());
  }
  void HandleTranslationUnit(clang::ASTContext &context) override { test_(Unit(ranges_, context)); }

private:
  SourceRanges ranges_;
  const Test &test_;
};

class Action : public clang::ASTFrontendAction {
public:
  explicit Action(const Test &test) : test_(test) {}
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &compiler, llvm::StringRef) override {
    return std::make_unique<Consumer>(compiler, test_);
  }

private:
  const Test &test_;
};

// Parses the code as /project/FILE, beside other files by their whole paths, and runs the test on it.
inline void parse(const std::string &code, const Test &test, const std::string &file = "main.c",
                  const std::vector<std::string> &options = {},
                  const clang::tooling::FileContentMappings &others = {}) {
  bool ran = false;
  const Test noted = [&](const Unit &unit) {
    ran = true;
    test(unit);
  };
  CHECK(clang::tooling::runToolOnCodeWithArgs(std::make_unique<Action>(noted), code, options, "/project/" + file,
                                              "test", std::make_shared<clang::PCHContainerOperations>(), others));
  CHECK(ran);
}

} // namespace parsed
