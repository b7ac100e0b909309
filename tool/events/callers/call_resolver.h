// Determines where a function was called, from two addresses of an event and debug information
// (docs/adr/0017-callers.md). Returns nothing if the result is uncertain.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "tool/events/callers/debug_info.h"

namespace telinject::events {

// A code address in a file, as in the text "PATH#ID+0xOFFSET" (runtime/base/modules.h).
struct CodeAddress {
  std::string path, id;
  std::uint64_t offset = 0;
};
std::optional<CodeAddress> parse_code_address(std::string_view text);

class CallResolver {
public:
  // entry: return address of the function's hook. caller: return address of the function, or empty if unknown.
  // function: its qualified name. The texts are untrusted.
  std::optional<SourceLocation> resolve(std::string_view entry, std::string_view caller, std::string_view function);

private:
  std::optional<SourceLocation> look_up(const CodeAddress &entry, const std::optional<CodeAddress> &caller,
                                        std::string_view function);
  DebugInfo *debug_info(const CodeAddress &of);

  std::map<std::string, std::unique_ptr<DebugInfo>> files_; // by path and id; null: no debug information
  std::unordered_map<std::string, std::optional<SourceLocation>> cache_;
};

} // namespace telinject::events
