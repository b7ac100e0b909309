// Which compiler a command runs, where GCC and Clang have to be told apart.
#pragma once

#include <string>
#include <vector>

namespace telinject {

enum class CompilerFamily { unknown, gcc, clang };

// By the name of what the program leads to: cc and c++ are links.  A compiler cache in front of a compiler is known by
// the name that it took.
CompilerFamily compiler_family(const std::string &program);

// That of a command's compiler; other programs may stand before it (compiler_word.h).
CompilerFamily compiler_family(const std::vector<std::string> &command);

// The file that a program's name leads to, by PATH and links.  A link to a compiler cache is passed over for the next
// program of that name on PATH.  `program` itself if there is none.
std::string real_program(const std::string &program);

} // namespace telinject
