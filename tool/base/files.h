// Reads files up to a size limit and replaces files atomically.
#pragma once

#include "tool/base/result.h"

#include <string>
#include <string_view>

namespace telinject::rewrite {

// No hand-written source file is larger; larger files are refused.
inline constexpr size_t kMaxFileSize = size_t{256} << 20;

// Returns the bytes of a regular file of at most `max_size` bytes.
Result<std::string> read_file(const std::string &path, size_t max_size = kMaxFileSize);

// Returns at most `max_bytes` bytes from the start of a file; fewer if the file is shorter or unreadable.
std::string read_start(const std::string &path, size_t max_bytes);

// Creates or replaces a file in one step, keeping the mode and owner of an existing one. Changes nothing on failure.
// Refuses to replace a read-only file.
Result<void> write_file_atomically(const std::string &path, std::string_view text);

[[nodiscard]] std::string real_path(const std::string &path);                       // "" if the file does not exist
std::string absolute_path(const std::string &path, const std::string &directory);   // lexically normal
[[nodiscard]] bool is_under(const std::string &path, const std::string &directory); // strictly inside the directory

} // namespace telinject::rewrite
