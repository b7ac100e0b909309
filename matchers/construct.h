// The interface of a construct: a kind of syntax that the rewriter knows.  One file in constructs/ each, one
// row in constructs.def, one lit test in lit-tests/constructs/, one line in docs/constructs.md.
#pragma once

#include "matchers/body.h"
#include "matchers/construct_options.h"
#include "matchers/site.h"
#include "matchers/source_ranges.h"

#include "clang/AST/ASTContext.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace telinject {

// One parsed unit, as the constructs see it.  Lives as long as the unit's AST.
class UnitContext {
public:
  UnitContext(clang::ASTContext &unit_ast, const SourceRanges &unit_ranges, const ConstructOptions &wanted,
              std::vector<Site> &sites)
      : ast(unit_ast), ranges(unit_ranges), options(wanted), sites_(sites) {}

  // Takes a site, instrumented or skipped; the file and the place come from the anchor, which must be a file location.
  void add(Site site, clang::SourceLocation anchor);

  // Takes a function whose body may hold further sites; it lives as long as the unit.
  Body &add_body(const clang::FunctionDecl &function, const clang::Stmt &statements);
  // The function that a statement belongs to; null where it is none's own (an operand of sizeof, a default argument …).
  Body *body_of(const clang::Stmt &statement) const;

  clang::ASTContext &ast;
  const SourceRanges &ranges;
  const ConstructOptions &options;
  std::set<std::string> ifunc_resolvers; // functions that run before relocation

private:
  std::vector<Site> &sites_;
  std::vector<std::unique_ptr<Body>> bodies_;
  std::unordered_map<const clang::Stmt *, Body *> owners_;
};

// A construct registers AST matchers; what they match it turns into sites.
class Construct : public clang::ast_matchers::MatchFinder::MatchCallback {
public:
  explicit Construct(UnitContext &unit) : unit_(unit) {}
  virtual void register_matchers(clang::ast_matchers::MatchFinder &finder) = 0;

protected:
  UnitContext &unit_;
};

// How many hooks may nest: each level may add two braces or two parentheses, and Clang takes 256 inside each other.
inline constexpr unsigned kDeepestHooks = 60;

// What happens inside a function.
class InnerConstruct : public Construct {
public:
  using Construct::Construct;

protected:
  // Begins a site for a statement that belongs to a function: the keyword or operator says where it is; `name` is what
  // a person calls it; body: where there is one, its first token.  Nothing where there is no candidate.
  // site.skip_reason is set where the surroundings forbid it.
  struct Candidate {
    Site site;
    Body *body;
    const Guard *around;          // not null where the site is not skipped
    clang::SourceLocation anchor; // a file location
  };
  std::optional<Candidate> candidate(const char *construct, std::string name, const clang::Stmt &statement,
                                     clang::SourceLocation keyword, clang::SourceLocation body = {});
  void add(Candidate found);
  std::string text_of(clang::SourceLocation begin, clang::SourceLocation last) const;
  unsigned line_of(clang::SourceLocation location) const; // where it, or the macro call it comes from, stands
  unsigned line_at(clang::SourceLocation in_file, unsigned offset) const;
  const clang::SourceManager &sources() const { return unit_.ranges.sources(); }
  const clang::LangOptions &language() const { return unit_.ast.getLangOpts(); }

private:
  // Inside a loop, or a block, that a pragma wants left plain.
  bool behind_loop_pragma(const clang::Stmt &statement, const Body &body) const;

  // An initialiser list is seen twice: as written, and as what it means.
  std::set<std::pair<const clang::Stmt *, clang::SourceLocation>> seen_;
};

// Makes the constructs that options.events names, in the order of constructs.def.
std::vector<std::unique_ptr<Construct>> make_constructs(UnitContext &unit);

} // namespace telinject
