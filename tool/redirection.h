// The rewritten texts of one compile, and the table by which the compiler is shown them (redirect/redirect.cpp).
#pragma once

#include "plan.h"

#include <string>

namespace telinject {

class Redirection {
public:
  Redirection();
  ~Redirection(); // removes what was made
  Redirection(const Redirection &) = delete;
  Redirection &operator=(const Redirection &) = delete;

  // Writes the files of the plan that were changed.  "" when done, else why not.
  std::string write(const Plan &plan);

  const std::string &table() const { return table_; }
  bool was_used() const; // the compiler did open a rewritten file

private:
  std::string folder_, table_;
};

} // namespace telinject
