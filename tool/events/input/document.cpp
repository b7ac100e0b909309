// Builds a document from the SAX events of a JSON parser.
#include "tool/events/input/document.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "tool/events/input/text.h"

namespace telinject::events {

Type Value::type() const {
  return document_->nodes_[index_].type;
}
bool Value::boolean() const {
  return document_->nodes_[index_].as.boolean;
}
std::string_view Value::text() const {
  return document_->nodes_[index_].text;
}
std::size_t Value::size() const {
  return document_->nodes_[index_].count;
}
std::string_view Value::key() const {
  return document_->nodes_[index_].key;
}

double Value::number() const {
  const auto &node = document_->nodes_[index_];
  if (node.type == Type::number)
    return node.as.number;
  return node.is_signed ? static_cast<double>(node.as.integer) : static_cast<double>(node.as.natural);
}

bool Value::is_integer() const {
  if (type() == Type::integer)
    return true;
  return type() == Type::number && std::floor(number()) == number();
}

bool Value::to_unsigned(std::uint64_t &out) const {
  if (!*this || type() != Type::integer)
    return false;
  const auto &node = document_->nodes_[index_];
  if (node.is_signed)
    return false;
  out = node.as.natural;
  return true;
}

bool Value::to_signed(std::int64_t &out) const {
  if (!*this || type() != Type::integer)
    return false;
  const auto &node = document_->nodes_[index_];
  if (!node.is_signed && node.as.natural >> 63 != 0)
    return false;
  out = node.is_signed ? node.as.integer : static_cast<std::int64_t>(node.as.natural);
  return true;
}

Value Value::first() const {
  return size() == 0 ? Value() : Value(document_, index_ + 1);
}

Value Value::next(const Value &parent) const {
  const std::uint32_t after = document_->nodes_[index_].end;
  return after == document_->nodes_[parent.index_].end ? Value() : Value(document_, after);
}

Value Value::find(std::string_view key) const {
  if (!document_ || type() != Type::object)
    return {};
  const auto &nodes = document_->nodes_;
  const std::uint32_t end = nodes[index_].end;
  for (std::uint32_t i = index_ + 1; i < end; i = nodes[i].end)
    if (nodes[i].key == key)
      return {document_, i};
  return {};
}

// Receives the parser's events; each function returns whether to continue.
class DocumentBuilder {
public:
  explicit DocumentBuilder(Document &document) : d_(document) {}

  bool null() { return leaf(Type::null), true; }
  bool boolean(bool value) { return leaf(Type::boolean).as.boolean = value, true; }
  bool number_integer(std::int64_t value) {
    auto &node = leaf(Type::integer);
    node.is_signed = value < 0;
    node.as.integer = value;
    return true;
  }
  bool number_unsigned(std::uint64_t value) { return leaf(Type::integer).as.natural = value, true; }
  bool number_float(double value, const std::string &) { return leaf(Type::number).as.number = value, true; }
  bool string(std::string &value) { return leaf(Type::string).text = keep(value), true; }
  bool binary(nlohmann::json::binary_t &) { return false; }
  bool start_object(std::size_t) { return open(Type::object); }
  bool start_array(std::size_t) { return open(Type::array); }
  bool key(std::string &value) { return key_ = keep(value), true; }
  bool end_array() { return close(), true; }
  bool end_object() {
    const std::uint32_t object = open_.back();
    close();
    return !has_duplicate(object);
  }
  bool parse_error(std::size_t position, const std::string &, const nlohmann::detail::exception &e) {
    // Removes the library's error code and "parse error at line 1, column N: "; the location is reported separately.
    std::string why = e.what();
    const std::size_t colon = why.find(": ");
    if (colon != std::string::npos)
      why.erase(0, colon + 2);
    else if (why.find("] ") != std::string::npos)
      why.erase(0, why.find("] ") + 2);
    return d_.refuse("not valid JSON: " + printable(why, 200), position);
  }

private:
  std::string_view keep(const std::string &value) {
    const std::size_t at = d_.arena_.size();
    d_.arena_ += value; // never exceeds the reservation: a decoded string is not longer than its source
    return {d_.arena_.data() + at, value.size()};
  }
  Document::Node &leaf(Type type) {
    if (!open_.empty())
      ++d_.nodes_[open_.back()].count;
    auto &node = d_.nodes_.emplace_back();
    node.type = type;
    node.key = key_;
    node.end = static_cast<std::uint32_t>(d_.nodes_.size());
    return node;
  }
  bool open(Type type) {
    if (open_.size() == kMaxDepth)
      return d_.refuse("nested more than " + std::to_string(kMaxDepth) + " deep", 0);
    leaf(type);
    open_.push_back(static_cast<std::uint32_t>(d_.nodes_.size() - 1));
    return true;
  }
  void close() {
    d_.nodes_[open_.back()].end = static_cast<std::uint32_t>(d_.nodes_.size());
    open_.pop_back();
  }
  bool has_duplicate(std::uint32_t object) {
    auto &keys = d_.keys_;
    keys.clear();
    const auto &nodes = d_.nodes_;
    for (std::uint32_t i = object + 1; i < nodes[object].end; i = nodes[i].end)
      keys.push_back(nodes[i].key);
    // Sorts the keys, because comparing all pairs would be quadratic for hostile input.
    std::sort(keys.begin(), keys.end(), [](std::string_view a, std::string_view b) {
      return a.size() != b.size() ? a.size() < b.size() : a < b;
    });
    const auto twin = std::adjacent_find(keys.begin(), keys.end());
    return twin != keys.end() && !d_.refuse(join("key ", quoted(*twin), " occurs twice in one object"), 0);
  }

  Document &d_;
  std::vector<std::uint32_t> open_;
  std::string_view key_;
};

bool Document::refuse(std::string why, std::size_t column) {
  error_ = std::move(why);
  column_ = column;
  return false;
}

bool Document::parse(std::string_view line) {
  nodes_.clear();
  arena_.clear();
  arena_.reserve(line.size());
  // Rejects two things that the library accepts: a NUL (as end of input) and a byte order mark.
  if (const void *nul = std::memchr(line.data(), 0, line.size()))
    return refuse("not valid JSON: a NUL byte",
                  static_cast<std::size_t>(static_cast<const char *>(nul) - line.data()) + 1);
  if (line.starts_with("\xEF\xBB\xBF"))
    return refuse("starts with a byte order mark", 1);
  DocumentBuilder builder(*this);
  return nlohmann::json::sax_parse(line.data(), line.data() + line.size(), &builder);
}

} // namespace telinject::events
