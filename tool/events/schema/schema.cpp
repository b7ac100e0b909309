// Checks a document against a compiled schema.
#include "tool/events/schema/schema.h"

#include <algorithm>
#include <cstdio>

#include "tool/events/input/text.h"

namespace telinject::events {
namespace {

// The path from the root to a value. Lives on the stack; converted to text only for a fault.
struct Path {
  const Path *up = nullptr;
  std::string_view key;
};

std::string pointer(const Path *path) {
  if (!path || !path->up)
    return {};
  std::string key;
  for (const char c : path->key.substr(0, 200)) {
    if (c == '~')
      key += "~0";
    else if (c == '/')
      key += "~1";
    else
      key += c;
  }
  return join(pointer(path->up), "/", printable(key, 200));
}

constexpr const char *kTypeNames[] = {"null",     "a boolean", "an integer", "a number",
                                      "a string", "an array",  "an object"};

std::string show(const Value &v) {
  switch (v.type()) {
  case Type::null:
    return "null";
  case Type::boolean:
    return v.boolean() ? "true" : "false";
  case Type::integer:
  case Type::number: {
    std::uint64_t whole = 0;
    if (v.to_unsigned(whole))
      return std::to_string(whole);
    std::string text(32, '\0');
    text.resize(static_cast<std::size_t>(std::snprintf(text.data(), text.size(), "%.15g", v.number())));
    return text;
  }
  case Type::string:
    return quoted(v.text());
  default:
    return kTypeNames[static_cast<std::size_t>(v.type())];
  }
}

std::string show(const Scalar &s) {
  switch (s.type) {
  case Type::null:
    return "null";
  case Type::boolean:
    return s.boolean ? "true" : "false";
  case Type::string:
    return quoted(s.text);
  default:
    return std::to_string(s.number);
  }
}

std::string show(const std::vector<Scalar> &list) {
  std::string out = list.size() > 1 ? "one of " : "";
  for (const Scalar &s : list)
    out += join(&s == &list.front() ? "" : ", ", show(s));
  return out;
}

std::string type_list(unsigned types) {
  std::string out;
  for (unsigned i = 0; i < std::size(kTypeNames); ++i)
    if (types >> i & 1U)
      out += join(out.empty() ? "" : " or ", kTypeNames[i]);
  return out;
}

// Describes a rule briefly, for alternatives of anyOf and for not.
std::string describe(const Rule &r) {
  std::string out = r.types ? type_list(r.types) : "";
  if (r.pattern)
    out += join(out.empty() ? "" : " ", "matching ", r.pattern->source());
  if (r.allowed)
    out += join(out.empty() ? "" : " ", show(*r.allowed));
  for (const std::string &key : r.required)
    out += join(out.empty() ? "" : ", ", "with key ", quoted(key));
  return out.empty() ? "another form" : out;
}

bool has_type(const Value &v, unsigned types) {
  const auto bit = [&](Type t) { return (types >> static_cast<unsigned>(t) & 1U) != 0; };
  if (bit(v.type()))
    return true;
  if (v.type() == Type::integer)
    return bit(Type::number);
  return v.type() == Type::number && bit(Type::integer) && v.is_integer();
}

bool equals(const Value &v, const Scalar &s) {
  const Type type = v.type() == Type::integer ? Type::number : v.type();
  if (type != s.type)
    return false;
  if (type == Type::boolean)
    return v.boolean() == s.boolean;
  if (type == Type::number)
    return v.number() == s.number;
  return type == Type::null || v.text() == s.text;
}

std::size_t code_points(std::string_view text) { // the text is valid UTF-8
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

class Checker {
public:
  Checker(std::vector<SchemaFault> *faults, std::size_t limit) : faults_(faults), limit_(limit) {}

  // Returns whether the value matches. Without a list of faults, stops at the first mismatch.
  bool check(const Rule &r, const Value &v, const Path *at) {
    if (r.never)
      return fail(at, "must be absent here");
    if (r.types && !has_type(v, r.types))
      return faults_ ? fail(at, join("is ", show(v), ", must be ", type_list(r.types))) : false;
    bool ok = check_scalar(r, v, at);
    if ((ok || faults_) && v.type() == Type::string)
      ok = check_string(r, v, at) && ok;
    if ((ok || faults_) && v.type() == Type::object)
      ok = check_object(r, v, at) && ok;
    if (ok || faults_)
      ok = check_branches(r, v, at) && ok;
    return ok;
  }

private:
  static bool fits(const Rule &r, const Value &v, const Path *at) { return Checker(nullptr, 0).check(r, v, at); }

  template <class Text> bool fail(const Path *at, Text &&what) {
    if (!faults_ || faults_->size() >= limit_)
      return false;
    SchemaFault fault{std::forward<Text>(what), pointer(at)};
    // Several branches of the schema may report the same fault; add it once.
    for (const SchemaFault &f : *faults_)
      if (f.where == fault.where && f.what == fault.what)
        return false;
    faults_->push_back(std::move(fault));
    return false;
  }

  bool check_scalar(const Rule &r, const Value &v, const Path *at) {
    bool ok = true;
    if (r.allowed && std::none_of(r.allowed->begin(), r.allowed->end(), [&](const Scalar &s) { return equals(v, s); }))
      ok = faults_ ? fail(at, join("is ", show(v), ", must be ", show(*r.allowed))) : false;
    if ((!r.minimum && !r.maximum) || (v.type() != Type::integer && v.type() != Type::number))
      return ok;
    char bound[32];
    if (r.minimum && v.number() < *r.minimum) {
      std::snprintf(bound, sizeof bound, "%g", *r.minimum);
      ok = fail(at, join("is ", show(v), ", must be at least ", bound));
    }
    if (r.maximum && v.number() > *r.maximum) {
      std::snprintf(bound, sizeof bound, "%g", *r.maximum);
      ok = fail(at, join("is ", show(v), ", must be at most ", bound));
    }
    return ok;
  }

  bool check_string(const Rule &r, const Value &v, const Path *at) {
    bool ok = true;
    if (r.pattern && !r.pattern->matches(v.text()))
      ok = fail(at, join("is ", show(v), ", must match ", r.pattern->source()));
    if (!r.min_length && !r.max_length)
      return ok;
    const std::size_t length = code_points(v.text());
    if (r.min_length && length < *r.min_length)
      ok = fail(at, length == 0 ? "is empty, must have text"
                                : join("has ", length, " characters, must have at least ", *r.min_length));
    if (r.max_length && length > *r.max_length)
      ok = fail(at, join("has ", length, " characters, must have at most ", *r.max_length));
    return ok;
  }

  bool check_object(const Rule &r, const Value &v, const Path *at) {
    bool ok = true;
    if (r.min_properties && v.size() < *r.min_properties)
      ok = fail(at, join("has ", counted(v.size(), "key", "keys"), ", must have at least ", *r.min_properties));
    if (r.max_properties && v.size() > *r.max_properties)
      ok = fail(at, join("has ", counted(v.size(), "key", "keys"), ", must have at most ", *r.max_properties));
    for (const std::string &key : r.required) {
      if (v.find(key))
        continue;
      if (!faults_)
        return false;
      ok = fail(at, join("key ", quoted(key), " is missing"));
    }
    // Looks up the rules' keys if there are few; else iterates over the members.
    if (!r.additional && r.properties.size() < 4) {
      for (const auto &[key, rule] : r.properties)
        if (const Value member = v.find(key))
          ok = check_member(*rule, member, key, at) && ok;
      return ok;
    }
    for (Value member = v.first(); member; member = member.next(v)) {
      const auto found = r.properties.find(member.key());
      if (found != r.properties.end())
        ok = check_member(*found->second, member, member.key(), at) && ok;
      else if (r.additional && r.additional->never)
        ok = fail(at, join("unknown key ", quoted(member.key())));
      else if (r.additional)
        ok = check_member(*r.additional, member, member.key(), at) && ok;
      if (!ok && (!faults_ || faults_->size() >= limit_))
        return false;
    }
    return ok;
  }

  bool check_member(const Rule &r, const Value &member, std::string_view key, const Path *at) {
    const Path path{at, key};
    return check(r, member, &path);
  }

  bool check_branches(const Rule &r, const Value &v, const Path *at) {
    bool ok = true;
    for (const auto &rule : r.all_of) {
      ok = check(*rule, v, at) && ok;
      if (!ok && !faults_)
        return false;
    }
    if (!r.any_of.empty() &&
        std::none_of(r.any_of.begin(), r.any_of.end(), [&](const auto &rule) { return fits(*rule, v, at); })) {
      std::string forms;
      for (const auto &rule : r.any_of)
        forms += join(forms.empty() ? "" : ", or ", describe(*rule));
      ok = fail(at, join("is ", show(v), ", must be ", forms));
    }
    if (r.negated && fits(*r.negated, v, at))
      ok = fail(at, join("is ", show(v), ", must not be ", describe(*r.negated)));
    if (r.condition) {
      const Rule *branch = fits(*r.condition, v, at) ? r.then.get() : r.otherwise.get();
      if (branch)
        ok = check(*branch, v, at) && ok;
    }
    return ok;
  }

  std::vector<SchemaFault> *faults_;
  std::size_t limit_;
};

} // namespace

void Schema::check(Value root, std::vector<SchemaFault> &faults, std::size_t limit) const {
  const Path top;
  // Most lines are valid: check without creating messages first.
  if (Checker(nullptr, 0).check(*root_, root, &top))
    return;
  Checker(&faults, limit).check(*root_, root, &top);
}

} // namespace telinject::events
