#include "out_tree.h"

#include "build_facts.h"
#include "compiler_args.h"
#include "diagnostics.h"
#include "files.h"
#include "install_paths.h"
#include "root.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <nlohmann/json.hpp>

namespace telinject {
namespace {

namespace fs = std::filesystem;

// Marks a folder as one of ours, so that a later run does not take its files for the project's.
constexpr const char *kMark = ".telinject-out";

bool looks_like_source(const fs::path &path) {
  static const std::set<std::string> endings = {
      ".c",   ".cc",  ".cpp", ".cxx", ".c++", ".C",   ".h",   ".hh", ".hpp", ".hxx",  ".h++", ".H",  ".inc", ".inl",
      ".ipp", ".tcc", ".tpp", ".txx", ".def", ".x",   ".td",  ".S",  ".s",   ".cppm", ".ixx", ".y",  ".l",   ".ii",
      ".i",   ".m",   ".mm",  ".gen", ".tab", ".tbl", ".map", ".ld", ".in",  ".hin",  ".pch", ".cu", ".cuh", ".proto"};
  return endings.count(path.extension().string()) > 0;
}

class OutTree {
public:
  OutTree(const std::string &out, const std::string &root, const Plan &plan, const std::string &told)
      : out_(out), root_(root), told_(told), plan_(plan) {}

  bool make(const std::vector<Unit> &units, const std::vector<UnitResult> &results) {
    std::error_code failed;
    fs::create_directories(out_, failed);
    if (failed)
      return fail(out_, failed.message());
    put(out_ + "/" + kMark, "Made by telinject --out; remove the whole folder when it is no longer needed.\n");
    std::set<std::string> read;
    for (const UnitResult &result : results)
      read.insert(result.files.begin(), result.files.end());
    if (!is_too_wide(root_))
      mirror(root_, read);
    for (const auto &[file, planned] : plan_.files)
      put(mirrored(file), planned.rewritten);
    for (const std::string &file : read)
      if (!plan_.files.count(file))
        copy(file);
    nlohmann::ordered_json commands = nlohmann::ordered_json::array();
    for (size_t i = 0; i < units.size(); ++i)
      commands.push_back(command_for(units[i], results[i]));
    put(out_ + "/compile_commands.json",
        commands.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
    return good_;
  }

private:
  bool fail(const std::string &where, const std::string &why) {
    report_error(where, "cannot be written: " + why);
    return good_ = false;
  }

  // Only what changed is written, so that a rebuild of the copy compiles only what changed.
  void put(const std::string &path, const std::string &text) {
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

  void copy(const std::string &file) {
    if (const auto text = read_file(file))
      put(mirrored(file), *text);
  }

  std::string mirrored(const std::string &path) const {
    return path == root_ ? out_ : out_ + path.substr(root_.size());
  }

  bool in_tree(const std::string &path) const { return path == root_ || is_under(path, root_); }

  // Links keep pointing where they pointed, inside the copy.
  void copy_link(const fs::path &link) {
    std::error_code failed;
    fs::path target = fs::read_symlink(link, failed);
    if (failed)
      return;
    if (target.is_absolute() && in_tree(target.string()))
      target = mirrored(target.string());
    const fs::path to = mirrored(link.string());
    if (target.is_relative() && !in_tree((link.parent_path() / target).lexically_normal().string()))
      target = (link.parent_path() / target).lexically_normal();
    fs::create_directories(to.parent_path(), failed);
    if (fs::is_symlink(to, failed) && fs::read_symlink(to, failed) == target)
      return;
    fs::remove(to, failed);
    fs::create_symlink(target, to, failed);
  }

  void mirror(const std::string &folder, const std::set<std::string> &read) {
    std::error_code failed;
    for (fs::directory_iterator entry(folder, fs::directory_options::skip_permission_denied, failed), end; entry != end;
         entry.increment(failed)) {
      const fs::path &path = entry->path();
      const std::string name = path.filename().string();
      if (entry->is_symlink(failed)) {
        if (fs::is_directory(path, failed) || looks_like_source(path))
          copy_link(path);
      } else if (entry->is_directory(failed)) {
        if (name != ".git" && name != ".hg" && name != ".svn" && path.string() != out_ && !fs::exists(path / kMark))
          mirror(path.string(), read);
      } else if (looks_like_source(path) && !plan_.files.count(path.string()) && !read.count(path.string())) {
        copy(path.string());
      }
    }
  }

  // The same path in the copy where it is one of the project's; the path itself else.
  std::string mapped(const std::string &path, const std::string &directory) const {
    const std::string absolute = absolute_path(path, directory);
    if (!in_tree(absolute) && !in_tree(real_path(absolute)))
      return path;
    // A relative path means the same in the copy, whose folders lie to one another as the originals do.
    if (path.empty() || path[0] != '/')
      return path;
    return mirrored(in_tree(absolute) ? absolute : real_path(absolute));
  }

  // The folder the compile runs in; outputs of compiles that ran elsewhere must not land there.
  std::string directory_for(const std::string &directory) const {
    const std::string real = real_path(directory);
    return in_tree(real) ? mirrored(real) : out_ + "/outside" + directory;
  }

  nlohmann::ordered_json command_for(const Unit &unit, const UnitResult &result) {
    const std::string directory = directory_for(unit.directory);
    const bool moved_away = !in_tree(real_path(unit.directory));
    std::vector<std::string> arguments = {unit.arguments.front()};
    bool names_moved = false;
    for (size_t i = 1; i < unit.arguments.size(); ++i) {
      const std::string &argument = unit.arguments[i];
      const std::string &previous = unit.arguments[i - 1];
      if (argument == "-include-pch" ||
          (argument == "-Xclang" && i + 1 < unit.arguments.size() && unit.arguments[i + 1] == "-include-pch")) {
        i += argument == "-Xclang" ? 3 : 1; // made from the original headers; its text is included instead
        continue;
      }
      const size_t prefix = path_prefix(argument, previous);
      if (prefix == SIZE_MAX) {
        arguments.push_back(argument);
        continue;
      }
      std::string path = argument.substr(prefix);
      const bool output = previous == "-o" || previous == "-MF" || argument.compare(0, 2, "-o") == 0;
      if (moved_away && !output)
        path = absolute_path(path, unit.directory);
      if (output && !path.empty() && path[0] == '/' && !in_tree(path))
        path = out_ + "/outside" + path;
      const std::string original = path;
      path = mapped(path, unit.directory);
      names_moved |= path != original;
      if (output) {
        std::error_code ignored;
        fs::create_directories(fs::path(absolute_path(path, directory)).parent_path(), ignored);
      }
      arguments.push_back(argument.substr(0, prefix) + path);
    }
    const bool forced = std::any_of(result.files.begin(), result.files.end(), [&](const std::string &file) {
      const auto planned = plan_.files.find(file);
      return planned != plan_.files.end() && planned->second.needs_forced_include;
    });
    for (const std::string &argument : include_arguments())
      arguments.push_back(argument);
    if (const std::string runtime = shared_runtime(); !runtime.empty())
      arguments.push_back(runtime_definition(runtime));
    if (result.defines_main && !told_.empty() && !says_build(arguments))
      arguments.push_back(build_definition(told_));
    if (forced)
      arguments.insert(arguments.end(), {"-include", "telinject/telinject.h"});
    for (const std::string &name : flow_warnings(compiler_family(arguments.front())))
      arguments.push_back("-Wno-" + name);
    arguments.push_back("-fdebug-prefix-map=" + out_ + "=" + root_);
    // Only where __FILE__ would tell the copy's place: any such map makes Clang tell "h.h" for "./h.h".
    if (names_moved)
      arguments.push_back("-fmacro-prefix-map=" + out_ + "=" + root_);
    std::error_code ignored;
    fs::create_directories(directory, ignored);
    nlohmann::ordered_json entry = {{"directory", directory},
                                    {"file", mapped(absolute_path(unit.file, unit.directory), unit.directory)},
                                    {"arguments", arguments}};
    return entry;
  }

  std::string out_, root_, told_;
  const Plan &plan_;
  bool good_ = true;
};

} // namespace

bool write_out_tree(const std::string &out, const std::string &root, const Plan &plan, const std::vector<Unit> &units,
                    const std::vector<UnitResult> &results, const std::string &told) {
  if (out == root || is_under(root, out)) {
    report_error(out, "holds the project itself; choose another folder for --out");
    return false;
  }
  return OutTree(out, root, plan, told).make(units, results);
}

} // namespace telinject
