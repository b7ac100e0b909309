// Finds common and marked folders of the sources.
#include "tool/compiler/root.h"

#include "tool/base/files.h"
#include "tool/compiler/unity.h"

#include <algorithm>
#include <filesystem>

namespace telinject::rewrite {
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

bool is_shared_folder(const std::string &folder) {
  for (const char *shared : {"", "/", "/usr", "/home", "/root", "/tmp", "/var", "/opt", "/usr/local"})
    if (folder == shared)
      return true;
  return false;
}

std::string nearest_folder_with(const std::string &name, std::string folder) {
  for (; folder.size() > 1; folder = parent(folder)) {
    std::error_code ignored;
    if (!is_shared_folder(folder) && std::filesystem::exists(folder + "/" + name, ignored))
      return folder;
  }
  return "";
}

namespace {

void merge_folder(std::string &folder, const std::string &to) {
  if (!to.empty())
    folder = folder.empty() ? to : common_folder(folder, to);
}

// Folders of the sources of some units, as real paths; "" if none. A unity file stands for what it includes.
struct Sources {
  std::string named;   // by the names of the sources
  std::string real;    // by the files that these names lead to
  std::string outside; // like `real`, with included files, but without generated ones (below their working directory)
  std::string everything;         // sources, included files and working directories
  std::vector<std::string> files; // real paths of all files

  explicit Sources(const std::vector<Unit> &units) {
    for (const Unit &unit : units) {
      const IncludedSources included = included_sources(unit);
      const std::string directory = real_path(unit.directory);
      if (!included.is_unity)
        add(unit.file, directory, false);
      for (const std::string &file : included.files)
        add(file, directory, !included.is_unity);
      if (!named.empty())
        merge_folder(everything, directory);
    }
  }

  bool any_under(const std::string &folder) const {
    return files.empty() ||
           std::any_of(files.begin(), files.end(), [&](const std::string &file) { return is_under(file, folder); });
  }

private:
  void add(const std::string &file, const std::string &directory, bool only_included) {
    const std::string folder = real_path(parent(file)), real_file = real_path(file);
    merge_folder(everything, folder);
    if (!only_included) {
      merge_folder(named, folder);
      merge_folder(real, parent(real_file));
    }
    if (real_file.empty())
      return;
    files.push_back(real_file);
    if (!is_under(real_file, directory))
      merge_folder(outside, parent(real_file));
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
      if (const std::string found = nearest_folder_with(mark, *from); !found.empty() && sources.any_under(found))
        return found;
  if (!is_shared_folder(sources.everything) && sources.any_under(sources.everything))
    return sources.everything;
  return !sources.outside.empty() ? sources.outside : sources.named;
}

} // namespace telinject::rewrite
