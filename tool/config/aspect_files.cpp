// Reads the installed aspects.
#include "tool/config/aspect_files.h"

#include "tool/base/files.h"
#include "tool/base/install_paths.h"
#include "tool/config/config_reader.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

namespace telinject::rewrite {
namespace {

constexpr const char *kFolder = "/telinject/aspects.d";

// The base directory specification: a relative XDG_CONFIG_HOME counts as unset.
std::string user_folder() {
  if (const char *folder = std::getenv("XDG_CONFIG_HOME"); folder && folder[0] == '/')
    return std::string(folder) + kFolder;
  const char *home = std::getenv("HOME");
  return home && home[0] == '/' ? std::string(home) + "/.config" + kFolder : "";
}

std::vector<std::string> json_files(const std::string &folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (at->path().extension() == ".json")
      names.push_back(at->path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

} // namespace

InstalledAspects installed_aspects() {
  InstalledAspects installed;
  std::set<std::string> seen;
  const std::string shipped = aspect_folder();
  for (const std::string &folder :
       {user_folder(), std::string("/usr/local/share") + kFolder, std::string("/usr/share") + kFolder, shipped})
    for (const std::string &name : folder.empty() ? std::vector<std::string>() : json_files(folder)) {
      if (!seen.insert(name).second)
        continue;
      const std::string path = folder + "/" + name;
      const auto text = read_file(path, kMaxConfigSize);
      std::vector<ConfigFault> faults;
      std::vector<Aspect> aspects;
      if (text)
        read_aspect_file(*text, path, aspects, faults);
      else
        faults.push_back({path, "cannot be read: " + text.error() + "; remove the file or install it again"});
      if (folder != shipped)
        installed.own_files.push_back(real_path(path));
      if (faults.empty())
        installed.aspects.insert(installed.aspects.end(), aspects.begin(), aspects.end());
      else
        installed.faults.push_back(faults[0]);
    }
  return installed;
}

void read_aspect_file(const std::string &text, const std::string &name, std::vector<Aspect> &aspects,
                      std::vector<ConfigFault> &faults) {
  const auto parsed = parse_json_source(text);
  if (const auto *fault = std::get_if<JsonFault>(&parsed)) {
    faults.push_back({name + ":" + std::to_string(fault->location.line) + ":" + std::to_string(fault->location.column),
                      fault->message});
    return;
  }
  ConfigReader(name, "", faults).read_aspects(std::get<JsonNode>(parsed), aspects);
}

} // namespace telinject::rewrite
