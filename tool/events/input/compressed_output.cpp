// Searches lines in members (compressed_output.h).
#include "tool/events/input/compressed_output.h"

#include <fstream>

#include "tool/events/input/line_reader.h"

namespace telinject::events {

Packing packing_of(const std::string &path) {
  const std::string_view name(path);
  if (name.ends_with(".gz"))
    return Packing::gzip;
  if (name.ends_with(".zst"))
    return Packing::zstd;
  char start[4] = {};
  std::ifstream(path, std::ios::binary).read(start, sizeof start);
  const std::string_view bytes(start, sizeof start);
  return bytes.starts_with("\x1f\x8b") ? Packing::gzip : bytes == "\x28\xb5\x2f\xfd" ? Packing::zstd : Packing::none;
}

MembersFound find_lines_in_members(const std::string &path, std::uint64_t begin, std::string_view text) {
  MembersFound found{0, ByteSource::kNowhere};
  LineReader reader(path, begin);
  reader.skip_truncated();
  for (Line line; reader.next(line);) {
    const std::string_view rest = text.substr(found.bytes);
    const std::string_view wanted = rest.substr(0, rest.find('\n'));
    if (!rest.empty() && !line.too_long && line.text == wanted)
      found.bytes += wanted.size() + 1;
  }
  if (begin != 0 && !reader.source().is_compressed() && reader.position() != begin)
    return find_lines_in_members(path, 0, text); // another program has truncated the file, which has grown since
  found.truncated_member = reader.source().truncated_member();
  return found;
}

} // namespace telinject::events
