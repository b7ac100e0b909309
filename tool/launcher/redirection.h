// The rewritten texts of one compile, and the table by which the compiler is shown them (redirect/redirect.cpp).
#pragma once

#include "tool/base/process.h"
#include "tool/base/termination.h"
#include "tool/rewrite/plan.h"

#include <string>
#include <vector>

namespace telinject {

class Redirection {
public:
  Redirection();
  ~Redirection(); // removes what was made
  Redirection(const Redirection &) = delete;
  Redirection &operator=(const Redirection &) = delete;

  // Writes the files of the plan that were changed, and shows the files `as_empty` as empty ones.  "" when done,
  // else why not.
  std::string write(const Plan &plan, const std::vector<std::string> &as_empty);

  // What the compiler's environment has to hold.
  Variables variables() const;
  bool was_used() const; // the compiler did open a rewritten file

private:
  std::string add_copy(const std::string &file, const std::string &text, bool is_rewritten);

  TerminationHold hold_;
  std::string folder_, table_, library_, library_folder_;
  std::string rows_;
  size_t copies_ = 0;
};

} // namespace telinject
