// A file that is appended to and stays within limits.  At its maximum size it is renamed to PATH.1, in place of an older
// one, and begun again.  It follows its name: when another program has renamed or replaced the file, writing goes on in
// the file that has the name now.  The end of the name selects a compression.
#pragma once

#include "runtime/base/file_system_space.h"
#include "runtime/sinks/compressed_member.h"
#include "runtime/sinks/descriptor.h"

#include <atomic>

namespace telinject {

struct FileLimits {
  std::uint64_t max_bytes = 0;    // 0: no limit, neither of the file nor of its file system
  ReadSpace read_space = nullptr; // for tests
};

// open() runs on the program's thread, the rest on the thread that holds the drain lock; async-signal-safe.
class RotatingFile {
public:
  constexpr RotatingFile() noexcept = default;

  // path: must live as long as the object.  Returns 0 or an error number.
  [[nodiscard]] int open(const char *path, const FileLimits &limits) noexcept;
  // Appends whole lines, as Descriptor::write.  A limit that is reached is ENOSPC, and full_reason() says which one.
  // is_final: these few lines may exceed the limits.
  [[nodiscard]] int write(Slice lines, std::uint64_t &written, bool is_final = false) noexcept;
  [[nodiscard]] bool is_compressed() const noexcept { return member_.kind() != Compression::none; }
  // Returns the offset of the next write in a regular file; ~0 if it is none.
  [[nodiscard]] std::uint64_t position() noexcept;
  [[nodiscard]] int number() const noexcept { return file_.number(); }
  // Called in a forked child: stops sharing the file offset with the parent, whose unfinished member is not the child's.
  void unshare_offset() noexcept {
    file_.unshare_offset();
    member_.drop();
  }
  // The limit because of which the last write failed; empty: none.  Callable on any thread.
  [[nodiscard]] Slice full_reason() const noexcept;

private:
  enum class Full : int { no, file_system, file };

  int prepare(Full &limit) noexcept;
  int open_path() noexcept;
  bool open_named(int more_flags) noexcept;
  void follow_name() noexcept;
  bool is_named_file(const char *path) const noexcept;
  bool is_in_same_root() const noexcept;
  bool rotate() noexcept;
  bool rename_locked(int &held) noexcept;
  int open_held_file(const char *path) const noexcept;
  void free_held_file(int held) const noexcept;
  void end_fragment() noexcept;
  bool has_room(std::size_t bytes) noexcept;
  int write_members(Slice lines, std::uint64_t &written, bool is_final) noexcept;
  bool is_too_large() const noexcept;

  Descriptor file_;
  CompressedMember member_;
  const char *path_ = nullptr;
  FileLimits limits_;
  SpaceGuard space_;
  bool is_link_ = false;                           // the name is a symbolic link
  std::uint64_t root_device_ = 0, root_inode_ = 0; // of "/" when the file was opened
  bool fragment_ended_ = false;
  std::atomic<Full> full_{Full::no};
};

} // namespace telinject
