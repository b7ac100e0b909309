// How much of a file system telemetry may fill: it leaves the last 5%, or the last GB of a large one, to others.
#pragma once

#include <cstddef>
#include <cstdint>

namespace telinject {

struct FileSystemSpace {
  std::uint64_t total = 0, available = 0; // bytes; total 0: the file system does not say
};
// Returns false if it is unknown.  Async-signal-safe.
using ReadSpace = bool (*)(int fd, FileSystemSpace &space);
[[nodiscard]] bool read_file_system_space(int fd, FileSystemSpace &space) noexcept;

// The bytes that stay free.
constexpr std::uint64_t reserved_bytes(std::uint64_t total) noexcept {
  constexpr std::uint64_t gigabyte = 1024 * 1024 * 1024;
  return total / 20 < gigabyte ? total / 20 : gigabyte;
}

// Decides whether a write fits.  It asks the file system a few times a second, and more often when it is nearly full.
class SpaceGuard {
public:
  // read: for tests; null: the file system of the descriptor.
  explicit constexpr SpaceGuard(ReadSpace read = nullptr) noexcept : read_(read) {}

  [[nodiscard]] bool has_room(int fd, std::size_t bytes, std::int64_t now_ns) noexcept;

private:
  ReadSpace read_;
  std::uint64_t allowance_ = 0; // may be written until the next question
  std::int64_t next_question_ns_ = 0;
};

} // namespace telinject
