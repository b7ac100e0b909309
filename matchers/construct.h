// The interface of a construct: a kind of syntax that the rewriter knows.  One file in constructs/ each, one
// row in constructs.def, one lit test in lit-tests/constructs/, one line in docs/constructs.md.
#pragma once

#include "construct_options.h"
#include "site.h"
#include "source_ranges.h"

#include "clang/AST/ASTContext.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace telinject {

// One parsed unit, as the constructs see it.  Lives as long as the unit's AST.
class UnitContext {
public:
  UnitContext(clang::ASTContext& unit_ast, const SourceRanges& unit_ranges, const ConstructOptions& wanted, std::vector<Site>& sites)
      : ast(unit_ast), ranges(unit_ranges), options(wanted), sites_(sites) {}

  // Takes a site, instrumented or skipped; the file and the place come from the anchor, which must be a file location.
  void add(Site site, clang::SourceLocation anchor);

  clang::ASTContext& ast;
  const SourceRanges& ranges;
  const ConstructOptions& options;
  std::set<std::string> ifunc_resolvers;  // functions that run before relocation

private:
  std::vector<Site>& sites_;
};

// A construct registers AST matchers; what they match it turns into sites.
class Construct : public clang::ast_matchers::MatchFinder::MatchCallback {
public:
  explicit Construct(UnitContext& unit) : unit_(unit) {}
  virtual void register_matchers(clang::ast_matchers::MatchFinder& finder) = 0;

protected:
  UnitContext& unit_;
};

// Makes the constructs that options.events names, in the order of constructs.def.
std::vector<std::unique_ptr<Construct>> make_constructs(UnitContext& unit);

}  // namespace telinject
