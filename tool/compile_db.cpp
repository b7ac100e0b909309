#include "compile_db.h"

#include "diagnostics.h"
#include "files.h"

#include <filesystem>

#include <nlohmann/json.hpp>

namespace telinject {

using nlohmann::json;

std::vector<std::string> split_command(const std::string &command) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = '\0';
  for (size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    if (quote == '\'') {
      if (c == '\'')
        quote = '\0';
      else
        word += c;
    } else if (c == '\\' && i + 1 < command.size() &&
               (quote != '"' || command[i + 1] == '"' || command[i + 1] == '\\' || command[i + 1] == '$' ||
                command[i + 1] == '`')) {
      word += command[++i];
      in_word = true;
    } else if (quote == '"') {
      if (c == '"')
        quote = '\0';
      else
        word += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
      in_word = true;
    } else if (c == ' ' || c == '\t' || c == '\n') {
      if (in_word)
        words.push_back(std::move(word));
      word.clear();
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (in_word)
    words.push_back(std::move(word));
  return words;
}

std::string output_of(const std::vector<std::string> &arguments) {
  for (size_t i = 1; i < arguments.size(); ++i) {
    if (arguments[i] == "-o" && i + 1 < arguments.size())
      return arguments[i + 1];
    if (arguments[i].size() > 2 && arguments[i].compare(0, 2, "-o") == 0 && arguments[i].compare(0, 4, "-obj") != 0)
      return arguments[i].substr(2);
  }
  return "";
}

namespace {

// One entry; throws json::exception where it is not one.
Unit unit_from(const json &entry, const std::string &folder) {
  Unit unit;
  unit.directory = absolute_path(entry.value("directory", folder), folder);
  unit.file = absolute_path(entry.at("file").get<std::string>(), unit.directory);
  if (entry.contains("arguments"))
    unit.arguments = entry.at("arguments").get<std::vector<std::string>>();
  else
    unit.arguments = split_command(entry.at("command").get<std::string>());
  unit.output = entry.contains("output") ? entry.at("output").get<std::string>() : output_of(unit.arguments);
  return unit;
}

} // namespace

std::optional<std::vector<Unit>> read_compile_db(const std::string &build) {
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
  size_t index = 0;
  try {
    const json whole = json::parse(*text);
    if (!whole.is_array()) {
      report_error(path, "is not a list of compile commands; see clang.llvm.org/docs/JSONCompilationDatabase.html");
      return std::nullopt;
    }
    for (const json &entry : whole) {
      Unit unit = unit_from(entry, folder);
      ++index;
      if (!unit.arguments.empty())
        units.push_back(std::move(unit));
    }
  } catch (const json::parse_error &error) {
    const auto line =
        1 + std::count(text->begin(), text->begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, text->size())),
                       '\n');
    report_error(path + ":" + std::to_string(line), "is not valid JSON; make it anew by configuring the build again");
    return std::nullopt;
  } catch (const json::exception &) {
    report_error(path, "entry " + std::to_string(index + 1) +
                           " lacks \"file\", or \"command\" and \"arguments\"; make the file anew");
    return std::nullopt;
  }
  return units;
}

} // namespace telinject
