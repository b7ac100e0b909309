// Two lists: one in use, the other for the next.  Who reads the one in use looks afterwards whether it still was that,
// and begins again where not.
#include "runtime/config/function_filter.h"

#include "runtime/base/name_pattern.h"

namespace telinject {

namespace {

constexpr std::size_t max_rules = 64;

struct Rule {
  std::atomic<std::uint32_t> program;
  std::atomic<bool> is_recorded;
};

struct List {
  NamePrograms programs;
  Rule rules[max_rules] = {};
  std::atomic<std::uint32_t> count{0};
  std::atomic<bool> rest_is_recorded{true};
};

constinit List lists[2];
constinit std::atomic<std::uint32_t> generation{0};

// What is read stays before the look at the generation that follows.
bool decide(const List &list, Slice function) {
  const std::uint32_t count = list.count.load(std::memory_order_acquire);
  for (std::uint32_t i = 0; i < count && i < max_rules; ++i)
    if (list.programs.matches(list.rules[i].program.load(std::memory_order_acquire), function))
      return list.rules[i].is_recorded.load(std::memory_order_acquire);
  return list.rest_is_recorded.load(std::memory_order_acquire);
}

bool is_space(char c) {
  return c == ' ' || c == '\t';
}

} // namespace

Slice function_filter_prepare(Slice text) {
  List &list = lists[(generation.load(std::memory_order_relaxed) + 1) & 1];
  list.programs.clear();
  list.count.store(0, std::memory_order_relaxed);
  list.rest_is_recorded.store(true, std::memory_order_relaxed);
  for (std::uint32_t count = 0; !text.empty(); ++count) {
    while (!text.empty() && is_space(text.data[0]))
      text = text.drop_front(1);
    if (text.empty() || (text.data[0] != '+' && text.data[0] != '-'))
      return "each expression needs a + or - in front";
    if (count == max_rules)
      return "more than 64 expressions";
    const bool is_recorded = text.data[0] == '+';
    text = text.drop_front(1);
    if (text.empty() || text.data[0] == ',')
      return "an expression is empty";
    std::uint32_t program;
    if (const Slice problem = list.programs.compile(text, program); !problem.empty())
      return problem;
    list.rules[count].program.store(program, std::memory_order_relaxed);
    list.rules[count].is_recorded.store(is_recorded, std::memory_order_relaxed);
    list.count.store(count + 1, std::memory_order_relaxed);
    if (is_recorded)
      list.rest_is_recorded.store(false, std::memory_order_relaxed);
    if (!text.empty() && (text = text.drop_front(1)).empty()) // the comma
      return "an expression is empty";
  }
  return Slice();
}

void function_filter_use() {
  generation.fetch_add(1, std::memory_order_seq_cst);
}

bool function_filter_is_used() {
  const std::uint32_t now = function_filter_generation();
  return now != 0 && lists[now & 1].count.load(std::memory_order_relaxed) != 0;
}

std::uint32_t function_filter_generation() {
  return generation.load(std::memory_order_seq_cst);
}

bool function_filter_matches(Slice function) {
  for (;;) {
    const std::uint32_t before = function_filter_generation();
    const bool holds = decide(lists[before & 1], function);
    if (function_filter_generation() == before)
      return holds;
  }
}

} // namespace telinject
