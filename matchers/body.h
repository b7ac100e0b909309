// Models the statements of one function: parent links, jumps into and out of statements, and the guards that enclose
// each statement.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/Stmt.h"
#include "clang/AST/StmtCXX.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace telinject::rewrite {

// A variable with the cleanup attribute. It lives from its insertion to the end of the enclosing block.
struct Guard {
  std::string number; // as in telinject_g1_2
  // construct of the site that inserts the guard; that site must stay instrumented while others use the guard
  std::string construct;
  unsigned offset = 0;
};

// Indexes the evaluated statements of a function. Excludes lambdas, blocks, local classes and unevaluated operands.
class Body {
public:
  Body(const clang::FunctionDecl &function, const clang::Stmt &body);

  struct Node {
    const clang::Stmt *statement = nullptr;
    const clang::Stmt *parent = nullptr;
    unsigned first = 0, last = 0;   // preorder numbers of this node and of its last descendant
    unsigned depth = 0;             // number of enclosing loops, conditionals and try blocks, including this one
    unsigned braces = 0;            // like depth, but an else-if adds nothing: nesting depth of the inserted braces
    bool in_openmp = false;         // inside an OpenMP directive that is enabled on the command line
    bool in_register_scope = false; // a register variable is in scope whose register a hook's call would overwrite
  };
  // Returns null if the statement does not belong to this function.
  const Node *find(const clang::Stmt *statement) const;
  const clang::Stmt *parent(const clang::Stmt *statement) const;

  // Returns true if a goto or case label outside the statement can transfer control into it.
  bool jumped_into(const clang::Stmt &statement) const;
  // Returns true if the function contains a computed goto or an asm goto.
  bool has_computed_jump() const noexcept { return has_computed_jump_; }

  // Returns the loop or switch that a break statement leaves.
  const clang::Stmt *break_target(const clang::BreakStmt &statement) const;

  // Returns all statements of type T within `within`, in source order.
  template <class T> std::vector<const T *> descendants(const clang::Stmt &within) const {
    std::vector<const T *> found;
    const Node *node = find(&within);
    if (!node)
      return found;
    for (unsigned i = node->first; i <= node->last; ++i)
      if (const auto *one = llvm::dyn_cast<T>(order_[i]))
        found.push_back(one);
    return found;
  }
  bool contains(const clang::Stmt &outer, const clang::Stmt &inner) const;

  // Constructs run from the outermost statement inwards, so enclosing guards are registered first.
  void set_function_guard(Guard guard) { function_guard_ = std::move(guard); }
  void add_guard(const clang::Stmt &statement, Guard guard) { guards_[&statement] = std::move(guard); }
  const Guard *guard_of(const clang::Stmt &statement) const;
  // Returns the innermost guard that encloses the statement, not counting its own; null if the function has no guard.
  const Guard *enclosing_guard(const clang::Stmt &statement) const;

  // Returns the guard number of this statement, as in "1_2".
  std::string number_for(const clang::Stmt &statement) const;

  // Why nothing may be inserted at the head of the function; "" if it may.  It may also hold if the function itself is
  // deselected.
  const std::string &head_refusal() const noexcept { return head_refusal_; }
  void set_head_refusal(std::string reason) { head_refusal_ = std::move(reason); }

  const clang::FunctionDecl &function() const noexcept { return function_; }
  const std::vector<const clang::Stmt *> &statements() const noexcept { return order_; }
  unsigned next_declaration() { return ++declarations_; }

private:
  void walk(const clang::Stmt &body);
  void note(const clang::Stmt &statement);
  void note_cases();
  void mark_register_scopes();

  const clang::FunctionDecl &function_;
  std::unordered_map<const clang::Stmt *, Node> nodes_;
  std::vector<const clang::Stmt *> order_;
  std::vector<const clang::LabelStmt *> labels_;
  std::vector<const clang::GotoStmt *> gotos_;
  struct Case {
    unsigned index, switch_index; // indexes into order_
  };
  std::vector<Case> cases_; // sorted by index, because a function may have 100,000 cases
  bool has_computed_jump_ = false;
  std::unordered_map<const clang::Stmt *, Guard> guards_;
  Guard function_guard_;
  std::string head_refusal_ = "function-skipped";
  unsigned declarations_ = 0;
};

bool is_loop(const clang::Stmt &statement);

} // namespace telinject::rewrite
