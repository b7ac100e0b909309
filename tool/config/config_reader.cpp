// Reads the keys of a configuration.
#include "tool/config/config_reader.h"

#include "tool/base/nearest_name.h"
#include "tool/config/profiles.h"

#include <algorithm>

namespace telinject::rewrite {
namespace {

using Kind = JsonNode::Kind;

constexpr size_t kMaxTextLength = 4096;
constexpr size_t kMaxTexts = 1000;

const char *kind_name(const JsonNode &node) {
  switch (node.kind) {
  case Kind::null:
    return "null";
  case Kind::boolean:
    return node.boolean ? "true" : "false";
  case Kind::integer:
  case Kind::number:
    return "a number";
  case Kind::text:
    return "a string";
  case Kind::list:
    return "a list";
  case Kind::object:
    return "an object";
  }
  return "";
}

std::string key_name(const JsonNode &node) {
  return node.key.empty() ? "this" : "\"" + printable(node.key) + "\"";
}

} // namespace

void ConfigReader::fault(JsonLocation location, const std::string &description) {
  faults_.push_back({name_ + ":" + std::to_string(location.line) + ":" + std::to_string(location.column), description});
}

void ConfigReader::wrong_type(const JsonNode &node, const std::string &expected) {
  fault(node.location, key_name(node) + " is " + kind_name(node) + "; it must be " + expected);
}

void ConfigReader::read_object(const JsonNode &node, const char *description, const std::vector<Key> &keys,
                               const std::function<bool(const JsonNode &)> &other) {
  if (node.kind != Kind::object) {
    wrong_type(node, std::string("an object: ") + description);
    return;
  }
  for (const JsonNode &member : node.children) {
    const auto key = std::find_if(keys.begin(), keys.end(), [&](const Key &known) { return member.key == known.name; });
    if (key != keys.end()) {
      key->read(member);
    } else if (!other || !other(member)) {
      std::vector<std::string> names;
      for (const Key &known : keys)
        names.emplace_back(known.name);
      fault(member.key_location,
            "unknown key \"" + printable(member.key) + "\" in " + description + "; " + suggestion(member.key, names));
    }
  }
}

Settings ConfigReader::read(const JsonNode &root) {
  auto texts = [this](std::optional<std::vector<std::string>> &to, const char *expected) {
    return [this, &to, expected](const JsonNode &node) { to = read_texts(node, expected); };
  };
  read_object(root, "the configuration",
              {{"$schema", [this](const JsonNode &node) { is_text(node, "the address of the schema"); }},
               {"profile", [this](const JsonNode &node) { read_profile(node); }},
               {"events", [this](const JsonNode &node) { read_events(node); }},
               {"include", texts(settings_.include, "a list of globs, as in [\"src/**\"]")},
               {"exclude", texts(settings_.exclude, "a list of globs, as in [\"third_party/**\"]")},
               {"functions", [this](const JsonNode &node) { read_functions(node); }},
               {"capture", [this](const JsonNode &node) { read_capture(node); }},
               {"loops", [this](const JsonNode &node) { read_loops(node); }},
               {"redact", texts(settings_.redact, "a list of names, as in [\"iban\"]")},
               {"aspects", [this](const JsonNode &node) { read_aspect_list(node, settings_.aspects); }}});
  return std::move(settings_);
}

void ConfigReader::read_functions(const JsonNode &node) {
  read_object(node, "\"functions\"",
              {{"include", [this](const JsonNode &value) { settings_.functions = read_expressions(value); }},
               {"exclude", [this](const JsonNode &value) { settings_.skip_functions = read_expressions(value); }},
               {"min_statements", [this](const JsonNode &value) { read_min_statements(value); }}});
}

void ConfigReader::read_min_statements(const JsonNode &node) {
  const std::string expected = "a whole number from 0 to " + std::to_string(kMaxCount) + ", or \"auto\"";
  if (node.kind == Kind::text && node.text != "auto")
    return fault(node.location, "\"min_statements\" is \"" + printable(node.text) + "\"; it must be " + expected);
  if (node.kind == Kind::text) {
    settings_.min_statements = MinStatements{0, true};
    return;
  }
  std::optional<unsigned> count;
  read_number(node, 0, kMaxCount, count, ", or \"auto\"");
  if (count)
    settings_.min_statements = MinStatements{*count, false};
}

void ConfigReader::read_profile(const JsonNode &node) {
  if (!is_text(node, "the name of a profile, as in \"service\""))
    return;
  settings_.profile = profile_named(node.text);
  if (!settings_.profile)
    fault(node.location, "unknown profile \"" + printable(node.text) + "\"; " + suggestion(node.text, profile_names()));
}

void ConfigReader::read_capture(const JsonNode &node) {
  auto flag = [this](std::optional<bool> &to) { return [this, &to](const JsonNode &value) { read_flag(value, to); }; };
  read_object(node, "\"capture\"",
              {{"arguments", flag(settings_.arguments)},
               {"return_value", flag(settings_.return_value)},
               {"max_value_bytes",
                [this](const JsonNode &value) { read_number(value, 1, kMaxValueBytes, settings_.max_value_bytes); }},
               {"dereference_strings", flag(settings_.dereference_strings)},
               {"ternary", flag(settings_.ternary)},
               {"ostream", flag(settings_.ostream)},
               {"what", flag(settings_.what)}});
}

void ConfigReader::read_loops(const JsonNode &node) {
  read_object(node, "\"loops\"", {{"max_iterations_logged", [this](const JsonNode &value) {
                                     read_number(value, 0, kMaxCount, settings_.max_iterations_logged);
                                   }}});
}

void ConfigReader::read_events(const JsonNode &node) {
  settings_.events = read_texts(node, "a list of constructs, as in [\"function\"]");
  if (!settings_.events)
    return;
  if (settings_.events->empty())
    fault(node.location, "\"events\" names no construct; leave it out for all of them");
  for (const JsonNode &name : node.children)
    if (name.kind == Kind::text && !name.text.empty() && !is_event(name.text))
      fault(name.location,
            "unknown construct \"" + printable(name.text) + "\"; " + suggestion(name.text, event_names()));
}

bool ConfigReader::is_text(const JsonNode &node, const std::string &expected) {
  if (node.kind != Kind::text)
    wrong_type(node, expected);
  else if (node.text.empty())
    fault(node.location, "an empty string; it must be " + expected);
  else if (code_points(node.text) > kMaxTextLength)
    fault(node.location, "a string of more than " + std::to_string(kMaxTextLength) + " characters; it must be shorter");
  else
    return true;
  return false;
}

void ConfigReader::read_flag(const JsonNode &node, std::optional<bool> &to) {
  if (node.kind != Kind::boolean)
    return wrong_type(node, "true or false");
  to = node.boolean;
}

void ConfigReader::read_number(const JsonNode &node, unsigned min, unsigned max, std::optional<unsigned> &to,
                               const std::string &alternative) {
  const std::string expected =
      "a whole number from " + std::to_string(min) + " to " + std::to_string(max) + alternative;
  if (node.kind != Kind::integer && node.kind != Kind::number)
    return wrong_type(node, expected);
  if (node.kind == Kind::number || node.integer < min || node.integer > max)
    return fault(node.location, key_name(node) + " is out of range; it must be " + expected);
  to = static_cast<unsigned>(node.integer);
}

std::optional<std::vector<std::string>> ConfigReader::read_texts(const JsonNode &node, const std::string &expected) {
  if (node.kind != Kind::list) {
    wrong_type(node, expected);
    return std::nullopt;
  }
  if (node.children.size() > kMaxTexts) {
    fault(node.location,
          key_name(node) + " has more than " + std::to_string(kMaxTexts) + " elements; use patterns that cover more");
    return std::nullopt;
  }
  std::vector<std::string> texts;
  for (const JsonNode &child : node.children)
    if (is_text(child, "a string, one element of " + expected))
      texts.push_back(child.text);
  return texts;
}

// Reads one expression, or a list of alternatives.
std::optional<std::string> ConfigReader::read_expressions(const JsonNode &node) {
  const std::string expected = "a regular expression, or a list of them";
  std::vector<const JsonNode *> nodes;
  if (node.kind == Kind::list)
    for (const JsonNode &child : node.children)
      nodes.push_back(&child);
  else
    nodes.push_back(&node);
  std::string joined;
  for (const JsonNode *one : nodes) {
    if (!is_text(*one, expected))
      continue;
    if (const auto checked = check_expression(one->text); !checked) {
      fault(one->location, checked.error());
      continue;
    }
    joined += (joined.empty() ? "" : "|") + (nodes.size() == 1 ? one->text : "(?:" + one->text + ")");
  }
  if (joined.empty())
    return std::nullopt; // an empty list selects nothing
  if (nodes.size() > 1)
    if (const auto checked = check_joined_expression(joined); !checked) {
      fault(node.location, checked.error());
      return std::nullopt;
    }
  return joined;
}

} // namespace telinject::rewrite
