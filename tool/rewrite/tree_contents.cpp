// Lists of file and folder names.
#include "tool/rewrite/tree_contents.h"

#include <algorithm>
#include <initializer_list>
#include <set>
#include <string>

namespace telinject::rewrite {
namespace {

namespace fs = std::filesystem;

bool holds_one_of(const fs::path &folder, std::initializer_list<const char *> names) {
  return std::any_of(names.begin(), names.end(), [&](const char *name) {
    std::error_code ignored;
    return fs::exists(folder / name, ignored);
  });
}

} // namespace

bool looks_like_source(const fs::path &path) {
  static const std::set<std::string> endings = {
      ".c",   ".cc",  ".cpp", ".cxx", ".c++", ".C",   ".h",   ".hh", ".hpp", ".hxx",  ".h++", ".H",  ".inc", ".inl",
      ".ipp", ".tcc", ".tpp", ".txx", ".def", ".x",   ".td",  ".S",  ".s",   ".cppm", ".ixx", ".y",  ".l",   ".ii",
      ".i",   ".m",   ".mm",  ".gen", ".tab", ".tbl", ".map", ".ld", ".in",  ".hin",  ".pch", ".cu", ".cuh", ".proto"};
  return endings.count(path.extension().string()) > 0;
}

bool is_excluded_from_tree(const fs::path &path) {
  static const std::set<std::string> names = {
      ".git",        ".hg",         ".svn",  ".bzr",       "_darcs",          ".cache",
      "__pycache__", ".ccls-cache", ".libs", "CMakeFiles", "_CPack_Packages", "autom4te.cache",
      ".ninja_log"};
  static const std::set<std::string> endings = {".o", ".lo", ".gch", ".gcno", ".gcda", ".dwo"};
  return names.count(path.filename().string()) > 0 || endings.count(path.extension().string()) > 0;
}

bool is_build_folder(const fs::path &folder) {
  return holds_one_of(folder, {"CMakeCache.txt", "meson-private", ".ninja_log", "config.status"}) &&
         !holds_one_of(folder, {"CMakeLists.txt", "meson.build", "configure", "configure.ac", "Makefile.am"});
}

bool is_generated(const fs::path &file) {
  static const std::set<std::string> names = {"CMakeCache.txt", "cmake_install.cmake", "CTestTestfile.cmake",
                                              "Makefile",       "build.ninja",         "install_manifest.txt",
                                              ".ninja_deps"};
  return names.count(file.filename().string()) > 0;
}

} // namespace telinject::rewrite
