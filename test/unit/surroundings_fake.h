// Environment that a test makes up: variables and files.
#pragma once

#include "runtime/config/environment.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace fake {

using Variables = std::map<std::string, std::string>;
// By path; one that ends in '/' is a folder.
using Files = std::map<std::string, std::string>;

inline Variables variables;
inline Files files;

inline void set(Variables v, Files f = {}) {
  variables = std::move(v);
  files = std::move(f);
}

inline telinject::Slice slice(const std::string &s) {
  return telinject::Slice(s.data(), s.size());
}
inline std::string text(telinject::Slice s) {
  return std::string(s.data ? s.data : "", s.size);
}

inline const telinject::Environment &env() {
  static const telinject::Environment made_up = {
      [](telinject::Slice name) {
        const auto at = variables.find(text(name));
        return at == variables.end() ? telinject::Slice() : slice(at->second);
      },
      [](const char *path, char *to, std::size_t size) {
        const auto at = files.find(path);
        const std::size_t n = at == files.end() ? 0 : std::min(size, at->second.size());
        std::memcpy(to, at == files.end() ? "" : at->second.data(), n);
        return n;
      },
      [](const char *path) { return files.count(std::string(path) + "/") != 0; },
  };
  return made_up;
}

} // namespace fake
