// Creates and removes temporary folders.
#include "tool/base/scratch_folder.h"

#include "tool/base/signal_block.h"
#include "tool/base/termination.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string_view>

namespace telinject::rewrite {

bool is_preloadable(const std::string &path) {
  return !path.empty() && path.find_first_of(" :$") == std::string::npos;
}

std::vector<std::string> scratch_bases() {
  std::vector<std::string> bases;
  const char *given = std::getenv("TMPDIR");
  if (given && *given == '/' &&
      std::string_view(given).find('\n') == std::string_view::npos) // the table has one line per file
    bases.emplace_back(given);
  bases.insert(bases.end(), {"/tmp", "/var/tmp", "/dev/shm"});
  return bases;
}

std::vector<std::string> preload_bases() {
  std::vector<std::string> bases = scratch_bases();
  std::erase_if(bases, [](const std::string &base) { return !is_preloadable(base); });
  return bases;
}

std::string make_scratch_folder(const std::vector<std::string> &bases) {
  const SignalBlock block;
  for (const std::string &base : bases) {
    const std::string pattern = base + "/telinject-XXXXXX";
    std::vector<char> name(pattern.begin(), pattern.end());
    name.push_back('\0');
    if (!::mkdtemp(name.data()))
      continue;
    register_scratch(name.data());
    return name.data();
  }
  return "";
}

void remove_scratch_folder(const std::string &folder) {
  if (folder.empty())
    return;
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  unregister_scratch(folder);
}

} // namespace telinject::rewrite
