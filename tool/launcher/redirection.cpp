#include "tool/launcher/redirection.h"

#include "tool/base/files.h"
#include "tool/base/install_paths.h"
#include "tool/base/scratch_folder.h"
#include "tool/parse/content_hash.h"

#include <cstdlib>
#include <filesystem>

#include <sys/stat.h>
#include <unistd.h>

namespace telinject {
namespace {

constexpr unsigned long kNanosecondsInSecond = 1'000'000'000;

// Times within the original's second that differ where the text does: a compiler cache that trusts times and sizes must
// not take one rewritten text for another.
unsigned long nanoseconds_for(const std::string &text) {
  return std::strtoul(content_hash(text).substr(0, 8).c_str(), nullptr, 16) % kNanosecondsInSecond;
}

} // namespace

Redirection::Redirection() {
  folder_ = make_scratch_folder(scratch_bases());
  table_ = folder_ + "/table";
  library_ = redirect_library();
  if (may_be_preloaded(library_))
    return;
  library_folder_ = may_be_preloaded(folder_) ? folder_ : make_scratch_folder(preload_bases());
  const std::string link = library_folder_ + "/libtelinject-redirect.so";
  library_ = !library_folder_.empty() && ::symlink(library_.c_str(), link.c_str()) == 0 ? link : "";
}

Redirection::~Redirection() {
  remove_scratch_folder(folder_);
  if (library_folder_ != folder_)
    remove_scratch_folder(library_folder_);
}

std::string Redirection::add_copy(const std::string &file, const std::string &text, bool is_rewritten) {
  const std::string copy = folder_ + "/" + std::to_string(copies_++);
  struct stat original, made;
  if (const std::string why = write_file_atomically(copy, text); !why.empty())
    return why;
  if (::symlink(file.c_str(), (copy + ".original").c_str()) != 0 || ::stat(file.c_str(), &original) != 0 ||
      ::stat(copy.c_str(), &made) != 0)
    return "the copies of rewritten files could not be made";
  for (unsigned long n : {static_cast<unsigned long>(original.st_dev), static_cast<unsigned long>(original.st_ino),
                          static_cast<unsigned long>(made.st_dev), static_cast<unsigned long>(made.st_ino),
                          static_cast<unsigned long>(text.size()), nanoseconds_for(text), is_rewritten ? 1ul : 0ul})
    rows_ += std::to_string(n) + " ";
  rows_ += copy + "\n";
  return "";
}

std::string Redirection::write(const Plan &plan, const std::vector<std::string> &as_empty) {
  if (folder_.empty())
    return "no temporary folder can be made; set TMPDIR to a folder that can be written";
  if (library_.empty())
    return "the redirecting library cannot be named in LD_PRELOAD";
  for (const auto &[file, planned] : plan.files)
    if (planned.rewritten != planned.on_disk)
      if (const std::string why = add_copy(file, planned.rewritten, true); !why.empty())
        return why;
  for (const std::string &file : as_empty)
    if (const std::string why = add_copy(file, "", false); !why.empty())
      return why;
  return write_file_atomically(table_, rows_);
}

Variables Redirection::variables() const {
  const char *preload = std::getenv("LD_PRELOAD");
  return {{"TELINJECT_REDIRECT", table_},
          {"LD_PRELOAD", preload && *preload ? library_ + ":" + preload : library_},
          // ccache with an inode cache does not open the sources of which it knows a hash: nothing would be redirected.
          {"CCACHE_INODECACHE", std::nullopt},
          {"CCACHE_NOINODECACHE", "1"}};
}

bool Redirection::was_used() const {
  return ::access((table_ + ".used").c_str(), F_OK) == 0;
}

} // namespace telinject
