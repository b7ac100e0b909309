// Loads a configuration file.
#include "tool/config/config_file.h"

#include "tool/base/files.h"
#include "tool/base/install_paths.h"
#include "tool/compiler/root.h"
#include "tool/config/config_reader.h"
#include "tool/config/profiles.h"

#include <algorithm>
#include <filesystem>

namespace telinject::rewrite {
namespace {

constexpr size_t kMaxReported = 20;

Result<Settings> load(const std::string &path) {
  const auto text = read_file(path, kMaxConfigSize);
  if (!text)
    return Failure{"cannot be read: " + text.error() + "; name another file with --config", path};
  const std::string real = real_path(path);
  std::vector<ConfigFault> faults;
  Settings settings = read_config(*text, path, real.substr(0, real.rfind('/')), faults);
  if (!faults.empty()) {
    Failure failure{faults[0].message, faults[0].where};
    for (size_t i = 1; i < faults.size() && i < kMaxReported; ++i)
      failure.more.push_back({faults[i].message, faults[i].where});
    return failure;
  }
  settings.files.insert(settings.files.begin(), real);
  return settings;
}

} // namespace

Settings read_config(const std::string &text, const std::string &name, const std::string &folder,
                     std::vector<ConfigFault> &faults) {
  const auto parsed = parse_json_source(text);
  if (const auto *fault = std::get_if<JsonFault>(&parsed)) {
    faults.push_back({name + ":" + std::to_string(fault->location.line) + ":" + std::to_string(fault->location.column),
                      fault->message});
    return {};
  }
  return ConfigReader(name, folder, faults).read(std::get<JsonNode>(parsed));
}

Result<std::vector<Aspect>> shipped_aspects() {
  std::vector<Aspect> aspects;
  const std::string folder = aspect_folder();
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (at->path().extension() == ".json")
      names.push_back(at->path().filename().string());
  std::sort(names.begin(), names.end());
  for (const std::string &name : names) {
    const std::string path = folder + "/" + name;
    const auto text = read_file(path, kMaxConfigSize);
    if (!text)
      return Failure{"cannot be read: " + text.error() + "; install telinject again", path};
    std::vector<ConfigFault> faults;
    read_aspect_file(*text, path, aspects, faults);
    if (!faults.empty())
      return Failure{faults[0].message, faults[0].where};
  }
  return aspects;
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

Result<void> complete_options(Options &options, const std::vector<std::string> &folders) {
  std::string path = options.config;
  for (size_t i = 0; i < folders.size() && path.empty(); ++i)
    if (const std::string found = nearest_folder_with(".telinject.json", folders[i]); !found.empty())
      path = found + "/.telinject.json";
  Settings file;
  if (!path.empty()) {
    auto settings = load(path);
    if (!settings)
      return settings.failure();
    file = *std::move(settings);
    options.config_files = file.files;
  }
  const Profile of_file = file.profile.value_or(Profile::full);
  apply(profile_settings(options.cli.profile.value_or(of_file)), options);
  apply(file, options);
  apply(options.cli, options);
  auto shipped = shipped_aspects();
  if (!shipped)
    return shipped.failure();
  options.constructs.aspects = std::move(file.aspects);
  options.constructs.aspects.insert(options.constructs.aspects.end(), shipped->begin(), shipped->end());
  return {};
}

} // namespace telinject::rewrite
