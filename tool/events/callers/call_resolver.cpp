// Compares the called function with the debug information of call instructions.
#include "tool/events/callers/call_resolver.h"

#include <algorithm>
#include <charconv>

namespace telinject::events {
namespace {

constexpr std::size_t kMaxFiles = 256;
constexpr std::size_t kMaxCachedCalls = 1'000'000;
constexpr std::size_t kMaxPathLength = 4096;

// Returns the last component: "f" of "ns::S::f", "operator std::string" of "S::operator std::string".
std::string_view last_name(std::string_view function) {
  if (const auto at = function.rfind("::operator"); at != std::string_view::npos)
    return function.substr(at + 2);
  if (function.starts_with("operator"))
    return function;
  const auto at = function.rfind("::");
  return at == std::string_view::npos ? function : function.substr(at + 2);
}

// Prefix of the outlined part of a split C function, which records its events (runtime/include/telinject/detail/split_function.h).
constexpr std::string_view kOutlined = "telinject_o_";

// Names that differ in one character are variants of one constructor or destructor.
bool is_same_linkage_name(std::string_view a, std::string_view b) {
  if (a == b)
    return true;
  if (a.size() != b.size())
    return false;
  const auto differs = static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin());
  const auto is_variant = [](char c) { return c >= '0' && c <= '5'; };
  return differs != 0 && (a[differs - 1] == 'C' || a[differs - 1] == 'D') && is_variant(a[differs]) &&
         is_variant(b[differs]) && a.substr(differs + 1) == b.substr(differs + 1);
}

// Returns true if `name`, from debug information, may name the function of an event.
bool is_name_of(std::string_view name, std::string_view function) {
  std::string_view last_component = last_name(function);
  if (last_component.starts_with("lambda@"))
    last_component = "operator()";
  return !last_component.empty() && name.starts_with(last_component) &&
         (name.size() == last_component.size() || name[last_component.size()] == '<');
}

bool is_lifetime_name(std::string_view function) {
  const std::string_view last_component = last_name(function);
  if (last_component.starts_with('~'))
    return true;
  if (last_component.size() + 2 >= function.size())
    return false;
  return last_name(function.substr(0, function.size() - last_component.size() - 2)) == last_component;
}

// A constructor or destructor variant may call another variant without a call in the source.
bool is_variant_of(const FunctionAt &f, std::string_view function) {
  return is_lifetime_name(function) && is_name_of(f.name, function);
}

// Returns true for functions without source text: implicit member functions, and the function that initializes a unit's
// variables. GCC marks a lambda's operator as artificial too, but it has text.
bool has_no_text(const FunctionAt &f, std::string_view function) {
  if (f.name.starts_with('_') || f.name == "operator()")
    return false;
  return is_lifetime_name(function) ? f.may_be_artificial : f.artificial;
}

// The event's function at the address of its hook.
struct CalledFunction {
  DebugInfo *info;
  FunctionAt function;
  std::string_view name; // qualified name
  bool outlined;         // a part that the function, or an inlined instance of it, calls
};

struct Caller {
  DebugInfo *info;
  std::uint64_t return_address;
};

// Returns true if the call instruction calls the function.
bool calls(const CalledFunction &to, const Caller &from) {
  const Callee callee = from.info->callee_of(from.return_address);
  if (callee.kind == Callee::Kind::direct) {
    if (from.info != to.info)
      return false;
    const auto at = from.info->functions_at(callee.address);
    if (at.empty() || at.back().unit != to.function.unit)
      return false;
    return at.back().instance == to.function.instance || (to.outlined && is_name_of(at.back().name, to.name));
  }
  if (callee.kind == Callee::Kind::symbol)
    return to.outlined || to.function.linkage_name.empty() ? callee.symbol == last_name(to.name)
                                                           : callee.symbol == to.function.linkage_name;
  bool described;
  if (const auto described_function = from.info->described_callee(from.return_address, described))
    return !to.outlined && is_same_function(*described_function, to.function);
  // An indirect call may reach another function that tail-calls this one.
  return callee.kind == Callee::Kind::indirect && !described && !from.info->may_have_tail_calls() &&
         !to.info->may_have_tail_calls();
}

// Returns where the innermost function was inlined.
std::optional<SourceLocation> locate_inlined_call(const std::vector<FunctionAt> &chain, std::string_view function) {
  if (chain.size() < 2 || has_no_text(chain[1], function) || is_variant_of(chain[1], function))
    return std::nullopt;
  // A recursive call, or a split part that was inlined again.
  if (is_same_function(chain[0], chain[1]))
    return std::nullopt;
  return chain[0].call_location;
}

// Does the same for the remainder of a function that calls its outlined part, skipping recursive instances.
std::optional<SourceLocation> locate_outlined_call(std::vector<FunctionAt> chain, std::string_view function) {
  while (chain.size() > 1 && is_same_function(chain[0], chain[1]))
    chain.erase(chain.begin());
  return chain[0].inlined ? locate_inlined_call(chain, function) : std::nullopt;
}

std::optional<SourceLocation> locate_call(const CalledFunction &to, const Caller &from) {
  if (!calls(to, from))
    return std::nullopt;
  const auto chain = from.info->functions_at(from.return_address - 1);
  if (chain.empty())
    return std::nullopt;
  if (to.outlined && is_name_of(chain[0].name, to.name))
    return locate_outlined_call(chain, to.name);
  if (has_no_text(chain[0], to.name) || is_variant_of(chain[0], to.name))
    return std::nullopt;
  return from.info->line_at(from.return_address - 1);
}

} // namespace

bool is_same_function(const FunctionAt &a, const FunctionAt &b) {
  if (a.unit == b.unit && a.entity == b.entity)
    return true;
  if (a.name.empty() || a.name != b.name)
    return false;
  if (a.linkage_name.empty() != b.linkage_name.empty())
    return false;
  return a.linkage_name.empty() ? a.unit != b.unit && a.external && b.external
                                : is_same_linkage_name(a.linkage_name, b.linkage_name);
}

std::optional<CodeAddress> parse_code_address(std::string_view text) {
  const auto plus = text.rfind("+0x");
  if (plus == std::string_view::npos)
    return std::nullopt;
  const auto mark = text.substr(0, plus).rfind('#');
  if (mark == std::string_view::npos || mark == 0 || mark > kMaxPathLength || text.front() != '/' ||
      text.substr(0, mark).find('\0') != std::string_view::npos)
    return std::nullopt;
  CodeAddress found{std::string(text.substr(0, mark)), std::string(text.substr(mark + 1, plus - mark - 1)), 0};
  const char *const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data() + plus + 3, end, found.offset, 16);
  if (error != std::errc() || at != end || found.id.empty() || found.id.size() > 160 || found.offset == 0 ||
      found.offset >> 62 != 0)
    return std::nullopt;
  return found;
}

DebugInfo *CallResolver::debug_info(const CodeAddress &of) {
  const std::string key = of.path + "#" + of.id;
  const auto known = files_.find(key);
  if (known != files_.end())
    return known->second.get();
  if (files_.size() >= kMaxFiles)
    return nullptr;
  return files_.emplace(key, DebugInfo::open(of.path, of.id)).first->second.get();
}

std::optional<SourceLocation> CallResolver::look_up(const CodeAddress &entry, const std::optional<CodeAddress> &caller,
                                                    std::string_view function) {
  DebugInfo *const info = debug_info(entry);
  if (!info)
    return std::nullopt;
  const auto chain = info->functions_at(entry.offset - 1);
  if (chain.empty())
    return std::nullopt;
  const bool two_bodies = chain[0].name.starts_with(kOutlined);
  if (!is_name_of(std::string_view(chain[0].name).substr(two_bodies ? kOutlined.size() : 0), function))
    return std::nullopt;
  if (chain[0].inlined)
    return two_bodies ? std::nullopt : locate_inlined_call(chain, function);
  if (!caller)
    return std::nullopt;
  DebugInfo *const caller_info = debug_info(*caller);
  if (!caller_info)
    return std::nullopt;
  const CalledFunction to{info, chain[0], function, two_bodies || info->is_split_part(entry.offset - 1)};
  return locate_call(to, Caller{caller_info, caller->offset});
}

std::optional<SourceLocation> CallResolver::resolve(std::string_view entry, std::string_view caller,
                                                    std::string_view function) {
  std::string key;
  key.append(entry).append(1, '\n').append(caller).append(1, '\n').append(function);
  if (const auto known = cache_.find(key); known != cache_.end())
    return known->second;
  std::optional<SourceLocation> found;
  if (const auto at = parse_code_address(entry))
    found = look_up(*at, caller.empty() ? std::nullopt : parse_code_address(caller), function);
  if (cache_.size() >= kMaxCachedCalls)
    cache_.clear();
  return cache_.emplace(std::move(key), std::move(found)).first->second;
}

} // namespace telinject::events
