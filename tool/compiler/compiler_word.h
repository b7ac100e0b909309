// Which word of a command is the compiler: others may stand before it (ccache, env, nice, an interpreter and a script).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace telinject {

// The compiler's index; 0 where no word is known to be one.
size_t compiler_index(const std::vector<std::string> &command);

// Is the program, by its name, a compiler of C or C++: "cc", "x86_64-linux-gnu-g++-12", "/opt/x/clang++"?
bool is_compiler_name(std::string_view path);

// Does a compiler of this name take ".c" for C++, and link the C++ library?
bool is_cxx_compiler_name(std::string_view path);

// Does one of the words before the compiler change the folder (env -C)?  Paths then mean other files.
bool changes_folder(const std::vector<std::string> &command);

} // namespace telinject
