// The file formats in which a process leaves records for telinject-events: files of TELEMETRY_RING_DIR and of
// TELEMETRY_OUTPUT=spool.  The reader must be a telinject-events of the same version on the same kind of processor; it
// checks that first.
#pragma once

#include "runtime/core/clock.h"
#include "runtime/core/record.h"
#include "runtime/core/span_context.h"
#include "runtime/core/thread_text.h"
#include "runtime/resource/resource.h"

#include <atomic>

namespace telinject {

constexpr std::uint32_t file_format_version = 8; // incremented with every change of this file or of record.h

// Identifies the kind of processor and the layout of the structs.
constexpr std::uint32_t file_format_layout =
#if defined(__x86_64__)
    0x8664u
#elif defined(__aarch64__)
    0xaa64u
#else
    0u
#endif
    | sizeof(Record) << 16;

// Resource attributes and rendering options of a process.
struct StoredProcess {
  static constexpr std::size_t texts = 12, text_bytes = 20 * 1024;

  SpanContext span;
  std::uint64_t slow_ns;
  std::uint64_t value_bytes;
  char format[16];
  char http_known_methods[256]; // zero-terminated
  std::int32_t pid;
  std::uint32_t has_cloud_facts; // the last two facts are valid
  std::uint32_t sizes[texts];    // bytes of each of the facts' texts in `text`, in the order of Facts
  char text[text_bytes];
  CloudFacts cloud;
  K8sFacts k8s;
};
void store_process(const Facts &facts, const Config &config, const SpanContext &span, StoredProcess &to);
// The slices and pointers point into `from`, whose contents are not trusted.
Facts facts_of(const StoredProcess &from);

// A spool is a SpoolHead, then blocks: a BlockHead, then its bytes.  An incomplete last block was being written when
// the process was killed.
constexpr char spool_magic[8] = {'t', 'l', 's', 'p', 'o', 'o', 'l', '\n'};
struct SpoolHead {
  char magic[8];
  std::uint32_t version, layout;
};

enum class BlockKind : std::uint32_t {
  process = 1, // a StoredProcess; the last one applies to the whole file
  clock,       // a ClockLine, for the records that follow
  records,     // a ChunkHead, then whole records of one thread
  round,       // empty: the records since the previous round are reported in the order of their ticks
  loss_report, // a LossReport
  modules,     // StoredModules, each followed by its name: all executable modules for the records that follow
};
struct BlockHead {
  BlockKind kind;
  std::uint32_t unused;
  std::uint64_t size; // a multiple of 8
};
struct ChunkHead {
  std::uint64_t ring; // identifies a ring of the process
  ThreadFacts thread;
};
// The contents of telemetry_loss and telemetry_summary.
struct LossReport {
  std::uint64_t ticks;
  std::uint64_t is_summary;
  std::uint64_t lost_events;
  Suppressed suppressed;
  std::uint64_t traces_sampled_out;
  std::uint64_t telemetry_cpu_ns, process_cpu_ns; // of a summary
  DisabledBy disabled_by;                         // of the last summary
  std::uint32_t no_aspect_matched;                // of a summary
};

// As Module (modules.h); followed by its name, padded to 8 bytes.
struct StoredModule {
  std::uint64_t start, end, offset, size;
};

// A literal in the memory of the process: its address, followed by its text, padded to 8 bytes.
struct StoredLiteral {
  std::uint64_t address;
  std::uint64_t size;
};

// The head of a file of TELEMETRY_RING_DIR; regions follow, each at a multiple of region_unit.
constexpr char ring_file_magic[8] = {'t', 'l', 'r', 'i', 'n', 'g', 's', '\n'};
constexpr std::uint64_t region_unit = 64 * 1024;

// How far draining has come.  There are two such points, and one store selects the current one, so that at any moment
// each record is either in a ring or in the output buffer, and in one of them only.
struct DrainPoint {
  std::uint64_t used;    // bytes in the buffer
  std::uint64_t written; // ... of which this many have reached the output for certain
  std::uint64_t sequence;
  std::uint64_t events_written;
  std::uint64_t losses_reported;
  std::uint64_t ring;        // offset of the region of the ring that was read last ...
  std::uint64_t position;    // ... and the position up to which it was read, if that is past the ring's own
  std::uint64_t output_size; // size of a regular file when the current write began; nowhere: no write is in progress
  static constexpr std::uint64_t nowhere = ~std::uint64_t{0};
};

// Written by telinject-events recover before it appends anything: data behind `size` in that file may come from this
// ring file.  All zero: nothing was recovered yet.  `is_noted` is written last.
struct RecoveryNote {
  std::uint64_t device, inode, size;
  std::uint64_t is_noted;
};

struct RingFileHead {
  char magic[8];
  std::uint32_t version, layout;
  std::atomic<std::uint64_t> newest_region; // offset of the newest region; 0: none
  std::atomic<std::uint64_t> lost_events;
  std::uint64_t buffer; // offset of the output buffer
  std::uint64_t buffer_bytes;
  std::atomic<std::uint32_t> point, clock, process; // indexes of the current ones
  std::uint32_t is_spool;                           // the buffer holds blocks of a spool, not lines
  DrainPoint points[2];
  ClockLine clocks[2];
  char output_path[4096]; // path of a regular file; empty: the output is none
  StoredProcess processes[2];
  RecoveryNote recovery;
};
constexpr std::uint64_t ring_file_head_size = 2 * region_unit;
static_assert(sizeof(RingFileHead) <= ring_file_head_size);

enum class RegionKind : std::uint64_t { ring = 1, literals };
struct RegionHead {
  std::uint64_t older; // offset of the next older region
  std::uint64_t bytes; // size of the region
  RegionKind kind;
  std::uint64_t offset;            // its own offset
  std::uint64_t size;              // a ring: bytes of data; literals: unused
  std::atomic<std::uint64_t> used; // literals: bytes of StoredLiterals after the head
  ThreadFacts thread;              // thread of a ring
  RegionHead *mapped_before;       // used in the process only: the region that it mapped before
};
constexpr std::size_t region_head_size = 128; // RingEnds or literals begin there
static_assert(sizeof(RegionHead) <= region_head_size);

} // namespace telinject
