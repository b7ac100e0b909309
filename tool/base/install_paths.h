// Where the runtime, its headers and the redirecting library are: beside this program, in a build folder or installed.
#pragma once

#include <string>
#include <vector>

namespace telinject {

std::string include_folder();                 // holds telinject/telinject.h
std::vector<std::string> include_arguments(); // the options by which a compiler finds it
std::vector<std::string> include_arguments(const std::string &folder);
std::string shared_runtime(); // libtelinject.so
std::string static_runtime(); // libtelinject.a
// What tells instrumented code where the runtime is that its first event loads (<telinject/attach.h>).
std::string runtime_definition(const std::string &shared_runtime);
// What tells the runtime of the build, where the unit that defines main is compiled; `told` as build_facts() has it.
std::string build_definition(const std::string &told);
std::string redirect_library(); // libtelinject-redirect.so
                                // each "" where it is not found

} // namespace telinject
