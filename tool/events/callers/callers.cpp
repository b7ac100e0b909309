// Edits the attributes of a line in place.
#include "tool/events/callers/callers.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "tool/events/input/input.h"
#include "tool/events/input/text.h"

namespace telinject::events {
namespace {

constexpr std::string_view kEntry = "entry_address", kCaller = "caller_address";

// Byte range of a member of "attributes" in a valid line, including the comma after it.
struct Member {
  std::size_t begin = 0, end = 0;
};

class AttributeFinder {
public:
  explicit AttributeFinder(std::string_view line) : line_(line) {}

  std::optional<Member> find(std::string_view name) {
    int depth = 0;
    bool in_attributes = false;
    for (std::size_t at = 0; at < line_.size();) {
      const char c = line_[at];
      if (c == '{' || c == '[')
        ++depth;
      if ((c == '}' || c == ']') && --depth == 1)
        in_attributes = false;
      if (c != '"') {
        ++at;
        continue;
      }
      const std::size_t end = end_of_string(at);
      const std::string_view text = line_.substr(at + 1, end - at - 2);
      if (end < line_.size() && line_[end] == ':') {
        if (depth == 1 && text == "attributes")
          in_attributes = true;
        if (depth == 2 && in_attributes && text == name && end + 1 < line_.size() && line_[end + 1] == '"') {
          const std::size_t end_of_value = end_of_string(end + 1);
          if (end_of_value < line_.size() && line_[end_of_value] == ',')
            return Member{at, end_of_value + 1};
          return std::nullopt;
        }
      }
      at = end;
    }
    return std::nullopt;
  }

private:
  std::size_t end_of_string(std::size_t at) const {
    for (++at; at < line_.size() && line_[at] != '"'; ++at)
      if (line_[at] == '\\')
        ++at;
    return std::min(at + 1, line_.size());
  }
  std::string_view line_;
};

std::string members_of(const SourceLocation &location) {
  return "\"caller_file\":" +
         nlohmann::json(location.file).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) +
         ",\"caller_line\":" + std::to_string(location.line) + ",";
}

void remove(std::string &text, std::string_view name) {
  if (const auto at = AttributeFinder(text).find(name))
    text.erase(at->begin, at->end - at->begin);
}

} // namespace

std::string CallerLines::rewrite(std::string_view line) {
  std::string text(line);
  if ((line.find(kEntry) == std::string_view::npos && line.find(kCaller) == std::string_view::npos) ||
      !document_.parse(line))
    return text;
  const Value root = document_.root(), attributes = root.find("attributes");
  const Value function = root.find("function_name"), entry = attributes.find(kEntry), caller = attributes.find(kCaller);
  if (!entry || entry.type() != Type::string || !function || function.type() != Type::string)
    return text;
  const auto location = resolver_.resolve(
      entry.text(), caller && caller.type() == Type::string ? caller.text() : std::string_view(), function.text());
  ++(location ? resolved_ : unresolved_);
  remove(text, kCaller);
  if (const auto at = AttributeFinder(text).find(kEntry))
    text.replace(at->begin, at->end - at->begin, location ? members_of(*location) : std::string());
  return text;
}

int run_callers(const Options &options) {
  Progress progress;
  CallerLines rewriter;
  bool too_long = false;
  const bool all_read = read_inputs(options.files, progress, [&](const Line &line, Location location) {
    if (line.too_long) {
      std::fprintf(stderr, "telinject-events: error: %s:%llu: line is too long for an event; skipped\n",
                   options.files[location.file].c_str(), static_cast<unsigned long long>(location.line));
      too_long = true;
      return;
    }
    const std::string text = rewriter.rewrite(line.text);
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fputc('\n', stdout);
  });
  progress.clear();
  std::fflush(stdout);
  if (rewriter.resolved() + rewriter.unresolved() == 0)
    std::fputs("telinject-events: note: no line has addresses of a call; programs record them with "
               "TELEMETRY_CALLERS=addresses\n",
               stderr);
  else
    std::fprintf(stderr, "telinject-events: note: %s resolved, %llu not resolved\n",
                 counted(rewriter.resolved(), "call was", "calls were").c_str(),
                 static_cast<unsigned long long>(rewriter.unresolved()));
  return all_read && !too_long ? kExitDone : kExitUsage;
}

} // namespace telinject::events
