// TELEMETRY_CONTROL names a file whose NAME=value lines change settings of the running process.  The writer checks the
// file periodically.  An invalid file is reported once and changes nothing.
#pragma once

#include "runtime/base/sys.h"
#include "runtime/config/config.h"

namespace telinject {

// The contents of a control file.
struct ControlFile {
  static constexpr std::size_t max_bytes = 4096;

  bool enabled = false; // TELEMETRY_ENABLED
  Config config;        // only its run-time settings count; those missing from the file keep their value in `start`
};

// Parses the text of a control file.  start: the configuration from the environment; enabled: whether telemetry was on
// then. Returns false on an error and describes it in `problem`, without the file's name.  Prepares the function list
// (function_filter.h).
[[nodiscard]] bool read_control(Slice text, const Config &start, bool enabled, ControlFile &parsed,
                                TextBuffer &problem);

// Watches the control file of the configuration and applies it.
class ControlFileWatcher {
public:
  constexpr ControlFileWatcher() noexcept = default;

  // Applies the file before the first event, while no other thread uses the settings.  enabled: telemetry is on without
  // the file.  Returns whether it is on with the file.
  [[nodiscard]] bool start(const Config &start_config, bool enabled) noexcept;
  // On the writer's thread: checks the file when a check is due.  Takes the drain lock itself.
  void check() noexcept { check_at(sys::monotonic_ns()); }
  // The same at a given time of the monotonic clock.
  void check_at(std::int64_t now_ns) noexcept;

private:
  // The attributes that distinguish states of the file.
  struct FileStamp {
    bool exists = false;
    std::uint64_t device = 0, inode = 0, size = 0;
    std::int64_t modified = 0, modified_ns = 0, changed = 0, changed_ns = 0;
    bool operator==(const FileStamp &) const = default;
  };

  FileStamp read_stamp() const noexcept;
  bool read_text(char *text, std::size_t &size) const noexcept;
  void apply(const Config &from, bool enabled) noexcept;
  bool load() noexcept;
  void report_problem(Slice problem) const noexcept;

  const char *path_ = nullptr; // null: there is no control file
  bool enabled_at_start_ = false;
  Config start_config_;
  bool is_enabled_ = false; // with the settings that were applied last
  std::int64_t next_check_ns_ = 0;
  FileStamp last_checked_; // at the last check
  FileStamp last_read_;    // when it was last read
};

extern ControlFileWatcher control_file_watcher;

} // namespace telinject
