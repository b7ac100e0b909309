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

constexpr size_t kMaxAspects = 1000;

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
  auto read_type = [&](const JsonNode &value) {
    read_object(value, "\"type\"",
                {{"argument", [&](const JsonNode &number) { read_index(number, aspect.typed_argument); }},
                 {"begins", [&](const JsonNode &name) {
                    if (is_text(name, "the beginning of a type's name"))
                      aspect.type = name.text;
                  }}});
    if (value.kind == Kind::object && !(value.member("argument") && value.member("begins")))
      fault(value.location, "\"type\" needs \"argument\" and \"begins\", the beginning of the type's name");
  };
  auto read_constant = [&](const JsonNode &value) {
    if (value.kind != Kind::list)
      return read_one_constant(value);
    for (const JsonNode &one : value.children)
      read_one_constant(one);
  };
  read_object(node, "\"match\"",
              {{"function", read_function},
               {"parameters", [&](const JsonNode &list) { aspect.parameters = read_types(list); }},
               {"constant", read_constant},
               {"type", read_type},
               {"handler", [&](const JsonNode &handler) { read_aspect_handler(handler, aspect); }}});
  if (node.kind == Kind::object && !node.member("function") && !node.member("handler"))
    fault(node.location, "\"match\" names no function; add \"function\"");
}

void ConfigReader::read_aspect_error(const JsonNode &node, Aspect &aspect) {
  auto read_code = [&](const JsonNode &code) {
    AspectAttribute attribute;
    attribute.name = "error.type";
    attribute.is_error_code = true;
    read_aspect_helpers(code, attribute, aspect);
  };
  read_object(node, "\"error\"",
              {{"result", [&](const JsonNode &result) { read_comparison(result, aspect.error_result); }},
               {"code", read_code},
               {"exception", [&](const JsonNode &exception) { read_aspect_exception(exception, aspect); }},
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
                  read_aspect_helpers(message, attribute, aspect);
                }}});
  if (node.kind == Kind::object && !node.member("result") && !node.member("code") && !node.member("exception"))
    fault(node.location, "\"error\" has neither result nor code nor exception; add \"result\", as in \"!= 0\"");
}

// Reads {"type": "pqxx::sql_error", "method": "sqlstate"}.
void ConfigReader::read_aspect_exception(const JsonNode &node, Aspect &aspect) {
  AspectException &exception = aspect.exception.emplace();
  const auto read_name = [&](std::string &to) {
    return [this, &to](const JsonNode &name) {
      if (!is_text(name, "a qualified name"))
        return;
      if (!is_function_name(name.text))
        fault(name.location, "\"" + printable(name.text) + "\" is not a qualified name");
      to = name.text;
    };
  };
  read_object(node, "\"exception\"", {{"type", read_name(exception.type)}, {"method", read_name(exception.method)}});
  if (node.kind == Kind::object && !(node.member("type") && node.member("method")))
    fault(node.location, "\"exception\" needs \"type\", a class, and \"method\", which gives the error's code");
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
               {"key", [&](const JsonNode &number) { read_index(number, aspect.handle.key); }},
               {"callback",
                [&](const JsonNode &callback) {
                  if (callback.kind != Kind::text)
                    return read_index(callback, aspect.handle.key);
                  std::string word;
                  read_word(callback, {"this"}, word);
                  aspect.handle.key = 0;
                }},
               {"member",
                [&](const JsonNode &path) {
                  AspectHelper helper;
                  read_aspect_member(path, helper);
                  if (!helper.object.empty() && helper.object != "result")
                    fault(path.location,
                          "a handle is a member of the result only; write one as in \"result.easy_handle\"");
                  aspect.handle.from = From::result;
                  aspect.handle.member = helper.member;
                }},
               {"receiver",
                [&](const JsonNode &flag) {
                  std::optional<bool> value;
                  read_flag(flag, value);
                  aspect.handle.from = From::receiver;
                }},
               {"result", [&](const JsonNode &flag) {
                  std::optional<bool> value;
                  read_flag(flag, value);
                  aspect.handle.from = From::result;
                }}});
  if (node.kind == Kind::object && node.children.size() != (node.member("key") || node.member("callback") ? 2 : 1))
    fault(node.location,
          "\"handle\" needs one of \"argument\", \"out_argument\", \"receiver\", \"result\" and \"member\"; "
          "write {\"argument\": N}, counted from 0");
}

// Reads {"macro": "LIBCURL_VERSION_NUM", "is": ">= 470528"}.
void ConfigReader::read_versions(const JsonNode &node, AspectCondition &condition) {
  read_object(node, "\"versions\"",
              {{"macro",
                [&](const JsonNode &name) {
                  if (!is_text(name, "the name of a macro"))
                    return;
                  if (!is_constant(name.text))
                    fault(name.location, "\"" + printable(name.text) + "\" is not the name of a macro");
                  condition.macro = name.text;
                }},
               {"is", [&](const JsonNode &comparison) { read_comparisons(comparison, condition.comparisons); }}});
  if (node.kind == Kind::object && !(node.member("macro") && node.member("is")))
    fault(node.location,
          "\"versions\" needs \"macro\", a number in the library's header, and \"is\", as in \">= 471040\"");
}

// Reads {"has": {…}, "set": {…}, "erase": {…}}.
void ConfigReader::read_added_header(const JsonNode &node, AspectAddedHeader &header) {
  const auto read_part = [&](AspectAttribute &part) {
    return [this, &part](const JsonNode &source) { read_aspect_source(source, part); };
  };
  read_object(node, "\"add_header\"",
              {{"has", read_part(header.has)},
               {"set", read_part(header.set)},
               {"erase", [&](const JsonNode &source) { read_aspect_source(source, header.erase.emplace()); }}});
  if (node.kind == Kind::object && !(node.member("has") && node.member("set")))
    fault(node.location, "\"add_header\" needs \"has\" and \"set\", calls that find and set the header of a request");
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
       {"kind", [&](const JsonNode &kind) { read_word(kind, {"database", "http", "context"}, aspect.kind); }},
       {"role", [&](const JsonNode &role) { read_word(role, {"client", "server", "internal"}, aspect.role); }},
       {"action",
        [&](const JsonNode &action) {
          read_word(action,
                    {"record", "remember", "begin", "step", "continue", "end", "forget", "enqueue", "dequeue", "answer",
                     "bind", "hand_over", "hand_over_merged", "hand_over_anew", "take_over", "take_over_part"},
                    aspect.action);
        }},
       {"handle", [&](const JsonNode &handle) { read_aspect_handle(handle, aspect); }},
       {"output", [&](const JsonNode &place) { read_argument(place, aspect.output_argument); }},
       {"connection", [&](const JsonNode &place) { read_argument(place, aspect.connection_argument); }},
       {"span_of", [&](const JsonNode &place) { read_argument(place, aspect.span_of_argument); }},
       {"types", [&](const JsonNode &types) { read_aspect_types(types, aspect); }},
       {"pending", [&](const JsonNode &helper) { read_aspect_helper(helper, aspect.pending.emplace()); }},
       {"records_failure",
        [&](const JsonNode &flag) {
          std::optional<bool> value;
          read_flag(flag, value);
          aspect.records_failure = value.value_or(false);
        }},
       {"row", [&](const JsonNode &row) { read_aspect_row(row, aspect); }},
       {"traceparent",
        [&](const JsonNode &source) {
          AspectAttribute attribute;
          attribute.name = "traceparent";
          read_aspect_source(source, attribute);
          if (aspect.handler)
            aspect.handler->traceparent = std::move(attribute);
        }},
       {"headers", [&](const JsonNode &headers) { read_aspect_headers(headers, aspect.headers); }},
       {"add_header", [&](const JsonNode &added) { read_added_header(added, aspect.add_header.emplace()); }},
       {"versions", [&](const JsonNode &versions) { read_versions(versions, aspect.condition); }},
       {"unless",
        [&](const JsonNode &name) {
          if (!is_text(name, "the name of a macro"))
            return;
          if (!is_constant(name.text))
            fault(name.location, "\"" + printable(name.text) + "\" is not the name of a macro");
          aspect.condition.unless = name.text;
        }},
       {"set_headers", [&](const JsonNode &set) { read_aspect_helper(set, aspect.set_headers.emplace()); }},
       {"error", [&](const JsonNode &error) { read_aspect_error(error, aspect); }}},
      [&](const JsonNode &attribute) { return read_aspect_attribute(attribute, aspect); });
  if (node.kind != Kind::object)
    return;
  for (const char *needed : {"match", "kind"})
    if (!node.member(needed))
      fault(node.location, std::string("this aspect has no \"") + needed + "\"; add it");
  const bool hands_over = aspect.action.starts_with("hand_over"), takes_over = aspect.action.starts_with("take_over");
  if ((aspect.kind == "context") != (aspect.action == "bind" || hands_over || takes_over))
    fault(node.location,
          "kind \"context\" and the actions \"bind\", \"hand_over…\" and \"take_over…\" need each other; write both or "
          "neither");
  if (takes_over && !aspect.handler)
    fault(node.location, "\"take_over\" is what a handler does; match a handler, or write \"hand_over\"");
  if ((hands_over || takes_over) && aspect.handle.from != AspectHandle::From::argument)
    fault(node.location, "work is handed over under a handle; add \"handle\", an argument of the function");
  if (aspect.role.empty())
    aspect.role = "client";
  if (!is_plain_name(aspect.name))
    aspect.name = "library";
  check_handler(node, aspect);
  aspects.push_back(std::move(aspect));
}

} // namespace telinject::rewrite
