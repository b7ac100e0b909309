// Reads the parts of aspects that describe where values come from, the handlers of requests, and the headers of requests:
//
//   {
//     "match": {"handler": {"parameters": ["const httplib::Request &", "httplib::Response &"], …}},
//     "kind": "http", "role": "server", "http.request.method": {"argument": 0, "member": "method"}
//   }
#include "tool/config/config_reader.h"

#include "tool/base/files.h"

#include <regex>

namespace telinject::rewrite {
namespace {

using Kind = JsonNode::Kind;

constexpr size_t kMaxHelperArguments = 8;
constexpr size_t kMaxParameters = 30;

// An enumerator, a number, the path of a member or a text in quotes.
bool is_helper_argument(const std::string &text) {
  static const std::regex form(
      "-?[0-9]{1,18}|[A-Za-z_][A-Za-z0-9_]*|"
      "[A-Za-z_][A-Za-z0-9_]*\\((handle|result|output|connection)\\)|"
      "(handle|result|output|connection)(\\.[A-Za-z_][A-Za-z0-9_]*){1,4}|'[A-Za-z0-9_.:/ -]{0,80}'");
  return text.size() <= 100 && std::regex_match(text, form);
}

bool is_identifier(const std::string &text) {
  static const std::regex form("[A-Za-z_][A-Za-z0-9_]*");
  return text.size() <= 100 && std::regex_match(text, form);
}

// "const httplib::Request &"
bool is_type(const std::string &text) {
  static const std::regex form("[A-Za-z_][A-Za-z0-9_:<>, ]*[*& ]*(const)?");
  return text.size() <= 200 && std::regex_match(text, form);
}

} // namespace

void ConfigReader::read_helper_arguments(const JsonNode &node, std::vector<std::string> &arguments) {
  const auto texts = read_texts(node, "a list of \"handle\", enumerators and numbers in quotes");
  if (!texts)
    return;
  for (const std::string &text : *texts)
    if (!is_helper_argument(text))
      fault(node.location,
            "\"" + printable(text) + "\" is neither \"handle\" nor an enumerator, a number or a text in single quotes");
  if (texts->size() > kMaxHelperArguments)
    fault(node.location, "more than " + std::to_string(kMaxHelperArguments) + " arguments; leave some out");
  arguments = *texts;
}

void ConfigReader::read_aspect_source(const JsonNode &node, AspectAttribute &attribute) {
  if (node.kind != Kind::object)
    return wrong_type(node, "a string or {\"argument\": N}");
  const bool has_argument = node.member("argument") || node.member("registered_argument");
  if (!has_argument && (node.member("call") || node.member("member")))
    return read_aspect_helper(node, attribute.helper.emplace(), &attribute);
  read_aspect_place(node, attribute);
}

// Reads {"argument": N}, {"argument": N, "member": "status", "at": "end"}, {"registered_argument": N}.
void ConfigReader::read_aspect_place(const JsonNode &node, AspectAttribute &attribute) {
  AspectPart &part = attribute.part;
  auto read_identifier = [&](std::string &to) {
    return [this, &to](const JsonNode &name) {
      if (!is_text(name, "the name of a member"))
        return;
      if (!is_identifier(name.text))
        fault(name.location, "\"" + printable(name.text) + "\" is not the name of a member");
      to = name.text;
    };
  };
  auto read_number_text = [&](std::string &to) {
    return [this, &to](const JsonNode &number) {
      static const std::regex form("-?[0-9]{1,9}");
      if (!is_text(number, "a whole number in quotes"))
        return;
      if (!std::regex_match(number.text, form))
        fault(number.location, "\"" + printable(number.text) + "\" is not a whole number");
      to = number.text;
    };
  };
  const auto read_marker = [this](bool &to) {
    return [this, &to](const JsonNode &value) {
      std::optional<bool> flag;
      read_flag(value, flag);
      to = flag.value_or(false);
    };
  };
  read_object(
      node, "an attribute's place",
      {{"argument", [&](const JsonNode &value) { read_index(value, attribute.argument); }},
       {"registered_argument", [&](const JsonNode &value) { read_index(value, attribute.registered_argument); }},
       {"member", read_identifier(part.member)},
       {"method", read_identifier(part.method)},
       {"arguments", [&](const JsonNode &list) { read_helper_arguments(list, part.arguments); }},
       {"at",
        [&](const JsonNode &word) {
          std::string at;
          read_word(word, {"begin", "end"}, at);
          part.is_read_at_end = at == "end";
        }},
       {"unset", read_number_text(part.unset)},
       {"unset_means", read_number_text(part.unset_means)},
       {"length", [&](const JsonNode &value) { read_index(value, attribute.length); }},
       {"element", [&](const JsonNode &value) { read_index(value, attribute.element); }},
       {"is_parameterised", read_marker(attribute.is_parameterised)},
       {"is_format", read_marker(attribute.is_format)}});
  if (!node.member("argument") && !node.member("registered_argument"))
    fault(node.location, "this names no argument; write {\"argument\": N}, counted from 0");
  if (part.unset.empty() != part.unset_means.empty())
    fault(node.location, "\"unset\" and \"unset_means\" need each other; add the other one");
}

std::vector<std::string> ConfigReader::read_types(const JsonNode &node) {
  const auto read = read_texts(node, "a list of types");
  const std::vector<std::string> types = read.value_or(std::vector<std::string>());
  for (const std::string &type : types)
    if (!is_type(type))
      fault(node.location, "\"" + printable(type) + "\" is not a type; write it as in \"const char *\"");
  if (types.size() > kMaxParameters)
    fault(node.location, "more than " + std::to_string(kMaxParameters) + " parameters");
  return types;
}

void ConfigReader::read_aspect_handler(const JsonNode &node, Aspect &aspect) {
  AspectHandler &handler = aspect.handler.emplace();
  auto read_names = [&](std::vector<std::string> &to) {
    return [this, &to](const JsonNode &list) {
      static const std::regex form("([A-Za-z_][A-Za-z0-9_]*::)*[A-Za-z_][A-Za-z0-9_]*");
      const auto names = read_texts(list, "a list of qualified names of functions");
      for (const std::string &name : names.value_or(std::vector<std::string>()))
        if (name.size() > 500 || !std::regex_match(name, form))
          fault(list.location, "\"" + printable(name) + "\" is not the qualified name of a function");
      to = names.value_or(std::vector<std::string>());
    };
  };
  read_object(node, "\"handler\"",
              {{"parameters", [&](const JsonNode &list) { handler.parameters = read_types(list); }},
               {"result",
                [&](const JsonNode &type) {
                  if (is_text(type, "a type") && !is_type(type.text))
                    fault(type.location, "\"" + printable(type.text) + "\" is not a type");
                  handler.result = type.text;
                }},
               {"registered_by", read_names(handler.registered)},
               {"not_of", read_names(handler.not_of)},
               {"argument", [&](const JsonNode &number) { read_index(number, handler.argument); }},
               {"first", [&](const JsonNode &number) { read_index(number, handler.first); }}});
  if (node.kind == Kind::object && handler.parameters.empty())
    fault(node.location, "\"handler\" has no parameters; add \"parameters\"");
  if (!handler.registered.empty() && handler.argument < 0)
    fault(node.location, "\"registered_by\" needs \"argument\", the handler's; add it, counted from 0");
}

void ConfigReader::check_handler(const JsonNode &node, const Aspect &aspect) {
  if (!aspect.handler) {
    if (node.member("traceparent"))
      fault(node.member("traceparent")->location,
            "only a handler has a \"traceparent\"; remove it, or match a handler");
    return;
  }
  const bool is_callback = aspect.kind == "context" && aspect.action.starts_with("take_over");
  if (!is_callback && (aspect.kind != "http" || aspect.role != "server" || aspect.action != "record"))
    fault(node.location,
          "a handler is of kind \"http\" and role \"server\", without \"action\"; or of kind \"context\" "
          "and action \"take_over\"");
  if (!aspect.function.empty() || aspect.constant_argument >= 0)
    fault(node.location, "\"match\" has both a handler and a function; write two aspects");
}

// Reads "empty" or {"argument": N}.
void ConfigReader::read_aspect_headers(const JsonNode &node, AspectHeaders &headers) {
  if (node.kind == Kind::text) {
    std::string word;
    read_word(node, {"empty"}, word);
    headers.change = AspectHeaders::Change::empty;
    return;
  }
  headers.change = AspectHeaders::Change::argument;
  read_object(node, "\"headers\"",
              {{"argument", [&](const JsonNode &number) { read_index(number, headers.argument); }}});
  if (node.kind == Kind::object && headers.argument < 0)
    fault(node.location, "\"headers\" names no argument; write {\"argument\": N}, counted from 0");
}

} // namespace telinject::rewrite
