// Compiles each expression to a program and runs programs on a name; name_pattern.h gives the syntax.
//
// A step is an operation and two numbers; jumps are relative, so that a part of a program can be moved and repeated.
// The machine keeps the set of steps at which it may be, and never goes back in the name.
#include "runtime/base/name_pattern.h"

#include "runtime/base/characters.h"

#include <initializer_list>

namespace telinject {

namespace {

enum Operation : std::uint32_t {
  stop,
  literal,
  any,
  one_of,
  at_begin,
  at_end,
  at_edge,
  not_at_edge,
  fork,
  jump,
  found
};

constexpr std::uint32_t word(Operation operation, int a = 0, int b = 0) {
  return operation | (static_cast<std::uint32_t>(a) & 0xfff) << 8 | (static_cast<std::uint32_t>(b) & 0xfff) << 20;
}
constexpr Operation operation_of(std::uint32_t step) {
  return static_cast<Operation>(step & 0xff);
}
// Sign-extends two's complement of 12 bits.
constexpr int first_of(std::uint32_t step) {
  return static_cast<int>((step >> 8 & 0xfff) ^ 0x800) - 0x800;
}
constexpr int second_of(std::uint32_t step) {
  return static_cast<int>((step >> 20) ^ 0x800) - 0x800;
}

bool is_word_character(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}

struct Set {
  std::uint32_t bits[8] = {};
  void add(unsigned char c) { bits[c >> 5] |= 1u << (c & 31); }
  void add_range(unsigned char from, unsigned char to) {
    for (unsigned c = from; c <= to; ++c)
      add(static_cast<unsigned char>(c));
  }
  void add(const Set &o) {
    for (int i = 0; i < 8; ++i)
      bits[i] |= o.bits[i];
  }
  void turn() {
    for (std::uint32_t &b : bits)
      b = ~b;
  }
};

// \d \w \s, and \D \W \S for their complements.
bool known_set(char name, Set &set) {
  switch (name | 0x20) {
  case 'd':
    set.add_range('0', '9');
    break;
  case 'w':
    set.add_range('0', '9');
    set.add_range('a', 'z');
    set.add_range('A', 'Z');
    set.add('_');
    break;
  case 's':
    for (const char c : {' ', '\t', '\n', '\v', '\f', '\r'})
      set.add(static_cast<unsigned char>(c));
    break;
  default:
    return false;
  }
  if ((name & 0x20) == 0)
    set.turn();
  return true;
}

int hex_digit(char c) {
  return is_digit(c) ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

constexpr int deepest = 32;
constexpr int max_branches = 256;
constexpr int max_repeats = 255;

} // namespace

class NameCompiler {
public:
  NameCompiler(NamePrograms &into, Slice text) : into_(into), text_(text), start_(into.steps_used_) {}

  Slice run() {
    alternatives(0);
    if (problem_.empty() && !over())
      problem_ = peek() == ')' ? Slice("a ')' without '('") : Slice("it cannot be read to its end");
    emit(word(found));
    return problem_;
  }
  Slice rest() const { return text_.drop_front(at_); }

private:
  bool over() const { return at_ >= text_.size || text_.data[at_] == ','; }
  char peek() const { return over() ? '\0' : text_.data[at_]; }
  bool take(char c) {
    if (over() || text_.data[at_] != c)
      return false;
    ++at_;
    return true;
  }
  void fail(Slice problem) {
    if (problem_.empty())
      problem_ = problem;
  }

  std::uint32_t here() const { return into_.steps_used_; }
  void set(std::uint32_t at, std::uint32_t step) { into_.steps_[at].store(step, std::memory_order_relaxed); }
  bool room(std::uint32_t steps) {
    if (here() + steps <= NamePrograms::max_steps && here() + steps - start_ <= NamePrograms::max_steps_each)
      return true;
    fail("it is too long");
    return false;
  }
  void emit(std::uint32_t step) {
    if (room(1))
      set(into_.steps_used_++, step);
  }
  // Inserts one step before the steps from `from` on.
  void insert(std::uint32_t from, std::uint32_t step) {
    if (!room(1))
      return;
    for (std::uint32_t i = here(); i > from; --i)
      set(i, into_.step(i - 1));
    ++into_.steps_used_;
    set(from, step);
  }
  void repeat(std::uint32_t from, std::uint32_t to) {
    if (!room(to - from))
      return;
    for (std::uint32_t i = from; i < to; ++i)
      set(into_.steps_used_++, into_.step(i));
  }
  void emit_set(const Set &set_of) {
    if (into_.classes_used_ == NamePrograms::max_classes)
      return fail("too many classes of characters");
    for (int i = 0; i < 8; ++i)
      into_.classes_[into_.classes_used_].bits[i].store(set_of.bits[i], std::memory_order_relaxed);
    emit(word(one_of, static_cast<int>(into_.classes_used_++)));
  }
  static int distance(std::uint32_t from, std::uint32_t to) { return static_cast<int>(to) - static_cast<int>(from); }

  // a|b compiles to: fork, a, jump to the end, b.
  void alternatives(int depth) {
    if (depth > deepest)
      return fail("its groups are nested too deep");
    if (++branches_ > max_branches)
      return fail("it has too many alternatives");
    const std::uint32_t from = here();
    sequence(depth);
    if (!problem_.empty() || !take('|'))
      return;
    insert(from, word(fork, 1, distance(from, here()) + 2));
    const std::uint32_t leap = here();
    emit(0);
    alternatives(depth);
    if (problem_.empty())
      set(leap, word(jump, distance(leap, here())));
  }

  void sequence(int depth) {
    while (problem_.empty() && !over() && peek() != '|' && peek() != ')') {
      const std::uint32_t from = here();
      const bool repeatable = atom(depth);
      if (problem_.empty())
        quantifier(from, repeatable);
    }
  }

  bool atom(int depth) {
    const char c = text_.data[at_++];
    switch (c) {
    case '^':
      emit(word(at_begin));
      return false;
    case '$':
      emit(word(at_end));
      return false;
    case '.':
      emit(word(any));
      return true;
    case '(':
      group(depth);
      return true;
    case '[':
      bracketed();
      return true;
    case '\\':
      return escaped();
    case '*':
    case '+':
    case '?':
    case '{':
      fail("a quantifier with nothing to repeat");
      return false;
    default:
      emit(word(literal, static_cast<unsigned char>(c)));
      return true;
    }
  }

  void group(int depth) {
    if (take('?') && !take(':'))
      return fail("only (?:…) may follow '(?'");
    alternatives(depth + 1);
    if (!take(')'))
      fail("a '(' without ')'");
  }

  bool escaped() {
    const char c = at_ < text_.size ? text_.data[at_] : '\0';
    if (c == 'b' || c == 'B') {
      ++at_;
      emit(word(c == 'b' ? at_edge : not_at_edge));
      return false;
    }
    Set set_of;
    if (c != '\0' && is_letter(c) && known_set(c, set_of)) {
      ++at_;
      emit_set(set_of);
      return true;
    }
    unsigned char byte;
    if (escaped_byte(byte))
      emit(word(literal, byte));
    return true;
  }

  // Parses the text after a backslash that stands for one byte.
  bool escaped_byte(unsigned char &byte) {
    const char c = at_ < text_.size ? text_.data[at_++] : '\0';
    constexpr char letters[] = "tnvfr0", meanings[] = "\t\n\v\f\r";
    for (std::size_t i = 0; i + 1 < sizeof letters; ++i)
      if (c != '\0' && c == letters[i]) {
        byte = static_cast<unsigned char>(meanings[i]);
        return true;
      }
    if (c == 'x' && at_ + 1 < text_.size && hex_digit(text_.data[at_]) >= 0 && hex_digit(text_.data[at_ + 1]) >= 0) {
      byte = static_cast<unsigned char>(hex_digit(text_.data[at_]) * 16 + hex_digit(text_.data[at_ + 1]));
      at_ += 2;
      return true;
    }
    byte = static_cast<unsigned char>(c);
    if (c != '\0' && !is_word_character(c))
      return true;
    fail(is_digit(c) ? Slice("back references are not supported") : Slice("an unknown escape"));
    return false;
  }

  // [a-z_\d]
  void bracketed() {
    const bool turned = at_ < text_.size && text_.data[at_] == '^';
    at_ += turned ? 1 : 0;
    Set set_of;
    for (;;) {
      if (at_ >= text_.size)
        return fail("a '[' without ']'");
      if (text_.data[at_] == ']') {
        ++at_;
        break;
      }
      unsigned char from, to;
      if (!member(set_of, from))
        continue;
      to = from;
      if (at_ + 1 < text_.size && text_.data[at_] == '-' && text_.data[at_ + 1] != ']') {
        ++at_;
        if (!member(set_of, to))
          return fail("a range from or to a class of characters");
      }
      if (!problem_.empty())
        return;
      if (to < from)
        return fail("a range that ends before it begins");
      set_of.add_range(from, to);
    }
    if (turned)
      set_of.turn();
    emit_set(set_of);
  }
  // Returns false if the text was a class of its own, which is in the set then.
  bool member(Set &set_of, unsigned char &byte) {
    const char c = text_.data[at_++];
    byte = static_cast<unsigned char>(c);
    if (c != '\\')
      return true;
    Set known;
    if (at_ < text_.size && is_letter(text_.data[at_]) && known_set(text_.data[at_], known)) {
      ++at_;
      set_of.add(known);
      return false;
    }
    if (at_ < text_.size && text_.data[at_] == 'b') {
      ++at_;
      byte = '\b';
      return true;
    }
    if (!escaped_byte(byte))
      at_ = text_.size;
    return true;
  }

  void quantifier(std::uint32_t from, bool repeatable) {
    int least, most; // most < 0: no upper limit
    if (take('*'))
      least = 0, most = -1;
    else if (take('+'))
      least = 1, most = -1;
    else if (take('?'))
      least = 0, most = 1;
    else if (at_ < text_.size && text_.data[at_] == '{') {
      if (!bounds(least, most))
        return fail("a '{' that is no {n}, {n,} or {n,m} with at most 255");
    } else
      return;
    take('?'); // lazy quantifiers find the same matches
    if (!repeatable)
      return fail("a quantifier with nothing to repeat");
    expand(from, least, most);
    if (peek() == '*' || peek() == '+' || peek() == '?' || peek() == '{')
      fail("a quantifier with nothing to repeat");
  }
  bool number(int &n) {
    const std::size_t before = at_;
    for (n = 0; at_ < text_.size && is_digit(text_.data[at_]) && n <= max_repeats; ++at_)
      n = n * 10 + (text_.data[at_] - '0');
    return at_ != before && n <= max_repeats;
  }
  bool bounds(int &least, int &most) {
    ++at_;
    if (!number(least))
      return false;
    most = least;
    if (at_ < text_.size && text_.data[at_] == ',') {
      ++at_;
      most = -1;
      if (at_ < text_.size && text_.data[at_] != '}' && (!number(most) || most < least))
        return false;
    }
    return at_ < text_.size && text_.data[at_++] == '}';
  }

  void expand(std::uint32_t from, int least, int most) {
    const std::uint32_t to = here(), length = to - from;
    if (most < 0 && least == 0) { // fork to the end, the atom, jump back
      insert(from, word(fork, 1, static_cast<int>(length) + 2));
      return emit(word(jump, -(static_cast<int>(length) + 1)));
    }
    if (most == 0) {
      into_.steps_used_ = from;
      return;
    }
    for (int i = 1; i < least && problem_.empty(); ++i)
      repeat(from, to);
    if (most < 0)
      return emit(word(fork, -static_cast<int>(length), 1)); // repeat it, or go on
    if (least == 0)
      insert(from, word(fork, 1, static_cast<int>(length) + 1));
    const std::uint32_t unit = least == 0 ? from + 1 : from;
    for (int i = least == 0 ? 1 : least; i < most && problem_.empty(); ++i) {
      emit(word(fork, 1, static_cast<int>(length) + 1));
      repeat(unit, unit + length);
    }
  }

  NamePrograms &into_;
  Slice text_;
  std::size_t at_ = 0;
  std::uint32_t start_;
  int branches_ = 0;
  Slice problem_;
};

Slice NamePrograms::compile(Slice &text, std::uint32_t &first) {
  first = steps_used_;
  NameCompiler compiler(*this, text);
  const Slice problem = compiler.run();
  text = compiler.rest();
  return problem;
}

namespace {

// A set of steps of a program.
struct Places {
  std::uint64_t seen[NamePrograms::max_steps_each / 64] = {};
  std::uint16_t list[NamePrograms::max_steps_each];
  std::size_t count = 0;

  void clear() {
    if (count != 0)
      std::memset(seen, 0, sizeof seen);
    count = 0;
  }
  void add(int place) {
    if (place < 0 || place >= static_cast<int>(NamePrograms::max_steps_each))
      return;
    const std::uint64_t bit = std::uint64_t{1} << (place & 63);
    if ((seen[place >> 6] & bit) != 0)
      return;
    seen[place >> 6] |= bit;
    list[count++] = static_cast<std::uint16_t>(place);
  }
};

bool is_edge(Slice name, std::size_t at) {
  const bool before = at != 0 && is_word_character(name.data[at - 1]);
  const bool behind = at != name.size && is_word_character(name.data[at]);
  return before != behind;
}

} // namespace

bool NamePrograms::matches(std::uint32_t first, Slice name) const {
  Places now, next;
  for (std::size_t at = 0;; ++at) {
    now.add(0); // a match may begin at any byte
    for (std::size_t i = 0; i < now.count; ++i) {
      const int place = now.list[i];
      const std::uint32_t s = step(first + static_cast<std::uint32_t>(place));
      const unsigned char c = at < name.size ? static_cast<unsigned char>(name.data[at]) : 0;
      const bool more = at < name.size;
      bool passes = false;
      switch (operation_of(s)) {
      case found:
        return true;
      case fork:
        now.add(place + first_of(s));
        now.add(place + second_of(s));
        continue;
      case jump:
        now.add(place + first_of(s));
        continue;
      case at_begin:
        if (at == 0)
          now.add(place + 1);
        continue;
      case at_end:
        if (!more)
          now.add(place + 1);
        continue;
      case at_edge:
      case not_at_edge:
        if (is_edge(name, at) == (operation_of(s) == at_edge))
          now.add(place + 1);
        continue;
      case literal:
        passes = more && c == (s >> 8 & 0xff);
        break;
      case any:
        passes = more && c != '\n' && c != '\r';
        break;
      case one_of:
        passes = more &&
                 (classes_[(s >> 8) % max_classes].bits[c >> 5].load(std::memory_order_acquire) >> (c & 31) & 1) != 0;
        break;
      case stop:
      default:
        break;
      }
      if (passes)
        next.add(place + 1);
    }
    if (at >= name.size)
      return false;
    now.clear();
    for (std::size_t i = 0; i < next.count; ++i)
      now.add(next.list[i]);
    next.clear();
  }
}

} // namespace telinject
