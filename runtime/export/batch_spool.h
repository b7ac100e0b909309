// Batches on disk, a file each, that a receiver has not taken yet: those of all processes that use the folder.  Files
// appear whole and have mode 0600; who sends one holds a lock on it.
#pragma once

#include "runtime/export/batch_head.h"

#include <atomic>

namespace telinject {

class BatchSpool {
public:
  enum class Result : unsigned char { stored, full, failed };

  // keys: of the receiver, and of its endpoint for log records; only batches with one of them are claimed.  folder: null:
  // stores nothing.
  void use(const char *folder, std::uint64_t max_bytes, std::uint64_t key, std::uint64_t logs_key = 0) noexcept;
  [[nodiscard]] bool is_used() const noexcept { return folder_ != nullptr; }

  // Any thread, async-signal-safe.
  [[nodiscard]] Result put(const BatchHead &head, Slice body) noexcept;
  void remove(const BatchHead &head) noexcept;

  // The functions below are for the sender alone.  Reads and locks the oldest batch that no other process has locked.
  // Returns false if there is none; the next call begins at the oldest again.
  [[nodiscard]] bool claim(BatchHead &head, char *body, std::size_t room) noexcept;
  // Ends the claim: the batch is removed, or stays for a later claim.
  void end_claim(bool removes) noexcept;
  // Removes what processes have left that were killed while they wrote.
  void remove_fragments() noexcept;

private:
  static constexpr std::size_t max_name = 160, window_size = 32;
  struct Name {
    char text[max_name] = {};
  };

  [[nodiscard]] std::uint64_t key_of(const BatchHead &head) const noexcept { return head.is_logs ? logs_key_ : key_; }
  [[nodiscard]] bool is_own(Slice name) const noexcept;
  int open_folder(bool creates) const noexcept;
  bool put_name(TextBuffer &out, const BatchHead &head) const noexcept;
  bool has_room(int folder, std::uint64_t bytes) noexcept;
  void offer(const char *name) noexcept;
  bool fill_window(int folder) noexcept;
  bool claim_file(int folder, const char *name, BatchHead &head, char *body, std::size_t room) noexcept;

  const char *folder_ = nullptr;
  std::uint64_t max_bytes_ = 0, key_ = 0, logs_key_ = 0;
  std::atomic<std::uint64_t> used_bytes_{0}; // of the folder, when it was counted last
  std::atomic<std::int64_t> next_count_ns_{0};
  // The sender's.
  Name window_[window_size] = {}; // the oldest names behind last_, in order
  std::size_t window_count_ = 0, window_at_ = 0;
  Name last_{};
  int claimed_ = -1;
};

} // namespace telinject
