// One function's own statements: what encloses what, who jumps where, and which guards stand around a place.
#pragma once

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/Stmt.h"
#include "clang/AST/StmtCXX.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace telinject {

// An int with the cleanup attribute, open from the place it is inserted to the end of its block.
struct Guard {
  std::string number;    // as in telinject_g1_2
  std::string construct; // the site that inserts it, which must be kept as long as others lean on the guard
  unsigned offset = 0;
};

// Not the statements of lambdas, blocks and local classes inside, nor operands that are never evaluated.
class Body {
public:
  Body(const clang::FunctionDecl &function, const clang::Stmt &body);

  struct Node {
    const clang::Stmt *statement = nullptr;
    const clang::Stmt *parent = nullptr;
    unsigned first = 0, last = 0; // numbers of this node and of its last descendant, in the order of the text
    unsigned depth = 0;           // loops, conditionals and try blocks around, this one included
    unsigned braces = 0;          // the same, an else-if not counted: how deep the hooks' braces nest
    bool in_openmp = false;       // inside a directive that the compiler was told to follow
    bool in_register_scope =
        false; // a variable lives in a register of the programmer's choice: a call would overwrite it
  };
  // Null where the statement is none of the function's own.
  const Node *find(const clang::Stmt *statement) const;
  const clang::Stmt *parent(const clang::Stmt *statement) const;

  // Can control come to the inside from outside other than through the beginning?
  bool jumped_into(const clang::Stmt &statement) const;
  // A goto, or an asm goto, whose target is not known.
  bool has_computed_jump() const { return has_computed_jump_; }

  // The loop or switch that a break leaves, the loop that a continue goes on with.
  const clang::Stmt *left_by(const clang::BreakStmt &statement) const;

  // Of a kind, inside `within`, in the order of the text.
  template <class T> std::vector<const T *> inside(const clang::Stmt &within) const {
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

  // The guards are known in the order in which the constructs decide: outer ones first.
  void set_function_guard(Guard guard) { function_guard_ = std::move(guard); }
  void add_guard(const clang::Stmt &statement, Guard guard) { guards_[&statement] = std::move(guard); }
  const Guard *guard_of(const clang::Stmt &statement) const;
  // The innermost guard around a statement, its own not counted; null where the function has none.
  const Guard *guard_around(const clang::Stmt &statement) const;

  // "1_2": the number of a guard for this statement.
  std::string number_for(const clang::Stmt &statement) const;

  const clang::FunctionDecl &function() const { return function_; }
  const std::vector<const clang::Stmt *> &statements() const { return order_; }
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
    unsigned place, of_switch; // in order_
  };
  std::vector<Case> cases_; // by place: there may be a hundred thousand
  bool has_computed_jump_ = false;
  std::unordered_map<const clang::Stmt *, Guard> guards_;
  Guard function_guard_;
  unsigned declarations_ = 0;
};

bool is_loop(const clang::Stmt &statement);

} // namespace telinject
