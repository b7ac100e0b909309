// Reading and writing files: size-capped reads, atomic writes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace telinject {

// No source file of a person is larger; more is refused rather than read.
inline constexpr size_t kLargestFile = size_t{256} << 20;

// The bytes of a regular file; nothing, and why, where it cannot be read.
std::optional<std::string> read_file(const std::string &path, std::string *why = nullptr,
                                     size_t largest = kLargestFile);

// At most so many bytes from the beginning of a file; fewer where it has, or gives, no more.
std::string read_start(const std::string &path, size_t most);

// Replaces (or makes) a file in one step, keeping mode and owner of what was there.  "" when done, else why not; then
// nothing was changed.  A file that nobody may write is not replaced.
std::string write_file_atomically(const std::string &path, std::string_view text);

std::string real_path(const std::string &path);                                   // "" where there is no such file
std::string absolute_path(const std::string &path, const std::string &directory); // lexically normal
bool is_under(const std::string &path, const std::string &directory);             // strictly inside

} // namespace telinject
