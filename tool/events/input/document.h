// A parsed line: a flat JSON document that is reused for each line, so that parsing allocates no memory once warm.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace telinject::events {

enum class Type : std::uint8_t { null, boolean, integer, number, string, array, object };

// Deeper nesting is a fault: no event needs it, and input is untrusted.
inline constexpr std::size_t kMaxDepth = 128;

class Document;

// A value in a document, valid until the next line is parsed. An absent value has no document.
class Value {
public:
  Value() = default;
  Value(const Document *document, std::uint32_t index) : document_(document), index_(index) {}

  explicit operator bool() const { return document_ != nullptr; }
  Type type() const;
  bool boolean() const;                       // Type::boolean only
  std::string_view text() const;              // Type::string only
  double number() const;                      // Type::integer and Type::number
  bool is_integer() const;                    // as in JSON Schema: 1.0 is an integer
  bool to_unsigned(std::uint64_t &out) const; // true only for an integer from 0 to 2^64-1 without a fraction
  bool to_signed(std::int64_t &out) const;    // the same from -2^63 to 2^63-1
  std::size_t size() const;                   // number of members or elements
  Value find(std::string_view key) const;     // absent if there is no such member or this is no object
  std::string_view key() const;               // key of a member
  Value first() const;                        // first member or element, or absent
  Value next(const Value &parent) const;      // next sibling, or absent

private:
  const Document *document_ = nullptr;
  std::uint32_t index_ = 0;
};

class Document {
public:
  // Returns true if `line` is one JSON value in valid UTF-8, without byte order mark, NUL, duplicate keys or nesting
  // beyond kMaxDepth. On failure, error() explains why and column() is the byte in the line (from 1), or 0 if unknown.
  bool parse(std::string_view line);
  const std::string &error() const { return error_; }
  std::size_t column() const { return column_; }
  Value root() const { return {this, 0}; }

private:
  friend class Value;
  friend class DocumentBuilder;
  struct Node {
    Type type = Type::null;
    bool is_signed = false;  // a negative integer, stored in `integer`
    std::uint32_t end = 0;   // one past the last node of this subtree (preorder)
    std::uint32_t count = 0; // members or elements
    std::string_view key;
    union {
      bool boolean;
      std::int64_t integer;
      std::uint64_t natural;
      double number;
    } as{.natural = 0};
    std::string_view text;
  };
  bool refuse(std::string why, std::size_t column);

  std::vector<Node> nodes_;
  std::string arena_;                  // decoded strings; reserved before parsing, so that views stay valid
  std::vector<std::string_view> keys_; // scratch space for the duplicate check
  std::string error_;
  std::size_t column_ = 0;
};

} // namespace telinject::events
