// A regular file in memory, and what stands in a folder.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace telinject::events {

class MappedFile {
public:
  // lock: for this process alone, and only if nobody else has it so; it can then be written to. Throws ReadError; see
  // in_use() and is_removed().
  explicit MappedFile(const std::string &path, bool lock = false);
  ~MappedFile();
  MappedFile(const MappedFile &) = delete;
  MappedFile &operator=(const MappedFile &) = delete;

  bool in_use() const { return in_use_; }         // another process has the lock: then there is nothing in data()
  bool is_removed() const { return is_removed_; } // since it was found; nothing in data() either
  const char *data() const { return data_; }
  std::size_t size() const { return size_; }

  // What of type T stands there; null where that is not all within the file, or not aligned.
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

// Names of files in a folder with that ending, sorted, each with the folder before it. Throws ReadError.
std::vector<std::string> files_in(const std::string &folder, const std::string &ending);

} // namespace telinject::events
