// What of a project goes into an out tree: all that its build may read, nothing that a build made.
#pragma once

#include <filesystem>

namespace telinject {

// The file of the tree with the compiler's options.
inline constexpr const char *kTreeFlags = "telinject.flags";

// By its name a file that compilers read.
bool looks_like_source(const std::filesystem::path &path);

// Neither copied nor walked: folders of version control and of caches, objects, which were made from the original.
bool is_left_out(const std::filesystem::path &path);

// A folder that holds only what a build system made.
bool is_build_folder(const std::filesystem::path &folder);

// Made by CMake in the folder of the sources: it would build those, not the copies.
bool is_made(const std::filesystem::path &file);

} // namespace telinject
