// Parses TELEMETRY_ROOTS: see root_patterns.h.
#include "runtime/config/root_patterns.h"

#include "runtime/base/name_pattern.h"
#include "runtime/base/trimmed.h"

namespace telinject {

namespace {

constexpr std::size_t max_patterns = 64;

constinit NamePrograms programs;
constinit std::atomic<std::uint32_t> patterns[max_patterns] = {};
constinit std::atomic<std::uint32_t> pattern_count{0};

constexpr Slice blanks = " \t";

// Parses the milliseconds of `auto=MILLISECONDS`, at most a day.
bool parse_milliseconds(Slice text, std::uint64_t &ms) {
  return parse_whole(text, 24ull * 60 * 60 * 1000, ms);
}

// Takes the word at the front of the list, up to a comma, if it is one of the known ones.
bool take_word(Slice &list, RootOptions &options, Slice &problem) {
  const std::size_t comma = list.find(',');
  const Slice word = trimmed(list.take_front(comma), blanks);
  constexpr Slice with_time = "auto=";
  if (word == Slice("off")) {
    options.is_on = false;
  } else if (word == Slice("auto")) {
    options.is_automatic = true;
  } else if (word.starts_with(with_time)) {
    options.is_automatic = true;
    if (!parse_milliseconds(word.drop_front(with_time.size), options.min_open_ms))
      problem = "auto= needs a number of milliseconds from 0 to 86400000";
  } else {
    return false;
  }
  list = list.drop_front(comma);
  return true;
}

Slice take_pattern(Slice &list, RootOptions &options) {
  while (!list.empty() && blanks.contains(list.data[0]))
    list = list.drop_front(1);
  if (list.empty() || list.data[0] == ',')
    return "an expression is empty";
  const std::uint32_t count = pattern_count.load(std::memory_order_relaxed);
  if (count == max_patterns)
    return "more than 64 expressions";
  std::uint32_t program;
  if (const Slice problem = programs.compile(list, program); !problem.empty())
    return problem;
  patterns[count].store(program, std::memory_order_relaxed);
  pattern_count.store(count + 1, std::memory_order_release);
  options.has_patterns = true;
  return Slice();
}

Slice parse_list(Slice list, RootOptions &options) {
  options.is_automatic = false;
  for (;;) {
    Slice problem;
    if (!take_word(list, options, problem))
      problem = take_pattern(list, options);
    if (!problem.empty() || list.empty())
      return problem;
    list = list.drop_front(1); // the comma
  }
}

} // namespace

Slice parse_roots(Slice list, RootOptions &options) {
  programs.clear();
  pattern_count.store(0, std::memory_order_relaxed);
  options = RootOptions();
  if (trimmed(list, blanks).empty())
    return Slice();
  const Slice problem = parse_list(list, options);
  if (problem.empty())
    return problem;
  pattern_count.store(0, std::memory_order_relaxed);
  options = RootOptions();
  return problem;
}

bool is_root_name(Slice function) {
  const std::uint32_t count = pattern_count.load(std::memory_order_acquire);
  for (std::uint32_t i = 0; i < count; ++i)
    if (programs.matches(patterns[i].load(std::memory_order_relaxed), function))
      return true;
  return false;
}

} // namespace telinject
