// Resolves HEAD through loose and packed refs.
#include "tool/base/git_version.h"

#include "tool/base/files.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <filesystem>

namespace telinject::rewrite {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxRefsSize = size_t{64} << 20; // limit for packed-refs
constexpr int kMaxSymbolicRefs = 5;               // maximum length of a chain of symbolic refs ("ref: …")

std::string first_line(const std::string &path) {
  const std::string text = read_file(path, kMaxRefsSize).value_or("");
  return text.substr(0, text.find_first_of("\r\n"));
}

bool is_id(const std::string &text) {
  return (text.size() == 40 || text.size() == 64) &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// Returns the folder .git, or the folder that a .git file of a linked work tree or submodule names.
std::string git_folder(std::string folder) {
  for (; folder.size() > 1; folder = fs::path(folder).parent_path().string()) {
    const std::string path = folder + "/.git";
    std::error_code ignored;
    if (fs::is_directory(path, ignored))
      return path;
    if (!fs::is_regular_file(path, ignored))
      continue;
    const std::string line = first_line(path);
    return line.compare(0, 8, "gitdir: ") == 0 ? real_path(absolute_path(line.substr(8), folder)) : "";
  }
  return "";
}

// Linked work trees share refs and objects with the main work tree.
std::string common_folder_of(const std::string &git) {
  const std::string line = first_line(git + "/commondir");
  return line.empty() ? git : real_path(absolute_path(line, git));
}

std::string packed_ref(const std::string &common, const std::string &name) {
  const std::string text = read_file(common + "/packed-refs", kMaxRefsSize).value_or("");
  const auto found = text.find(" " + name + "\n");
  if (found == std::string::npos)
    return "";
  const auto line = text.rfind('\n', found);
  return text.substr(line == std::string::npos ? 0 : line + 1, found - (line == std::string::npos ? 0 : line + 1));
}

std::string commit_of(const std::string &git, const std::string &common) {
  std::string line = first_line(git + "/HEAD");
  for (int links = 0; links < kMaxSymbolicRefs && line.compare(0, 5, "ref: ") == 0; ++links) {
    const std::string name = line.substr(5);
    if (name.find("..") != std::string::npos || name.compare(0, 5, "refs/") != 0)
      return "";
    line = first_line(git + "/" + name);
    if (line.empty())
      line = first_line(common + "/" + name);
    if (line.empty())
      line = packed_ref(common, name);
  }
  return is_id(line) ? line : "";
}

// Returns the number of packed objects: the last entry of each pack index's fan-out table.
std::uint64_t packed_objects(const std::string &common) {
  std::uint64_t count = 0;
  std::error_code failed;
  for (fs::directory_iterator entry(common + "/objects/pack", failed), end; !failed && entry != end;
       entry.increment(failed)) {
    if (entry->path().extension() != ".idx")
      continue;
    constexpr size_t kEnd = 8 + 256 * 4;
    const std::string head = read_start(entry->path().string(), kEnd);
    if (head.size() < kEnd || head.compare(0, 4, "\377tOc") != 0)
      continue;
    std::uint32_t objects = 0;
    for (size_t i = kEnd - 4; i < kEnd; ++i)
      objects = objects << 8 | static_cast<unsigned char>(head[i]);
    count += objects;
  }
  return count;
}

// Uses git's own rule: at least 7 digits, and enough to make a collision unlikely.
size_t short_length(std::uint64_t objects) {
  return std::max<size_t>(7, (static_cast<size_t>(std::bit_width(objects)) + 1) / 2);
}

} // namespace

std::string git_version(const std::string &folder) {
  const std::string git = git_folder(folder);
  if (git.empty())
    return "";
  const std::string common = common_folder_of(git);
  const std::string commit = commit_of(git, common);
  return commit.empty() ? "" : commit.substr(0, short_length(packed_objects(common)));
}

} // namespace telinject::rewrite
