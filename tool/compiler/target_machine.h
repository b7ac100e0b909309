// For which machine a command compiles: the runtime beside telinject is for one only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace telinject {

// The word of the command that selects another machine or system than that of telinject itself ("-m32",
// "--target=riscv64-linux-gnu", "aarch64-linux-gnu-gcc"); "" if there is none.
std::string other_machine(const std::vector<std::string> &command);

// Is a target triple that of a machine of this name (as `uname -m` has it) under Linux?
bool is_triple_of(std::string_view triple, std::string_view machine);

} // namespace telinject
