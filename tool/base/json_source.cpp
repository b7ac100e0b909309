// nlohmann's SAX parser tells what comes, not where.  Its events come in the order of the text, so a cursor that skips
// one token an event is always at the token of the event.
#include "tool/base/json_source.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>

#include <nlohmann/json.hpp>

namespace telinject {
namespace {

using nlohmann::json;

constexpr double kMostExact = 9007199254740992.0; // 2^53

class Cursor {
public:
  explicit Cursor(std::string_view text) : text_(text) {
    if (text_.substr(0, 3) == "\xef\xbb\xbf")
      at_ = line_start_ = 3;
  }

  // The place of the next token, which is then passed.
  JsonPlace take() {
    while (at_ < text_.size() && std::string_view(" \t\r\n,:").find(text_[at_]) != std::string_view::npos)
      step();
    const JsonPlace place = here();
    if (at_ >= text_.size())
      return place;
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
    return place;
  }

  JsonPlace at(size_t offset) {
    while (at_ < offset && at_ < text_.size())
      step();
    return here();
  }

private:
  JsonPlace here() const { return {line_, at_ - line_start_ + 1}; }
  void step() {
    if (at_ >= text_.size())
      return;
    if (text_[at_++] == '\n')
      ++line_, line_start_ = at_;
  }

  std::string_view text_;
  size_t at_ = 0, line_ = 1, line_start_ = 0;
};

// Builds the tree; each handler returns false to stop at a fault.
class Builder : public json::json_sax_t {
public:
  explicit Builder(std::string_view text) : cursor_(text), whole_(text) {}

  JsonNode root;
  std::optional<JsonFault> fault;

  bool null() override { return add(JsonNode::Kind::null); }
  bool boolean(bool value) override {
    const bool good = add(JsonNode::Kind::boolean);
    last_->boolean = value;
    return good;
  }
  bool number_integer(number_integer_t value) override { return number(static_cast<double>(value)); }
  bool number_unsigned(number_unsigned_t value) override { return number(static_cast<double>(value)); }
  bool number_float(number_float_t value, const string_t &) override { return number(value); }
  bool string(string_t &value) override {
    if (value.find('\0') != std::string::npos)
      return refuse(cursor_.take(), "a string with a NUL byte; leave it out");
    const bool good = add(JsonNode::Kind::text);
    last_->text = std::move(value);
    return good;
  }
  bool binary(binary_t &) override { return false; }
  bool start_object(size_t) override { return open(JsonNode::Kind::object); }
  bool start_array(size_t) override { return open(JsonNode::Kind::list); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t &name) override {
    key_place_ = cursor_.take();
    const auto [before, fresh] = keys_.back().try_emplace(name, key_place_.line);
    if (!fresh)
      return refuse(key_place_, "\"" + printable(name) + "\" stands on line " + std::to_string(before->second) +
                                    " already; keep one of them");
    key_ = std::move(name);
    return true;
  }
  bool parse_error(size_t byte, const std::string &, const nlohmann::detail::exception &error) override {
    // The byte that was read last is the one that does not fit; at the end of the text there is none.
    const std::string_view read = whole_.substr(0, byte > 0 ? byte - 1 : 0);
    std::string what = error.what();
    const auto detail = what.find("; last read");
    const auto start = what.find(": ");
    what = what.substr(0, detail);
    if (start != std::string::npos && start + 2 < what.size())
      what = what.substr(start + 2);
    if (const auto more = what.find(" - "); more != std::string::npos)
      what = what.substr(more + 3);
    return refuse(Cursor(whole_).at(read.size()), "is not valid JSON: " + what + "; mend it there or just before");
  }

private:
  bool refuse(JsonPlace place, std::string what) {
    if (!fault)
      fault = JsonFault{place, std::move(what)};
    return false;
  }

  bool add(JsonNode::Kind kind) {
    JsonNode node;
    node.kind = kind;
    node.place = cursor_.take();
    node.key = std::move(key_);
    node.key_place = key_place_;
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
    const bool whole = std::trunc(value) == value && std::fabs(value) <= kMostExact;
    const bool good = add(whole ? JsonNode::Kind::integer : JsonNode::Kind::number);
    if (whole)
      last_->integer = static_cast<std::int64_t>(value);
    return good;
  }

  bool open(JsonNode::Kind kind) {
    add(kind);
    // A parent's children do not move while one of them is open: only the innermost one grows.
    open_.push_back(last_);
    keys_.emplace_back();
    if (open_.size() > kDeepestJson)
      return refuse(last_->place, "lists and objects are nested more than " + std::to_string(kDeepestJson) +
                                      " deep; no key needs that");
    return true;
  }

  bool close() {
    cursor_.take();
    open_.pop_back();
    keys_.pop_back();
    return true;
  }

  Cursor cursor_;
  std::string_view whole_;
  std::vector<JsonNode *> open_;
  std::vector<std::unordered_map<std::string, size_t>> keys_; // of each open object: the line
  JsonNode *last_ = nullptr;
  std::string key_;
  JsonPlace key_place_;
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
  constexpr size_t kMost = 60;
  std::string shown;
  for (const char c : text.substr(0, kMost)) {
    const auto byte = static_cast<unsigned char>(c);
    shown += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  if (text.size() <= kMost)
    return shown;
  // Not the first part of a character.
  while (!shown.empty() && (static_cast<unsigned char>(text[shown.size()]) & 0xc0) == 0x80)
    shown.pop_back();
  return shown + "…";
}

std::variant<JsonNode, JsonFault> parse_json_source(std::string_view text) {
  Builder builder(text);
  if (!json::sax_parse(text.begin(), text.end(), &builder) || builder.fault)
    return builder.fault.value_or(JsonFault{{}, "is not valid JSON; mend it"});
  return std::move(builder.root);
}

} // namespace telinject
