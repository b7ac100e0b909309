// The file that recovered records are appended to.  What stands in it decides how much is missing, so that recover may
// be killed at any instant and started again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace telinject::events {

// Which file, and how long it was before anything recovered was appended.
struct AppendStart {
  std::uint64_t device = 0, inode = 0;
  std::uint64_t size = 0;
};

// How much of a text of lines stands in a file.
struct LinesFound {
  struct Region {
    std::uint64_t begin;
    std::size_t size;
  };

  std::size_t bytes = 0;           // of the text, all whole lines
  std::uint64_t scanned = 0;       // the next search may begin there
  std::vector<Region> fragments;   // beginnings of the next line that something else follows
  std::size_t fragment_at_end = 0; // bytes of the next line that the file ends with
  bool ends_in_line = false;       // the file ends in a line that is not terminated
};

// Looks for the lines of `text`, in their order, from `begin` on.  Lines of others may stand between them.  Nothing is
// found in a file that cannot be read.
LinesFound find_lines_in(const std::string &path, std::uint64_t begin, std::string_view text);

class OutputFile {
public:
  // Opens an existing file; the other programs that recover into it wait until this one is done.  Throws ReadError.
  explicit OutputFile(const std::string &path, int create_flag = 0);
  // Standard output, if it is a regular file that can be read.  Check is_open().
  static OutputFile standard_output();
  OutputFile(OutputFile &&other) noexcept;
  OutputFile(const OutputFile &) = delete;
  OutputFile &operator=(const OutputFile &) = delete;
  ~OutputFile();

  bool is_open() const { return file_ >= 0; }
  AppendStart start() const;
  bool is_same(const AppendStart &start) const;

  // Appends the lines of `text` that are not there.  Fragments of them are blanked, or completed at the file's end.
  // Throws ReadError after it has removed the half line that did not fit.
  void append_lines(std::uint64_t begin, std::string_view text);
  // The same for bytes of a file that nobody else appends to.
  void append_bytes(std::uint64_t begin, std::string_view bytes);

private:
  OutputFile() = default;
  std::uint64_t size() const;
  std::size_t append(std::string_view bytes) const;
  void blank(const LinesFound::Region &region) const;
  void end_line() const;
  void complete_line(std::string_view rest, std::uint64_t fragment_begin, std::size_t fragment) const;

  std::string path_;
  int append_ = -1; // writes go to the file's end
  int file_ = -1;   // reads, and writes in place
  bool is_standard_output_ = false;
};

} // namespace telinject::events
