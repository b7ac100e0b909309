// Determines which compiler a command runs, where GCC and Clang must be distinguished.
#pragma once

#include <string>
#include <vector>

namespace telinject::rewrite {

enum class CompilerFamily { unknown, gcc, clang };

// Decides by the name of the program that links lead to (cc and c++ are links). A compiler cache in front of a compiler
// counts as the compiler whose name it took.
CompilerFamily compiler_family(const std::string &program);

// Returns the family of a command's compiler; wrappers may precede it (compiler_word.h).
CompilerFamily compiler_family(const std::vector<std::string> &command);

// Resolves a program name by PATH and links. If it leads to a compiler cache, uses the next program of that name on
// PATH. Returns `program` if there is none.
std::string real_program(const std::string &program);

} // namespace telinject::rewrite
