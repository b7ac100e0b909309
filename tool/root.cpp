#include "root.h"

#include "files.h"

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

std::string sources_folder(const std::vector<Unit> &units) {
  std::string sources;
  for (const Unit &unit : units)
    if (const std::string folder = real_path(parent(unit.file)); !folder.empty())
      sources = sources.empty() ? folder : common_folder(sources, folder);
  return sources;
}

std::string find_root(const std::string &given, const std::vector<Unit> &units) {
  if (!given.empty())
    return real_path(given);
  const std::string sources = sources_folder(units);
  std::string everything;
  for (const Unit &unit : units) {
    const std::string folder = real_path(parent(unit.file));
    const std::string directory = real_path(unit.directory);
    if (folder.empty())
      continue;
    if (!directory.empty())
      everything = common_folder(everything.empty() ? directory : everything, directory);
    everything = common_folder(everything.empty() ? folder : everything, folder);
  }
  for (const char *mark : {".telinject.json", ".git"})
    if (const std::string found = nearest_marked_folder(mark, sources); !found.empty())
      return found;
  if (!is_too_wide(everything))
    return everything;
  return sources;
}

} // namespace telinject
