// Interface of a construct, a kind of syntax that telinject instruments. Each construct has one file in constructs/,
// one row in constructs.def, one lit test in lit-tests/constructs/ and one line in docs/constructs.md.
#pragma once

#include "matchers/body.h"
#include "matchers/construct_options.h"
#include "matchers/site.h"
#include "matchers/source_ranges.h"

#include "clang/AST/ASTContext.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace telinject::rewrite {

// State shared by all constructs while they process one parsed unit. Lives as long as the unit's AST.
class UnitContext {
public:
  UnitContext(clang::ASTContext &unit_ast, const SourceRanges &unit_ranges, const ConstructOptions &wanted_options,
              std::vector<Site> &sites)
      : ast(unit_ast), ranges(unit_ranges), options(wanted_options), sites_(sites) {}

  // Adds an instrumented or skipped site. The anchor, a file location, sets the site's file, offset, line and column.
  void add(Site site, clang::SourceLocation anchor);

  // Registers a function whose statements may contain further sites. The result lives as long as the unit.
  Body &add_body(const clang::FunctionDecl &function, const clang::Stmt &statements);
  // Returns the function that evaluates a statement; null if none does (operands of sizeof, default arguments …).
  Body *body_of(const clang::Stmt &statement) const;

  clang::ASTContext &ast;
  const SourceRanges &ranges;
  const ConstructOptions &options;
  std::set<std::string> ifunc_resolvers; // functions that run before relocation
  // Returns true if --include and --exclude select a file of the project, given by its real path.
  std::function<bool(const std::string &file)> selects_file = [](const std::string &) { return true; };

private:
  std::vector<Site> &sites_;
  std::vector<std::unique_ptr<Body>> bodies_;
  std::unordered_map<const clang::Stmt *, Body *> owners_;
};

// Registers AST matchers and converts each match into a site.
class Construct : public clang::ast_matchers::MatchFinder::MatchCallback {
public:
  explicit Construct(UnitContext &unit) : unit_(unit) {}
  virtual void register_matchers(clang::ast_matchers::MatchFinder &finder) = 0;

protected:
  UnitContext &unit_;
};

// Maximum nesting of hooks. Each level adds up to two braces or parentheses; Clang accepts 256 nested brackets.
inline constexpr unsigned kMaxHookDepth = 60;

// Base class of constructs that instrument statements inside functions.
class InnerConstruct : public Construct {
public:
  using Construct::Construct;

protected:
  // Creates a site for a statement of a function. keyword: token that gives the site's location. name: display name of
  // the site. body: first token of the statement's body, if it has one. Returns nothing if the statement is not a
  // candidate; sets site.skip_reason if the context forbids instrumentation.
  struct Candidate {
    Site site;
    Body *body;
    const Guard *guard;           // not null unless the site is skipped
    clang::SourceLocation anchor; // a file location
  };
  [[nodiscard]] std::optional<Candidate> candidate(const char *construct, std::string name,
                                                   const clang::Stmt &statement, clang::SourceLocation keyword,
                                                   clang::SourceLocation body = {});
  void add(Candidate found);
  std::string text_of(clang::SourceLocation begin, clang::SourceLocation last) const;
  unsigned line_of(clang::SourceLocation location) const; // expands macros to the line of their use
  unsigned line_at(clang::SourceLocation in_file, unsigned offset) const;
  const clang::SourceManager &sources() const { return unit_.ranges.sources(); }
  const clang::LangOptions &language() const { return unit_.ast.getLangOpts(); }

private:
  // Returns true inside a loop or block that a pragma addresses; such loops must stay unmodified.
  bool follows_loop_pragma(const clang::Stmt &statement, const Body &body) const;

  // Used to ignore duplicates: Clang visits an initializer list in its syntactic and its semantic form.
  std::set<std::pair<const clang::Stmt *, clang::SourceLocation>> seen_;
};

// Creates the constructs selected by options.events, in the order of constructs.def.
std::vector<std::unique_ptr<Construct>> make_constructs(UnitContext &unit);

} // namespace telinject::rewrite
