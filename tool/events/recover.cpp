// The command recover: each file of TELEMETRY_RING_DIR whose process is gone gives what was not written, and is
// removed.
#include "events/recover.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "events/line_reader.h"
#include "events/ring_reader.h"
#include "events/spool.h"
#include "events/text.h"

namespace telinject::events {
namespace {

void note(const std::string &path, const std::string &what) {
  std::fflush(stdout);
  std::fprintf(stderr, "telinject-events: note: %s: %s\n", path.c_str(), what.c_str());
}

// All at the end of a file; throws ReadError.
void append(const std::string &path, std::string_view text, int flags) {
  const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | flags, 0644);
  bool good = file >= 0;
  while (good && !text.empty()) {
    const ssize_t n = ::write(file, text.data(), text.size());
    good = n > 0 || (n < 0 && errno == EINTR);
    if (n > 0)
      text.remove_prefix(static_cast<std::size_t>(n));
  }
  if (file >= 0 && ::close(file) != 0)
    good = false;
  if (!good)
    throw ReadError("cannot append to " + path + ": " + std::strerror(errno) +
                    "; make room, or recover without --append");
}

std::uint64_t last_ticks(const RingFile &ring) {
  std::uint64_t last = ring.clock.base_ticks;
  for (const Chunk &chunk : ring.rings)
    last = std::max(last, chunk.records.back()->ticks);
  return last;
}

Account losses_of(const RingFile &ring) {
  Account account{};
  account.ticks = last_ticks(ring);
  account.lost_events = ring.lost_events;
  return account;
}

void to_string(void *text, std::string_view line) {
  static_cast<std::string *>(text)->append(line);
}

// Lines: what of the buffer is not in the output, then what is in the rings.
void recover_lines(const std::string &path, const RingFile &ring, bool to_output) {
  const Written written = look_up_written(ring);
  const std::size_t whole =
      written.bytes == 0 ? 0 : ring.buffer.rfind('\n', written.bytes - 1) + 1; // bytes of whole lines
  const bool append_it = to_output && !ring.output_path.empty();
  const bool complete = append_it && written.at_end;
  std::string text(ring.buffer.substr(complete ? written.bytes : whole));
  if (whole != written.bytes && !complete)
    note(path, ring.output_path + " has the first " + std::to_string(written.bytes - whole) +
                   " bytes of a line, which stands whole here");
  Replay replay(to_string, &text, ring.point.sequence);
  if (ring.process->pid != 0 && replay.use_process(*ring.process)) {
    replay.use_clock(ring.clock);
    for (const LiteralText &literal : ring.literals)
      replay.learn(literal);
    replay.learn_from(ring.rings);
    replay.render(ring.rings);
    if (ring.lost_events != 0)
      replay.render(losses_of(ring));
  }
  if (replay.without_text() != 0)
    note(path, "the texts of " + counted(replay.without_text(), "literal is", "literals are") +
                   " not in it; what they say is told as unknown");
  if (append_it)
    return append(ring.output_path, text, 0);
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw ReadError(std::string("cannot write to standard output: ") + std::strerror(errno) + "; the file is kept");
}

// A spool gets the blocks that the process would have written next.
void complete_spool(const std::string &path, const RingFile &ring) {
  const std::string spool = ring.output_path.empty() ? path + ".spool" : ring.output_path;
  const Written written = look_up_written(ring);
  SpoolText more;
  more.text = ring.buffer.substr(written.bytes);
  std::error_code error;
  const auto size = std::filesystem::file_size(spool, error);
  if (more.text.empty() && (error || size == 0))
    more.head();
  more.block(BlockKind::process, ring.process, sizeof *ring.process);
  more.block(BlockKind::clock, &ring.clock, sizeof ring.clock);
  for (const Chunk &chunk : ring.rings) {
    std::string records;
    for (const Record *r : chunk.records)
      records.append(reinterpret_cast<const char *>(r), r->size);
    const ChunkHead head{chunk.ring, chunk.thread};
    more.block(BlockKind::records, &head, sizeof head, records);
  }
  more.block(BlockKind::round, nullptr, 0);
  const Account losses = losses_of(ring);
  if (ring.lost_events != 0)
    more.block(BlockKind::account, &losses, sizeof losses);
  append(spool, more.text, O_CREAT);
  note(path, "completed " + spool + "; telinject-events render makes lines of it");
}

bool recover_file(const std::string &path, const Options &options) {
  const MappedFile file(path, true);
  if (file.in_use()) {
    note(path, "its process is running; left alone");
    return true;
  }
  RingFile ring;
  if (const std::string fault = read_ring_file(file, ring); !fault.empty())
    throw ReadError(fault + "; the file is kept");
  if (ring.head && ring.head->is_spool != 0 && ring.process->pid != 0)
    complete_spool(path, ring);
  else if (ring.head && ring.head->is_spool == 0)
    recover_lines(path, ring, options.append);
  if (!options.keep && ::unlink(path.c_str()) != 0)
    throw ReadError(std::string("cannot remove it: ") + std::strerror(errno) +
                    "; remove it, or the same is recovered again");
  return true;
}

} // namespace

int run_recover(const Options &options) {
  bool all = true;
  for (const std::string &folder : options.files) {
    std::string path = folder;
    try {
      for (const std::string &file : files_in(folder, ".ring"))
        try {
          path = file;
          recover_file(file, options);
        } catch (const ReadError &e) {
          std::fflush(stdout);
          std::fprintf(stderr, "telinject-events: error: %s: %s\n", file.c_str(), e.what());
          all = false;
        }
    } catch (const ReadError &e) {
      std::fprintf(stderr, "telinject-events: error: %s: %s\n", path.c_str(), e.what());
      all = false;
    }
  }
  return all ? kExitDone : kExitUsage;
}

} // namespace telinject::events
