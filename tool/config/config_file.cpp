#include "tool/config/config_file.h"

#include "tool/base/diagnostics.h"
#include "tool/base/files.h"
#include "tool/compiler/root.h"
#include "tool/config/config_reader.h"

namespace telinject {
namespace {

constexpr size_t kMostReported = 20;

std::optional<Settings> load(const std::string &path) {
  std::string why;
  const auto text = read_file(path, &why, kLargestConfig);
  if (!text) {
    report_error(path, "cannot be read: " + why + "; name another file with --config");
    return std::nullopt;
  }
  const std::string real = real_path(path);
  std::vector<ConfigFault> faults;
  Settings settings = read_config(*text, path, real.substr(0, real.rfind('/')), faults);
  for (size_t i = 0; i < faults.size() && i < kMostReported; ++i)
    report_error(faults[i].where, faults[i].what);
  if (!faults.empty())
    return std::nullopt;
  settings.files.insert(settings.files.begin(), real);
  return settings;
}

} // namespace

Settings read_config(const std::string &text, const std::string &name, const std::string &folder,
                     std::vector<ConfigFault> &faults) {
  const auto parsed = parse_json_source(text);
  if (const auto *fault = std::get_if<JsonFault>(&parsed)) {
    faults.push_back(
        {name + ":" + std::to_string(fault->place.line) + ":" + std::to_string(fault->place.column), fault->what});
    return {};
  }
  return ConfigReader(name, folder, faults).read(std::get<JsonNode>(parsed));
}

bool complete(Options &options, const std::vector<std::string> &folders) {
  std::string path = options.config;
  for (size_t i = 0; i < folders.size() && path.empty(); ++i)
    if (const std::string found = nearest_marked_folder(".telinject.json", folders[i]); !found.empty())
      path = found + "/.telinject.json";
  if (!path.empty()) {
    const auto settings = load(path);
    if (!settings)
      return false;
    apply(*settings, options);
    options.config_files = settings->files;
  }
  apply(options.said, options);
  return true;
}

} // namespace telinject
