// One parsed line: a flat JSON document that is reused from line to line, so that parsing allocates nothing once warm.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace telinject::events {

enum class Type : std::uint8_t { null, boolean, integer, number, string, array, object };

// Deeper nesting than this is a fault: no event needs it, and input is not trusted.
inline constexpr std::size_t kMaxDepth = 128;

class Document;

// A place in a document. Valid until the document parses its next line. An absent value has no document.
class Value {
public:
  Value() = default;
  Value(const Document *document, std::uint32_t index) : document_(document), index_(index) {}

  explicit operator bool() const { return document_ != nullptr; }
  Type type() const;
  bool boolean() const;                       // Type::boolean only
  std::string_view text() const;              // Type::string only
  double number() const;                      // Type::integer and Type::number
  bool is_integer() const;                    // as JSON Schema means it: 1.0 is an integer
  bool to_unsigned(std::uint64_t &out) const; // false unless an integer from 0 to 2^64-1, written without a fraction
  std::size_t size() const;                   // members or elements
  Value find(std::string_view key) const;     // a member, or absent; also absent when this is no object
  std::string_view key() const;               // of a value that is a member
  Value first() const;                        // first member or element, or absent
  Value next(const Value &parent) const;      // the sibling after this one, or absent

private:
  const Document *document_ = nullptr;
  std::uint32_t index_ = 0;
};

class Document {
public:
  // True when `line` is one JSON value in valid UTF-8, without a byte order mark, NUL, duplicate key or nesting beyond
  // kMaxDepth. When false, error() says why, without a place; column() is the byte of the line (from 1), or 0 where it
  // has none.
  bool parse(std::string_view line);
  const std::string &error() const { return error_; }
  std::size_t column() const { return column_; }
  Value root() const { return {this, 0}; }

private:
  friend class Value;
  friend class DocumentBuilder;
  struct Node {
    Type type = Type::null;
    bool is_signed = false;  // an integer below 0, in `integer`
    std::uint32_t end = 0;   // one past the last node of this subtree (nodes are in preorder)
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
  std::string arena_;                  // decoded strings; reserved before parsing, so that views stay good
  std::vector<std::string_view> keys_; // scratch of the search for duplicates
  std::string error_;
  std::size_t column_ = 0;
};

} // namespace telinject::events
