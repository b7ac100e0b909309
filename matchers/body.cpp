// Walks a function's statements without recursion and answers questions about jumps and enclosing guards.
#include "matchers/body.h"

#include "matchers/names.h"

#include "clang/AST/Attr.h"
#include "clang/AST/Expr.h"
#include "clang/AST/StmtOpenMP.h"

namespace telinject::rewrite {
namespace {

// Returns the children that are evaluated as part of this function.
std::vector<const clang::Stmt *> evaluated_children(const clang::Stmt &statement) {
  std::vector<const clang::Stmt *> children;
  auto add = [&](const clang::Stmt *child) {
    if (child)
      children.push_back(child);
  };
  if (llvm::isa<clang::UnaryExprOrTypeTraitExpr, clang::CXXNoexceptExpr, clang::CXXTypeidExpr, clang::BlockExpr>(
          statement) ||
      statement.getStmtClass() == clang::Stmt::RequiresExprClass)
    return children;
  if (const auto *lambda = llvm::dyn_cast<clang::LambdaExpr>(&statement)) {
    for (const clang::Expr *init : lambda->capture_inits())
      add(init);
  } else if (const auto *chosen = llvm::dyn_cast<clang::GenericSelectionExpr>(&statement)) {
    if (!chosen->isResultDependent())
      add(chosen->getResultExpr());
  } else if (const auto *loop = llvm::dyn_cast<clang::CXXForRangeStmt>(&statement)) {
    add(loop->getInit());
    add(loop->getRangeInit());
    add(loop->getBody());
  } else if (const auto *captured = llvm::dyn_cast<clang::CapturedStmt>(&statement)) {
    add(captured->getCapturedStmt());
  } else if (const auto *coroutine = llvm::dyn_cast<clang::CoroutineBodyStmt>(&statement)) {
    add(coroutine->getBody());
  } else if (const auto *suspension = llvm::dyn_cast<clang::CoroutineSuspendExpr>(&statement)) {
    add(suspension->getOperand());
  } else if (const auto *dependent = llvm::dyn_cast<clang::DependentCoawaitExpr>(&statement)) {
    add(dependent->getOperand());
  } else {
    for (const clang::Stmt *child : statement.children())
      add(child);
  }
  return children;
}

bool is_nesting(const clang::Stmt &statement) {
  return is_loop(statement) || llvm::isa<clang::IfStmt, clang::SwitchStmt, clang::CXXTryStmt>(statement);
}

// register long n __asm__("rdi");
bool declares_register(const clang::DeclStmt &statement) {
  for (const clang::Decl *decl : statement.decls())
    if (const auto *variable = llvm::dyn_cast<clang::VarDecl>(decl);
        variable && variable->hasLocalStorage() && variable->hasAttr<clang::AsmLabelAttr>())
      return true;
  return false;
}

} // namespace

bool is_loop(const clang::Stmt &statement) {
  return llvm::isa<clang::ForStmt, clang::WhileStmt, clang::DoStmt, clang::CXXForRangeStmt>(statement);
}

Body::Body(const clang::FunctionDecl &function, const clang::Stmt &body) : function_(function) {
  walk(body);
  note_cases();
  mark_register_scopes();
}

void Body::note_cases() {
  for (const clang::Stmt *statement : order_) {
    const auto *choice = llvm::dyn_cast<clang::SwitchStmt>(statement);
    for (auto *one = choice ? choice->getSwitchCaseList() : nullptr; one; one = one->getNextSwitchCase())
      if (const Node *node = find(one))
        cases_.push_back({node->first, nodes_[choice].first});
  }
  llvm::sort(cases_, [](const Case &a, const Case &b) { return a.index < b.index; });
}

// A register variable is in scope from its declaration to the end of its block.
void Body::mark_register_scopes() {
  for (const clang::Stmt *statement : order_) {
    const auto *declaration = llvm::dyn_cast<clang::DeclStmt>(statement);
    if (!declaration || !declares_register(*declaration))
      continue;
    const clang::Stmt *block = parent(declaration);
    while (llvm::isa_and_nonnull<clang::SwitchCase, clang::LabelStmt>(block))
      block = parent(block);
    for (unsigned i = nodes_[declaration].first, last = nodes_[block].last; i <= last; ++i)
      nodes_[order_[i]].in_register_scope = true;
  }
}

// Iterative, because an expression of 10,000 terms is 10,000 levels deep.
void Body::walk(const clang::Stmt &body) {
  struct Frame {
    const clang::Stmt *statement;
    std::vector<const clang::Stmt *> children;
    size_t next = 0;
  };
  std::vector<Frame> stack;
  auto enter = [&](const clang::Stmt *statement, const clang::Stmt *parent) {
    Node node;
    node.statement = statement;
    node.parent = parent;
    if (parent) {
      const Node &outer = nodes_[parent];
      node.depth = outer.depth;
      node.braces = outer.braces;
      node.in_openmp = outer.in_openmp;
    }
    node.depth += is_nesting(*statement);
    const auto *branch = llvm::dyn_cast_or_null<clang::IfStmt>(parent);
    node.braces += is_nesting(*statement) && !(branch && branch->getElse() == statement);
    node.in_openmp |= llvm::isa<clang::OMPExecutableDirective>(statement);
    node.first = static_cast<unsigned>(order_.size());
    if (!nodes_.emplace(statement, node).second)
      return;
    order_.push_back(statement);
    note(*statement);
    stack.push_back({statement, evaluated_children(*statement)});
  };
  enter(&body, nullptr);
  while (!stack.empty()) {
    Frame &frame = stack.back();
    if (frame.next == frame.children.size()) {
      nodes_[frame.statement].last = static_cast<unsigned>(order_.size()) - 1;
      stack.pop_back();
      continue;
    }
    const clang::Stmt *child = frame.children[frame.next++];
    enter(child, frame.statement);
  }
}

void Body::note(const clang::Stmt &statement) {
  if (const auto *label = llvm::dyn_cast<clang::LabelStmt>(&statement))
    labels_.push_back(label);
  if (const auto *jump = llvm::dyn_cast<clang::GotoStmt>(&statement))
    gotos_.push_back(jump);
  if (const auto *assembly = llvm::dyn_cast<clang::GCCAsmStmt>(&statement))
    has_computed_jump_ |= assembly->isAsmGoto();
  has_computed_jump_ |= llvm::isa<clang::IndirectGotoStmt, clang::AddrLabelExpr>(statement);
}

const Body::Node *Body::find(const clang::Stmt *statement) const {
  const auto found = nodes_.find(statement);
  return found == nodes_.end() ? nullptr : &found->second;
}

const clang::Stmt *Body::parent(const clang::Stmt *statement) const {
  const Node *node = find(statement);
  return node ? node->parent : nullptr;
}

bool Body::contains(const clang::Stmt &outer, const clang::Stmt &inner) const {
  const Node *a = find(&outer);
  const Node *b = find(&inner);
  return a && b && b->first >= a->first && b->first <= a->last;
}

bool Body::jumped_into(const clang::Stmt &statement) const {
  for (const clang::LabelStmt *label : labels_) {
    if (&statement == label || !contains(statement, *label))
      continue;
    for (const clang::GotoStmt *jump : gotos_)
      if (jump->getLabel() == label->getDecl() && !contains(statement, *jump))
        return true;
  }
  const Node *node = find(&statement);
  if (!node)
    return false;
  auto one = llvm::upper_bound(cases_, node->first, [](unsigned index, const Case &c) { return index < c.index; });
  for (; one != cases_.end() && one->index <= node->last; ++one)
    if (one->switch_index < node->first)
      return true;
  return false;
}

const clang::Stmt *Body::break_target(const clang::BreakStmt &statement) const {
  const clang::Stmt *ancestor = parent(&statement);
  while (ancestor && !is_loop(*ancestor) && !llvm::isa<clang::SwitchStmt>(ancestor))
    ancestor = parent(ancestor);
  return ancestor;
}

const Guard *Body::guard_of(const clang::Stmt &statement) const {
  const auto found = guards_.find(&statement);
  return found == guards_.end() ? nullptr : &found->second;
}

const Guard *Body::enclosing_guard(const clang::Stmt &statement) const {
  for (const clang::Stmt *at = parent(&statement); at; at = parent(at)) {
    if (const Guard *guard = guard_of(*at))
      return guard;
    // The span of a try block ends before its handler runs.
    if (llvm::isa<clang::CXXCatchStmt>(at))
      at = parent(at);
  }
  return function_guard_.number.empty() ? nullptr : &function_guard_;
}

std::string Body::number_for(const clang::Stmt &statement) const {
  const Node *node = find(&statement);
  return std::to_string(body_depth(function_)) + "_" + std::to_string(node ? node->depth : 0);
}

} // namespace telinject::rewrite
