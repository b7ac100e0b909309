// Which compiler a command runs, where GCC and Clang have to be told apart.
#pragma once

#include <string>
#include <vector>

namespace telinject {

enum class CompilerFamily { unknown, gcc, clang };

// By the name of what the program leads to: cc and c++ are links.  A compiler cache in front of a compiler is known by
// the name that it took.
CompilerFamily compiler_family(const std::string &program);

// By the first program of the command that is known: "ccache gcc …" and "env g++ …" run a GCC.
CompilerFamily family_of_command(const std::vector<std::string> &command);

} // namespace telinject
