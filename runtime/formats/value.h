// The value of an argument, a variable or an attribute, read from a record, before a format writes it.  Used by the
// thread that holds the drain lock only; async-signal-safe.
#pragma once

#include "runtime/formats/event.h"

namespace telinject {

struct Value {
  enum class Kind : std::uint8_t {
    null,
    boolean,
    integer, // word, signed
    natural, // word, unsigned
    real,
    long_real,
    text,
    object, // of which only the type, in text, and the size in bytes, in word, are known
    json,   // text is JSON already
  };

  static Value of_bool(bool b) { return {.kind = Kind::boolean, .word = b ? 1u : 0u, .text = {}}; }
  static Value of_natural(std::uint64_t n) { return {.kind = Kind::natural, .word = n, .text = {}}; }
  static Value of_text(Slice s) { return {.kind = Kind::text, .text = s}; }
  static Value of_json(Slice s) { return {.kind = Kind::json, .text = s}; }

  Kind kind = Kind::null;
  std::uint64_t word = 0;
  double real = 0;
  long double long_real = 0;
  Slice text; // any bytes
};

// Of text that was a value of a line: a TextHeader, and text without secrets that is not cut again.
constexpr char code_of_shown_text = '"';

// Reads the value at `p`: without secrets, and cut to the longest value.  Its text is valid until the next one is read.
// Returns the address of the next value; null if the record ends before.
const char *read_value(char code, Slice type, Slice table, const char *p, const char *end, SiteCache &cache,
                       Value &value);

// Sets a value of one word, and a text without the secrets in it.  is_cut: the text went on.
void set_word(Value &value, char code, Slice table, std::uint64_t word);
void set_clean_text(Value &value, Slice text, bool is_cut);

// The values behind codes: of a site's arguments, or of the codes of a change or a return value ("i", "e{0=RED}",
// "(i{x}e{y:0=RED})").  In brackets the members of one value follow, with their names.
class Codes {
public:
  Codes(const SiteArgument *arguments, std::size_t count) : arguments_(arguments), left_(count) {}
  Codes(Slice codes, Slice type) : text_(codes), type_(type) {}

  bool next(SiteArgument &one);
  bool empty() const { return left_ == 0 && text_.empty(); }
  // How many codes of arguments were read.
  std::size_t position() const { return position_; }

private:
  const SiteArgument *arguments_ = nullptr;
  std::size_t left_ = 0, position_ = 0;
  Slice text_, type_;
  bool is_inside_ = false;
};

// As read_value, for the value that the next code, or the next code in brackets with all up to its end, gives.  name:
// receives its name, if it has one.
const char *read_whole_value(Codes &codes, const char *p, const char *end, SiteCache &cache, Value &value,
                             Slice *name = nullptr);

} // namespace telinject
