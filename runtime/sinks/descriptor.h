// A file descriptor beside the program's own: high, so that programs which inspect or close the low ones do not meet
// it; closed on exec; it remembers its file, so that it notices when the program has closed or reused the number.
#pragma once

#include "runtime/base/text.h"

#include <sys/stat.h>
#include <sys/types.h>

namespace telinject {

class Descriptor {
public:
  // Makes a high duplicate of fd.  Returns 0 or an error number.
  int duplicate(int fd);
  // Makes the number refer to the file of fd instead, or takes a new number if the program has reused it.  Returns 0 or
  // an error number.
  int replace(int fd);
  int number() const { return number_; }
  bool is_regular() const { return kind_ == Kind::regular; }
  // Is it the file with these attributes?
  bool is_file(const struct stat &s) const { return s.st_dev == device_ && s.st_ino == inode_; }
  // The same for the file for which the number was made first.
  bool is_first_file(const struct stat &s) const { return s.st_dev == first_device_ && s.st_ino == first_inode_; }
  // Does the number still refer to the file it was made for?
  bool intact() const;
  // Does fd refer to the same file?
  bool same_file(int fd) const;
  // Writes all lines, each whole if others may write to the same pipe.  Returns 0 or an error number; EAGAIN: the
  // output is blocked and the thread that holds the drain lock has waited long enough (patience.h).  If the disk is
  // full, removes a partial line from a regular file and does not count it as written.
  int write(Slice lines, std::uint64_t &written) const;
  // The same for the blocks of a spool, which may be completed later.
  int write_blocks(Slice blocks, std::uint64_t &written) const { return write_all(blocks.data, blocks.size, written); }
  // The same for bytes of which a regular file must have all or none: removes what a failed write left, if possible.
  int write_member(Slice bytes, std::uint64_t &written) const;
  // Called in a forked child: stops sharing the file offset with the parent.
  void unshare_offset();
  // Terminates the last line of a regular file that is appended to; a killed process may have left it unterminated.
  void end_fragment() const;
  // Returns the offset of the next write in a regular file; ~0 if it is none.
  std::uint64_t position() const;

private:
  // How writes are made.  device: any but a terminal.  nonblocking: a pipe or terminal, through a descriptor that does
  // not share the program's flags; blocking: the same if no such descriptor can be opened.
  enum class Kind { regular, device, socket, nonblocking, blocking };

  void adopt(int number, const struct stat &s, Kind kind);
  long write_some(const char *data, std::size_t size) const;
  bool remove_fragment(Slice fragment) const;
  int write_all(const char *data, std::size_t size, std::uint64_t &written) const;

  int number_ = -1;
  dev_t device_ = 0;
  ino_t inode_ = 0;
  dev_t first_device_ = 0;
  ino_t first_inode_ = 0;
  Kind kind_ = Kind::blocking;
};

} // namespace telinject
