// Searches the output for lines recovered earlier and appends the missing ones.
#include "tool/events/input/output_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "tool/events/input/compressed_output.h"
#include "tool/events/input/decoder.h"
#include "tool/events/input/line_reader.h"

namespace telinject::events {
namespace {

constexpr std::size_t kDistinctiveBytes = 320; // includes a line's time, trace id and span id
constexpr std::size_t kLinePrefix = 16;        // every line begins with these bytes and contains them nowhere else
constexpr std::size_t kMaxLineLength = std::size_t{8} << 20;

[[noreturn]] void fail(const std::string &path, int error) {
  throw ReadError("cannot append to " + path + ": " + std::strerror(error) +
                  "; make room, or recover without --append; what is missing is appended the next time");
}

// Iterates over the lines of a file from an offset on.
class LineScan {
public:
  LineScan(int file, std::uint64_t from) : file_(file), read_to_(from), begin_(from) {}

  // Returns false at the end of the file.
  bool next() {
    begin_ += taken_;
    first_ += taken_;
    std::size_t searched = first_;
    for (;;) {
      const std::size_t newline = buffer_.find('\n', searched);
      if (newline != std::string::npos) {
        line = std::string_view(buffer_).substr(first_, newline - first_);
        is_terminated = true;
        taken_ = line.size() + 1;
        return true;
      }
      searched = buffer_.size() - first_;
      if (searched > kMaxLineLength || !fill())
        break;
    }
    line = std::string_view(buffer_).substr(first_);
    is_terminated = line.size() > kMaxLineLength; // an overlong line is none of ours
    taken_ = line.size();
    return !line.empty();
  }
  std::uint64_t begin() const { return begin_; }        // start of the line
  std::uint64_t end() const { return begin_ + taken_; } // end of the line

  std::string_view line;
  bool is_terminated = false;

private:
  bool fill() {
    constexpr std::size_t chunk = std::size_t{256} << 10;
    buffer_.erase(0, std::exchange(first_, 0));
    const std::size_t before = buffer_.size();
    buffer_.resize(before + chunk);
    ssize_t n;
    do
      n = ::pread(file_, buffer_.data() + before, chunk, static_cast<off_t>(read_to_));
    while (n < 0 && errno == EINTR);
    buffer_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    read_to_ += static_cast<std::uint64_t>(std::max<ssize_t>(n, 0));
    return n > 0;
  }

  int file_;
  std::uint64_t read_to_;
  std::uint64_t begin_;
  std::size_t taken_ = 0; // bytes of the line, with its newline
  std::size_t first_ = 0; // start of the line in the buffer
  std::string buffer_;
};

std::size_t common(std::string_view a, std::string_view b) {
  const std::size_t n = std::min(a.size(), b.size());
  return static_cast<std::size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(n), b.begin()).first - a.begin());
}

// Searches a line of the file for an incomplete beginning of `wanted` (with its newline).
void find_fragment(const LineScan &at, std::string_view wanted, LinesFound &found) {
  const std::string_view line = at.line;
  const std::string_view head = wanted.substr(0, std::min(kLinePrefix, wanted.size() - 1));
  std::size_t from = std::min(line.find_first_not_of(' '), line.size()); // skips earlier blanks
  while (from < line.size()) {
    const std::size_t same = common(line.substr(from), wanted);
    const std::size_t next = line.find(head, from + 1);
    if (same != 0 && from + same == line.size()) {
      if (at.is_terminated)
        found.fragments.push_back({at.begin() + from, same + 1});
      else
        found.fragment_at_end = same;
      return;
    }
    if (next == std::string_view::npos)
      return;
    if (next - from <= same)
      found.fragments.push_back({at.begin() + from, next - from});
    from = next;
  }
}

std::uint64_t size_of(int file) {
  struct stat facts;
  return ::fstat(file, &facts) == 0 ? static_cast<std::uint64_t>(facts.st_size) : 0;
}

// Returns true if the last line has no newline and contains more than blanks.
bool ends_in_fragment(int file, std::uint64_t end) {
  char tail[512];
  const std::size_t size = std::min<std::uint64_t>(end, sizeof tail);
  if (size == 0 || ::pread(file, tail, size, static_cast<off_t>(end - size)) != static_cast<ssize_t>(size))
    return false;
  const std::size_t last = std::string_view(tail, size).find_last_not_of(' ');
  return last != std::string_view::npos && tail[last] != '\n';
}

LinesFound find_lines(int file, std::uint64_t begin, std::string_view text) {
  LinesFound found;
  const std::uint64_t end = size_of(file);
  found.scanned = begin <= end ? begin : 0; // the file was truncated
  found.ends_in_line = found.scanned == end && ends_in_fragment(file, end);
  for (LineScan at(file, found.scanned); at.next();) {
    found.ends_in_line = !at.is_terminated && at.line.find_first_not_of(' ') != std::string_view::npos;
    const std::string_view rest = text.substr(found.bytes);
    if (rest.empty())
      continue;
    const std::string_view wanted = rest.substr(0, rest.find('\n') + 1);
    if (at.is_terminated && at.line.ends_with(wanted.substr(0, wanted.size() - 1))) {
      found.bytes += wanted.size();
      found.scanned = at.end();
    } else {
      find_fragment(at, wanted, found);
    }
  }
  return found;
}

void wait_for_writer() {
  constexpr timespec moment{0, 20'000'000};
  ::nanosleep(&moment, nullptr);
}

} // namespace

LinesFound find_lines_in(const std::string &path, std::uint64_t begin, std::string_view text) {
  if (packing_of(path) != Packing::none) {
    LinesFound found;
    found.bytes = ::access(path.c_str(), R_OK) == 0 ? find_lines_in_members(path, begin, text).bytes : 0;
    return found;
  }
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (file < 0)
    return {};
  const LinesFound found = find_lines(file, begin, text);
  ::close(file);
  return found;
}

OutputFile::OutputFile(const std::string &path, int create_flag) : path_(path) {
  append_ = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | create_flag, 0644);
  file_ = append_ < 0 ? -1 : ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (file_ < 0) {
    const int error = errno;
    if (append_ >= 0)
      ::close(append_);
    fail(path_, error);
  }
  ::flock(file_, LOCK_EX); // without file locks, the user must run one program at a time
}

OutputFile OutputFile::standard_output() {
  OutputFile output;
  struct stat facts;
  if (::fstat(STDOUT_FILENO, &facts) != 0 || !S_ISREG(facts.st_mode))
    return output;
  output.path_ = "standard output";
  output.is_standard_output_ = true;
  output.file_ = ::open("/proc/self/fd/1", O_RDWR | O_CLOEXEC | O_NOCTTY);
  output.append_ = output.is_open() ? STDOUT_FILENO : -1;
  return output;
}

OutputFile::OutputFile(OutputFile &&other) noexcept
    : path_(std::move(other.path_)), append_(std::exchange(other.append_, -1)), file_(std::exchange(other.file_, -1)),
      is_standard_output_(other.is_standard_output_) {}

OutputFile::~OutputFile() {
  if (file_ >= 0)
    ::close(file_);
  if (append_ >= 0 && !is_standard_output_)
    ::close(append_);
}

std::uint64_t OutputFile::size() const {
  struct stat facts;
  if (::fstat(file_, &facts) != 0)
    fail(path_, errno);
  return static_cast<std::uint64_t>(facts.st_size);
}

AppendStart OutputFile::start() const {
  struct stat facts;
  if (::fstat(file_, &facts) != 0)
    fail(path_, errno);
  std::uint64_t end = static_cast<std::uint64_t>(facts.st_size);
  if (is_standard_output_ && (::fcntl(append_, F_GETFL) & O_APPEND) == 0)
    end = static_cast<std::uint64_t>(std::max<off_t>(::lseek(append_, 0, SEEK_CUR), 0));
  return {facts.st_dev, facts.st_ino, end};
}

bool OutputFile::is_same(const AppendStart &start) const {
  struct stat facts;
  return ::fstat(file_, &facts) == 0 && facts.st_dev == start.device && facts.st_ino == start.inode;
}

std::size_t OutputFile::append(std::string_view bytes) const {
  for (;;) {
    const ssize_t n = ::write(append_, bytes.data(), bytes.size());
    if (n > 0)
      return static_cast<std::size_t>(n);
    if (n == 0 || errno != EINTR)
      return 0;
  }
}

void OutputFile::blank(const LinesFound::Region &region) const {
  const std::string blanks(region.size, ' ');
  std::size_t done = 0;
  while (done < blanks.size()) {
    const ssize_t n = ::pwrite(file_, blanks.data(), blanks.size() - done, static_cast<off_t>(region.begin + done));
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      fail(path_, errno);
    done += static_cast<std::size_t>(n);
  }
}

// If a running process appended in between, the completion is not part of a line: both parts become blanks, which may
// precede a line.
void OutputFile::complete_line(std::string_view rest, std::uint64_t fragment_begin, std::size_t fragment) const {
  const std::size_t n = append(rest);
  if (n == 0) {
    const int error = errno;
    if (size() == fragment_begin + fragment && ::ftruncate(file_, static_cast<off_t>(fragment_begin)) == 0 &&
        is_standard_output_)
      ::lseek(append_, 0, SEEK_END);
    fail(path_, error);
  }
  const auto end = static_cast<std::uint64_t>(std::max<off_t>(::lseek(append_, 0, SEEK_CUR), 0));
  if (end - n == fragment_begin + fragment)
    return;
  blank({fragment_begin, fragment});
  blank({end - n, n});
}

// Removes the newline again if another process completed its line meanwhile.
void OutputFile::end_line() const {
  if (append("\n") == 0)
    fail(path_, errno);
  const off_t end = ::lseek(append_, 0, SEEK_CUR);
  char last[2] = {};
  if (end > 1 && ::pread(file_, last, 2, end - 2) == 2 && last[0] == '\n' && last[1] == '\n')
    blank({static_cast<std::uint64_t>(end - 1), 1});
}

// Removes an incomplete member at the end, which a killed process left, so that other programs can read what follows.
void OutputFile::append_member(std::uint64_t begin, std::string_view text, bool is_zstd) {
  const std::uint64_t from = begin <= size() ? begin : 0; // the file was truncated
  MembersFound found = find_lines_in_members(path_, from, text);
  if (found.truncated_member != ByteSource::kNowhere) {
    wait_for_writer(); // another process may be writing that member now
    found = find_lines_in_members(path_, from, text);
    if (found.truncated_member != ByteSource::kNowhere &&
        ::ftruncate(file_, static_cast<off_t>(found.truncated_member)) != 0)
      fail(path_, errno);
  }
  text.remove_prefix(found.bytes);
  if (text.empty())
    return;
  const std::string member = Decoder::make_member(is_zstd, text);
  const std::uint64_t before = size();
  const std::size_t n = append(member);
  if (n == member.size())
    return;
  const int error = n == 0 ? errno : ENOSPC;
  if (size() == before + n && ::ftruncate(file_, static_cast<off_t>(before)) != 0)
    fail(path_, errno);
  fail(path_, error);
}

void OutputFile::append_lines(std::uint64_t begin, std::string_view text) {
  if (const Packing packing = is_standard_output_ ? Packing::none : packing_of(path_); packing != Packing::none)
    return append_member(begin, text, packing == Packing::zstd);
  for (bool is_settled = false;;) {
    const LinesFound found = find_lines(file_, begin, text);
    for (const LinesFound::Region &fragment : found.fragments)
      blank(fragment);
    text.remove_prefix(found.bytes);
    begin = found.scanned;
    if (text.empty())
      return;
    // The fragment may be a line that another process is writing now.
    if (found.ends_in_line && found.fragment_at_end < kDistinctiveBytes && !std::exchange(is_settled, true)) {
      wait_for_writer();
      continue;
    }
    if (found.fragment_at_end != 0) {
      const std::size_t line = text.find('\n') + 1;
      complete_line(text.substr(found.fragment_at_end, line - found.fragment_at_end), size() - found.fragment_at_end,
                    found.fragment_at_end);
      continue;
    }
    if (found.ends_in_line)
      end_line();
    const std::size_t n = append(text);
    if (n == text.size())
      return;
    if (n == 0)
      fail(path_, errno);
  }
}

void OutputFile::append_bytes(std::uint64_t begin, std::string_view bytes) {
  for (;;) {
    const std::uint64_t end = size();
    const std::uint64_t done = end > begin ? end - begin : 0;
    if (done >= bytes.size())
      return;
    if (append(bytes.substr(static_cast<std::size_t>(done))) == 0)
      fail(path_, errno);
  }
}

} // namespace telinject::events
