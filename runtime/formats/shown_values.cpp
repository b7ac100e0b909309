// Renders the tokens of values with parts: see shown_values.h.
#include "runtime/formats/shown_values.h"

#include "runtime/base/double_text.h"
#include "runtime/base/json_text.h"
#include "runtime/config/secret_names.h"
#include "runtime/core/shown.h"
#include "runtime/core/site.h"
#include "runtime/formats/format.h"
#include "runtime/formats/jsonl_lines.h"
#include "runtime/formats/jsonl_values.h"

namespace telinject {

namespace {

constexpr unsigned max_depth = 16; // deeper than any program's unit writes

// "ms" for 1/1000.
void put_unit(TextBuffer &out, std::uint64_t numerator, std::uint64_t denominator) {
  static constexpr struct {
    std::uint64_t numerator, denominator;
    Slice name;
  } units[] = {{1, 1'000'000'000, "ns"}, {1, 1'000'000, "us"}, {1, 1000, "ms"}, {1, 1, "s"},
               {60, 1, "min"},           {3600, 1, "h"},       {86400, 1, "d"}};
  for (const auto &unit : units)
    if (unit.numerator == numerator && unit.denominator == denominator)
      return out.put(unit.name);
  out.put('[');
  out.decimal(numerator);
  out.put('/');
  out.decimal(denominator);
  out.put("]s");
}

// UTF-16 or UTF-32 as UTF-8.
void put_units(TextBuffer &out, Slice text, unsigned unit) {
  const auto at = [&](std::size_t i) -> std::uint32_t {
    return unit == 2 ? load<std::uint16_t>(text.data + i * 2) : load<std::uint32_t>(text.data + i * 4);
  };
  const std::size_t count = text.size / unit;
  for (std::size_t i = 0; i < count; ++i) {
    std::uint32_t c = at(i);
    if (unit == 2 && c >= 0xd800 && c < 0xdc00 && i + 1 < count && at(i + 1) >= 0xdc00 && at(i + 1) < 0xe000)
      c = 0x10000 + ((c - 0xd800) << 10) + (at(++i) - 0xdc00);
    put_utf8(out, c);
  }
}

// Reads tokens once, from the first to the last.
class Renderer {
public:
  Renderer(TextBuffer &out, Slice tokens, SiteCache &cache) : out_(out), rest_(tokens), cache_(cache) {}

  // type: of a container that is the whole value.
  void put_value(Slice type, unsigned depth) {
    ShownToken token = take_token(rest_);
    if (depth == max_depth)
      token.tag = '.';
    switch (token.tag) {
    case 't':
      return put_text(token.bytes);
    case 'u': {
      if (token.unit != 2 && token.unit != 4)
        return out_.put("null");
      static constinit char memory[2 * max_shown_bytes]; // used under the drain lock only
      TextBuffer text(memory, sizeof memory);
      put_units(text, token.bytes, token.unit);
      return put_text(text.slice());
    }
    case 'n':
      return put_container(token, type, depth);
    case '[':
      out_.put('[');
      put_list(depth);
      return out_.put(']');
    case '{':
      return put_pair(depth);
    case 'o':
      return put_type(type_of(token), Slice());
    case 'q':
    case 'Q':
      out_.put('"');
      put_duration(token);
      return out_.put('"');
    case 'T':
      return put_time(token);
    case 'g':
      return put_long_double(out_, load<long double>(token.bytes.data));
    case '.':
    case ']':
    case '}':
      return out_.put("null");
    default:
      return put_scalar(token);
    }
  }

private:
  Slice type_of(const ShownToken &token) {
    return type_of_pretty_name(cache_.text(load<const char *>(token.bytes.data)));
  }

  void put_text(Slice text) {
    const bool is_cut = rest_.starts_with(".") || text.size > render_options.value_bytes;
    Value value;
    set_clean_text(value, cut_utf8(text, render_options.value_bytes), is_cut);
    put_json(out_, value);
  }

  void put_scalar(const ShownToken &token) {
    std::uint64_t word = 0;
    std::memcpy(&word, token.bytes.data, token.bytes.size);
    Value value;
    set_word(value, token.tag, Slice(), word);
    put_json(out_, value);
  }

  void put_type(Slice spelled, Slice known) {
    static constinit char memory[1024]; // used under the drain lock only
    TextBuffer type(memory, sizeof memory);
    if (known.empty())
      put_readable_type(type, spelled);
    else
      type.put(known);
    put_cut_string(out_, type.slice());
  }

  bool at_end() const { return rest_.empty() || rest_.data[0] == ']' || rest_.data[0] == '}' || rest_.data[0] == '.'; }
  void put_list(unsigned depth) {
    for (bool any = false; !at_end(); any = true) {
      if (any)
        out_.put(',');
      put_value(Slice(), depth + 1);
    }
    take_token(rest_);
  }

  void put_container(const ShownToken &token, Slice type, unsigned depth) {
    out_.put('{');
    if (depth == 0) {
      out_.put("\"type\":");
      put_type(type_of(token), type);
      out_.put(',');
    }
    out_.put("\"size\":");
    out_.decimal(load<std::uint64_t>(token.bytes.data + 8));
    if (!at_end()) {
      out_.put(",\"elements\":[");
      put_list(depth);
      out_.put(']');
    } else {
      take_token(rest_);
    }
    out_.put('}');
  }

  // Behind a text that is a secret's name the value is a secret.
  void put_pair(unsigned depth) {
    Slice ahead = rest_;
    const ShownToken key = take_token(ahead);
    const SecretName named = key.tag == 't' ? secret_name(key.bytes) : SecretName::no;
    const bool names = key.tag == 't' && (named == SecretName::yes || names_secret(key.bytes));
    out_.put("{\"first\":");
    put_value(Slice(), depth + 1);
    out_.put(",\"second\":");
    const bool is_text = rest_.starts_with("t") || rest_.starts_with("u");
    const std::size_t before = out_.size();
    put_value(Slice(), depth + 1);
    if ((names || (named != SecretName::no && is_text)) && !out_.overflow()) {
      out_.truncate(before);
      out_.put("\"[REDACTED]\"");
    }
    out_.put('}');
    if (at_end())
      take_token(rest_);
  }

  void put_duration(const ShownToken &token) {
    const auto count = load<std::uint64_t>(token.bytes.data);
    if (token.tag == 'q')
      out_.signed_decimal(static_cast<std::int64_t>(count));
    else
      put_double(out_, load<double>(token.bytes.data));
    put_unit(out_, load<std::uint64_t>(token.bytes.data + 8), load<std::uint64_t>(token.bytes.data + 16));
  }

  // Of the system's clock as a date, of another as the time since its epoch.
  void put_time(const ShownToken &token) {
    const bool is_date = type_of(token).find(Slice("system_clock")) != type_of(token).size;
    const ShownToken since = take_token(rest_);
    if (since.tag != 'q' && since.tag != 'Q')
      return out_.put("null");
    out_.put('"');
    if (!is_date || !put_date(since))
      put_duration(since);
    out_.put('"');
  }
  bool put_date(const ShownToken &since) {
    const auto count = load<std::int64_t>(since.bytes.data);
    const auto numerator = load<std::int64_t>(since.bytes.data + 8);
    const auto denominator = load<std::int64_t>(since.bytes.data + 16);
    if (since.tag != 'q' || count < 0 || numerator <= 0 || denominator <= 0)
      return false;
    constexpr std::int64_t second = 1'000'000'000;
    std::int64_t ns;
    if (second % denominator != 0 || __builtin_mul_overflow(count, numerator, &ns) ||
        __builtin_mul_overflow(ns, second / denominator, &ns))
      return false;
    jsonl::put_timestamp(static_cast<std::uint64_t>(ns), 9, out_);
    out_.put('Z');
    return true;
  }

  TextBuffer &out_;
  Slice rest_;
  SiteCache &cache_;
};

} // namespace

void put_shown(TextBuffer &out, Slice tokens, Slice type, SiteCache &cache) {
  Renderer(out, tokens, cache).put_value(type, 0);
}

void put_readable_type(TextBuffer &out, Slice type) {
  static constexpr struct {
    Slice from, to;
  } names[] = {{"std::basic_string<char>", "std::string"},
               {"std::basic_string_view<char>", "std::string_view"},
               {"std::basic_string<wchar_t>", "std::wstring"},
               {"std::basic_string<char8_t>", "std::u8string"},
               {"std::basic_string<char16_t>", "std::u16string"},
               {"std::basic_string<char32_t>", "std::u32string"},
               {"std::__cxx11::basic_string<char>", "std::string"},
               {"std::__cxx11::basic_string<wchar_t>", "std::wstring"},
               {"std::__cxx11::basic_string<char8_t>", "std::u8string"},
               {"std::__cxx11::basic_string<char16_t>", "std::u16string"},
               {"std::__cxx11::basic_string<char32_t>", "std::u32string"},
               {"std::__1::basic_string<char>", "std::string"},
               {"__cxx11::", ""},
               {"__1::", ""},
               {"_V2::", ""},
               {"long long unsigned int", "unsigned long long"},
               {"long long int", "long long"},
               {"long unsigned int", "unsigned long"},
               {"long int", "long"},
               {"short unsigned int", "unsigned short"},
               {"short int", "short"},
               {" >", ">"}};
  while (!type.empty()) {
    std::size_t taken = 0;
    for (const auto &name : names)
      if (taken == 0 && type.starts_with(name.from)) {
        taken = name.from.size;
        out.put(name.to);
      }
    if (taken == 0) {
      out.put(type.data[0]);
      taken = 1;
    }
    type = type.drop_front(taken);
  }
}

} // namespace telinject
