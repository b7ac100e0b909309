// A compile that writes a dependency file names the configuration in it, so that make and ninja compile again when the
// configuration changes.
#pragma once

#include <string>
#include <vector>

namespace telinject {

// Does the command, or the environment, ask for a dependency file beside the object?
bool writes_dependencies(const std::vector<std::string> &command);

// The words by which the compiler itself writes the configuration among the dependencies, whatever the dependency
// file's name and form.  With GCC the configuration is included, which takes a redirection that shows it as an empty
// file (redirection.h).
std::vector<std::string> dependency_words(const std::vector<std::string> &command,
                                          const std::vector<std::string> &config_files);

// Those of the files that a dependency file can name.
std::vector<std::string> nameable_dependencies(const std::vector<std::string> &files);

} // namespace telinject
