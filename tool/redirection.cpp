#include "redirection.h"

#include "files.h"

#include <cstdlib>
#include <filesystem>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

namespace telinject {

Redirection::Redirection() {
  const char *base = std::getenv("TMPDIR");
  std::string pattern = std::string(base && *base == '/' ? base : "/tmp") + "/telinject-XXXXXX";
  std::vector<char> name(pattern.begin(), pattern.end());
  name.push_back('\0');
  if (::mkdtemp(name.data()))
    folder_ = name.data();
  table_ = folder_ + "/table";
}

Redirection::~Redirection() {
  std::error_code ignored;
  if (!folder_.empty())
    std::filesystem::remove_all(folder_, ignored);
}

std::string Redirection::write(const Plan &plan) {
  if (folder_.empty())
    return "no temporary folder";
  std::string rows;
  size_t number = 0;
  for (const auto &[file, planned] : plan.files) {
    if (planned.rewritten == planned.on_disk)
      continue;
    const std::string copy = folder_ + "/" + std::to_string(number++);
    struct stat original, made;
    if (const std::string why = write_file_atomically(copy, planned.rewritten); !why.empty())
      return why;
    if (::symlink(file.c_str(), (copy + ".original").c_str()) != 0 || ::stat(file.c_str(), &original) != 0 ||
        ::stat(copy.c_str(), &made) != 0)
      return "the copies of rewritten files could not be made";
    for (unsigned long n : {static_cast<unsigned long>(original.st_dev), static_cast<unsigned long>(original.st_ino),
                            static_cast<unsigned long>(made.st_dev), static_cast<unsigned long>(made.st_ino),
                            static_cast<unsigned long>(planned.rewritten.size())})
      rows += std::to_string(n) + " ";
    rows += copy + "\n";
  }
  return write_file_atomically(table_, rows);
}

bool Redirection::was_used() const {
  return ::access((table_ + ".used").c_str(), F_OK) == 0;
}

} // namespace telinject
