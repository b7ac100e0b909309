// Where a function was called, from two addresses of the event and debug information (docs/adr/0017-callers.md).  What
// is not certain is not told.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "tool/events/callers/debug_info.h"

namespace telinject::events {

// A place in the code of a file; text: "PATH#ID+0xOFFSET" (runtime/base/modules.h).
struct CodeAddress {
  std::string path, id;
  std::uint64_t offset = 0;
};
std::optional<CodeAddress> parse_code_address(std::string_view text);

class CallResolver {
public:
  // entry: where the function's hook returns to; caller: where the function returns to, empty where that is not known.
  // function: its qualified name.  All as text, which is not trusted.
  std::optional<SourcePlace> resolve(std::string_view entry, std::string_view caller, std::string_view function);

private:
  std::optional<SourcePlace> look_up(const CodeAddress &entry, const std::optional<CodeAddress> &caller,
                                     std::string_view function);
  DebugInfo *debug_info(const CodeAddress &of);

  std::map<std::string, std::unique_ptr<DebugInfo>> files_; // by path and id; null: none
  std::unordered_map<std::string, std::optional<SourcePlace>> known_;
};

} // namespace telinject::events
