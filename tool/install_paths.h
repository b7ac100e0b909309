// Where the runtime, its headers and the redirecting library are: beside this program, in a build folder or installed.
#pragma once

#include <string>

namespace telinject {

std::string include_folder();    // holds telinject/telinject.h
std::string shared_runtime();    // libtelinject.so
std::string static_runtime();    // libtelinject.a
// What tells instrumented code where the runtime is that its first event loads (<telinject/attach.h>).
std::string runtime_definition(const std::string& shared_runtime);
std::string redirect_library();  // libtelinject-redirect.so
                                 // each "" where it is not found

}  // namespace telinject
