// The forms in which a process leaves its records to telinject-events: the files of TELEMETRY_RING_DIR and those of
// TELEMETRY_OUTPUT=spool.  Both are read by a telinject-events of the same version on the same kind of processor, which
// checks that before anything else.
#pragma once

#include "runtime/core/clock.h"
#include "runtime/core/record.h"
#include "runtime/core/span_context.h"
#include "runtime/core/thread_text.h"
#include "runtime/resource/resource.h"

#include <atomic>

namespace telinject {

constexpr std::uint32_t file_format_version = 2; // one more with every change of what is below, or of record.h

// Tells files of other processors and other layouts.
constexpr std::uint32_t file_format_layout =
#if defined(__x86_64__)
    0x8664u
#elif defined(__aarch64__)
    0xaa64u
#else
    0u
#endif
    | sizeof(Record) << 16;

// What lines say of a process, and how it had its events told.
struct StoredProcess {
  static constexpr std::size_t texts = 11, text_bytes = 18 * 1024;

  SpanContext span;
  std::uint64_t slow_ns;
  std::uint64_t value_bytes;
  char format[16];
  std::int32_t pid;
  std::uint32_t has_cloud_facts; // it runs: the two at the end
  std::uint32_t sizes[texts];    // of the facts' texts in `text`, in their order in Facts
  char text[text_bytes];
  CloudFacts cloud;
  K8sFacts k8s;
};
void store_process(const Facts &facts, const Config &config, const SpanContext &span, StoredProcess &to);
// The slices and pointers point into `from`, which may hold anything.
Facts facts_of(const StoredProcess &from);

// A spool is a SpoolHead, then blocks: a BlockHead, then so many bytes.  What follows the last whole block was being
// written when the process was killed.
constexpr char spool_magic[8] = {'t', 'l', 's', 'p', 'o', 'o', 'l', '\n'};
struct SpoolHead {
  char magic[8];
  std::uint32_t version, layout;
};

enum class BlockKind : std::uint32_t {
  process = 1, // a StoredProcess; of several the last counts, for all of the file
  clock,       // a ClockLine, for the records that follow
  records,     // a ChunkHead, then whole records of one thread
  round,       // nothing: records since the last one are told in the order of their ticks
  loss_report, // a LossReport
  modules,     // StoredModules, each with its name behind it: all that are executable, for the records that follow
};
struct BlockHead {
  BlockKind kind;
  std::uint32_t unused;
  std::uint64_t size; // a multiple of 8
};
struct ChunkHead {
  std::uint64_t ring; // tells the process's rings apart
  ThreadFacts thread;
};
// telemetry_loss and telemetry_summary.
struct LossReport {
  std::uint64_t ticks;
  std::uint64_t is_summary;
  std::uint64_t lost_events;
  Suppressed suppressed;
  std::uint64_t traces_sampled_out;
};

// As a Module (modules.h); so many bytes of its name follow, padded to 8.
struct StoredModule {
  std::uint64_t start, end, offset, size;
};

// A literal in the memory of the process: its address, then text, padded to 8.
struct StoredLiteral {
  std::uint64_t address;
  std::uint64_t size;
};

// A file of TELEMETRY_RING_DIR begins with this; regions follow, each at a multiple of region_unit.
constexpr char ring_file_magic[8] = {'t', 'l', 'r', 'i', 'n', 'g', 's', '\n'};
constexpr std::uint64_t region_unit = 64 * 1024;

// How far whoever drains has come.  Of two such points the one that counts changes by one store, so that at any moment
// each record is either in a ring or in the output's buffer, and in one of them only.
struct DrainPoint {
  std::uint64_t used;    // bytes in the buffer
  std::uint64_t written; // ... of which so many have certainly reached the output
  std::uint64_t sequence;
  std::uint64_t events_written;
  std::uint64_t losses_reported;
  std::uint64_t ring;        // offset of the ring's region that was read last ...
  std::uint64_t position;    // ... and up to where, if that is further than the ring itself says
  std::uint64_t output_size; // of a regular file when the write that is under way began; nowhere: none is
  static constexpr std::uint64_t nowhere = ~std::uint64_t{0};
};

// Written by telinject-events recover before it appends anything: what is behind `size` in that file may be this ring
// file's.  All zero: nothing was recovered yet.  `is_noted` is written last.
struct RecoveryNote {
  std::uint64_t device, inode, size;
  std::uint64_t is_noted;
};

struct RingFileHead {
  char magic[8];
  std::uint32_t version, layout;
  std::atomic<std::uint64_t> newest_region; // its offset; 0: there is none
  std::atomic<std::uint64_t> lost_events;
  std::uint64_t buffer; // offset of the output's buffer
  std::uint64_t buffer_bytes;
  std::atomic<std::uint32_t> point, clock, process; // the ones that count
  std::uint32_t is_spool;                           // the output's: the buffer holds blocks, not lines
  DrainPoint points[2];
  ClockLine clocks[2];
  char output_path[4096]; // of a regular file; empty: it is none
  StoredProcess processes[2];
  RecoveryNote recovery;
};
constexpr std::uint64_t ring_file_head_size = 2 * region_unit;
static_assert(sizeof(RingFileHead) <= ring_file_head_size);

enum class RegionKind : std::uint64_t { ring = 1, literals };
struct RegionHead {
  std::uint64_t older; // offset of the region that was made before
  std::uint64_t bytes; // all of it
  RegionKind kind;
  std::uint64_t offset;            // its own
  std::uint64_t size;              // a ring: of its data; literals: nothing
  std::atomic<std::uint64_t> used; // literals: bytes of SavedLiterals behind this
  ThreadFacts thread;              // a ring's
  RegionHead *mapped_before;       // of the process alone: where the one that it mapped before is
};
constexpr std::size_t region_head_size = 128; // what follows begins there: RingEnds, or literals
static_assert(sizeof(RegionHead) <= region_head_size);

} // namespace telinject
