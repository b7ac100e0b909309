// A recursive descent through the grammar of <type>.  Every type's text is one piece, as qualifiers and pointers are
// written behind; so what a substitution stands for is a range of what has been put.
#include "runtime/base/type_name.h"

namespace telinject {

namespace {

struct Builtin {
  char code;
  Slice name;
};
constexpr Builtin builtins[] = {{'v', "void"},        {'w', "wchar_t"},
                                {'b', "bool"},        {'c', "char"},
                                {'a', "signed char"}, {'h', "unsigned char"},
                                {'s', "short"},       {'t', "unsigned short"},
                                {'i', "int"},         {'j', "unsigned int"},
                                {'l', "long"},        {'m', "unsigned long"},
                                {'x', "long long"},   {'y', "unsigned long long"},
                                {'n', "__int128"},    {'o', "unsigned __int128"},
                                {'f', "float"},       {'d', "double"},
                                {'e', "long double"}, {'g', "__float128"},
                                {'z', "..."}};
constexpr Builtin two_letter_builtins[] = {
    {'n', "decltype(nullptr)"}, {'i', "char32_t"}, {'s', "char16_t"}, {'u', "char8_t"}};
constexpr Builtin std_names[] = {{'t', "std"},          {'a', "std::allocator"}, {'b', "std::basic_string"},
                                 {'s', "std::string"},  {'i', "std::istream"},   {'o', "std::ostream"},
                                 {'d', "std::iostream"}};
// The suffix of a literal of that type, where it has no cast before it.
constexpr Builtin literal_suffixes[] = {{'i', ""}, {'j', "u"}, {'l', "l"}, {'m', "ul"}, {'x', "ll"}, {'y', "ull"}};

template <std::size_t N> const Slice *find(const Builtin (&rows)[N], char code) {
  for (const Builtin &row : rows)
    if (row.code == code)
      return &row.name;
  return nullptr;
}

class TypeReader {
public:
  TypeReader(TextBuffer &out, Slice in) : out_(out), in_(in) {}

  bool read() { return type() && at_ == in_.size; }

private:
  static constexpr int deepest = 64;
  static constexpr std::size_t max_pieces = 128;
  struct Piece {
    std::size_t begin, end;
  };

  char peek(std::size_t ahead = 0) const { return at_ + ahead < in_.size ? in_.data[at_ + ahead] : '\0'; }
  bool take(char c) {
    if (peek() != c)
      return false;
    ++at_;
    return true;
  }
  bool is_digit() const { return peek() >= '0' && peek() <= '9'; }

  void remember(std::size_t begin) {
    if (pieces_used_ < max_pieces)
      pieces_[pieces_used_++] = {begin, out_.size()};
  }

  void put_again(Piece piece) {
    // In pieces of its own, for the text grows behind it.
    for (std::size_t i = piece.begin; i < piece.end; ++i)
      out_.put(out_.slice().data[i]);
  }

  bool number(std::size_t &n) {
    if (!is_digit())
      return false;
    for (n = 0; is_digit() && n < in_.size; ++at_)
      n = n * 10 + static_cast<std::size_t>(peek() - '0');
    return true;
  }

  bool source_name() {
    std::size_t length;
    if (!number(length) || length == 0 || length > in_.size - at_)
      return false;
    const Slice name = in_.drop_front(at_).take_front(length);
    at_ += length;
    out_.put(name.starts_with("_GLOBAL__N") ? Slice("(anonymous namespace)") : name);
    while (take('B')) {
      out_.put("[abi:");
      if (!source_name())
        return false;
      out_.put(']');
    }
    return true;
  }

  // S_, S0_, … and St, Ss, …; the 'S' has been taken.
  bool substitution(bool &is_std) {
    if (const Slice *name = find(std_names, peek())) {
      is_std = take('t');
      if (!is_std)
        ++at_;
      out_.put(*name);
      return true;
    }
    std::size_t index = 0;
    if (!take('_')) {
      for (; peek() != '_'; ++at_) {
        const char c = peek();
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) || index > max_pieces)
          return false;
        index = index * 36 + static_cast<std::size_t>(c <= '9' ? c - '0' : c - 'A' + 10);
      }
      ++at_;
      ++index;
    }
    if (index >= pieces_used_)
      return false;
    put_again(pieces_[index]);
    return true;
  }

  bool template_arguments() {
    if (++depth_ > deepest || !take('I'))
      return false;
    out_.put('<');
    bool first = true;
    if (!arguments(first))
      return false;
    if (out_.size() != 0 && out_.slice().end()[-1] == '>')
      out_.put(' ');
    out_.put('>');
    --depth_;
    return true;
  }

  bool arguments(bool &first) { // up to the E
    while (!take('E')) {
      if (take('J')) { // a pack
        if (!arguments(first))
          return false;
        continue;
      }
      if (!first)
        out_.put(", ");
      first = false;
      if (peek() == 'L' ? !literal() : !type())
        return false;
    }
    return true;
  }

  bool literal() {
    take('L');
    if (take('b')) {
      const bool value = peek() == '1';
      ++at_;
      out_.put(value ? Slice("true") : Slice("false"));
      return take('E');
    }
    const Slice *suffix = find(literal_suffixes, peek());
    if (suffix) {
      ++at_;
    } else {
      out_.put('(');
      if (!type())
        return false;
      out_.put(')');
    }
    if (take('n'))
      out_.put('-');
    std::size_t digits = 0;
    for (; is_digit(); ++at_, ++digits)
      out_.put(peek());
    if (suffix)
      out_.put(*suffix);
    return digits != 0 && take('E');
  }

  // N … E, without the N.
  bool nested() {
    const std::size_t begin = out_.size();
    while (peek() == 'K' || peek() == 'V')
      ++at_;
    bool any = false, is_std = false;
    while (!take('E')) {
      if (peek() == 'I') {
        if (!any || !template_arguments())
          return false;
      } else if (take('S')) {
        if (any || !substitution(is_std))
          return false;
        any = true;
        continue; // is one already
      } else {
        if (any)
          out_.put("::");
        if (!source_name())
          return false;
      }
      any = true;
      if (peek() != 'E')
        remember(begin);
    }
    return any;
  }

  // Z <function> E <name>, without the Z: a class inside a function.
  bool local() {
    if (take('N') ? !nested() : take('S') ? !std_member() : !source_name())
      return false;
    if (peek() == 'I')
      return false;
    out_.put('(');
    bool first = true;
    while (!take('E')) {
      if (first && peek() == 'v') {
        ++at_;
        continue;
      }
      if (!first)
        out_.put(", ");
      first = false;
      if (!type())
        return false;
    }
    out_.put(")::");
    if (!source_name())
      return false;
    if (take('_'))
      for (; is_digit() || peek() == '_'; ++at_) {
      }
    return true;
  }

  bool std_member() { // the S has been taken
    bool is_std = false;
    if (!substitution(is_std))
      return false;
    if (!is_std)
      return true;
    out_.put("::");
    return source_name();
  }

  bool wrapped(Slice behind) {
    const std::size_t begin = out_.size();
    ++at_;
    if (!type())
      return false;
    out_.put(behind);
    remember(begin);
    return true;
  }

  bool type() {
    if (++depth_ > deepest || out_.overflow())
      return false;
    const bool good = one_type();
    --depth_;
    return good;
  }

  bool one_type() {
    const std::size_t begin = out_.size();
    switch (peek()) {
    case 'P':
      return wrapped("*");
    case 'R':
      return wrapped("&");
    case 'O':
      return wrapped("&&");
    case 'K':
      return wrapped(" const");
    case 'V':
      return wrapped(" volatile");
    default:
      break;
    }
    bool named = false, substituted = false;
    if (take('N')) {
      named = nested();
    } else if (take('Z')) {
      named = local();
    } else if (peek() == 'S') {
      substituted = peek(1) != 't';
      ++at_;
      named = std_member();
    } else if (is_digit()) {
      named = source_name();
    } else if (take('D')) {
      const Slice *name = find(two_letter_builtins, peek());
      ++at_;
      out_.put(name ? *name : Slice());
      return name != nullptr;
    } else {
      const Slice *name = find(builtins, peek());
      ++at_;
      out_.put(name ? *name : Slice());
      return name != nullptr;
    }
    if (!named)
      return false;
    if (!substituted)
      remember(begin);
    if (peek() != 'I')
      return true;
    if (!template_arguments())
      return false;
    remember(begin);
    return true;
  }

  TextBuffer &out_;
  Slice in_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Piece pieces_[max_pieces];
  std::size_t pieces_used_ = 0;
};

} // namespace

void put_type_name(TextBuffer &out, Slice mangled) {
  const std::size_t before = out.size();
  TypeReader reader(out, mangled);
  if (reader.read() || out.overflow())
    return;
  out.truncate(before);
  out.put(mangled);
}

} // namespace telinject
