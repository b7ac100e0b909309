// The files of an out tree: copies of the project's, so that its own build system builds the tree as it builds the
// project. What builds make is left out; a file is written only where it changed, so that builds of the tree redo only
// what they must.
#pragma once

#include <filesystem>
#include <set>
#include <string>

namespace telinject {

class TreeCopy {
public:
  // out: the tree; root: the project.
  TreeCopy(std::string out, std::string root) : out_(std::move(out)), root_(std::move(root)) {}

  bool begin();                                               // makes the folder and reads what the last run put there
  void put(const std::string &path, const std::string &text); // a file of the tree itself
  void put_rewritten(const std::string &original, const std::string &text);
  void copy(const std::string &original);
  // Everything below the root but for these.
  void copy_all(const std::set<std::string> &but);
  // Removes what an earlier run put there and this one did not.  False where something could not be written.
  bool finish();

  std::string mirrored(const std::string &path) const; // where a path of the project is in the tree
  bool in_project(const std::string &path) const;

private:
  enum class Wanted { everything, sources };

  bool fail(const std::string &where, const std::string &why);
  void copy_folder(const std::filesystem::path &folder, Wanted wanted, const std::set<std::string> &but);
  void copy_entry(const std::filesystem::directory_entry &entry, Wanted wanted, bool is_built_in,
                  const std::set<std::string> &but);
  void copy_link(const std::filesystem::path &link);
  void copy_large(const std::filesystem::path &file);
  void set_link(const std::filesystem::path &to, const std::filesystem::path &target);
  void set_mode(const std::string &copy, const std::string &original);
  void note(const std::string &copy);

  std::string out_, root_;
  std::set<std::string> before_, now_; // relative to out_
  bool good_ = true;
};

} // namespace telinject
