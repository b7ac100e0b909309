// Maps a regular file into memory; lists files of a folder.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace telinject::events {

class MappedFile {
public:
  // lock: lock the file exclusively if possible, and open it for writing. Throws ReadError; check in_use() and
  // is_removed().
  explicit MappedFile(const std::string &path, bool lock = false);
  ~MappedFile();
  MappedFile(const MappedFile &) = delete;
  MappedFile &operator=(const MappedFile &) = delete;

  bool in_use() const { return in_use_; }         // another process holds the lock; data() is empty
  bool is_removed() const { return is_removed_; } // removed since it was listed; data() is empty
  const char *data() const { return data_; }
  std::size_t size() const { return size_; }

  // Returns the object of type T at this offset; null if it is misaligned or exceeds the file.
  template <class T> const T *at(std::size_t offset) const {
    if (offset % alignof(T) != 0 || offset > size_ || size_ - offset < sizeof(T))
      return nullptr;
    return reinterpret_cast<const T *>(data_ + offset);
  }

  // Throws ReadError.
  void write_at(std::size_t offset, const void *data, std::size_t size) const;

private:
  int file_ = -1;
  const char *data_ = nullptr;
  std::size_t size_ = 0;
  bool in_use_ = false;
  bool is_removed_ = false;
};

// Returns the paths of files with that extension in a folder, sorted. Throws ReadError.
std::vector<std::string> files_in(const std::string &folder, const std::string &ending);

} // namespace telinject::events
