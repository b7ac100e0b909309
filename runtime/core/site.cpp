// Parsing of site literals: see site.h.
#include "runtime/core/site.h"

namespace telinject {

namespace {

constexpr auto none = static_cast<std::size_t>(-1);

std::size_t find(Slice s, Slice what) {
  for (std::size_t i = 0; i + what.size <= s.size; ++i)
    if (s.drop_front(i).starts_with(what))
      return i;
  return none;
}

std::size_t find_last(Slice s, char c) {
  for (std::size_t i = s.size; i-- > 0;)
    if (s.data[i] == c)
      return i;
  return none;
}

Slice take_line(Slice &rest) {
  const Slice line = rest.take_front(rest.find('\n'));
  rest = rest.drop_front(line.size + 1);
  return line;
}

std::uint64_t parse_number(Slice s) {
  std::uint64_t v = 0;
  for (std::size_t i = 0; i < s.size && s.data[i] >= '0' && s.data[i] <= '9'; ++i)
    v = v * 10 + static_cast<std::uint64_t>(s.data[i] - '0');
  return v;
}

// +1 for an opening bracket, -1 for a closing one.  The '>' of "->" is none.
int bracket(Slice s, std::size_t i) {
  switch (s.data[i]) {
  case '<':
  case '(':
  case '{':
  case '[':
    return 1;
  case '>':
    return i > 0 && s.data[i - 1] == '-' ? 0 : -1;
  case ')':
  case '}':
  case ']':
    return -1;
  default:
    return 0;
  }
}

// The '(' that belongs to the ')' at `close`, looking at round brackets only: operator< has an odd angle bracket.
std::size_t opening_of(Slice s, std::size_t close) {
  int depth = 0;
  for (std::size_t i = close + 1; i-- > 0;) {
    depth += s.data[i] == ')' ? 1 : s.data[i] == '(' ? -1 : 0;
    if (depth == 0)
      return i;
  }
  return none;
}

SiteArgument parse_argument(Slice text, char code) {
  SiteArgument a;
  a.code = code;
  const std::size_t colon = text.find(':');
  const std::size_t brace = text.find('{');
  if (Slice("eEumq").contains(code) && brace != text.size) {
    a.name = text.take_front(brace);
    a.table = table_in_braces(text.drop_front(brace));
  } else if ((code == 'o' || code == 'v' || code == 'w' || code == 'n') && colon != text.size) {
    a.name = text.take_front(colon);
    a.type = text.drop_front(colon + 1);
  } else {
    a.name = text;
  }
  return a;
}

void parse_arguments(Slice list, Site &site) {
  std::size_t start = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= list.size && site.argument_count < Site::max_arguments; ++i) {
    if (i < list.size) {
      depth += bracket(list, i);
      if (depth != 0 || !list.drop_front(i).starts_with(", "))
        continue;
    }
    const std::size_t n = site.argument_count;
    if (n >= site.codes.size || (i == list.size && list.empty()))
      return;
    site.arguments[n] = parse_argument(list.drop_front(start).take_front(i - start), site.codes.data[n]);
    ++site.argument_count;
    start = i + 2;
  }
}

// "FILE:LINE", and how far above it the construct begins.
void parse_place(Slice where, std::uint64_t above, Site &site) {
  const std::size_t colon = find_last(where, ':');
  site.file = where.take_front(colon);
  const std::uint64_t line = colon == none ? 0 : parse_number(where.drop_front(colon + 1));
  site.line = line > above ? line - above : line;
}

} // namespace

Site parse_inner_site(Slice rest) {
  Site site;
  const Slice head = take_line(rest);
  // The text of a label may hold a '@': only digits behind the last one count lines.
  std::size_t at = find_last(head, '@');
  for (std::size_t i = at == none ? head.size : at + 1; i < head.size; ++i)
    if (head.data[i] < '0' || head.data[i] > '9')
      at = none;
  site.codes = at == none ? head : head.take_front(at);
  parse_place(take_line(rest), at == none ? 0 : parse_number(head.drop_front(at + 1)), site);
  site.text = rest;
  return site;
}

void split_last(Slice text, Slice separator, Slice &before, Slice &behind) {
  before = text;
  behind = Slice();
  for (std::size_t i = 0; i + separator.size <= text.size; ++i)
    if (text.drop_front(i).starts_with(separator)) {
      before = text.take_front(i);
      behind = text.drop_front(i + separator.size);
    }
}

Slice function_of_site(Slice rest) {
  for (int i = 0; i < 3; ++i)
    take_line(rest);
  const Slice signature = rest.take_front(find(rest, " -> "));
  const std::size_t close = find_last(signature, ')');
  const Slice function = signature.take_front(close == none ? none : opening_of(signature, close));
  return function.empty() ? Slice("unknown") : function;
}

Site parse_site(Slice rest, SiteArgument *arguments) {
  Site site;
  site.arguments = arguments;
  Slice first = take_line(rest);
  if (first.starts_with("~") || first.starts_with("^"))
    first = first.drop_front(1);
  const std::size_t end = first.find(' ');
  Slice properties = first.drop_front(end);
  site.is_coroutine = properties.starts_with(" coroutine");
  if (site.is_coroutine)
    properties = properties.drop_front(Slice(" coroutine").size);
  site.passes_caller = properties == Slice(" caller");
  first = first.take_front(end);
  const std::size_t at = first.find('@');
  site.codes = first.take_front(at);
  site.language = take_line(rest);
  parse_place(take_line(rest), parse_number(first.drop_front(at + 1)), site);

  const std::size_t arrow = find(rest, " -> ");
  if (arrow != none)
    site.return_type = rest.drop_front(arrow + 4);
  const Slice signature = rest.take_front(arrow);
  const std::size_t close = find_last(signature, ')');
  const std::size_t open = close == none ? none : opening_of(signature, close);
  site.function = signature.take_front(open);
  if (open != none)
    parse_arguments(signature.drop_front(open + 1).take_front(close - open - 1), site);
  if (site.function.empty())
    site.function = "unknown";
  return site;
}

Slice table_in_braces(Slice text) {
  const std::size_t open = text.find('{');
  const std::size_t close = find_last(text, '}');
  return open == text.size || close == none || close < open ? Slice()
                                                            : text.drop_front(open + 1).take_front(close - open - 1);
}

Slice enumerator_name(Slice table, Slice value) {
  while (!table.empty()) {
    const Slice entry = table.take_front(table.find(','));
    table = table.drop_front(entry.size + 1);
    if (entry.starts_with(value) && entry.drop_front(value.size).starts_with("="))
      return entry.drop_front(value.size + 1);
  }
  return Slice();
}

Slice type_of_pretty_name(Slice text) {
  const std::size_t start = find(text, "T = ");
  if (start == none)
    return text;
  const Slice type = text.drop_front(start + 4);
  int depth = 0;
  for (std::size_t i = 0; i < type.size; ++i) {
    if (depth == 0 && (type.data[i] == ';' || type.data[i] == ']'))
      return type.take_front(i);
    depth += bracket(type, i);
  }
  return type;
}

} // namespace telinject
