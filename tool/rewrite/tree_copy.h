// Copies a project's files into an out tree, so that its own build system can build the tree. Skips build products, and
// writes only files that changed, so that incremental builds stay incremental.
#pragma once

#include "tool/base/result.h"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace telinject::rewrite {

class TreeCopy {
public:
  // out: the tree; root: the project.
  TreeCopy(std::string out, std::string root) : out_(std::move(out)), root_(std::move(root)) {}

  [[nodiscard]] Result<void> begin();                         // creates the folder and reads the list of the last run
  void put(const std::string &path, const std::string &text); // writes a file of the tree itself
  void put_rewritten(const std::string &original, const std::string &text);
  void copy(const std::string &original);
  // Copies everything below the root except these files.
  void copy_all(const std::set<std::string> &except);
  // Removes files of an earlier run that this run did not write. Fails if anything since begin() could not be written.
  [[nodiscard]] Result<void> finish();

  std::string mirrored(const std::string &path) const; // maps a path of the project to the tree
  bool in_project(const std::string &path) const;

private:
  enum class CopyFilter { everything, sources };

  void note_failure(const std::string &where, const std::string &error);
  Result<void> result() const;
  void copy_folder(const std::filesystem::path &folder, CopyFilter filter, const std::set<std::string> &except);
  void copy_entry(const std::filesystem::directory_entry &entry, CopyFilter filter, bool is_built_in,
                  const std::set<std::string> &except);
  void copy_link(const std::filesystem::path &link);
  void copy_large(const std::filesystem::path &file);
  void set_link(const std::filesystem::path &to, const std::filesystem::path &target);
  void set_mode(const std::string &copy, const std::string &original);
  void note(const std::string &copy);

  std::string out_, root_;
  std::set<std::string> previous_, current_; // relative to out_
  std::vector<Failure> failures_;
};

} // namespace telinject::rewrite
