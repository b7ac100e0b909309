// Instruments try blocks.
//
//   try { f(); } catch (const E& e) { g(); }
// becomes, on the same line,
//   TELINJECT_TRY(1_1, 1, "", "const E &") try { f(); } catch (const E& e) { TELINJECT_CATCH(1_1) g(); }
//   TELINJECT_END_TRY()
//
// The guard is in a block around the statement. If an exception leaves that block, it was not caught here.
#include "matchers/emit.h"
#include "matchers/names.h"
#include "matchers/registry.h"
#include "matchers/statement_ranges.h"

#include "clang/AST/StmtCXX.h"

namespace telinject::rewrite {
namespace {

namespace match = clang::ast_matchers;

class ExceptionConstruct : public InnerConstruct {
public:
  using InnerConstruct::InnerConstruct;

  void register_matchers(match::MatchFinder &finder) override {
    using namespace match;
    finder.addMatcher(traverse(clang::TK_IgnoreUnlessSpelledInSource, cxxTryStmt().bind("try")), this);
  }

  void run(const match::MatchFinder::MatchResult &result) override {
    const auto *attempt = result.Nodes.getNodeAs<clang::CXXTryStmt>("try");
    std::string types;
    for (unsigned i = 0; i < attempt->getNumHandlers(); ++i)
      types += (i ? ", " : "") + caught_type(*attempt->getHandler(i));
    // A function-try-block's function site is at the `try`; the site of the try block itself is at its '{'.
    const Body *body = unit_.body_of(*attempt);
    const bool is_whole_body = body && !body->parent(attempt);
    const clang::SourceLocation block = attempt->getTryBlock()->getLBracLoc();
    auto found = candidate("exception", types, *attempt, is_whole_body ? block : attempt->getTryLoc(), block);
    if (!found)
      return;
    if (found->site.instrumented())
      found->site.skip_reason = instrument(*attempt, *found);
    add(std::move(*found));
  }

private:
  std::string caught_type(const clang::CXXCatchStmt &handler) const {
    const clang::QualType type = handler.getCaughtType();
    return type.isNull() ? "..." : display_type_name(type.getNonReferenceType().getUnqualifiedType(), unit_.ast);
  }

  const char *instrument(const clang::CXXTryStmt &attempt, Candidate &found) {
    if (found.body->has_computed_jump())
      return "computed-goto";
    const auto piece = statement_range(attempt, unit_);
    if (!piece || unit_.ranges.pragma_before(attempt.getTryLoc()))
      return "macro-at-its-edge";
    const std::string number = found.body->number_for(attempt);
    Site &site = found.site;
    for (unsigned i = 0; i < attempt.getNumHandlers(); ++i) {
      const auto *block = llvm::cast<clang::CompoundStmt>(attempt.getHandler(i)->getHandlerBlock());
      const auto head = block_head(*block, unit_);
      if (!head || !unit_.ranges.same_region(found.anchor, block->getLBracLoc()))
        return "macro-at-its-edge";
      site.edits.push_back(edit_at_head(*head, emit_catch(number)));
    }
    site.edits.push_back(edit_before(*piece, emit_try(number, found.guard->number, {"", 0, site.name}), Level::loop));
    site.edits.push_back(edit_after(*piece, emit_end(Enclosure::try_block), Level::loop));
    found.body->add_guard(attempt, {number, "exception", sources().getFileOffset(found.anchor)});
    return "";
  }
};

} // namespace

std::unique_ptr<Construct> make_ExceptionConstruct(UnitContext &unit) {
  return std::make_unique<ExceptionConstruct>(unit);
}

} // namespace telinject::rewrite
