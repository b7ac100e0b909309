// Copies pipes to files without a name.
#include "tool/events/fold/second_reading.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/events/input/byte_source.h"

namespace telinject::events::fold {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;

[[noreturn]] void fail() {
  throw ReadError(std::string("cannot be copied to a temporary file: ") + std::strerror(errno) +
                  "; set TMPDIR to a folder with room, or name a file");
}

int make_copy() {
  const char *folder = std::getenv("TMPDIR");
  std::string name = std::string(folder && *folder ? folder : "/tmp") + "/telinject-fold-XXXXXX";
  const int file = mkstemp(name.data());
  if (file < 0)
    fail();
  unlink(name.c_str());
  return file;
}

bool is_readable_again(const std::string &path) {
  struct stat status{};
  return path != "-" && (stat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode) || S_ISDIR(status.st_mode));
}

} // namespace

SecondReading::SecondReading(const std::vector<std::string> &files) : files_(files), inputs_(files.size()) {
  for (std::size_t i = 0; i < files.size(); ++i)
    if (!is_readable_again(files[i]))
      inputs_[i].copy = make_copy();
}

SecondReading::~SecondReading() {
  for (const Input &input : inputs_)
    if (input.copy >= 0)
      close(input.copy);
}

void SecondReading::flush(Input &input) {
  std::string_view bytes = input.pending;
  while (!bytes.empty()) {
    const ssize_t written = write(input.copy, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR)
      fail();
    if (written > 0)
      bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  input.pending.clear();
}

void SecondReading::note(std::uint32_t file, std::string_view line) {
  Input &input = inputs_[file];
  ++input.lines;
  if (input.copy < 0)
    return;
  input.pending += line;
  input.pending += '\n';
  if (input.pending.size() >= kBlock)
    flush(input);
}

void SecondReading::finish_copies() {
  for (Input &input : inputs_)
    flush(input);
}

// A name of a descriptor opens the file anew, at its start.
std::string SecondReading::path(std::uint32_t file) const {
  return inputs_[file].copy < 0 ? files_[file] : "/proc/self/fd/" + std::to_string(inputs_[file].copy);
}

} // namespace telinject::events::fold
