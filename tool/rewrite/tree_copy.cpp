// Copies, links and removes files.
#include "tool/rewrite/tree_copy.h"

#include "tool/base/files.h"
#include "tool/rewrite/tree_contents.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

namespace telinject::rewrite {
namespace {

namespace fs = std::filesystem;

// Marks an out tree, so that later runs do not treat its files as the project's.
constexpr const char *kMarkerFile = ".telinject-out";
// Lists the files of the last run, one per line.
constexpr const char *kContentsFile = ".telinject-out-files";
// Larger files are linked instead of copied: they are test or package data, not sources.
constexpr std::uintmax_t kMaxCopySize = std::uintmax_t{64} << 20;

bool is_same(const std::string &original, const std::string &copy) {
  std::error_code failed;
  if (fs::is_symlink(copy, failed) || fs::file_size(original, failed) != fs::file_size(copy, failed) || failed)
    return false;
  const auto text = read_file(original), existing = read_file(copy);
  return text && existing && *text == *existing;
}

} // namespace

void TreeCopy::note_failure(const std::string &where, const std::string &error) {
  failures_.push_back({"cannot be written: " + error, where});
}

Result<void> TreeCopy::result() const {
  if (failures_.empty())
    return {};
  Failure failure = failures_.front();
  failure.more.assign(failures_.begin() + 1, failures_.end());
  return failure;
}

Result<void> TreeCopy::begin() {
  std::error_code failed;
  fs::create_directories(out_, failed);
  if (failed)
    return Failure{"cannot be written: " + failed.message(), out_};
  std::istringstream names(read_file(out_ + "/" + kContentsFile).value_or(""));
  for (std::string name; std::getline(names, name);)
    previous_.insert(name);
  put(out_ + "/" + kMarkerFile, "Made by telinject --out; remove the whole folder when it is no longer needed.\n");
  return result();
}

std::string TreeCopy::mirrored(const std::string &path) const {
  return path == root_ ? out_ : out_ + path.substr(root_.size());
}

bool TreeCopy::in_project(const std::string &path) const {
  return path == root_ || is_under(path, root_);
}

void TreeCopy::note(const std::string &copy) {
  if (is_under(copy, out_) && copy.find('\n') == std::string::npos)
    current_.insert(copy.substr(out_.size() + 1));
}

void TreeCopy::put(const std::string &path, const std::string &text) {
  note(path);
  std::error_code ignored;
  fs::create_directories(fs::path(path).parent_path(), ignored);
  if (fs::is_symlink(path, ignored))
    fs::remove(path, ignored);
  if (const auto existing = read_file(path); existing && *existing == text)
    return;
  if (fs::exists(path, ignored))
    fs::permissions(path, fs::perms::owner_write, fs::perm_options::add, ignored);
  if (const auto written = write_file_atomically(path, text); !written)
    note_failure(path, written.error());
}

// Copies the mode, so that scripts stay executable, but keeps the file writable for the next run.
void TreeCopy::set_mode(const std::string &copy, const std::string &original) {
  struct stat wanted, existing;
  if (::stat(original.c_str(), &wanted) != 0 || ::stat(copy.c_str(), &existing) != 0)
    return;
  const mode_t mode = (wanted.st_mode & 0777) | S_IWUSR;
  if ((existing.st_mode & 0777) != mode)
    ::chmod(copy.c_str(), mode);
}

void TreeCopy::put_rewritten(const std::string &original, const std::string &text) {
  put(mirrored(original), text);
  set_mode(mirrored(original), original);
}

// Does not wait for the disk, because a copy can easily be recreated.
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
    // a build cannot read it either
    if (failed != std::errc::permission_denied || ::access(original.c_str(), R_OK) == 0)
      note_failure(copy, failed.message());
    return;
  }
  set_mode(made, original);
  // Keeps the time of a new copy, because builds compare ages (configure and Makefile.in, a grammar and its parser). A
  // file replaced later is newer than its products.
  if (const auto time = fs::last_write_time(original, failed); is_new && !failed)
    fs::last_write_time(made, time, failed);
  fs::rename(made, copy, failed);
  if (failed)
    note_failure(copy, failed.message());
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

// Links point to the same place within the copy.
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

void TreeCopy::copy_entry(const fs::directory_entry &entry, CopyFilter wanted, bool is_built_in,
                          const std::set<std::string> &except) {
  std::error_code failed;
  const fs::path &path = entry.path();
  const std::string name = path.filename().string();
  const bool is_of_root = path.parent_path() == root_;
  if (is_of_root && (name == "compile_commands.json" || name == kTreeFlags))
    return; // the tree has its own
  if (entry.is_symlink(failed)) {
    if (wanted == CopyFilter::everything || fs::is_directory(path, failed) || looks_like_source(path))
      copy_link(path);
  } else if (entry.is_directory(failed)) {
    if (path != out_ && !fs::exists(path / kMarkerFile, failed) && !is_excluded_from_tree(path))
      copy_folder(path, is_build_folder(path) ? CopyFilter::sources : wanted, except);
  } else if (entry.is_regular_file(failed) && !except.count(path.string())) {
    if (!looks_like_source(path) &&
        (wanted == CopyFilter::sources || is_excluded_from_tree(path) || (is_built_in && is_generated(path))))
      return;
    if (entry.file_size(failed) > kMaxCopySize)
      copy_large(path);
    else
      copy(path.string());
  }
}

void TreeCopy::copy_folder(const fs::path &folder, CopyFilter wanted, const std::set<std::string> &except) {
  std::error_code failed;
  std::vector<fs::directory_entry> entries;
  for (fs::directory_iterator entry(folder, fs::directory_options::skip_permission_denied, failed), end; entry != end;
       entry.increment(failed))
    entries.push_back(*entry);
  const bool is_built_in = fs::exists(folder / "cmake_install.cmake", failed); // CMake built in this folder
  if (wanted == CopyFilter::everything) // creates empty folders too, because builds may expect them
    fs::create_directories(mirrored(folder.string()), failed);
  for (const fs::directory_entry &entry : entries)
    copy_entry(entry, wanted, is_built_in, except);
}

void TreeCopy::copy_all(const std::set<std::string> &except) {
  copy_folder(root_, CopyFilter::everything, except);
}

Result<void> TreeCopy::finish() {
  std::string names;
  for (const std::string &name : current_)
    names += name + "\n";
  std::error_code failed;
  for (const std::string &name : previous_) {
    const fs::path path = fs::path(out_) / name;
    if (current_.count(name) || !is_under(path.lexically_normal().string(), out_))
      continue;
    // Do not follow a link out of the tree.
    const std::string parent = real_path(path.parent_path().string()), tree = real_path(out_);
    if ((parent == tree || is_under(parent, tree)) &&
        (fs::is_symlink(path, failed) || fs::is_regular_file(path, failed)))
      fs::remove(path, failed);
  }
  put(out_ + "/" + kContentsFile, names);
  return result();
}

} // namespace telinject::rewrite
