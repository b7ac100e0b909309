// Decides which files of a project go into an out tree: everything that a build may read, nothing that it produces.
#pragma once

#include <filesystem>

namespace telinject::rewrite {

// The file of the tree that contains the compiler options.
inline constexpr const char *kTreeFlags = "telinject.flags";

// Returns true for names of files that compilers read.
bool looks_like_source(const std::filesystem::path &path);

// Returns true for entries that are neither copied nor walked: folders of version control and caches, and object files.
bool is_excluded_from_tree(const std::filesystem::path &path);

// Returns true for a folder that contains only what a build system generated.
bool is_build_folder(const std::filesystem::path &folder);

// Returns true for files that CMake generated in the source folder: they would build the originals, not the copies.
bool is_generated(const std::filesystem::path &file);

} // namespace telinject::rewrite
