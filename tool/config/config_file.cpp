// Loads a configuration file.
#include "tool/config/config_file.h"

#include "tool/base/diagnostics.h"
#include "tool/base/files.h"
#include "tool/compiler/root.h"
#include "tool/config/aspect_files.h"
#include "tool/config/config_reader.h"
#include "tool/config/profiles.h"

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
  const InstalledAspects installed = installed_aspects();
  for (const ConfigFault &fault : installed.faults)
    report_warning(fault.where, fault.message + "; the file is left out");
  options.constructs.aspects = std::move(file.aspects);
  options.constructs.aspects.insert(options.constructs.aspects.end(), installed.aspects.begin(),
                                    installed.aspects.end());
  options.config_files.insert(options.config_files.end(), installed.own_files.begin(), installed.own_files.end());
  return {};
}

} // namespace telinject::rewrite
