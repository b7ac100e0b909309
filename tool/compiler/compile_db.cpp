#include "tool/compiler/compile_db.h"

#include "tool/base/diagnostics.h"
#include "tool/base/files.h"
#include "tool/base/json_bytes.h"
#include "tool/compiler/arguments.h"
#include "tool/compiler/compiler_word.h"
#include "tool/compiler/db_entry.h"

#include <filesystem>

#include <nlohmann/json.hpp>

namespace telinject {

using nlohmann::json;

std::string output_of(const std::vector<std::string> &arguments) {
  std::string output;
  if (!arguments.empty())
    for (const Argument &argument : take_apart(arguments, compiler_index(arguments)))
      if (argument.option == "-o")
        output = argument.value;
  return output;
}

namespace {

// One entry; nothing if it compiles no C or C++.  Throws json::exception if it is malformed.
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

std::optional<std::vector<Unit>> read_compile_db(const std::string &build, size_t *passed_over) {
  std::string path = build;
  if (std::filesystem::is_directory(path))
    path += "/compile_commands.json";
  std::string why;
  const auto text = read_file(path, &why);
  if (!text) {
    report_error(
        path,
        "cannot be read: " + why +
            "; make it with cmake -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, meson, or bear, and pass its folder with -p");
    return std::nullopt;
  }
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  std::vector<Unit> units;
  size_t index = 0, others = 0;
  const std::string unicode = json_as_unicode(*text);
  try {
    const json whole = json::parse(unicode);
    if (!whole.is_array()) {
      report_error(path, "is not a list of compile commands; see clang.llvm.org/docs/JSONCompilationDatabase.html");
      return std::nullopt;
    }
    for (const json &entry : whole) {
      auto unit = unit_from(entry, folder);
      ++index;
      if (unit)
        units.push_back(std::move(*unit));
      else
        ++others;
    }
  } catch (const json::parse_error &error) {
    const auto line =
        1 + std::count(unicode.begin(),
                       unicode.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, unicode.size())), '\n');
    report_error(path + ":" + std::to_string(line), "is not valid JSON; make it anew by configuring the build again");
    return std::nullopt;
  } catch (const json::exception &) {
    report_error(path, "entry " + std::to_string(index + 1) +
                           " lacks \"file\", or \"command\" and \"arguments\"; make the file anew");
    return std::nullopt;
  }
  if (passed_over)
    *passed_over = others;
  return units;
}

} // namespace telinject
