// nlohmann's SAX parser reports values but no locations. Its callbacks come in text order, so a cursor that advances
// one token per callback is always at the callback's token.
#include "tool/base/json_source.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>

#include <nlohmann/json.hpp>

namespace telinject::rewrite {
namespace {

using nlohmann::json;

constexpr double kMaxExactInteger = 9007199254740992.0; // 2^53

class Cursor {
public:
  explicit Cursor(std::string_view text) : text_(text) {
    if (text_.substr(0, 3) == "\xef\xbb\xbf")
      at_ = line_start_ = 3;
  }

  // Returns the location of the next token and moves past it.
  JsonLocation next_token() {
    while (at_ < text_.size() && std::string_view(" \t\r\n,:").find(text_[at_]) != std::string_view::npos)
      step();
    const JsonLocation location = position();
    if (at_ >= text_.size())
      return location;
    const char first = text_[at_];
    step();
    if (first == '"') {
      while (at_ < text_.size() && text_[at_] != '"') {
        if (text_[at_] == '\\')
          step();
        step();
      }
      step();
    } else if (std::string_view("{}[]").find(first) == std::string_view::npos) {
      while (at_ < text_.size() && std::string_view(" \t\r\n,:{}[]\"").find(text_[at_]) == std::string_view::npos)
        step();
    }
    return location;
  }

  JsonLocation at(size_t offset) {
    while (at_ < offset && at_ < text_.size())
      step();
    return position();
  }

private:
  JsonLocation position() const { return {line_, at_ - line_start_ + 1}; }
  void step() {
    if (at_ >= text_.size())
      return;
    if (text_[at_++] == '\n')
      ++line_, line_start_ = at_;
  }

  std::string_view text_;
  size_t at_ = 0, line_ = 1, line_start_ = 0;
};

// Builds the tree; each handler returns false to stop at an error.
class Builder : public json::json_sax_t {
public:
  explicit Builder(std::string_view text) : cursor_(text), whole_(text) {}

  JsonNode root;
  std::optional<JsonFault> fault;

  bool null() override { return add(JsonNode::Kind::null); }
  bool boolean(bool value) override {
    const bool added = add(JsonNode::Kind::boolean);
    last_->boolean = value;
    return added;
  }
  bool number_integer(number_integer_t value) override { return number(static_cast<double>(value)); }
  bool number_unsigned(number_unsigned_t value) override { return number(static_cast<double>(value)); }
  bool number_float(number_float_t value, const string_t &) override { return number(value); }
  bool string(string_t &value) override {
    if (value.find('\0') != std::string::npos)
      return refuse(cursor_.next_token(), "a string with a NUL byte; leave it out");
    const bool added = add(JsonNode::Kind::text);
    last_->text = std::move(value);
    return added;
  }
  bool binary(binary_t &) override { return false; }
  bool start_object(size_t) override { return open(JsonNode::Kind::object); }
  bool start_array(size_t) override { return open(JsonNode::Kind::list); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t &name) override {
    key_location_ = cursor_.next_token();
    const auto [before, fresh] = keys_.back().try_emplace(name, key_location_.line);
    if (!fresh)
      return refuse(key_location_, "duplicate key \"" + printable(name) + "\", first used on line " +
                                       std::to_string(before->second) + "; remove one of them");
    key_ = std::move(name);
    return true;
  }
  bool parse_error(size_t byte, const std::string &, const nlohmann::detail::exception &error) override {
    // The last byte read is the unexpected one; at the end of the text there is none.
    const std::string_view read = whole_.substr(0, byte > 0 ? byte - 1 : 0);
    std::string what = error.what();
    const auto detail = what.find("; last read");
    const auto start = what.find(": ");
    what = what.substr(0, detail);
    if (start != std::string::npos && start + 2 < what.size())
      what = what.substr(start + 2);
    if (const auto more = what.find(" - "); more != std::string::npos)
      what = what.substr(more + 3);
    return refuse(Cursor(whole_).at(read.size()), "is not valid JSON: " + what + "; fix it there or just before");
  }

private:
  bool refuse(JsonLocation location, std::string what) {
    if (!fault)
      fault = JsonFault{location, std::move(what)};
    return false;
  }

  bool add(JsonNode::Kind kind) {
    JsonNode node;
    node.kind = kind;
    node.location = cursor_.next_token();
    node.key = std::move(key_);
    node.key_location = key_location_;
    key_.clear();
    if (open_.empty()) {
      root = std::move(node);
      last_ = &root;
    } else {
      open_.back()->children.push_back(std::move(node));
      last_ = &open_.back()->children.back();
    }
    return true;
  }

  bool number(double value) {
    const bool whole = std::trunc(value) == value && std::fabs(value) <= kMaxExactInteger;
    const bool added = add(whole ? JsonNode::Kind::integer : JsonNode::Kind::number);
    if (whole)
      last_->integer = static_cast<std::int64_t>(value);
    return added;
  }

  bool open(JsonNode::Kind kind) {
    add(kind);
    // Pointers stay valid: only the children of the innermost open node grow.
    open_.push_back(last_);
    keys_.emplace_back();
    if (open_.size() > kMaxJsonDepth)
      return refuse(last_->location, "lists and objects are nested more than " + std::to_string(kMaxJsonDepth) +
                                         " deep; no key needs that");
    return true;
  }

  bool close() {
    cursor_.next_token();
    open_.pop_back();
    keys_.pop_back();
    return true;
  }

  Cursor cursor_;
  std::string_view whole_;
  std::vector<JsonNode *> open_;
  std::vector<std::unordered_map<std::string, size_t>> keys_; // for each open object: line of each key
  JsonNode *last_ = nullptr;
  std::string key_;
  JsonLocation key_location_;
};

} // namespace

const JsonNode *JsonNode::member(std::string_view name) const {
  if (kind != Kind::object)
    return nullptr;
  for (const JsonNode &child : children)
    if (child.key == name)
      return &child;
  return nullptr;
}

size_t code_points(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string printable(std::string_view text) {
  constexpr size_t kMaxShown = 60;
  std::string shown;
  for (const char c : text.substr(0, kMaxShown)) {
    const auto byte = static_cast<unsigned char>(c);
    shown += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  if (text.size() <= kMaxShown)
    return shown;
  // Do not cut a character in half.
  while (!shown.empty() && (static_cast<unsigned char>(text[shown.size()]) & 0xc0) == 0x80)
    shown.pop_back();
  return shown + "…";
}

std::variant<JsonNode, JsonFault> parse_json_source(std::string_view text) {
  Builder builder(text);
  if (!json::sax_parse(text.begin(), text.end(), &builder) || builder.fault)
    return builder.fault.value_or(JsonFault{{}, "is not valid JSON; fix it"});
  return std::move(builder.root);
}

} // namespace telinject::rewrite
