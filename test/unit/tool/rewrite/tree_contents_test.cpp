// What of a project goes into an out tree.
#include "catch.h"

#include "tool/rewrite/tree_contents.h"

#include <filesystem>
#include <fstream>

#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using telinject::rewrite::is_build_folder;
using telinject::rewrite::is_excluded_from_tree;
using telinject::rewrite::is_generated;

// A folder with empty files of these names.
class Folder {
public:
  explicit Folder(std::initializer_list<const char *> names) {
    fs::create_directories(path_);
    for (const char *name : names)
      std::ofstream(path_ / name) << "";
  }
  ~Folder() { fs::remove_all(path_); }
  const fs::path &path() const { return path_; }

private:
  fs::path path_ = fs::temp_directory_path() / ("telinject-tree-contents-" + std::to_string(::getpid()));
};

} // namespace

TEST_CASE("Tree contents: version control, caches and objects are left out of a tree", "[tree_contents]") {
  for (const char *name :
       {".git", ".hg", ".svn", "__pycache__", "CMakeFiles", ".libs", "a.o", "a.lo", "a.gch", "a.gcda"})
    CHECK(is_excluded_from_tree(fs::path("/project") / name));
}

TEST_CASE("Tree contents: what a build may read stays in a tree", "[tree_contents]") {
  for (const char *name : {"CMakeLists.txt", "configure", "Makefile", "data.bin", "libvendor.a", "libvendor.so",
                           "model.obj", ".github", ".gitignore", "git", "notes.o.txt", "cache"})
    CHECK_FALSE(is_excluded_from_tree(fs::path("/project") / name));
}

TEST_CASE("Tree contents: a build folder is known by what build systems leave in it", "[tree_contents]") {
  CHECK(is_build_folder(Folder({"CMakeCache.txt", "Makefile"}).path()));
  CHECK(is_build_folder(Folder({".ninja_log", "build.ninja"}).path()));
  CHECK(is_build_folder(Folder({"config.status", "Makefile"}).path()));
  CHECK(is_build_folder(Folder({"meson-private", "build.ninja"}).path()));
}

TEST_CASE("Tree contents: a folder of sources that was built in is none", "[tree_contents]") {
  CHECK_FALSE(is_build_folder(Folder({"CMakeCache.txt", "CMakeLists.txt"}).path()));
  CHECK_FALSE(is_build_folder(Folder({"config.status", "configure"}).path()));
  CHECK_FALSE(is_build_folder(Folder({"config.status", "Makefile.am"}).path()));
  CHECK_FALSE(is_build_folder(Folder({"Makefile", "a.c"}).path()));
  CHECK_FALSE(is_build_folder(Folder({}).path()));
}

TEST_CASE("Tree contents: beside sources, what CMake made names the original", "[tree_contents]") {
  for (const char *name : {"CMakeCache.txt", "Makefile", "build.ninja", "cmake_install.cmake"})
    CHECK(is_generated(fs::path("/project") / name));
  for (const char *name : {"CMakeLists.txt", "GNUmakefile", "Makefile.am", "rules.ninja"})
    CHECK_FALSE(is_generated(fs::path("/project") / name));
}
