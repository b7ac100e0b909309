// A file descriptor that lives beside the program's own: high, so that programs which look at or close the low ones do
// not meet it; closed on exec; known by its file, so that it is noticed when the program closed or reused the number.
#pragma once

#include "runtime/base/text.h"

#include <sys/types.h>

namespace telinject {

class Descriptor {
public:
  // Takes a high duplicate of fd.  0 or an error number.
  int duplicate(int fd);
  int number() const { return number_; }
  // Does the number still mean the file it was made for?
  bool intact() const;
  // Is fd the same file?
  bool same_file(int fd) const;
  // Writes all; lines go out whole where others may write to the same pipe.  0 or an error number; EAGAIN: the output
  // takes nothing at present, and whoever drains has waited enough (patience.h).  No half line is left in a regular
  // file whose disk is full: it is removed, and does not count as written.
  int write(Slice lines, std::uint64_t &written) const;
  // The same for the blocks of a spool, which are completed later.
  int write_blocks(Slice blocks, std::uint64_t &written) const { return write_all(blocks.data, blocks.size, written); }
  // In a forked child: from now on the offset is not shared with the parent.
  void unshare_offset();
  // In a regular file that is appended to: ends a last line that is not terminated.  A killed process may have left it.
  void end_fragment() const;
  // Where in a regular file the next write begins; ~0 where it is none.
  std::uint64_t position() const;

private:
  // How it is written to.  device: any but a terminal.  nonblocking: a pipe or a terminal, by a descriptor that does
  // not share the program's flags; blocking: where there is none.
  enum class Kind { regular, device, socket, nonblocking, blocking };

  long write_some(const char *data, std::size_t size) const;
  bool remove_fragment(Slice fragment) const;
  int write_all(const char *data, std::size_t size, std::uint64_t &written) const;

  int number_ = -1;
  dev_t device_ = 0;
  ino_t inode_ = 0;
  Kind kind_ = Kind::blocking;
};

} // namespace telinject
