// Adds the configuration to dependency files, so that make and ninja rebuild when it changes.
#pragma once

#include <string>
#include <vector>

namespace telinject::rewrite {

// Returns true if the command or the environment requests a dependency file.
bool writes_dependencies(const std::vector<std::string> &command);

// Returns the words that make the compiler list the configuration as a dependency, whatever the dependency file's name
// and form. With GCC, the configuration is included; the redirection presents it as an empty file (redirection.h).
std::vector<std::string> dependency_words(const std::vector<std::string> &command,
                                          const std::vector<std::string> &config_files);

// Returns those of the files that a dependency file can name.
std::vector<std::string> nameable_dependencies(const std::vector<std::string> &files);

} // namespace telinject::rewrite
