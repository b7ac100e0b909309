// Defines the profiles.
#include "tool/config/profiles.h"

#include "matchers/construct_options.h"

#include <array>

namespace telinject::rewrite {
namespace {

struct Row {
  const char *name;
  Profile profile;
};

constexpr std::array<Row, 2> kProfiles = {{{"full", Profile::full}, {"service", Profile::service}}};

// Long enough for an identifier, a path or a URL; a service writes many of them.
constexpr unsigned kServiceValueBytes = 128;

Settings service() {
  Settings settings;
  settings.events.emplace();
  // Requests, and the functions and errors in them.
  for (const char *event : {"function", "exception", "call", "context", "handler"})
    settings.events->emplace_back(event);
  settings.min_statements = MinStatements{0, true};
  settings.max_value_bytes = kServiceValueBytes;
  // Raised for all that `full` inserts, they would make GCC inline more than it does in the original.
  settings.raises_inliner_limits = false;
  return settings;
}

} // namespace

std::vector<std::string> profile_names() {
  std::vector<std::string> names;
  for (const Row &row : kProfiles)
    names.emplace_back(row.name);
  return names;
}

std::optional<Profile> profile_named(std::string_view name) {
  for (const Row &row : kProfiles)
    if (name == row.name)
      return row.profile;
  return std::nullopt;
}

Settings profile_settings(Profile profile) {
  return profile == Profile::service ? service() : Settings();
}

} // namespace telinject::rewrite
