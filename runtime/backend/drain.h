// Drains all rings: takes their records, renders them as lines and hands these to the output.  One thread at a time,
// which holds the drain lock (drain_lock.h): usually the writer, or a program's thread if there is no writer.
#pragma once

#include "runtime/backend/drain_lock.h"
#include "runtime/base/fixed_string.h"
#include "runtime/config/config.h"
#include "runtime/formats/format.h"
#include "runtime/sinks/sink.h"
#include "runtime/storage/file_format.h"

namespace telinject {

class OutputBuffer;
class PendingLines;
class ResourceDetection;
class SpanAssembler;
class SpoolWriter;
class TailSampler;
class TraceFolder;
struct Thread;

// All functions require the drain lock unless they say otherwise; all are async-signal-safe.
class Drain {
public:
  constexpr Drain(OutputBuffer &output, PendingLines &pending, SpoolWriter &spool, TailSampler &tail,
                  SpanAssembler &assembler, TraceFolder &folder, ResourceDetection &detection) noexcept
      : output_(output), pending_(pending), spool_(spool), tail_(tail), assembler_(assembler), folder_(folder),
        detection_(detection) {}

  // Called before the first event.  Returns false if no memory is available.  from: must live as long as the process.
  [[nodiscard]] bool start(const Config &from, const Sink *sink, const Format *format) noexcept;

  // Stores the facts of the process in the ring file, if one is used.  Takes the drain lock itself.
  void prepare_file() noexcept;

  // Renders what the rings contained at the time of the call; returns the number of records.
  std::size_t drain_rings() noexcept;
  // Emits an event with the number of events dropped since the last one, at most once a second unless `now` is set.
  void emit_loss_event(bool now) noexcept;
  // Emits a summary if any event was folded, sampled out or dropped.  is_last: the process ends; then also if a setting
  // disabled recording.
  void emit_summary_event(bool is_last) noexcept;
  // Writes the spans that wait for the end of their trace.  The process ends.
  void finish_spans() noexcept;
  // Clears caches because literals may move from now on (dlclose).
  void forget_sites() noexcept;
  // Notes the CPU time that the writer thread has used, which counts for the budget.
  void note_cpu(std::uint64_t used_ns) noexcept;
  // Notes that recording is off because of a setting, so that the last summary says so; `nothing` is ignored.
  void note_disabled(DisabledBy setting) noexcept {
    if (setting != DisabledBy::nothing)
      disabled_by_.store(setting, std::memory_order_relaxed);
  }
  // Sets the `sample_rate` of the lines rendered from now on.
  void set_sample_rate(const SampleRate &rate) noexcept;
  // In a forked child: restarts at sequence 1 with facts of its own and nothing to write.  parent_stood_still: nobody
  // was draining at the fork.
  void reset_in_child(bool parent_stood_still) noexcept;
  // Reads the process's facts once.  Resource detection may take longer (resource_detection.h): until it ends, lines
  // are held.  on_writer: called on the writer's thread, which may start the detection.
  void gather_facts(bool on_writer = false) noexcept;
  // Calibrates the clock, and stores the result if records are kept for other programs.
  void calibrate_clock() noexcept;

  // The functions below are callable without the drain lock; their answers may be stale.
  // Returns true if everything recorded has reached the output.
  [[nodiscard]] bool is_done() const noexcept;
  [[nodiscard]] bool has_output() const noexcept; // counts held lines too
  // Returns true if spans wait for the end of their trace.
  [[nodiscard]] bool holds_spans() const noexcept;
  // Returns true if a setting disabled recording, also for a part of the time.
  [[nodiscard]] bool was_disabled() const noexcept {
    return disabled_by_.load(std::memory_order_relaxed) != DisabledBy::nothing;
  }
  // Returns true if lines wait for the resource.
  [[nodiscard]] bool waits_for_resource() const noexcept { return waits_for_facts_.load(std::memory_order_acquire); }

private:
  template <class Render> bool append(std::uint64_t events, Render render) noexcept;
  bool append_event(Event &event) noexcept;
  bool append_span(Event &entry, Event &exit, InnerEvents &inner) noexcept;
  void render(ThreadText &text, const ThreadFacts &thread, const Record *r) noexcept;
  void take_record(Thread *t, const Record *r) noexcept;
  std::size_t merge(Thread *list) noexcept;
  void write_if_full() noexcept;
  void start_folder() noexcept;
  void complete_held_lines() noexcept;
  void note_process(const Facts &facts) noexcept;
  Facts facts_of_this_process() noexcept;
  void emit_detection_note() noexcept;
  bool must_wait() const noexcept;
  void emit_loss_report(const LossReport &report) noexcept;

  OutputBuffer &output_;
  PendingLines &pending_;
  SpoolWriter &spool_;
  TailSampler &tail_;
  SpanAssembler &assembler_;
  TraceFolder &folder_;
  ResourceDetection &detection_;
  const Config *config_ = nullptr;
  const Format *format_ = nullptr;
  bool spools_ = false;
  bool folds_ = false; // traces are folded before they are written
  std::int64_t next_loss_ns_ = 0;
  SampleRate sample_rate_;
  FixedString<32> sample_rate_text_;
  Facts facts_;
  bool facts_begun_ = false, facts_known_ = false;
  std::atomic<bool> waits_for_facts_{false};
  bool summary_emitted_ = false;
  std::atomic<DisabledBy> disabled_by_{DisabledBy::nothing};
  std::uint64_t telemetry_cpu_ns_ = 0; // used by the writer thread so far
};

extern Drain drain;

} // namespace telinject
