// Lines in a compressed file to which recovered lines are appended.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace telinject::events {

enum class Packing { none, gzip, zstd };
// By the end of the name, else by the file's first bytes.
Packing packing_of(const std::string &path);

struct MembersFound {
  std::size_t bytes;              // of whole lines of the text that were found
  std::uint64_t truncated_member; // as ByteSource::truncated_member
};
// Searches the lines of `text` in order in the members that follow `begin`.
MembersFound find_lines_in_members(const std::string &path, std::uint64_t begin, std::string_view text);

} // namespace telinject::events
