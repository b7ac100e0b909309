// Reads the aspects of a .telinject.json, which describe library calls:
//
//   {
//     "match": {"function": "sqlite3_exec"}, "kind": "database", "db.system": "sqlite",
//     "db.statement": {"argument": 1}, "error": {"result": "!= 0"}
//   }
#include "tool/config/config_reader.h"

#include "tool/base/files.h"
#include "tool/base/nearest_name.h"

#include <regex>

namespace telinject::rewrite {
namespace {

using Kind = JsonNode::Kind;

constexpr unsigned kMaxArguments = 127; // C guarantees this many arguments of a call
constexpr size_t kMaxAspects = 1000;

bool is_attribute_name(const std::string &name) {
  static const std::regex form("(db|http|url|server|client|network)(\\.[a-z][a-z0-9_]*)+");
  return name.size() <= 100 && std::regex_match(name, form);
}

bool is_function_name(const std::string &name) {
  static const std::regex form("(::)?[A-Za-z_][A-Za-z0-9_]*(::~?[A-Za-z_][A-Za-z0-9_]*)*");
  return name.size() <= 500 && std::regex_match(name, form);
}

bool is_comparison(const std::string &text) {
  static const std::regex form("(==|!=|<|<=|>|>=) (-?[0-9]{1,18}|null)");
  return text.size() <= 30 && std::regex_match(text, form);
}

} // namespace

void ConfigReader::read_aspect_list(const JsonNode &node, std::vector<Aspect> &aspects) {
  if (node.kind != Kind::list)
    return wrong_type(node, "a list of aspects and of files that hold them");
  if (node.children.size() > kMaxAspects)
    return fault(node.location, "more than " + std::to_string(kMaxAspects) + " aspects; leave some out");
  for (const JsonNode &child : node.children) {
    if (child.kind == Kind::text)
      read_aspect_file(child, aspects);
    else
      read_aspect(child, aspects);
  }
}

void ConfigReader::read_aspect_file(const JsonNode &node, std::vector<Aspect> &aspects) {
  if (!is_text(node, "the name of a file of aspects"))
    return;
  const auto text = read_file(absolute_path(node.text, folder_), kMaxConfigSize);
  if (!text)
    return fault(node.location, "the aspects of \"" + printable(node.text) + "\" cannot be read: " + text.error() +
                                    "; the name is relative to this file's folder");
  settings_.files.push_back(absolute_path(node.text, folder_));
  const auto parsed = parse_json_source(*text);
  ConfigReader inner(node.text, folder_, faults_);
  if (const auto *wrong = std::get_if<JsonFault>(&parsed))
    inner.fault(wrong->location, wrong->message);
  else
    inner.read_aspects(std::get<JsonNode>(parsed), aspects);
}

void ConfigReader::read_aspects(const JsonNode &root, std::vector<Aspect> &aspects) {
  if (root.kind != Kind::list)
    return read_aspect(root, aspects);
  // Aspect files cannot name further files, which prevents cycles.
  for (const JsonNode &child : root.children)
    read_aspect(child, aspects);
}

void ConfigReader::read_aspect(const JsonNode &node, std::vector<Aspect> &aspects) {
  Aspect aspect;
  read_object(
      node, "an aspect",
      {{"match",
        [&](const JsonNode &match) {
          read_object(match, "\"match\"",
                      {{"function", [&](const JsonNode &name) {
                          if (!is_text(name, "the qualified name of a function"))
                            return;
                          if (!is_function_name(name.text))
                            fault(name.location,
                                  "\"" + printable(name.text) +
                                      "\" is not the qualified name of a function; write it without parameters");
                          aspect.function = name.text;
                        }}});
          if (match.kind == Kind::object && !match.member("function"))
            fault(match.location, "\"match\" names no function; add \"function\"");
        }},
       {"kind",
        [&](const JsonNode &kind) {
          if (!is_text(kind, "\"database\" or \"http\""))
            return;
          if (kind.text != "database" && kind.text != "http")
            fault(kind.location,
                  "unknown kind \"" + printable(kind.text) + "\"; " + suggestion(kind.text, {"database", "http"}));
          aspect.kind = kind.text;
        }},
       {"error",
        [&](const JsonNode &error) {
          read_object(error, "\"error\"",
                      {{"result", [&](const JsonNode &result) {
                          if (!is_text(result, "a comparison, as in \"!= 0\""))
                            return;
                          if (!is_comparison(result.text))
                            fault(result.location,
                                  "\"" + printable(result.text) +
                                      "\" is not a comparison; write one as in \"!= 0\", \"< 0\" or \"== null\"");
                          aspect.error_result = result.text;
                        }}});
          if (error.kind == Kind::object && !error.member("result"))
            fault(error.location, "\"error\" has no result; add \"result\", as in \"!= 0\"");
        }}},
      [&](const JsonNode &attribute) { return read_aspect_attribute(attribute, aspect); });
  if (node.kind != Kind::object)
    return;
  for (const char *needed : {"match", "kind"})
    if (!node.member(needed))
      fault(node.location, std::string("this aspect has no \"") + needed + "\"; add it");
  aspects.push_back(std::move(aspect));
}

// Reads "db.statement": {"argument": 1} or a constant. Returns false if the key is no attribute.
bool ConfigReader::read_aspect_attribute(const JsonNode &node, Aspect &aspect) {
  if (!is_attribute_name(node.key))
    return false;
  AspectAttribute attribute;
  attribute.name = node.key;
  if (node.kind == Kind::text) {
    is_text(node, "a string or {\"argument\": N}");
    attribute.constant = node.text;
  } else if (node.kind == Kind::object) {
    std::optional<unsigned> number;
    read_object(node, "an attribute's place",
                {{"argument", [&](const JsonNode &value) { read_number(value, 0, kMaxArguments, number); }}});
    if (!node.member("argument"))
      fault(node.location, "this names no argument; write {\"argument\": N}, counted from 0");
    if (number)
      attribute.argument = static_cast<int>(*number);
  } else {
    wrong_type(node, "a string or {\"argument\": N}");
  }
  aspect.attributes.push_back(std::move(attribute));
  return true;
}

} // namespace telinject::rewrite
