// Locates the runtime, its headers and the redirection library: in an installation, or in a build folder.
#pragma once

#include <string>
#include <vector>

namespace telinject::rewrite {

std::string include_folder();                 // contains telinject/telinject.h
std::vector<std::string> include_arguments(); // compiler options that add it to the include path
std::vector<std::string> include_arguments(const std::string &folder);
std::string shared_runtime(); // libtelinject.so
std::string static_runtime(); // libtelinject.a
// Defines the path of the runtime library that the first event loads (<telinject/detail/late_binding.h>).
std::string runtime_definition(const std::string &shared_runtime);
// Defines the facts that the build passes to the runtime (build_facts.h), for the unit that defines main.
std::string build_definition(const std::string &facts);
std::string aspect_folder();    // the files of aspects that ship with telinject
std::string redirect_library(); // libtelinject-redirect.so
                                // these functions return "" if the file does not exist

} // namespace telinject::rewrite
