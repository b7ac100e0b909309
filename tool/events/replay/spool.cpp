// Parses the blocks of a spool (runtime/storage/file_format.h).
#include "tool/events/replay/spool.h"

#include <cstring>
#include <deque>

namespace telinject::events {
namespace {

struct Item {
  BlockKind kind;
  const char *data = nullptr;
  std::vector<Chunk> chunks; // of a round
  std::size_t size = 0;      // of modules
};

// A record's literals are stored before it, or at the latest in the following round.
class Reader {
public:
  explicit Reader(Replay &replay) : replay_(replay) {}

  std::string add(BlockKind kind, const char *data, std::size_t size) {
    switch (kind) {
    case BlockKind::process:
      return {}; // read by last_process()
    case BlockKind::clock:
      return fixed(kind, data, size, sizeof(ClockLine));
    case BlockKind::loss_report:
      return fixed(kind, data, size, sizeof(LossReport));
    case BlockKind::modules:
      items_.push_back({kind, data, {}, size});
      return {};
    case BlockKind::records:
      return chunk(data, size);
    case BlockKind::round:
      items_.push_back({kind, nullptr, std::move(round_), 0});
      round_.clear();
      render_complete_rounds();
      return {};
    }
    return "a block of unknown kind";
  }

  // Handles a truncated last block: its whole records are used. Returns the number of bytes used.
  std::size_t add_beginning(BlockKind kind, const char *data, std::size_t size) {
    if (kind != BlockKind::records || size <= sizeof(ChunkHead))
      return 0;
    const auto *head = reinterpret_cast<const ChunkHead *>(data);
    bool whole;
    round_.push_back({head->ring, head->thread, records_in(data + sizeof *head, size - sizeof *head, whole)});
    const std::vector<const Record *> &records = round_.back().records;
    if (records.empty()) {
      round_.pop_back();
      return 0;
    }
    const Record *const last = records.back();
    return static_cast<std::size_t>(reinterpret_cast<const char *>(last) + last->size - data);
  }

  void finish() {
    if (!round_.empty())
      items_.push_back({BlockKind::round, nullptr, std::move(round_), 0});
    while (!items_.empty())
      render_first();
  }

private:
  std::string fixed(BlockKind kind, const char *data, std::size_t size, std::size_t wanted) {
    if (size != wanted)
      return "a block of the wrong size";
    items_.push_back({kind, data, {}, 0});
    return {};
  }

  std::string chunk(const char *data, std::size_t size) {
    if (size < sizeof(ChunkHead))
      return "a block of the wrong size";
    const auto *head = reinterpret_cast<const ChunkHead *>(data);
    bool whole;
    round_.push_back({head->ring, head->thread, records_in(data + sizeof *head, size - sizeof *head, whole)});
    return whole ? std::string() : "an invalid record";
  }

  void render_complete_rounds() {
    std::size_t rounds = 0;
    for (const Item &item : items_)
      rounds += item.kind == BlockKind::round;
    while (rounds > 1) {
      rounds -= items_.front().kind == BlockKind::round;
      render_first();
    }
  }

  void render_first() {
    const Item item = std::move(items_.front());
    items_.pop_front();
    if (item.kind == BlockKind::clock) {
      ClockLine line;
      std::memcpy(&line, item.data, sizeof line);
      replay_.use_clock(line);
    } else if (item.kind == BlockKind::loss_report) {
      LossReport losses;
      std::memcpy(&losses, item.data, sizeof losses);
      replay_.render(losses);
    } else if (item.kind == BlockKind::modules) {
      replay_.use_modules({item.data, item.size});
    } else {
      replay_.add_literals(item.chunks);
      for (const Item &next : items_)
        if (next.kind == BlockKind::round) {
          replay_.add_literals(next.chunks, true);
          break;
        }
      replay_.render(item.chunks);
    }
  }

  Replay &replay_;
  std::deque<Item> items_;
  std::vector<Chunk> round_;
};

// The process may have learned its resource attributes after its first records.
const StoredProcess *last_process(const MappedFile &file) {
  const StoredProcess *found = nullptr;
  for (std::size_t at = sizeof(SpoolHead); const auto *block = file.at<BlockHead>(at);) {
    if (block->size % 8 != 0 || block->size > file.size() - at - sizeof *block)
      break;
    if (block->kind == BlockKind::process && block->size == sizeof(StoredProcess))
      found = file.at<StoredProcess>(at + sizeof *block);
    at += sizeof *block + block->size;
  }
  return found;
}

} // namespace

std::vector<const Record *> records_in(const char *data, std::size_t size, bool &whole) {
  std::vector<const Record *> records;
  std::size_t at = 0;
  while (at < size) {
    const auto *r = reinterpret_cast<const Record *>(data + at);
    if (!is_whole_record(r, size - at))
      break;
    records.push_back(r);
    at += r->size;
  }
  whole = at == size;
  return records;
}

std::string render_spool(const MappedFile &file, Replay &replay, std::size_t &cut) {
  cut = 0;
  const auto *head = file.at<SpoolHead>(0);
  if (!head) {
    cut = file.size();
    return {}; // the process was killed before it wrote anything
  }
  if (std::memcmp(head->magic, spool_magic, sizeof head->magic) != 0)
    return "not a spool; name files that TELEMETRY_OUTPUT=spool wrote";
  if (head->version != file_format_version || head->layout != file_format_layout)
    return "it was written by another version, or on another kind of processor; use the telinject-events of that build";
  if (const StoredProcess *process = last_process(file); process && !replay.use_process(*process))
    return "it uses an unknown format";
  Reader reader(replay);
  std::string fault;
  std::size_t at = sizeof *head;
  while (fault.empty() && at < file.size()) {
    const auto *block = file.at<BlockHead>(at);
    if (!block)
      break;
    const std::size_t room = file.size() - at - sizeof *block;
    if (block->size > room) {
      const std::size_t used = reader.add_beginning(block->kind, file.data() + at + sizeof *block, room);
      at += used == 0 ? 0 : sizeof *block + used;
      break;
    }
    if (block->size % 8 != 0) {
      fault = "a block of the wrong size";
      break;
    }
    fault = reader.add(block->kind, file.data() + at + sizeof *block, block->size);
    at += sizeof *block + block->size;
  }
  reader.finish();
  replay.finish();
  if (!fault.empty())
    return fault + " before byte " + std::to_string(at) + "; the part before it is rendered";
  cut = file.size() - at;
  return {};
}

void SpoolText::head() {
  SpoolHead head{};
  std::memcpy(head.magic, spool_magic, sizeof head.magic);
  head.version = file_format_version;
  head.layout = file_format_layout;
  text.append(reinterpret_cast<const char *>(&head), sizeof head);
}

void SpoolText::block(BlockKind kind, const void *data, std::size_t size, std::string_view more) {
  const BlockHead head{kind, 0, size + more.size()};
  text.append(reinterpret_cast<const char *>(&head), sizeof head);
  if (size != 0)
    text.append(static_cast<const char *>(data), size);
  text.append(more);
}

} // namespace telinject::events
