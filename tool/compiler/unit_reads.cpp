// Follows #include directives by their names.
#include "tool/compiler/unit_reads.h"

#include "tool/base/files.h"
#include "tool/compiler/arguments.h"
#include "tool/compiler/compiler_word.h"
#include "tool/source/include_scan.h"
#include "tool/source/strip.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

namespace telinject::rewrite {
namespace {

namespace fs = std::filesystem;

// Larger units are left to the parser.
constexpr size_t kMaxFiles = 4000;

bool is_search_option(const std::string &option) {
  for (const char *name : {"-I", "-iquote", "-isystem", "-idirafter"})
    if (option == name)
      return true;
  return false;
}

// Options that may make the compiler read files elsewhere, or read other files.
bool moves_search(const Argument &argument) {
  const std::string word = argument.joined();
  for (const char *start : {"-i",
                            "-B",
                            "--sysroot",
                            "-nostd",
                            "-Xclang",
                            "-Xpreprocessor",
                            "-cxx-isystem",
                            "--embed",
                            "-specs",
                            "--specs",
                            "--gcc-toolchain",
                            "--gcc-install-dir",
                            "--config",
                            "-fmodule",
                            "-fplugin",
                            "-fpch",
                            "-fprebuilt",
                            "-F",
                            "--include",
                            "--prefix",
                            "-gcc-toolchain",
                            "-working-directory",
                            "-resource-dir",
                            "-stdlib++",
                            "@"})
    if (word.starts_with(start))
      return true;
  return word.starts_with("-Wp,") && !word.starts_with("-Wp,-M") && !word.starts_with("-Wp,-D");
}

bool has_search_variables() {
  for (const char *name :
       {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "GCC_EXEC_PREFIX", "COMPILER_PATH", "SDKROOT"})
    if (std::getenv(name))
      return true;
  return false;
}

bool is_regular(const std::string &path) {
  std::error_code failed;
  return fs::is_regular_file(path, failed);
}

// Returns true if both folders have a file of one name, at the same place.
bool share_a_file(const std::string &folder, const std::string &other) {
  std::error_code failed;
  for (const fs::directory_entry &entry : fs::directory_iterator(folder, failed)) {
    const std::string same = other + "/" + entry.path().filename().string();
    if (!fs::exists(same, failed))
      continue;
    if (!entry.is_directory(failed) || !fs::is_directory(same, failed) || share_a_file(entry.path().string(), same))
      return true;
  }
  return false;
}

// Folders with the compilers' headers and those of the C library.
std::vector<std::string> system_folders() {
  std::vector<std::string> folders;
  std::error_code failed;
  if (!is_regular("/usr/include/stdio.h"))
    return folders;
  folders.emplace_back("/usr/include");
  for (const fs::directory_entry &entry : fs::directory_iterator("/usr/include/c++", failed))
    folders.push_back(entry.path().string());
  return folders;
}

class Closure {
public:
  Closure(const Unit &unit, const std::string &root, const std::function<bool(const std::string &)> &selects)
      : unit_(unit), root_(root), selects_(selects) {}

  bool is_certain() { return !has_search_variables() && read_command() && !shadows_system_headers() && follow(); }

private:
  bool read_command() {
    for (const Argument &argument : split_arguments(unit_.arguments, compiler_index(unit_.arguments))) {
      if (argument.is_input())
        continue;
      if (is_search_option(argument.option)) {
        if (argument.value.empty() || argument.value == "-" || argument.value[0] == '=' || argument.value[0] == '$')
          return false;
        folders_.push_back(absolute_path(argument.value, unit_.directory));
      } else if (argument.option == "-include" || argument.option == "-imacros") {
        forced_.push_back({argument.value, true});
      } else if (moves_search(argument)) {
        return false;
      }
    }
    return true;
  }

  // The compiler's headers would then include a file of a folder of the search.
  bool shadows_system_headers() const {
    const std::vector<std::string> system = system_folders();
    return system.empty() || std::any_of(folders_.begin(), folders_.end(), [&](const std::string &folder) {
             return std::any_of(system.begin(), system.end(),
                                [&](const std::string &one) { return share_a_file(folder, one); });
           });
  }

  bool follow() {
    if (!add_file(unit_.file))
      return false;
    for (const IncludedName &name : forced_)
      if (!add_all(name, unit_.directory))
        return false;
    while (!unread_.empty()) {
      const std::string file = unread_.back();
      unread_.pop_back();
      const auto text = read_file(file);
      if (!text || (is_under(real_path(file), root_) && may_be_instrumented(*text)))
        return false;
      const auto names = included_names(*text);
      if (!names)
        return false;
      const std::string folder = file.substr(0, file.rfind('/'));
      for (const IncludedName &name : *names)
        if (!add_all(name, folder))
          return false;
    }
    return true;
  }

  // Adds every file that the name may stand for.
  bool add_all(const IncludedName &included, const std::string &folder) {
    if (included.name.empty())
      return false;
    if (included.name[0] == '/')
      return !is_regular(included.name) || add_file(included.name);
    if (included.is_quoted)
      if (const std::string file = folder + "/" + included.name; is_regular(file) && !add_file(file))
        return false;
    return std::all_of(folders_.begin(), folders_.end(), [&](const std::string &one) {
      const std::string file = one + "/" + included.name;
      return !is_regular(file) || add_file(file);
    });
  }

  // Returns false if the file is selected.
  bool add_file(const std::string &file) {
    const std::string real = real_path(file);
    if (real.empty() || seen_.size() >= kMaxFiles)
      return false;
    if (is_under(real, root_) && selects_(real.substr(root_.size() + 1)))
      return false;
    // A file that is reached by two names looks for further ones in two folders.
    if (seen_.insert(file).second)
      unread_.push_back(file);
    return true;
  }

  const Unit &unit_;
  const std::string &root_;
  const std::function<bool(const std::string &)> &selects_;
  std::vector<std::string> folders_; // of the search, for quoted names too
  std::vector<IncludedName> forced_;
  std::set<std::string> seen_;
  std::vector<std::string> unread_;
};

} // namespace

bool reads_no_selected_file(const Unit &unit, const std::string &root,
                            const std::function<bool(const std::string &path)> &selects) {
  return Closure(unit, root, selects).is_certain();
}

} // namespace telinject::rewrite
