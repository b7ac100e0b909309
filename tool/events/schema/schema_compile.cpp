// Compiles a JSON Schema into a tree of rules.
#include <cmath>
#include <nlohmann/json.hpp>

#include "tool/events/input/text.h"
#include "tool/events/schema/schema.h"

namespace telinject::events {
namespace {

using Json = nlohmann::json;

// References to references deeper than this are taken for a cycle.
constexpr unsigned kMaxReferences = 16;

// The position of a value in the schema.
struct Place {
  std::string path; // JSON pointer
  const Json *definitions = nullptr;
  unsigned references = 0; // followed from the root to here

  template <class Key> Place operator/(const Key &key) const { return {join(path, "/", key), definitions, references}; }
};

Rule::Ptr compile_rule(const Json &source, const Place &at);

[[noreturn]] void refuse(const Place &at, const std::string &why) {
  throw SchemaError(join("schema", at.path, ": ", why));
}

unsigned type_bit(const Json &name, const Place &at) {
  static const std::unordered_map<std::string, unsigned> kBits = {
      {"null", 1U << static_cast<unsigned>(Type::null)},       {"boolean", 1U << static_cast<unsigned>(Type::boolean)},
      {"integer", 1U << static_cast<unsigned>(Type::integer)}, {"number", 1U << static_cast<unsigned>(Type::number)},
      {"string", 1U << static_cast<unsigned>(Type::string)},   {"array", 1U << static_cast<unsigned>(Type::array)},
      {"object", 1U << static_cast<unsigned>(Type::object)}};
  const auto found = name.is_string() ? kBits.find(name.get<std::string>()) : kBits.end();
  if (found == kBits.end())
    refuse(at, "unknown type " + name.dump());
  return found->second;
}

unsigned compile_types(const Json &value, const Place &at) {
  if (!value.is_array())
    return type_bit(value, at);
  unsigned bits = 0;
  for (const auto &name : value)
    bits |= type_bit(name, at);
  return bits;
}

Scalar compile_scalar(const Json &value, const Place &at) {
  if (value.is_null())
    return {};
  if (value.is_boolean())
    return {Type::boolean, value.get<bool>(), 0, {}};
  if (value.is_number())
    return {Type::number, false, value.get<double>(), {}};
  if (value.is_string())
    return {Type::string, false, 0, value.get<std::string>()};
  refuse(at, "only null, booleans, numbers and strings can be listed");
}

std::vector<Scalar> compile_scalars(const Json &list, const Place &at) {
  if (!list.is_array())
    refuse(at, "must be a list");
  std::vector<Scalar> out;
  for (const auto &value : list)
    out.push_back(compile_scalar(value, at));
  return out;
}

double compile_bound(const Json &value, const Place &at) {
  if (!value.is_number() || std::fabs(value.get<double>()) > 9007199254740992.0)
    refuse(at, "must be a number within +-2^53");
  return value.get<double>();
}

std::size_t compile_size(const Json &value, const Place &at) {
  if (!value.is_number_unsigned())
    refuse(at, "must be a whole number");
  return value.get<std::size_t>();
}

std::vector<Rule::Ptr> compile_rules(const Json &list, const Place &at) {
  if (!list.is_array() || list.empty())
    refuse(at, "must be a list of schemas");
  std::vector<Rule::Ptr> out;
  for (std::size_t i = 0; i < list.size(); ++i)
    out.push_back(compile_rule(list[i], at / i));
  return out;
}

Pattern compile_pattern(const Json &value, const Place &at) {
  if (!value.is_string())
    refuse(at, "must be a string");
  try {
    return Pattern(value.get<std::string>());
  } catch (const std::invalid_argument &e) {
    refuse(at, e.what());
  }
}

// A reference is compiled at each place that has it, so that the rules stay a tree.
Rule::Ptr compile_reference(const Json &value, const Place &at) {
  constexpr std::string_view kPrefix = "#/$defs/";
  const std::string target = value.is_string() ? value.get<std::string>() : "";
  if (!target.starts_with(kPrefix))
    refuse(at, "must be a string \"#/$defs/NAME\"");
  const std::string name = target.substr(kPrefix.size());
  if (!at.definitions || !at.definitions->contains(name))
    refuse(at, "$defs has no " + events::quoted(name));
  if (at.references == kMaxReferences)
    refuse(at, "references form a cycle, or are nested too deep");
  return compile_rule((*at.definitions)[name], {join("/$defs/", name), at.definitions, at.references + 1});
}

void compile_keyword(Rule &rule, const std::string &keyword, const Json &value, const Place &at) {
  if (keyword == "type")
    rule.types = compile_types(value, at);
  else if (keyword == "const")
    rule.allowed = std::vector<Scalar>{compile_scalar(value, at)};
  else if (keyword == "enum")
    rule.allowed = compile_scalars(value, at);
  else if (keyword == "required") {
    for (const Scalar &key : compile_scalars(value, at))
      rule.required.push_back(key.text);
  } else if (keyword == "properties") {
    if (!value.is_object())
      refuse(at, "must be an object");
    for (const auto &[key, sub] : value.items())
      rule.properties.emplace(key, compile_rule(sub, at / key));
  } else if (keyword == "additionalProperties")
    rule.additional = compile_rule(value, at);
  else if (keyword == "pattern")
    rule.pattern = compile_pattern(value, at);
  else if (keyword == "minimum")
    rule.minimum = compile_bound(value, at);
  else if (keyword == "maximum")
    rule.maximum = compile_bound(value, at);
  else if (keyword == "minLength")
    rule.min_length = compile_size(value, at);
  else if (keyword == "maxLength")
    rule.max_length = compile_size(value, at);
  else if (keyword == "minProperties")
    rule.min_properties = compile_size(value, at);
  else if (keyword == "maxProperties")
    rule.max_properties = compile_size(value, at);
  else if (keyword == "anyOf")
    rule.any_of = compile_rules(value, at);
  else if (keyword == "allOf")
    for (Rule::Ptr &part : compile_rules(value, at))
      rule.all_of.push_back(std::move(part));
  else if (keyword == "if")
    rule.condition = compile_rule(value, at);
  else if (keyword == "then")
    rule.then = compile_rule(value, at);
  else if (keyword == "else")
    rule.otherwise = compile_rule(value, at);
  else if (keyword == "not")
    rule.negated = compile_rule(value, at);
  else if (keyword == "$ref")
    rule.all_of.push_back(compile_reference(value, at));
  else if (keyword != "$schema" && keyword != "$defs" && keyword != "$id" && keyword != "title" &&
           keyword != "description")
    refuse(at, "keyword is not supported");
}

Rule::Ptr compile_rule(const Json &source, const Place &at) {
  auto rule = std::make_unique<Rule>();
  if (source.is_boolean()) {
    rule->never = !source.get<bool>();
    return rule;
  }
  if (!source.is_object())
    refuse(at, "a schema must be an object, true or false");
  if (source.contains("const") && source.contains("enum"))
    refuse(at, "const and enum together are not supported");
  for (const auto &[keyword, value] : source.items())
    compile_keyword(*rule, keyword, value, at / keyword);
  return rule;
}

} // namespace

Schema Schema::compile(std::string_view text) {
  const Json source = Json::parse(text.begin(), text.end(), nullptr, false);
  if (source.is_discarded())
    throw SchemaError("schema: not valid JSON");
  Schema schema;
  schema.root_ =
      compile_rule(source, {"", source.is_object() && source.contains("$defs") ? &source["$defs"] : nullptr});
  return schema;
}

} // namespace telinject::events
