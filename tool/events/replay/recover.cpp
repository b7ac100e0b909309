// Recovers unwritten events from the ring files of ended processes, and removes the files.
#include "tool/events/replay/recover.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "tool/events/input/line_reader.h"
#include "tool/events/input/output_file.h"
#include "tool/events/input/text.h"
#include "tool/events/replay/ring_reader.h"
#include "tool/events/replay/spool.h"

namespace telinject::events {
namespace {

void note(const std::string &path, const std::string &what) {
  std::fflush(stdout);
  std::fprintf(stderr, "telinject-events: note: %s: %s\n", path.c_str(), what.c_str());
}

std::uint64_t last_ticks(const RingFile &ring) {
  std::uint64_t last = ring.clock.base_ticks;
  for (const Chunk &chunk : ring.rings)
    last = std::max(last, chunk.records.back()->ticks);
  return last;
}

LossReport loss_report_of(const RingFile &ring, std::uint64_t skipped_events = 0) {
  LossReport losses{};
  losses.ticks = last_ticks(ring);
  losses.lost_events = ring.lost_events + skipped_events;
  return losses;
}

void to_string(void *text, std::string_view line) {
  static_cast<std::string *>(text)->append(line);
}

// Returns the recorded events that may not have been written, as lines. Deterministic for one ring file.
std::string render_lines(const std::string &path, const RingFile &ring) {
  const auto written = static_cast<std::size_t>(std::min<std::uint64_t>(ring.point.written, ring.buffer.size()));
  const std::size_t whole = written == 0 ? 0 : ring.buffer.rfind('\n', written - 1) + 1; // bytes of whole lines
  if (whole != written)
    note(path,
         "the output has the first " + std::to_string(written - whole) + " bytes of a line, which is complete here");
  std::string text(ring.buffer.substr(whole));
  Replay replay(to_string, &text, ring.point.sequence);
  if (ring.process->pid != 0 && replay.use_process(*ring.process)) {
    replay.use_clock(ring.clock);
    for (const LiteralText &literal : ring.literals)
      replay.add_literal(literal);
    replay.add_literals(ring.rings);
    replay.render(ring.rings);
    const LossReport losses = loss_report_of(ring, replay.skipped_events());
    if (losses.lost_events != 0)
      replay.render(losses);
  }
  replay.finish();
  if (replay.missing_literals() != 0)
    note(path, missing_texts(replay));
  return text;
}

// Returns where the recovered lines begin in `output`: as noted by a killed recover, else the current end, which is
// then noted.
std::uint64_t begin_in(const OutputFile &output, const MappedFile &file, const RingFile &ring) {
  const RecoveryNote &noted = ring.head->recovery;
  if (noted.is_noted != 0 && output.is_same({noted.device, noted.inode, 0}))
    return noted.size;
  const AppendStart start = output.start();
  const RecoveryNote fresh{start.device, start.inode, start.size, 1};
  file.write_at(static_cast<std::size_t>(reinterpret_cast<const char *>(&noted) - file.data()), &fresh, sizeof fresh);
  return start.size;
}

// The process was writing when it ended, so its output may contain a part of the data.
bool was_writing(const RingFile &ring) {
  return ring.point.output_size != DrainPoint::nowhere && !ring.output_path.empty();
}

void write_to_standard_output(std::string_view text, const MappedFile &file, const RingFile &ring, bool keep) {
  OutputFile output = OutputFile::standard_output();
  if (output.is_open() && !keep)
    return output.append_lines(begin_in(output, file, ring), text);
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw ReadError(std::string("cannot write to standard output: ") + std::strerror(errno) + "; the file is kept");
}

void recover_lines(const std::string &path, const MappedFile &file, const RingFile &ring, const Options &options) {
  const std::string text = render_lines(path, ring);
  if (options.append && !ring.output_path.empty()) {
    OutputFile output(ring.output_path, O_CREAT); // the process may have ended between a rotation's two steps
    return output.append_lines(was_writing(ring) ? ring.point.output_size : begin_in(output, file, ring), text);
  }
  std::string_view missing = text;
  if (was_writing(ring)) {
    const LinesFound found = find_lines_in(ring.output_path, ring.point.output_size, text);
    missing.remove_prefix(found.bytes);
    const std::size_t fragment = found.fragments.empty() ? found.fragment_at_end : found.fragments.back().size;
    if (fragment != 0)
      note(path, ring.output_path + " has the first " + std::to_string(fragment) +
                     " bytes of a line, which is complete here");
  }
  write_to_standard_output(missing, file, ring, options.keep);
}

// Appends the blocks that the process would have written next to its spool.
void complete_spool(const std::string &path, const MappedFile &file, const RingFile &ring) {
  const std::string spool = ring.output_path.empty() ? path + ".spool" : ring.output_path;
  OutputFile output(spool, O_CREAT);
  const std::uint64_t begin = was_writing(ring) ? ring.point.output_size : begin_in(output, file, ring);
  SpoolText more;
  more.text = ring.buffer.substr(std::min<std::uint64_t>(ring.point.written, ring.buffer.size()));
  if (more.text.empty() && begin == 0)
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
  const LossReport losses = loss_report_of(ring);
  if (ring.lost_events != 0)
    more.block(BlockKind::loss_report, &losses, sizeof losses);
  output.append_bytes(begin, more.text);
  note(path, "completed " + spool + "; telinject-events render makes lines of it");
}

void recover_file(const std::string &path, const Options &options) {
  const MappedFile file(path, true);
  if (file.is_removed())
    return; // removed by another recover or by its process
  if (file.in_use()) {
    note(path, "its process is running, or another recover uses it; skipped");
    return;
  }
  RingFile ring;
  if (const std::string fault = read_ring_file(file, ring); !fault.empty())
    throw ReadError(fault + "; the file is kept");
  std::fflush(stdout);
  if (ring.head && ring.head->is_spool != 0 && ring.process->pid != 0)
    complete_spool(path, file, ring);
  else if (ring.head && ring.head->is_spool == 0)
    recover_lines(path, file, ring, options);
  if (!options.keep && ::unlink(path.c_str()) != 0)
    throw ReadError(std::string("cannot remove it: ") + std::strerror(errno) +
                    "; remove it, or the same is recovered again");
}

} // namespace

int run_recover(const Options &options) {
  std::signal(SIGXFSZ, SIG_IGN); // exceeding a file size limit is reported like a full disk
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
