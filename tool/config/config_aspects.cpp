// Reads the aspects of a .telinject.json, or of a file of aspects, which describe library calls:
//
//   {
//     "match": {"function": "sqlite3_exec"}, "kind": "database", "db.system.name": "sqlite",
//     "db.query.text": {"argument": 1}, "error": {"result": "!= 0"}
//   }
#include "tool/config/config_reader.h"

#include "tool/base/files.h"
#include "tool/base/nearest_name.h"

#include <algorithm>
#include <regex>

namespace telinject::rewrite {
namespace {

using Kind = JsonNode::Kind;

constexpr unsigned kMaxArguments = 127; // C guarantees this many arguments of a call
constexpr size_t kMaxAspects = 1000;
constexpr size_t kMaxConstant = 200;

bool is_attribute_name(const std::string &name) {
  static const std::regex form("(db|http|url|server|client|network|error|user_agent)(\\.[a-z][a-z0-9_]*)+");
  return name.size() <= 60 && std::regex_match(name, form);
}

bool is_function_name(const std::string &name) {
  static const std::regex form("(::)?[A-Za-z_][A-Za-z0-9_]*(::~?[A-Za-z_][A-Za-z0-9_]*)*");
  return name.size() <= 500 && std::regex_match(name, form);
}

bool is_plain_name(const std::string &name) {
  static const std::regex form("[A-Za-z_][A-Za-z0-9_-]*");
  return name.size() <= 60 && std::regex_match(name, form);
}

// An enumerator or a number.
bool is_constant(const std::string &text) {
  static const std::regex form("-?[0-9]{1,18}|[A-Za-z_][A-Za-z0-9_]*");
  return text.size() <= 100 && std::regex_match(text, form);
}

bool is_comparison(const std::string &text) {
  static const std::regex form("(==|!=|<|<=|>|>=) (-?[0-9]{1,18}|null)");
  return text.size() <= 30 && std::regex_match(text, form);
}

// Goes into a string literal and a line of a site.
bool is_constant_value(const std::string &text) {
  return text.size() <= kMaxConstant &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
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
  const std::string path = absolute_path(node.text, folder_);
  const auto text = read_file(path, kMaxConfigSize);
  if (!text)
    return fault(node.location, "the aspects of \"" + printable(node.text) + "\" cannot be read: " + text.error() +
                                    "; the name is relative to this file's folder");
  settings_.files.push_back(path);
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

void ConfigReader::read_word(const JsonNode &node, const std::vector<std::string> &words, std::string &to) {
  std::string list;
  for (const std::string &word : words)
    list += (list.empty() ? "\"" : word == words.back() ? " or \"" : ", \"") + word + "\"";
  if (!is_text(node, list))
    return;
  if (std::find(words.begin(), words.end(), node.text) == words.end())
    fault(node.location, "unknown " + node.key + " \"" + printable(node.text) + "\"; " + suggestion(node.text, words));
  to = node.text;
}

void ConfigReader::read_index(const JsonNode &node, int &to) {
  std::optional<unsigned> number;
  read_number(node, 0, kMaxArguments, number);
  if (number)
    to = static_cast<int>(*number);
}

void ConfigReader::read_comparison(const JsonNode &node, std::string &to) {
  if (!is_text(node, "a comparison, as in \"!= 0\""))
    return;
  if (!is_comparison(node.text))
    fault(node.location,
          "\"" + printable(node.text) + "\" is not a comparison; write one as in \"!= 0\", \"< 0\" or \"== null\"");
  to = node.text;
}

void ConfigReader::read_aspect_match(const JsonNode &node, Aspect &aspect) {
  auto read_function = [&](const JsonNode &name) {
    if (!is_text(name, "the qualified name of a function"))
      return;
    if (!is_function_name(name.text))
      fault(name.location,
            "\"" + printable(name.text) + "\" is not the qualified name of a function; write it without parameters");
    aspect.function = name.text;
  };
  auto read_one_constant = [&](const JsonNode &value) {
    AspectConstant constant;
    read_object(value, "\"constant\"",
                {{"argument", [&](const JsonNode &number) { read_index(number, constant.argument); }},
                 {"is", [&](const JsonNode &name) {
                    if (!is_text(name, "the name of an enumerator, or a number in quotes"))
                      return;
                    if (!is_constant(name.text))
                      fault(name.location, "\"" + printable(name.text) + "\" is neither an enumerator nor a number");
                    constant.is = name.text;
                  }}});
    if (aspect.constant_argument >= 0)
      aspect.further_constants.push_back(std::move(constant));
    else
      aspect.constant_argument = constant.argument, aspect.constant = std::move(constant.is);
    if (value.kind == Kind::object && !(value.member("argument") && value.member("is")))
      fault(value.location,
            "\"constant\" needs \"argument\" and \"is\"; write {\"argument\": 1, \"is\": \"CURLOPT_URL\"}");
  };
  auto read_constant = [&](const JsonNode &value) {
    if (value.kind != Kind::list)
      return read_one_constant(value);
    for (const JsonNode &one : value.children)
      read_one_constant(one);
  };
  read_object(node, "\"match\"",
              {{"function", read_function}, {"constant", read_constant}, {"handler", [&](const JsonNode &handler) {
                                                                            read_aspect_handler(handler, aspect);
                                                                          }}});
  if (node.kind == Kind::object && !node.member("function") && !node.member("handler"))
    fault(node.location, "\"match\" names no function; add \"function\"");
}

void ConfigReader::read_aspect_error(const JsonNode &node, Aspect &aspect) {
  auto read_code = [&](const JsonNode &code) {
    AspectAttribute attribute;
    attribute.name = "error.type";
    attribute.is_error_code = true;
    read_aspect_helper(code, attribute.helper.emplace());
    aspect.attributes.push_back(std::move(attribute));
  };
  read_object(node, "\"error\"",
              {{"result", [&](const JsonNode &result) { read_comparison(result, aspect.error_result); }},
               {"code", read_code},
               {"is_status",
                [&](const JsonNode &flag) {
                  std::optional<bool> value;
                  read_flag(flag, value);
                  aspect.result_is_status = value.value_or(false);
                }},
               {"message", [&](const JsonNode &message) {
                  AspectAttribute attribute;
                  attribute.name = "error.message";
                  attribute.on_error_only = true;
                  read_aspect_helper(message, attribute.helper.emplace());
                  attribute.helper->is_text = true;
                  aspect.attributes.push_back(std::move(attribute));
                }}});
  if (node.kind == Kind::object && !node.member("result") && !node.member("code"))
    fault(node.location, "\"error\" has neither result nor code; add \"result\", as in \"!= 0\"");
}

void ConfigReader::read_aspect_handle(const JsonNode &node, Aspect &aspect) {
  using From = AspectHandle::From;
  auto read_place = [&](From from) {
    return [this, &aspect, from](const JsonNode &number) {
      aspect.handle.from = from;
      read_index(number, aspect.handle.argument);
    };
  };
  read_object(node, "\"handle\"",
              {{"argument", read_place(From::argument)},
               {"out_argument", read_place(From::out_argument)},
               {"result", [&](const JsonNode &flag) {
                  std::optional<bool> value;
                  read_flag(flag, value);
                  aspect.handle.from = From::result;
                }}});
  if (node.kind == Kind::object && node.children.size() != 1)
    fault(node.location, "\"handle\" needs one of \"argument\", \"out_argument\" and \"result\"; "
                         "write {\"argument\": N}, counted from 0");
}

// Reads {"call": "sqlite3_errmsg", "arguments": ["handle"], "gives": "text"}.
void ConfigReader::read_aspect_helper(const JsonNode &node, AspectHelper &helper) {
  auto read_arguments = [&](const JsonNode &list) { read_helper_arguments(list, helper.arguments); };
  auto read_function = [&](const JsonNode &name) {
    if (!is_text(name, "the name of a function"))
      return;
    if (!is_constant(name.text))
      fault(name.location, "\"" + printable(name.text) + "\" is not the name of a C function");
    helper.function = name.text;
  };
  auto read_gives = [&](const JsonNode &word) {
    std::string gives;
    read_word(word, {"number", "text", "long_out", "text_out"}, gives);
    helper.is_text = gives == "text" || gives == "text_out";
    helper.writes_result = gives == "long_out" || gives == "text_out";
  };
  read_object(node, "a helper", {{"call", read_function}, {"arguments", read_arguments}, {"gives", read_gives}});
  if (node.kind == Kind::object && !node.member("call"))
    fault(node.location, "this names no function; add \"call\"");
}

void ConfigReader::read_aspect(const JsonNode &node, std::vector<Aspect> &aspects) {
  Aspect aspect;
  aspect.name = name_.substr(name_.rfind('/') + 1);
  aspect.name = aspect.name.substr(0, aspect.name.find('.'));
  aspect.file = name_;
  read_object(
      node, "an aspect",
      {{"match", [&](const JsonNode &match) { read_aspect_match(match, aspect); }},
       {"name",
        [&](const JsonNode &name) {
          if (!is_text(name, "the name of a library"))
            return;
          if (!is_plain_name(name.text))
            fault(name.location, "\"" + printable(name.text) + "\" is not a name; use letters, digits, '_' and '-'");
          aspect.name = name.text;
        }},
       {"kind", [&](const JsonNode &kind) { read_word(kind, {"database", "http"}, aspect.kind); }},
       {"role", [&](const JsonNode &role) { read_word(role, {"client", "server", "internal"}, aspect.role); }},
       {"action",
        [&](const JsonNode &action) {
          read_word(action, {"record", "remember", "step", "end", "forget", "answer"}, aspect.action);
        }},
       {"handle", [&](const JsonNode &handle) { read_aspect_handle(handle, aspect); }},
       {"row",
        [&](const JsonNode &row) {
          read_object(row, "\"row\"",
                      {{"result", [&](const JsonNode &result) { read_comparison(result, aspect.row_result); }}});
          if (row.kind == Kind::object && !row.member("result"))
            fault(row.location, "\"row\" has no result; add \"result\", as in \"== 100\"");
        }},
       {"traceparent",
        [&](const JsonNode &source) {
          AspectAttribute attribute;
          attribute.name = "traceparent";
          read_aspect_source(source, attribute);
          if (aspect.handler)
            aspect.handler->traceparent = std::move(attribute);
        }},
       {"headers", [&](const JsonNode &headers) { read_aspect_headers(headers, aspect.headers); }},
       {"set_headers", [&](const JsonNode &set) { read_aspect_helper(set, aspect.set_headers.emplace()); }},
       {"error", [&](const JsonNode &error) { read_aspect_error(error, aspect); }}},
      [&](const JsonNode &attribute) { return read_aspect_attribute(attribute, aspect); });
  if (node.kind != Kind::object)
    return;
  for (const char *needed : {"match", "kind"})
    if (!node.member(needed))
      fault(node.location, std::string("this aspect has no \"") + needed + "\"; add it");
  if (aspect.role.empty())
    aspect.role = "client";
  if (!is_plain_name(aspect.name))
    aspect.name = "library";
  check_handler(node, aspect);
  aspects.push_back(std::move(aspect));
}

// Reads "db.query.text": {"argument": 1}, a constant or a helper. Returns false if the key is no attribute.
bool ConfigReader::read_aspect_attribute(const JsonNode &node, Aspect &aspect) {
  if (!is_attribute_name(node.key))
    return false;
  AspectAttribute attribute;
  attribute.name = node.key;
  if (node.kind == Kind::text) {
    is_text(node, "a string or {\"argument\": N}");
    if (!node.text.empty() && !is_constant_value(node.text))
      fault(node.location, "this constant is longer than " + std::to_string(kMaxConstant) +
                               " bytes or holds more than printable ASCII without '\"' and '\\'; shorten it");
    attribute.constant = node.text;
  } else {
    read_aspect_source(node, attribute);
  }
  aspect.attributes.push_back(std::move(attribute));
  return true;
}

} // namespace telinject::rewrite
