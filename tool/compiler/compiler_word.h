// Finds the compiler in a command; wrappers may precede it (ccache, env, nice, an interpreter with a script).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace telinject::rewrite {

// Returns the compiler's index; 0 if no word is known to be a compiler.
size_t compiler_index(const std::vector<std::string> &command);

// Returns true for names of C and C++ compilers: "cc", "x86_64-linux-gnu-g++-12", "/opt/x/clang++".
bool is_compiler_name(std::string_view path);

// Returns true if a compiler of this name treats ".c" as C++ and links the C++ library.
bool is_cxx_compiler_name(std::string_view path);

// Returns true if a wrapper changes the folder (env -C), so that relative paths have another meaning.
bool changes_folder(const std::vector<std::string> &command);

} // namespace telinject::rewrite
