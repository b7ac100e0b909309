// Appends recovered lines to a file. Its existing content determines what is missing, so that recover can be killed and
// restarted at any time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace telinject::events {

// Identity of the file, and its size before anything recovered was appended.
struct AppendStart {
  std::uint64_t device = 0, inode = 0;
  std::uint64_t size = 0;
};

// How much of a text of lines a file already contains.
struct LinesFound {
  struct Region {
    std::uint64_t begin;
    std::size_t size;
  };

  std::size_t bytes = 0;           // bytes of whole lines found
  std::uint64_t scanned = 0;       // start of the next search
  std::vector<Region> fragments;   // beginnings of the next line that are followed by other text
  std::size_t fragment_at_end = 0; // number of bytes of the next line at the end of the file
  bool ends_in_line = false;       // the last line has no newline
};

// Searches the lines of `text` in order, starting at `begin`; other lines may be in between. Finds nothing in an
// unreadable file.
LinesFound find_lines_in(const std::string &path, std::uint64_t begin, std::string_view text);

class OutputFile {
public:
  // Opens an existing file and locks it against other recovering programs. Throws ReadError.
  explicit OutputFile(const std::string &path, int create_flag = 0);
  // Opens standard output if it is a readable regular file; check is_open().
  static OutputFile standard_output();
  OutputFile(OutputFile &&other) noexcept;
  OutputFile(const OutputFile &) = delete;
  OutputFile &operator=(const OutputFile &) = delete;
  ~OutputFile();

  bool is_open() const { return file_ >= 0; }
  AppendStart start() const;
  bool is_same(const AppendStart &start) const;

  // Appends the missing lines of `text`, to a compressed file as one member. Overwrites fragments with blanks, or completes a fragment at the end of the
  // file. On error, removes a partially written line and throws ReadError.
  void append_lines(std::uint64_t begin, std::string_view text);
  // Appends bytes to a file that no other process appends to.
  void append_bytes(std::uint64_t begin, std::string_view bytes);

private:
  OutputFile() = default;
  std::uint64_t size() const;
  std::size_t append(std::string_view bytes) const;
  void append_member(std::uint64_t begin, std::string_view text, bool is_zstd);
  void blank(const LinesFound::Region &region) const;
  void end_line() const;
  void complete_line(std::string_view rest, std::uint64_t fragment_begin, std::size_t fragment) const;

  std::string path_;
  int append_ = -1; // appends
  int file_ = -1;   // reads, and writes at an offset
  bool is_standard_output_ = false;
};

} // namespace telinject::events
