// Writes copies and the redirection table to a temporary folder.
#include "tool/launcher/redirection.h"

#include "tool/base/files.h"
#include "tool/base/install_paths.h"
#include "tool/base/scratch_folder.h"
#include "tool/parse/content_hash.h"

#include <cstdlib>
#include <filesystem>

#include <sys/stat.h>
#include <unistd.h>

namespace telinject::rewrite {
namespace {

constexpr unsigned long kNanosecondsInSecond = 1'000'000'000;

// Returns nanoseconds derived from the text, so that compiler caches that trust times and sizes distinguish rewritten
// texts.
unsigned long nanoseconds_for(const std::string &text) {
  return std::strtoul(content_hash(text).substr(0, 8).c_str(), nullptr, 16) % kNanosecondsInSecond;
}

} // namespace

Redirection::Redirection() {
  folder_ = make_scratch_folder(scratch_bases());
  table_ = folder_ + "/table";
  library_ = redirect_library();
  if (is_preloadable(library_))
    return;
  library_folder_ = is_preloadable(folder_) ? folder_ : make_scratch_folder(preload_bases());
  const std::string link = library_folder_ + "/libtelinject-redirect.so";
  library_ = !library_folder_.empty() && ::symlink(library_.c_str(), link.c_str()) == 0 ? link : "";
}

Redirection::~Redirection() {
  remove_scratch_folder(folder_);
  if (library_folder_ != folder_)
    remove_scratch_folder(library_folder_);
}

Result<void> Redirection::add_copy(const std::string &file, const std::string &text, bool is_rewritten) {
  const std::string copy = folder_ + "/" + std::to_string(copies_++);
  struct stat original, made;
  if (auto written = write_file_atomically(copy, text); !written)
    return written;
  if (::symlink(file.c_str(), (copy + ".original").c_str()) != 0 || ::stat(file.c_str(), &original) != 0 ||
      ::stat(copy.c_str(), &made) != 0)
    return Failure{"the copies of rewritten files could not be made"};
  for (unsigned long n : {static_cast<unsigned long>(original.st_dev), static_cast<unsigned long>(original.st_ino),
                          static_cast<unsigned long>(made.st_dev), static_cast<unsigned long>(made.st_ino),
                          static_cast<unsigned long>(text.size()), nanoseconds_for(text), is_rewritten ? 1ul : 0ul})
    rows_ += std::to_string(n) + " ";
  rows_ += copy + "\n";
  return {};
}

Result<void> Redirection::write(const Plan &plan, const std::vector<std::string> &as_empty) {
  if (folder_.empty())
    return Failure{"no temporary folder can be created; set TMPDIR to a writable folder"};
  if (library_.empty())
    return Failure{"LD_PRELOAD cannot name the redirection library"};
  for (const auto &[file, planned] : plan.files)
    if (planned.rewritten != planned.on_disk)
      if (auto copied = add_copy(file, planned.rewritten, true); !copied)
        return copied;
  for (const std::string &file : as_empty)
    if (auto copied = add_copy(file, "", false); !copied)
      return copied;
  return write_file_atomically(table_, rows_);
}

Variables Redirection::variables() const {
  const char *preload = std::getenv("LD_PRELOAD");
  return {{"TELINJECT_REDIRECT", table_},
          {"LD_PRELOAD", preload && *preload ? library_ + ":" + preload : library_},
          // With an inode cache, ccache does not open sources whose hash it knows, so nothing would be redirected.
          {"CCACHE_INODECACHE", std::nullopt},
          {"CCACHE_NOINODECACHE", "1"}};
}

bool Redirection::was_used() const {
  return ::access((table_ + ".used").c_str(), F_OK) == 0;
}

} // namespace telinject::rewrite
