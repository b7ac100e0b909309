// The file that peers write to from the thread itself: stdio with a buffer of 1 MiB.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

inline std::FILE *output = nullptr;

void peer_begin();
void peer_end();

void peer_begin() {
  output = std::fopen(std::getenv("PEER_FILE"), "wb");
  if (!output)
    std::abort();
  std::setvbuf(output, nullptr, _IOFBF, 1024 * 1024);
}

inline void put_line(std::string_view line) {
  if (std::fwrite(line.data(), 1, line.size(), output) != line.size())
    std::abort();
}

void peer_end() {
  if (std::fclose(output) != 0)
    std::abort();
}
