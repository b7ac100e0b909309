// Detects commands that compile for another machine: the installed runtime supports one only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace telinject::rewrite {

// Returns the machine that telinject runs on, as named by `uname -m`; "" if unknown.
[[nodiscard]] std::string host_machine();

// Returns the word that selects another machine or system than telinject's own ("-m32", "--target=riscv64-linux-gnu",
// "aarch64-linux-gnu-gcc"); "" if there is none.
[[nodiscard]] std::string foreign_target(const std::vector<std::string> &command);

// Returns true if a target triple means this machine (as named by `uname -m`) under Linux.
bool is_triple_of(std::string_view triple, std::string_view machine);

} // namespace telinject::rewrite
