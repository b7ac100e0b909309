#include "tool/compiler/root.h"

#include "tool/base/files.h"
#include "tool/compiler/unity.h"

#include <algorithm>
#include <filesystem>

namespace telinject {
namespace {

std::string parent(const std::string &path) {
  return std::filesystem::path(path).parent_path().string();
}

std::string common_folder(std::string a, const std::string &b) {
  while (a.size() > 1 && a != b && !is_under(b, a))
    a = parent(a);
  return a;
}

} // namespace

bool is_too_wide(const std::string &folder) {
  for (const char *wide : {"", "/", "/usr", "/home", "/root", "/tmp", "/var", "/opt", "/usr/local"})
    if (folder == wide)
      return true;
  return false;
}

std::string nearest_marked_folder(const std::string &name, std::string folder) {
  for (; folder.size() > 1; folder = parent(folder)) {
    std::error_code ignored;
    if (!is_too_wide(folder) && std::filesystem::exists(folder + "/" + name, ignored))
      return folder;
  }
  return "";
}

namespace {

void widen(std::string &folder, const std::string &to) {
  if (!to.empty())
    folder = folder.empty() ? to : common_folder(folder, to);
}

// Where the sources of some units are, a unity file standing for what it includes.  Folders are real paths; each is
// the deepest that holds what it is said to hold, or "".
struct Sources {
  std::string named;      // the sources by the names they go by
  std::string real;       // the files that these names lead to
  std::string outside;    // likewise, and what they include, but for what is generated: under its working directory
  std::string everything; // the sources, what they include, and the working directories
  std::vector<std::string> files; // real paths of all of them

  explicit Sources(const std::vector<Unit> &units) {
    for (const Unit &unit : units) {
      const IncludedSources included = included_sources(unit);
      const std::string directory = real_path(unit.directory);
      if (!included.nothing_else)
        add(unit.file, directory, false);
      for (const std::string &file : included.files)
        add(file, directory, !included.nothing_else);
      if (!named.empty())
        widen(everything, directory);
    }
  }

  bool any_under(const std::string &folder) const {
    return files.empty() ||
           std::any_of(files.begin(), files.end(), [&](const std::string &file) { return is_under(file, folder); });
  }

private:
  void add(const std::string &file, const std::string &directory, bool only_included) {
    const std::string folder = real_path(parent(file)), real_file = real_path(file);
    widen(everything, folder);
    if (!only_included) {
      widen(named, folder);
      widen(real, parent(real_file));
    }
    if (real_file.empty())
      return;
    files.push_back(real_file);
    if (!is_under(real_file, directory))
      widen(outside, parent(real_file));
  }
};

} // namespace

std::string sources_folder(const std::vector<Unit> &units) {
  return Sources(units).named;
}

std::string find_root(const std::string &given, const std::vector<Unit> &units) {
  if (!given.empty())
    return real_path(given);
  const Sources sources(units);
  for (const char *mark : {".telinject.json", ".git"})
    for (const std::string *from : {&sources.named, &sources.real, &sources.outside})
      if (const std::string found = nearest_marked_folder(mark, *from); !found.empty() && sources.any_under(found))
        return found;
  if (!is_too_wide(sources.everything) && sources.any_under(sources.everything))
    return sources.everything;
  return !sources.outside.empty() ? sources.outside : sources.named;
}

} // namespace telinject
