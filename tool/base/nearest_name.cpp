// Computes edit distances between short names.
#include "tool/base/nearest_name.h"

#include <algorithm>

namespace telinject::rewrite {

size_t edit_distance(std::string_view a, std::string_view b) {
  a = a.substr(0, 256); // longer names are not similar to any valid name
  std::vector<size_t> before, above(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j)
    above[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = std::move(above);
    above = row;
  }
  return above[b.size()];
}

std::string suggestion(std::string_view given, const std::vector<std::string> &names) {
  const auto nearest = std::min_element(names.begin(), names.end(), [&](const std::string &a, const std::string &b) {
    return edit_distance(given, a) < edit_distance(given, b);
  });
  if (nearest == names.end())
    return "leave it out";
  if (edit_distance(given, *nearest) <= std::max<size_t>(2, nearest->size() / 3))
    return "did you mean \"" + *nearest + "\"?";
  std::string all;
  for (const std::string &name : names)
    all += (all.empty() ? "" : ", ") + name;
  return "the nearest is \"" + *nearest + "\" of " + all;
}

} // namespace telinject::rewrite
