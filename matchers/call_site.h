// A call that an aspect describes, while its insertions are written: call_arguments.h, call_results.h, call_headers.h.
#pragma once

#include "matchers/aspect.h"
#include "matchers/body.h"
#include "matchers/call_results.h"
#include "matchers/site.h"

#include "clang/AST/Expr.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

// The text as a string literal.
std::string quoted(const std::string &text);

struct CallSite {
  CallSite(const clang::CallExpr &one, const clang::Expr &around, const Aspect &by, const Body &in,
           clang::SourceLocation at, Site &found)
      : call(one), callee(*one.getDirectCallee()), whole(around), aspect(by), body(in), anchor(at), site(found) {}

  const clang::CallExpr &call;
  const clang::FunctionDecl &callee;
  const clang::Expr &whole; // the call, or the use of the macro that hides it
  const Aspect &aspect;
  const Body &body;
  clang::SourceLocation anchor;
  Site &site;
  std::string number; // of the call's macros
  unsigned depth = 1;
  unsigned hooks = 0;             // that run before the function is called
  std::vector<std::string> named; // of them, those in the first macro
  bool has_handle = false;
  bool has_output = false;
  bool restores_headers = false; // a header was added before the call
  std::string erase_header;      // the expression that rids the request of one; "": none was added
  bool has_texts = false;        // helpers write texts
  std::string receiver;          // names the object whose function is called; "": it cannot be named
  bool is_hidden = false;        // by a macro that it is the value of
  CallResult result;

  // The call's text cannot be changed. That of one in the argument of a macro can.
  bool is_in_macro() const { return is_hidden; }
};

} // namespace telinject::rewrite
