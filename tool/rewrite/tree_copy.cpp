#include "tool/rewrite/tree_copy.h"

#include "tool/base/diagnostics.h"
#include "tool/base/files.h"
#include "tool/rewrite/tree_contents.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

namespace telinject {
namespace {

namespace fs = std::filesystem;

// Marks a folder as one of ours, so that a later run does not take its files for the project's.
constexpr const char *kMark = ".telinject-out";
// What was put there, a name a line.
constexpr const char *kContents = ".telinject-out-files";
// Larger files are linked to and not copied: no source, but what tests or packages are made of.
constexpr std::uintmax_t kLargestCopy = std::uintmax_t{64} << 20;

bool is_same(const std::string &original, const std::string &copy) {
  std::error_code failed;
  if (fs::is_symlink(copy, failed) || fs::file_size(original, failed) != fs::file_size(copy, failed) || failed)
    return false;
  const auto text = read_file(original), there = read_file(copy);
  return text && there && *text == *there;
}

} // namespace

bool TreeCopy::fail(const std::string &where, const std::string &why) {
  report_error(where, "cannot be written: " + why);
  return good_ = false;
}

bool TreeCopy::begin() {
  std::error_code failed;
  fs::create_directories(out_, failed);
  if (failed)
    return fail(out_, failed.message());
  std::istringstream names(read_file(out_ + "/" + kContents).value_or(""));
  for (std::string name; std::getline(names, name);)
    before_.insert(name);
  put(out_ + "/" + kMark, "Made by telinject --out; remove the whole folder when it is no longer needed.\n");
  return good_;
}

std::string TreeCopy::mirrored(const std::string &path) const {
  return path == root_ ? out_ : out_ + path.substr(root_.size());
}

bool TreeCopy::in_project(const std::string &path) const {
  return path == root_ || is_under(path, root_);
}

void TreeCopy::note(const std::string &copy) {
  if (is_under(copy, out_) && copy.find('\n') == std::string::npos)
    now_.insert(copy.substr(out_.size() + 1));
}

void TreeCopy::put(const std::string &path, const std::string &text) {
  note(path);
  std::error_code ignored;
  fs::create_directories(fs::path(path).parent_path(), ignored);
  if (fs::is_symlink(path, ignored))
    fs::remove(path, ignored);
  if (const auto there = read_file(path); there && *there == text)
    return;
  if (fs::exists(path, ignored))
    fs::permissions(path, fs::perms::owner_write, fs::perm_options::add, ignored);
  if (const std::string why = write_file_atomically(path, text); !why.empty())
    fail(path, why);
}

// As the original's, so that a script can be started; ours to write, so that the next run can replace it.
void TreeCopy::set_mode(const std::string &copy, const std::string &original) {
  struct stat wanted, there;
  if (::stat(original.c_str(), &wanted) != 0 || ::stat(copy.c_str(), &there) != 0)
    return;
  const mode_t mode = (wanted.st_mode & 0777) | S_IWUSR;
  if ((there.st_mode & 0777) != mode)
    ::chmod(copy.c_str(), mode);
}

void TreeCopy::put_rewritten(const std::string &original, const std::string &text) {
  put(mirrored(original), text);
  set_mode(mirrored(original), original);
}

// Without waiting for the disk after each: unlike what telinject made, a copy is easily made again.
void TreeCopy::copy(const std::string &original) {
  const std::string copy = mirrored(original), made = copy + ".telinject-new";
  note(copy);
  std::error_code failed;
  fs::create_directories(fs::path(copy).parent_path(), failed);
  if (is_same(original, copy))
    return set_mode(copy, original);
  const bool is_new = !fs::exists(copy, failed);
  if (!fs::copy_file(original, made, fs::copy_options::overwrite_existing, failed)) {
    std::error_code ignored;
    fs::remove(made, ignored);
    if (failed != std::errc::permission_denied || ::access(original.c_str(), R_OK) == 0) // no build reads it either
      fail(copy, failed.message());
    return;
  }
  set_mode(made, original);
  // A build goes by what is older than what: configure than Makefile.in, a parser's grammar than the parser.  What is
  // replaced later is new to whatever was built from it.
  if (const auto time = fs::last_write_time(original, failed); is_new && !failed)
    fs::last_write_time(made, time, failed);
  fs::rename(made, copy, failed);
  if (failed)
    fail(copy, failed.message());
}

void TreeCopy::set_link(const fs::path &to, const fs::path &target) {
  note(to.string());
  std::error_code failed;
  fs::create_directories(to.parent_path(), failed);
  if (fs::is_symlink(to, failed) && fs::read_symlink(to, failed) == target)
    return;
  fs::remove(to, failed);
  fs::create_symlink(target, to, failed);
}

// Links keep pointing where they pointed, inside the copy.
void TreeCopy::copy_link(const fs::path &link) {
  std::error_code failed;
  fs::path target = fs::read_symlink(link, failed);
  if (failed)
    return;
  if (target.is_absolute() && in_project(target.string()))
    target = mirrored(target.string());
  if (target.is_relative() && !in_project((link.parent_path() / target).lexically_normal().string()))
    target = (link.parent_path() / target).lexically_normal();
  set_link(mirrored(link.string()), target);
}

void TreeCopy::copy_large(const fs::path &file) {
  set_link(mirrored(file.string()), file);
}

void TreeCopy::copy_entry(const fs::directory_entry &entry, Wanted wanted, bool is_built_in,
                          const std::set<std::string> &but) {
  std::error_code failed;
  const fs::path &path = entry.path();
  const std::string name = path.filename().string();
  const bool is_of_root = path.parent_path() == root_;
  if (is_of_root && (name == "compile_commands.json" || name == kTreeFlags))
    return; // the tree has its own
  if (entry.is_symlink(failed)) {
    if (wanted == Wanted::everything || fs::is_directory(path, failed) || looks_like_source(path))
      copy_link(path);
  } else if (entry.is_directory(failed)) {
    if (path != out_ && !fs::exists(path / kMark, failed) && !is_left_out(path))
      copy_folder(path, is_build_folder(path) ? Wanted::sources : wanted, but);
  } else if (entry.is_regular_file(failed) && !but.count(path.string())) {
    if (!looks_like_source(path) && (wanted == Wanted::sources || is_left_out(path) || (is_built_in && is_made(path))))
      return;
    if (entry.file_size(failed) > kLargestCopy)
      copy_large(path);
    else
      copy(path.string());
  }
}

void TreeCopy::copy_folder(const fs::path &folder, Wanted wanted, const std::set<std::string> &but) {
  std::error_code failed;
  std::vector<fs::directory_entry> entries;
  for (fs::directory_iterator entry(folder, fs::directory_options::skip_permission_denied, failed), end; entry != end;
       entry.increment(failed))
    entries.push_back(*entry);
  const bool is_built_in = fs::exists(folder / "cmake_install.cmake", failed); // by CMake, in each folder of its own
  if (wanted == Wanted::everything) // an empty one, too: builds put things into folders that they expect
    fs::create_directories(mirrored(folder.string()), failed);
  for (const fs::directory_entry &entry : entries)
    copy_entry(entry, wanted, is_built_in, but);
}

void TreeCopy::copy_all(const std::set<std::string> &but) {
  copy_folder(root_, Wanted::everything, but);
}

bool TreeCopy::finish() {
  std::string names;
  for (const std::string &name : now_)
    names += name + "\n";
  std::error_code failed;
  for (const std::string &name : before_) {
    const fs::path path = fs::path(out_) / name;
    if (now_.count(name) || !is_under(path.lexically_normal().string(), out_))
      continue;
    // Not by way of a link to somewhere else.
    const std::string parent = real_path(path.parent_path().string()), tree = real_path(out_);
    if ((parent == tree || is_under(parent, tree)) &&
        (fs::is_symlink(path, failed) || fs::is_regular_file(path, failed)))
      fs::remove(path, failed);
  }
  put(out_ + "/" + kContents, names);
  return good_;
}

} // namespace telinject
