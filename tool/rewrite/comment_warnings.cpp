// Merges the comment states of all units.
#include "tool/rewrite/comment_warnings.h"

#include "tool/base/diagnostics.h"

#include <map>
#include <tuple>

namespace telinject::rewrite {

void warn_of_comments(const std::vector<const UnitResult *> &units,
                      const std::function<std::string(const std::string &file)> &display_name) {
  std::map<std::tuple<std::string, unsigned, std::string>, bool> is_used;
  for (const UnitResult *unit : units)
    for (const CommentNote &note : unit->comments)
      is_used[{note.file, note.line, note.problem}] |= note.is_used;
  for (const auto &[comment, used] : is_used) {
    const auto &[file, line, problem] = comment;
    if (!used)
      report_warning(display_name(file) + ":" + std::to_string(line), problem);
  }
}

} // namespace telinject::rewrite
