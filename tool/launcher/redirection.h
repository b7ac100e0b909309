// Stores the rewritten texts of one compile, and the table that presents them to the compiler (redirect/redirect.cpp).
#pragma once

#include "tool/base/process.h"
#include "tool/base/result.h"
#include "tool/base/termination.h"
#include "tool/rewrite/plan.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

class Redirection {
public:
  Redirection();
  ~Redirection(); // removes the temporary files
  Redirection(const Redirection &) = delete;
  Redirection &operator=(const Redirection &) = delete;

  // Writes the rewritten files of the plan, and presents the files `as_empty` as empty ones.
  Result<void> write(const Plan &plan, const std::vector<std::string> &as_empty);

  // Returns the variables to set in the compiler's environment.
  Variables variables() const;
  bool was_used() const; // true if the compiler opened a rewritten file

private:
  Result<void> add_copy(const std::string &file, const std::string &text, bool is_rewritten);

  TerminationHold hold_;
  std::string folder_, table_, library_, library_folder_;
  std::string rows_;
  size_t copies_ = 0;
};

} // namespace telinject::rewrite
