// Formats the facts.
#include "tool/config/build_facts.h"

#include "tool/base/git_version.h"

#include <algorithm>

namespace telinject::rewrite {

std::string build_facts(const Options &options, const std::string &root) {
  std::string facts;
  auto add = [&](const char *name, const std::string &value) {
    facts += (facts.empty() ? "" : " ") + (name + ("=" + value));
  };
  if (const std::string version = git_version(root); !version.empty())
    add("version", version);
  if (options.max_value_bytes)
    add("max_value_bytes", std::to_string(*options.max_value_bytes));
  if (options.max_iterations_logged)
    add("max_iterations_logged", std::to_string(*options.max_iterations_logged));
  if (options.calls_what == false)
    add("what", "0");
  const std::vector<std::string> &events = options.constructs.events;
  const bool has_calls = std::any_of(events.begin(), events.end(), [](const std::string &name) {
    return name == "call" || name == "http" || name == "database";
  });
  if ((events.empty() || has_calls) && !options.constructs.aspects.empty())
    add("calls", "1");
  return facts;
}

bool defines_build(const std::vector<std::string> &command) {
  return std::any_of(command.begin(), command.end(), [](const std::string &argument) {
    return argument.compare(0, 17, "-DTELINJECT_BUILD") == 0 || argument.compare(0, 16, "TELINJECT_BUILD=") == 0;
  });
}

} // namespace telinject::rewrite
