// Validates the regions, rings and positions of a ring file (runtime/storage/file_format.h). The content is untrusted.
#include "tool/events/replay/ring_reader.h"

#include <algorithm>
#include <cstring>

#include "runtime/core/ring.h"

namespace telinject::events {
namespace {

void read_literals(const MappedFile &file, const RegionHead &region, std::vector<LiteralText> &to) {
  std::size_t at = region.offset + region_head_size;
  const std::uint64_t used =
      std::min<std::uint64_t>(region.used.load(std::memory_order_relaxed), region.bytes - region_head_size);
  const std::size_t end = at + used;
  std::vector<LiteralText> found;
  while (at < end) {
    const auto *entry = file.at<StoredLiteral>(at);
    if (!entry || entry->size > end - at - sizeof *entry)
      break;
    found.push_back({entry->address, {file.data() + at + sizeof *entry, static_cast<std::size_t>(entry->size)}});
    at += sizeof *entry + padded(entry->size);
  }
  to.insert(to.begin(), found.begin(), found.end()); // regions are listed newest first
}

std::string read_ring(const MappedFile &file, const RegionHead &region, const DrainPoint &point,
                      std::vector<Chunk> &to) {
  const std::uint64_t size = region.size;
  if (size < 4 * max_record_size || (size & (size - 1)) != 0 || size > file.size() ||
      Ring::memory_for(size) > region.bytes - region_head_size)
    return "invalid ring size";
  const auto *ends = file.at<RingEnds>(region.offset + region_head_size);
  if (!ends)
    return "misplaced ring";
  const char *const data = file.data() + region.offset + region_head_size + sizeof *ends;
  const std::uint64_t end = ends->published.load(std::memory_order_relaxed);
  std::uint64_t at = ends->consumed.load(std::memory_order_relaxed);
  if (point.ring == region.offset && point.position > at)
    at = point.position;
  if (at > end || end - at > size + max_record_size || at % 8 != 0)
    return "invalid ring positions";
  Chunk chunk{region.offset, region.thread, {}};
  while (at < end) {
    const auto *r = reinterpret_cast<const Record *>(data + (at & (size - 1)));
    if (!is_whole_record(r, max_record_size) || r->size > end - at)
      return "an invalid record";
    chunk.records.push_back(r);
    at += r->size;
  }
  if (!chunk.records.empty())
    to.push_back(std::move(chunk));
  return {};
}

} // namespace

std::string read_ring_file(const MappedFile &file, RingFile &to) {
  const auto *head = file.at<RingFileHead>(0);
  if (!head || std::memcmp(head->magic, "\0\0\0\0\0\0\0\0", sizeof head->magic) == 0)
    return {}; // the process was killed before it wrote the header
  if (std::memcmp(head->magic, ring_file_magic, sizeof head->magic) != 0)
    return "not a ring file";
  if (head->version != file_format_version || head->layout != file_format_layout)
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
  to.lost_events = lost > to.point.losses_reported ? lost - to.point.losses_reported : 0;
  std::uint64_t offset = head->newest_region.load(std::memory_order_relaxed);
  for (std::uint64_t seen = 0; offset != 0; ++seen) {
    const auto *region = file.at<RegionHead>(offset);
    if (!region || offset % region_unit != 0 || region->offset != offset || region->bytes < region_head_size ||
        region->bytes > file.size() - offset || seen > file.size() / region_unit)
      return "an invalid region";
    if (region->kind == RegionKind::literals)
      read_literals(file, *region, to.literals);
    if (region->kind == RegionKind::ring)
      if (const std::string fault = read_ring(file, *region, to.point, to.rings); !fault.empty())
        return fault;
    offset = region->older;
  }
  return {};
}

} // namespace telinject::events
