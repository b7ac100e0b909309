// Writes the files, the compilation database and the options of an out tree.
#include "tool/rewrite/out_tree.h"

#include "tool/base/diagnostics.h"
#include "tool/base/files.h"
#include "tool/base/install_paths.h"
#include "tool/base/json_bytes.h"
#include "tool/compiler/command_paths.h"
#include "tool/compiler/compiler_args.h"
#include "tool/compiler/compiler_word.h"
#include "tool/compiler/constexpr_limits.h"
#include "tool/compiler/root.h"
#include "tool/config/build_facts.h"
#include "tool/rewrite/tree_contents.h"
#include "tool/rewrite/tree_copy.h"
#include "tool/rewrite/tree_flags.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <nlohmann/json.hpp>

namespace telinject::rewrite {
namespace {

namespace fs = std::filesystem;

class OutTree {
public:
  OutTree(const std::string &out, const std::string &root, const Plan &plan, const std::string &facts)
      : out_(out), root_(root), facts_(facts), plan_(plan), copy_(out, root) {}

  Result<void> make(const std::vector<Unit> &units, const std::vector<UnitResult> &results) {
    if (auto begun = copy_.begin(); !begun)
      return begun;
    std::set<std::string> read, written;
    for (const UnitResult &result : results)
      read.insert(result.files.begin(), result.files.end());
    for (const auto &[file, planned] : plan_.files) {
      copy_.put_rewritten(file, planned.rewritten);
      written.insert(file);
    }
    for (const std::string &file : read)
      if (written.insert(file).second)
        copy_.copy(file);
    if (!is_shared_folder(root_))
      copy_.copy_all(written);
    nlohmann::ordered_json commands = nlohmann::ordered_json::array();
    for (size_t i = 0; i < units.size(); ++i)
      commands.push_back(command_for(units[i], results[i]));
    copy_.put(out_ + "/compile_commands.json", as_bytes(commands.dump(2)) + "\n");
    copy_.put(out_ + "/" + kTreeFlags, tree_flags(out_, root_, plan_, units, facts_));
    return copy_.finish();
  }

private:
  std::string mirrored(const std::string &path) const { return copy_.mirrored(path); }
  bool in_tree(const std::string &path) const { return copy_.in_project(path); }

  // Maps a path of the project to the copy; returns other paths unchanged.
  std::string mapped(const std::string &path, const std::string &directory) const {
    const std::string absolute = absolute_path(path, directory);
    if (!in_tree(absolute) && !in_tree(real_path(absolute)))
      return path;
    // Relative paths stay valid, because the copy has the same folder structure.
    if (path.empty() || path[0] != '/')
      return path;
    return mirrored(in_tree(absolute) ? absolute : real_path(absolute));
  }

  // Returns the working directory of the compile; outputs of compiles outside the project must not overwrite theirs.
  std::string directory_for(const std::string &directory) const {
    const std::string real = real_path(directory);
    return in_tree(real) ? mirrored(real) : out_ + "/outside" + directory;
  }

  // Returns the unit's command without precompiled headers, which contain the original text; the header's text is
  // included instead. Resolves relative program paths in the original folder.
  static std::vector<std::string> command_of(const Unit &unit) {
    const std::vector<std::string> &words = unit.arguments;
    const size_t compiler = compiler_index(words);
    std::vector<std::string> command;
    for (size_t i = 0; i < words.size(); ++i) {
      const bool of_clang = words[i] == "-Xclang" && i + 1 < words.size() && words[i + 1] == "-include-pch";
      std::error_code ignored;
      if (i > compiler && (of_clang || words[i] == "-include-pch"))
        i += of_clang ? 3 : 1;
      else if (i <= compiler && words[i].find('/') != std::string::npos && words[i][0] != '-' &&
               fs::exists(absolute_path(words[i], unit.directory), ignored))
        command.push_back(absolute_path(words[i], unit.directory));
      else
        command.push_back(words[i]);
    }
    return command;
  }

  nlohmann::ordered_json command_for(const Unit &unit, const UnitResult &result) {
    const std::string directory = directory_for(unit.directory);
    const bool is_outside = !in_tree(real_path(unit.directory));
    bool names_tree = false;
    std::vector<std::string> arguments =
        with_paths_mapped(command_of(unit), [&](const std::string &given, bool is_output) {
          std::string path = is_outside && !is_output ? absolute_path(given, unit.directory) : given;
          if (is_output && path[0] == '/' && !in_tree(path))
            path = out_ + "/outside" + path;
          const std::string original = path;
          path = mapped(path, unit.directory);
          names_tree |= path != original;
          if (is_output) {
            std::error_code ignored;
            fs::create_directories(fs::path(absolute_path(path, directory)).parent_path(), ignored);
          }
          return path;
        });
    const bool forced = std::any_of(result.files.begin(), result.files.end(), [&](const std::string &file) {
      const auto planned = plan_.files.find(file);
      return planned != plan_.files.end() && planned->second.needs_forced_include;
    });
    std::vector<std::string> added = include_arguments();
    if (const std::string runtime = shared_runtime(); !runtime.empty())
      added.push_back(runtime_definition(runtime));
    if (result.defines_main && !facts_.empty() && !defines_build(arguments))
      added.push_back(build_definition(facts_));
    if (forced)
      added.insert(added.end(), {"-include", "telinject/telinject.h"});
    for (const std::string &limit : raised_limits(arguments, result.is_cxx))
      added.push_back(limit);
    for (const std::string &name : flow_warnings(compiler_family(arguments)))
      added.push_back("-Wno-" + name);
    added.push_back("-fdebug-prefix-map=" + out_ + "=" + root_);
    // Needed only if __FILE__ would contain the copy's path; any such map makes Clang print "h.h" for "./h.h".
    if (names_tree)
      added.push_back("-fmacro-prefix-map=" + out_ + "=" + root_);
    append_options(arguments, added);
    std::error_code ignored;
    fs::create_directories(directory, ignored);
    // File names may contain arbitrary bytes, as in the original database.
    for (std::string &argument : arguments)
      argument = as_unicode(argument);
    nlohmann::ordered_json entry = {
        {"directory", as_unicode(directory)},
        {"file", as_unicode(mapped(absolute_path(unit.file, unit.directory), unit.directory))},
        {"arguments", arguments}};
    return entry;
  }

  std::string out_, root_, facts_;
  const Plan &plan_;
  TreeCopy copy_;
};

} // namespace

Result<void> write_out_tree(const std::string &out, const std::string &root, const Plan &plan,
                            const std::vector<Unit> &units, const std::vector<UnitResult> &results,
                            const std::string &facts) {
  if (out == root || is_under(root, out))
    return Failure{"contains the project; choose another folder for --out", out};
  return OutTree(out, root, plan, facts).make(units, results);
}

} // namespace telinject::rewrite
