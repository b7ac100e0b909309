// Prints the progress line.
#include "tool/events/input/progress.h"

#include <unistd.h>

#include <cstdio>

namespace telinject::events {

Progress::Progress() : terminal_(isatty(STDERR_FILENO) == 1), next_(Clock::now() + std::chrono::seconds(1)) {}

Progress::~Progress() {
  clear();
}

bool Progress::is_due() {
  if (!terminal_ || ++calls_ % 1024 != 0)
    return false;
  const auto now = Clock::now();
  if (now < next_)
    return false;
  next_ = now + std::chrono::milliseconds(250);
  return true;
}

void Progress::show(const std::string &file, std::uint64_t position, std::uint64_t size, std::uint64_t lines) {
  const double million = static_cast<double>(lines) / 1e6;
  if (size != 0) {
    const auto percent = static_cast<unsigned>(static_cast<double>(position) * 100 / static_cast<double>(size));
    std::fprintf(stderr, "\r\033[K[%3u%%] %s: %.1f million lines", percent > 100 ? 100 : percent, file.c_str(),
                 million);
  } else {
    std::fprintf(stderr, "\r\033[K%s: %.1f million lines", file.c_str(), million);
  }
  std::fflush(stderr);
  shown_ = true;
}

void Progress::clear() {
  if (!shown_)
    return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
  shown_ = false;
}

} // namespace telinject::events
