// Reads and applies the control file (control.h).  The file is read once it has looked the same twice, so that a file
// that is being written is not read half.
#include "runtime/backend/control.h"

#include "runtime/backend/drain.h"
#include "runtime/base/notice.h"
#include "runtime/base/sys.h"
#include "runtime/base/trimmed.h"
#include "runtime/core/site.h"
#include "runtime/frontend/state.h"

#include <cerrno>
#include <fcntl.h>
#include <initializer_list>
#include <sys/stat.h>

namespace telinject {

namespace {

constexpr std::int64_t period_ns = 250'000'000;

constexpr Slice setting_names[] = {"TELEMETRY_ENABLED", "TELEMETRY_LEVEL",      "TELEMETRY_THROTTLE",
                                   "TELEMETRY_BUDGET",  "TELEMETRY_MAX_EVENTS", "TELEMETRY_FUNCTIONS",
                                   "SAMPLE_RATE"};

// The NAME=value lines of one file, presented as variables to the configuration reader.
struct Lines {
  static constexpr std::size_t max_lines = sizeof setting_names / sizeof *setting_names;
  Slice names[max_lines], values[max_lines];
  std::size_t count = 0;
};
constinit Lines lines; // only one thread reads at a time
constinit char value_text[ControlFile::max_bytes + 1];
constinit char problem_text[400];
constinit Slice first_problem;

bool is_setting_name(Slice name) {
  for (Slice setting : setting_names)
    if (name == setting)
      return true;
  return false;
}

constexpr Slice blanks = " \t\r";

void put_line(TextBuffer &out, std::uint64_t number, Slice subject, Slice problem) {
  out.put("line ");
  out.decimal(number);
  out.put(": ");
  out.put(subject.take_front(100));
  out.put(problem);
}

bool read_line(Slice line, std::uint64_t number, TextBuffer &problem) {
  const std::size_t equals = line.find('=');
  const Slice name = trimmed(line.take_front(equals), blanks);
  if (equals == line.size) {
    put_line(problem, number, line, ": is not NAME=value");
    return false;
  }
  if (!is_setting_name(name)) {
    put_line(problem, number, name, ": not a run-time setting");
    return false;
  }
  for (std::size_t i = 0; i < lines.count; ++i)
    if (lines.names[i] == name) {
      put_line(problem, number, name, ": stands twice");
      return false;
    }
  lines.names[lines.count] = name;
  lines.values[lines.count++] = trimmed(line.drop_front(equals + 1), blanks);
  return true;
}

const char *find_variable(const char *name) {
  for (std::size_t i = 0; i < lines.count; ++i) {
    if (!(lines.names[i] == Slice::of(name)))
      continue;
    TextBuffer out(value_text, sizeof value_text);
    out.put(lines.values[i]);
    out.put('\0');
    return value_text;
  }
  return nullptr;
}

// Stores a warning of the form "NAME=value: what is wrong; what is used", replacing its second part, because here the
// previous value stays in use.
void note_problem(Slice line) {
  if (!first_problem.empty())
    return;
  Slice message, consequence;
  split_last(line, "; ", message, consequence);
  TextBuffer out(problem_text, sizeof problem_text);
  out.put(message.take_front(sizeof problem_text));
  first_problem = out.slice();
}

} // namespace

bool read_control(Slice text, const Config &start, bool enabled, ControlFile &parsed, TextBuffer &problem) {
  lines.count = 0;
  first_problem = Slice();
  parsed.config = start;
  parsed.enabled = enabled;
  for (std::uint64_t number = 1; !text.empty(); ++number) {
    const Slice whole = text.take_front(text.find('\n'));
    const Slice line = trimmed(whole, blanks);
    text = text.drop_front(whole.size + 1);
    if (!line.empty() && line.data[0] != '#' && !read_line(line, number, problem))
      return false;
  }
  read_runtime_settings({find_variable, note_problem, nullptr, nullptr, {}, {}}, parsed.config, parsed.enabled);
  if (!first_problem.empty())
    problem.put(first_problem);
  return first_problem.empty();
}

constinit ControlFileWatcher control_file_watcher;

ControlFileWatcher::FileStamp ControlFileWatcher::read_stamp() const noexcept {
  struct stat s;
  if (sys::call(SYS_newfstatat, AT_FDCWD, sys::as_long(path_), sys::as_long(&s), 0) != 0)
    return {};
  return {true,
          s.st_dev,
          s.st_ino,
          static_cast<std::uint64_t>(s.st_size),
          s.st_mtim.tv_sec,
          s.st_mtim.tv_nsec,
          s.st_ctim.tv_sec,
          s.st_ctim.tv_nsec};
}

void ControlFileWatcher::report_problem(Slice problem) const noexcept {
  char line[640];
  TextBuffer out(line, sizeof line);
  out.put(Slice::of(path_).take_front(200));
  out.put(": ");
  out.put(problem);
  out.put("; nothing is changed");
  warn(out.slice());
}

// Reads the file's text; a missing file counts as empty.  Returns false after reporting an error.
bool ControlFileWatcher::read_text(char *text, std::size_t &size) const noexcept {
  size = 0;
  const long file = sys::open(path_, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file == -ENOENT)
    return true;
  if (sys::failed(file)) {
    char memory[80];
    TextBuffer out(memory, sizeof memory);
    put_error_number(out, static_cast<int>(-file));
    report_problem(out.slice());
    return false;
  }
  struct stat s;
  long n = -1;
  const bool regular = sys::call(SYS_fstat, file, sys::as_long(&s)) == 0 && S_ISREG(s.st_mode);
  if (regular)
    while ((n = sys::read(static_cast<int>(file), text + size, ControlFile::max_bytes + 1 - size)) > 0)
      size += static_cast<std::size_t>(n);
  sys::close(static_cast<int>(file));
  if (n == 0 && size <= ControlFile::max_bytes)
    return true;
  report_problem(!regular ? Slice("is no regular file")
                 : n < 0  ? Slice("cannot be read")
                          : Slice("has more than 4096 bytes"));
  return false;
}

// enabled: unless the rate is 0, which pauses recording too.
void ControlFileWatcher::apply(const Config &from, bool enabled) noexcept {
  const DisabledBy setting = enabled ? recording_disabled_by(from) : DisabledBy::nothing;
  is_enabled_ = enabled && setting == DisabledBy::nothing;
  apply_settings(from, is_enabled_);
  drain.note_disabled(setting);
}

// Reads the file and applies its settings.  Returns false, and changes nothing, if they are invalid.
bool ControlFileWatcher::load() noexcept {
  static char text[ControlFile::max_bytes + 1]; // only one thread reads at a time
  std::size_t size;
  if (!read_text(text, size))
    return false;
  static ControlFile parsed;
  char memory[400];
  TextBuffer problem(memory, sizeof memory);
  if (!read_control(Slice(text, size), start_config_, enabled_at_start_, parsed, problem)) {
    report_problem(problem.slice());
    return false;
  }
  apply(parsed.config, parsed.enabled);
  drain.set_sample_rate(parsed.config.sample_rate);
  return true;
}

bool ControlFileWatcher::start(const Config &start_config, bool enabled) noexcept {
  path_ = start_config.control;
  enabled_at_start_ = enabled;
  start_config_ = start_config;
  if (path_)
    last_checked_ = last_read_ = read_stamp();
  if (!path_ || !last_read_.exists || !load())
    apply(start_config, enabled);
  return is_enabled_;
}

void ControlFileWatcher::check_at(std::int64_t now_ns) noexcept {
  if (!path_ || now_ns < next_check_ns_)
    return;
  next_check_ns_ = now_ns + period_ns;
  const FileStamp stamp = read_stamp();
  if (!(stamp == last_checked_)) {
    last_checked_ = stamp;
    return;
  }
  DrainLock lock;
  if (stamp == last_read_ || !lock.acquire())
    return;
  last_read_ = stamp;
  load();
}

} // namespace telinject
