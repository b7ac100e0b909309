// Regions, rings and positions of a ring file (runtime/saved.h). It may hold anything.
#include "events/ring_reader.h"

#include <algorithm>
#include <cstring>
#include <fstream>

#include "runtime/ring.h"

namespace telinject::events {
namespace {

constexpr std::size_t kSurelyOurs = 320; // bytes of a line: past its trace id and span id

void read_literals(const MappedFile &file, const RegionHead &region, std::vector<LiteralText> &to) {
  std::size_t at = region.offset + region_head_size;
  const std::uint64_t used =
      std::min<std::uint64_t>(region.used.load(std::memory_order_relaxed), region.bytes - region_head_size);
  const std::size_t end = at + used;
  std::vector<LiteralText> found;
  while (at < end) {
    const auto *entry = file.at<SavedLiteral>(at);
    if (!entry || entry->size > end - at - sizeof *entry)
      break;
    found.push_back({entry->address, {file.data() + at + sizeof *entry, static_cast<std::size_t>(entry->size)}});
    at += sizeof *entry + padded(entry->size);
  }
  to.insert(to.begin(), found.begin(), found.end()); // regions come newest first
}

std::string read_ring(const MappedFile &file, const RegionHead &region, const DrainPoint &point,
                      std::vector<Chunk> &to) {
  const std::uint64_t size = region.size;
  if (size < 4 * max_record_size || (size & (size - 1)) != 0 || size > file.size() ||
      Ring::memory_for(size) > region.bytes - region_head_size)
    return "a ring of an odd size";
  const auto *ends = file.at<RingEnds>(region.offset + region_head_size);
  if (!ends)
    return "a ring in an odd place";
  const char *const data = file.data() + region.offset + region_head_size + sizeof *ends;
  const std::uint64_t end = ends->published.load(std::memory_order_relaxed);
  std::uint64_t at = ends->consumed.load(std::memory_order_relaxed);
  if (point.ring == region.offset && point.position > at)
    at = point.position;
  if (at > end || end - at > size + max_record_size || at % 8 != 0)
    return "a ring with odd ends";
  Chunk chunk{region.offset, region.thread, {}};
  while (at < end) {
    const auto *r = reinterpret_cast<const Record *>(data + (at & (size - 1)));
    if (!is_whole_record(r, max_record_size) || r->size > end - at)
      return "a record that is none";
    chunk.records.push_back(r);
    at += r->size;
  }
  if (!chunk.records.empty())
    to.push_back(std::move(chunk));
  return {};
}

// How much of `text` stands at `at` in the file.
std::size_t common(std::ifstream &file, std::uint64_t at, std::string_view text) {
  std::vector<char> there(64 * 1024);
  std::size_t same = 0;
  file.clear();
  file.seekg(static_cast<std::streamoff>(at));
  while (same < text.size()) {
    file.read(there.data(), static_cast<std::streamsize>(std::min(there.size(), text.size() - same)));
    const auto n = static_cast<std::size_t>(file.gcount());
    const auto differs = std::mismatch(there.begin(), there.begin() + static_cast<std::ptrdiff_t>(n),
                                       text.begin() + static_cast<std::ptrdiff_t>(same))
                             .first -
                         there.begin();
    same += static_cast<std::size_t>(differs);
    if (n == 0 || static_cast<std::size_t>(differs) != n)
      break;
  }
  return same;
}

// Lines of other processes may stand before ours, and behind.
Written find_lines(const std::string &path, std::uint64_t from, std::string_view text) {
  std::ifstream file(path, std::ios::binary);
  std::ifstream other(path, std::ios::binary);
  if (!file || !other)
    return {};
  file.seekg(0, std::ios::end);
  const auto size = static_cast<std::uint64_t>(std::max<std::streamoff>(file.tellg(), 0));
  const std::size_t first_line = std::min(text.size(), text.find('\n') + 1);
  std::uint64_t at = from;
  file.seekg(static_cast<std::streamoff>(at));
  std::string line;
  while (at < size) {
    const std::size_t same = common(other, at, text);
    if (same >= std::min(first_line, kSurelyOurs) || (same != 0 && at + same == size))
      return {same, at + same == size};
    if (!std::getline(file, line))
      break;
    at += line.size() + 1;
  }
  return {};
}

} // namespace

std::string read_ring_file(const MappedFile &file, RingFile &to) {
  const auto *head = file.at<RingFileHead>(0);
  if (!head || std::memcmp(head->magic, "\0\0\0\0\0\0\0\0", sizeof head->magic) == 0)
    return {}; // killed before it was made
  if (std::memcmp(head->magic, ring_file_magic, sizeof head->magic) != 0)
    return "it is no ring file";
  if (head->version != saved_version || head->layout != saved_layout)
    return "it was written by another version, or on another kind of processor; use the telinject-events of that build";
  to.head = head;
  to.process = &head->processes[head->process.load(std::memory_order_relaxed) & 1];
  to.point = head->points[head->point.load(std::memory_order_relaxed) & 1];
  to.clock = head->clocks[head->clock.load(std::memory_order_relaxed) & 1];
  if (head->buffer > file.size() || head->buffer_bytes > file.size() - head->buffer ||
      to.point.used > head->buffer_bytes)
    return "its buffer is not in it";
  to.buffer = {file.data() + head->buffer, static_cast<std::size_t>(to.point.used)};
  to.output_path.assign(head->output_path, strnlen(head->output_path, sizeof head->output_path));
  const std::uint64_t lost = head->lost_events.load(std::memory_order_relaxed);
  to.lost_events = lost > to.point.losses_told ? lost - to.point.losses_told : 0;
  std::uint64_t offset = head->newest_region.load(std::memory_order_relaxed);
  for (std::uint64_t seen = 0; offset != 0; ++seen) {
    const auto *region = file.at<RegionHead>(offset);
    if (!region || offset % region_unit != 0 || region->offset != offset || region->bytes < region_head_size ||
        region->bytes > file.size() - offset || seen > file.size() / region_unit)
      return "a region that is none";
    if (region->kind == RegionKind::literals)
      read_literals(file, *region, to.literals);
    if (region->kind == RegionKind::ring)
      if (const std::string fault = read_ring(file, *region, to.point, to.rings); !fault.empty())
        return fault;
    offset = region->older;
  }
  return {};
}

Written look_up_written(const RingFile &ring) {
  const auto noted = static_cast<std::size_t>(std::min<std::uint64_t>(ring.point.written, ring.buffer.size()));
  if (ring.point.output_size == DrainPoint::nowhere || ring.output_path.empty())
    return {noted, false};
  if (ring.head->is_spool == 0) {
    const Written found = find_lines(ring.output_path, ring.point.output_size, ring.buffer);
    return found.bytes >= noted ? found : Written{noted, false};
  }
  std::ifstream file(ring.output_path, std::ios::binary | std::ios::ate); // the process's own
  const auto size = file ? static_cast<std::uint64_t>(std::max<std::streamoff>(file.tellg(), 0)) : 0;
  const std::uint64_t more = size > ring.point.output_size ? size - ring.point.output_size : 0;
  return {static_cast<std::size_t>(std::min<std::uint64_t>(more, ring.buffer.size())), true};
}

} // namespace telinject::events
