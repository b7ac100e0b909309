// Files may grow no further than a number of bytes, as long as this lives (RLIMIT_FSIZE).
#pragma once

#include <csignal>
#include <cstddef>
#include <sys/resource.h>

class SizeLimit {
public:
  explicit SizeLimit(std::size_t size) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = size;
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~SizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, SIG_DFL);
  }
  SizeLimit(const SizeLimit &) = delete;
  SizeLimit &operator=(const SizeLimit &) = delete;

private:
  rlimit before_{};
};
