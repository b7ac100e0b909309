#include "tool/base/git_version.h"

#include "tool/base/files.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <filesystem>

namespace telinject {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostText = size_t{64} << 20; // packed-refs of the largest repositories
constexpr int kMostLinks = 5;                  // "ref: …" that names a ref that says "ref: …"

std::string first_line(const std::string &path) {
  const std::string text = read_file(path, nullptr, kMostText).value_or("");
  return text.substr(0, text.find_first_of("\r\n"));
}

bool is_id(const std::string &text) {
  return (text.size() == 40 || text.size() == 64) &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// The folder .git, or what the file .git of a linked work tree or submodule points at.
std::string git_folder(std::string folder) {
  for (; folder.size() > 1; folder = fs::path(folder).parent_path().string()) {
    const std::string place = folder + "/.git";
    std::error_code ignored;
    if (fs::is_directory(place, ignored))
      return place;
    if (!fs::is_regular_file(place, ignored))
      continue;
    const std::string line = first_line(place);
    return line.compare(0, 8, "gitdir: ") == 0 ? real_path(absolute_path(line.substr(8), folder)) : "";
  }
  return "";
}

// Linked work trees share their refs and objects with the main one.
std::string common_folder_of(const std::string &git) {
  const std::string line = first_line(git + "/commondir");
  return line.empty() ? git : real_path(absolute_path(line, git));
}

std::string packed_ref(const std::string &common, const std::string &name) {
  const std::string text = read_file(common + "/packed-refs", nullptr, kMostText).value_or("");
  const auto found = text.find(" " + name + "\n");
  if (found == std::string::npos)
    return "";
  const auto line = text.rfind('\n', found);
  return text.substr(line == std::string::npos ? 0 : line + 1, found - (line == std::string::npos ? 0 : line + 1));
}

std::string commit_of(const std::string &git, const std::string &common) {
  std::string line = first_line(git + "/HEAD");
  for (int links = 0; links < kMostLinks && line.compare(0, 5, "ref: ") == 0; ++links) {
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

// The number of objects in packs, as the last entry of each index's table of first bytes has it.
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

// Git's own rule: long enough that among so many objects a collision is not to be expected, and never under 7.
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

} // namespace telinject
