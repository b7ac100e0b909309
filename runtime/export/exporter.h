// Sends batches to a receiver.  The thread that holds the drain lock hands them over and never waits for the network; a
// thread of its own sends them.  What cannot be sent goes to the spool on disk, and what does not fit there is lost.
// Each batch is in one of these counts at any time: waiting, sent, spooled, lost.
#pragma once

#include "runtime/base/export_totals.h"
#include "runtime/base/fixed_string.h"
#include "runtime/base/ids.h"
#include "runtime/config/export_config.h"
#include "runtime/export/batch_queue.h"
#include "runtime/export/batch_spool.h"

#include <atomic>

struct telinject_net_message;

namespace telinject {

struct NetLibrary;

class Exporter {
public:
  constexpr Exporter() noexcept = default;

  // Called before the first batch.  config: lives as long as the process.  Returns 0 or an error number.
  int start(const ExportConfig &config) noexcept;
  // Of all batches; ends in a zero and lives as long as the process.  Called before the first batch, too.
  void set_content_type(Slice type) noexcept;
  // In a forked child: it has no batches and a new instance.
  void begin_child() noexcept;

  // Require the drain lock; async-signal-safe.
  // is_logs: the batch is one of log records, and `events` is their number.
  void accept(Slice body, std::uint64_t events, bool is_compressed, bool is_logs = false) noexcept;
  // Waits until everything is sent, or until that time; then what is left goes to the spool.  Does not wait for a
  // receiver that is known to be down.  is_final: what does not fit there is lost, and does not stay in memory.
  // note_wait: called all the time while it waits.  Returns false if events were lost.
  using NoteWait = void (*)();
  bool flush(std::int64_t deadline_ns, bool is_final, NoteWait note_wait) noexcept;

  // The thread: run is its body.  end asks it to return soon.
  void note_thread(bool runs) noexcept { has_thread_.store(runs, std::memory_order_release); }
  void run() noexcept;
  void end() noexcept;
  // flush_process: hands over all that was recorded, and flushes.  Called before the thread is started.
  using FlushProcess = void (*)();
  void set_flush_process(FlushProcess function) noexcept { flush_process_ = function; }

  // Any thread.
  [[nodiscard]] ExportTotals totals() const noexcept;
  std::uint64_t take_lost_events() noexcept;
  // What a person should change, once; empty: nothing.
  Slice take_problem() noexcept;

private:
  // Of batches of spans or lines, and of those of log records.
  struct Counters {
    std::atomic<std::uint64_t> sent{0}, spooled{0}, lost{0}, sent_for_others{0}, lost_for_others{0}, rejected{0};
  };
  [[nodiscard]] Counters &counters_of(const BatchHead &head) noexcept {
    return head.is_logs ? log_counters_ : counters_;
  }
  [[nodiscard]] const Destination &destination_of(const BatchHead &head) const noexcept {
    return head.is_logs ? config_->logs : *config_;
  }

  void note_problem(Slice what, Slice detail) noexcept;
  void save_or_lose(const BatchHead &head, Slice body) noexcept;
  bool save(BatchQueue::Entry &entry) noexcept;
  void move_queue_to_spool(bool is_final) noexcept;
  bool is_behind() noexcept;
  [[nodiscard]] bool is_down() const noexcept { return failures_.load(std::memory_order_acquire) != 0; }

  static void add(std::atomic<std::uint64_t> &counter, std::uint64_t number) noexcept {
    counter.fetch_add(number, std::memory_order_relaxed);
  }
  static std::uint64_t get(const std::atomic<std::uint64_t> &counter) noexcept {
    return counter.load(std::memory_order_relaxed);
  }

  void prepare_message(const BatchHead &head, Slice body) noexcept;
  int post(const NetLibrary &net, void *connections, const BatchHead &head, Slice body) noexcept;
  void note_answer(int status, const BatchHead &head) noexcept;
  void note_partial_success(const BatchHead &head) noexcept;
  void use_spool() noexcept;
  bool send_next(const NetLibrary &net, void *connections) noexcept;
  bool send_queued(const NetLibrary &net, void *connections) noexcept;
  bool send_spooled(const NetLibrary &net, void *connections) noexcept;
  void finish(BatchQueue::Entry &entry, int status) noexcept;
  void finish_spooled(const BatchHead &head, int status) noexcept;
  void send_all(const NetLibrary &net) noexcept;
  void stop_before_exit_handlers(const NetLibrary &net) noexcept;
  void stop_for_exit() noexcept;
  bool may_continue() noexcept;

  [[nodiscard]] std::uint64_t lost() const noexcept { return get(counters_.lost) + get(log_counters_.lost); }

  static constexpr std::size_t max_headers = 40;
  static constexpr std::size_t max_spooled_body = 2 * 1024 * 1024;

  const ExportConfig *config_ = nullptr;
  BatchQueue queue_;
  BatchSpool spool_;
  Counters counters_, log_counters_;
  std::atomic<std::uint64_t> requests_{0}, retries_{0};
  std::atomic<std::uint64_t> lost_taken_{0};
  FlushProcess flush_process_ = nullptr;
  std::uint64_t instance_ = 0, sequence_ = 0;
  const char *content_type_ = nullptr;
  std::atomic<bool> has_thread_{false};
  std::atomic<std::int64_t> end_at_ns_{0}; // 0: the thread goes on; else when it ends a request that is under way
  std::atomic<std::uint32_t> wake_word_{0}, progress_word_{0};
  std::atomic<std::uint32_t> failures_{0};   // in a row
  std::atomic<std::int64_t> next_try_ns_{0}; // after a failure
  std::atomic<bool> is_alive_{false};        // after a failure: the receiver has answered, it will take batches later
  std::atomic<int> problem_state_{0};        // 0: none yet, 1: being written, 2: to be taken, 3: taken
  FixedString<240> problem_;

  // The sender's.
  IdSource random_;
  std::int64_t next_look_ns_ = 0; // into the spool
  std::atomic<bool> may_have_spooled_{true};
  bool prefers_spool_ = false; // the next batch comes from there: the two take turns
  char *spooled_body_ = nullptr;
  telinject_net_message *message_ = nullptr;
  const char *headers_[max_headers] = {};
  char content_header_[128] = {}, id_header_[80] = {};
};

} // namespace telinject
