// Parses the database.
#include "tool/compiler/compile_db.h"

#include "tool/base/files.h"
#include "tool/base/json_bytes.h"
#include "tool/compiler/arguments.h"
#include "tool/compiler/compiler_word.h"
#include "tool/compiler/db_entry.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include <nlohmann/json.hpp>

namespace telinject::rewrite {

using nlohmann::json;

std::string output_of(const std::vector<std::string> &arguments) {
  std::string output;
  if (!arguments.empty())
    for (const Argument &argument : split_arguments(arguments, compiler_index(arguments)))
      if (argument.option == "-o")
        output = argument.value;
  return output;
}

namespace {

// Converts one entry; returns nothing if it compiles no C or C++. Throws json::exception if it is malformed.
std::optional<Unit> unit_from(const json &raw, const std::string &folder) {
  const json entry = with_strings_as_bytes(raw);
  const std::string directory = absolute_path(entry.value("directory", folder), folder);
  const std::string name = entry.at("file").get<std::string>();
  const std::string file = absolute_path(name, directory);
  std::string output;
  if (entry.contains("output"))
    output = entry.at("output").get<std::string>();
  std::optional<Unit> unit;
  if (entry.contains("arguments"))
    unit = unit_of_command(entry.at("arguments").get<std::vector<std::string>>(), file, directory);
  else
    unit = unit_of_shell_list(entry.at("command").get<std::string>(), file, directory);
  if (!unit || name.empty())
    return std::nullopt;
  unit->output = output.empty() ? output_of(unit->arguments) : output;
  return unit;
}

} // namespace

Result<std::vector<Unit>> read_compile_db(const std::string &build, size_t *skipped) {
  std::string path = build;
  if (std::filesystem::is_directory(path))
    path += "/compile_commands.json";
  const auto text = read_file(path);
  if (!text)
    return Failure{
        "cannot be read: " + text.error() +
            "; generate it with cmake -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, meson, or bear, and pass its folder with -p",
        path};
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  std::vector<Unit> units;
  size_t index = 0, skipped_entries = 0;
  const std::string unicode = json_as_unicode(*text);
  try {
    const json database = json::parse(unicode);
    if (!database.is_array())
      return Failure{"is not a list of compile commands; see clang.llvm.org/docs/JSONCompilationDatabase.html", path};
    for (const json &entry : database) {
      auto unit = unit_from(entry, folder);
      ++index;
      if (unit)
        units.push_back(std::move(*unit));
      else
        ++skipped_entries;
    }
  } catch (const json::parse_error &error) {
    const auto line =
        1 + std::count(unicode.begin(),
                       unicode.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, unicode.size())), '\n');
    return Failure{"is not valid JSON; regenerate it by configuring the build again",
                   path + ":" + std::to_string(line)};
  } catch (const json::exception &) {
    return Failure{"entry " + std::to_string(index + 1) +
                       " lacks \"file\", or \"command\" and \"arguments\"; regenerate the file",
                   path};
  }
  if (skipped)
    *skipped = skipped_entries;
  return units;
}

} // namespace telinject::rewrite
