// Reads the values of an aspect: arguments, constants, calls of other functions, members of structures, conditions.
//
//   "db.query.text": {"argument": 1, "length": 2}
//   "db.namespace": {"member": "handle.db"}
//   "db.response.returned_rows": {"call": "PQntuples", "arguments": ["result"],
//                                 "when": {"call": "PQresultStatus", "arguments": ["result"], "is": "== 2"}}
#include "tool/config/config_reader.h"

#include "tool/base/nearest_name.h"

#include <algorithm>
#include <regex>

namespace telinject::rewrite {
namespace {

using Kind = JsonNode::Kind;

constexpr unsigned kMaxArguments = 127; // C guarantees this many arguments of a call
constexpr size_t kMaxConstant = 200;
constexpr size_t kMaxAlternatives = 4;

bool is_attribute_name(const std::string &name) {
  static const std::regex form("(db|http|url|server|client|network|error|user_agent)(\\.[a-z][a-z0-9_]*)+");
  return name.size() <= 60 && std::regex_match(name, form);
}

// An enumerator or a number.
bool is_constant(const std::string &text) {
  static const std::regex form("-?[0-9]{1,18}|[A-Za-z_][A-Za-z0-9_]*");
  return text.size() <= 100 && std::regex_match(text, form);
}

bool is_type_name(const std::string &text) {
  static const std::regex form("[A-Za-z_][A-Za-z0-9_]*");
  return text.size() <= 100 && std::regex_match(text, form);
}

bool is_member_path(const std::string &text) {
  static const std::regex form("(handle|result|output|connection|receiver|argument[0-9])"
                               "(\\.[A-Za-z_][A-Za-z0-9_]*(\\(\\))?){1,4}");
  return text.size() <= 200 && std::regex_match(text, form);
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

void ConfigReader::read_index(const JsonNode &node, int &to) {
  std::optional<unsigned> number;
  read_number(node, 0, kMaxArguments, number);
  if (number)
    to = static_cast<int>(*number);
}

void ConfigReader::read_argument(const JsonNode &node, int &to) {
  read_object(node, "an argument's place", {{"argument", [&](const JsonNode &number) { read_index(number, to); }}});
  if (node.kind == Kind::object && !node.member("argument"))
    fault(node.location, "this names no argument; write {\"argument\": N}, counted from 0");
}

void ConfigReader::read_comparison(const JsonNode &node, std::string &to) {
  if (!is_text(node, "a comparison, as in \"!= 0\""))
    return;
  if (!is_comparison(node.text))
    fault(node.location,
          "\"" + printable(node.text) + "\" is not a comparison; write one as in \"!= 0\", \"< 0\" or \"== null\"");
  to = node.text;
}

void ConfigReader::read_comparisons(const JsonNode &node, std::vector<std::string> &to) {
  if (node.kind != Kind::list)
    return read_comparison(node, to.emplace_back());
  if (node.children.empty() || node.children.size() > kMaxAlternatives)
    fault(node.location, "one to " + std::to_string(kMaxAlternatives) + " comparisons may stand here");
  for (const JsonNode &child : node.children)
    read_comparison(child, to.emplace_back());
}

void ConfigReader::read_aspect_types(const JsonNode &node, Aspect &aspect) {
  const auto read_type = [&](std::string &to) {
    return [this, &to](const JsonNode &name) {
      if (!is_text(name, "the name of a structure"))
        return;
      if (!is_type_name(name.text))
        fault(name.location, "\"" + printable(name.text) + "\" is not the name of a structure; write it without \"*\"");
      to = name.text;
    };
  };
  read_object(node, "\"types\"",
              {{"handle", read_type(aspect.handle_type)},
               {"result", read_type(aspect.result_type)},
               {"output", read_type(aspect.output_type)}});
}

void ConfigReader::read_aspect_row(const JsonNode &node, Aspect &aspect) {
  read_object(node, "\"row\"",
              {{"result", [&](const JsonNode &result) { read_comparisons(result, aspect.row_results); }},
               {"count", [&](const JsonNode &helper) { read_aspect_helper(helper, aspect.row_count.emplace()); }}});
  if (node.kind == Kind::object && !node.member("result"))
    fault(node.location, "\"row\" has no result; add \"result\", as in \"== 100\"");
}

// Reads {"call": "sqlite3_errmsg", "arguments": ["handle"], "gives": "text"}.
void ConfigReader::read_aspect_call(const JsonNode &node, AspectHelper &helper) {
  if (node.key == "arguments") {
    read_helper_arguments(node, helper.arguments);
  } else if (node.key == "gives") {
    std::string gives;
    read_word(node, {"number", "text", "long_out", "text_out", "number_at", "text_at"}, gives);
    helper.is_text = gives == "text" || gives == "text_out" || gives == "text_at";
    helper.writes_number = gives == "number_at";
    helper.writes_text = gives == "text_at";
    helper.writes_result = gives == "long_out" || gives == "text_out";
  } else if (is_text(node, "the name of a function")) {
    if (!is_constant(node.text))
      fault(node.location, "\"" + printable(node.text) + "\" is not the name of a C function");
    helper.function = node.text;
  }
}

// Reads "handle.tcp.host".
void ConfigReader::read_aspect_member(const JsonNode &node, AspectHelper &helper) {
  if (!is_text(node, "the path of a member"))
    return;
  if (!is_member_path(node.text))
    return fault(node.location,
                 "\"" + printable(node.text) +
                     "\" is not the path of a member; write one as in \"handle.errstr\", \"result.type\", "
                     "\"output.str\" or \"receiver.getQuery()\"");
  const size_t dot = node.text.find('.');
  helper.object = node.text.substr(0, dot);
  helper.member = node.text.substr(dot + 1);
}

// Reads {"result": "!= null"}, or a helper with "is".
void ConfigReader::read_aspect_condition(const JsonNode &node, AspectHelper &helper) {
  AspectHelper &condition = helper.condition.emplace_back();
  const auto read_call = [&](const JsonNode &part) { read_aspect_call(part, condition); };
  const auto read_result = [&](const JsonNode &comparison) {
    condition.object = "result";
    read_comparisons(comparison, helper.comparisons);
  };
  read_object(node, "\"when\"",
              {{"call", read_call},
               {"arguments", read_call},
               {"member", [&](const JsonNode &path) { read_aspect_member(path, condition); }},
               {"is", [&](const JsonNode &comparison) { read_comparisons(comparison, helper.comparisons); }},
               {"result", read_result}});
  if (node.kind != Kind::object)
    return;
  const bool has_value = (node.member("call") != nullptr) != (node.member("member") != nullptr);
  if (node.member("result") ? node.children.size() != 1 : !(has_value && node.member("is")))
    fault(node.location, "\"when\" needs \"result\", or one of \"call\" and \"member\" together with \"is\"");
}

// Reads {"1": "GET", "2": "POST"}.
void ConfigReader::read_words(const JsonNode &node, std::vector<std::pair<std::string, std::string>> &words) {
  constexpr size_t kMaxWords = 16;
  if (node.kind != Kind::object || node.children.empty() || node.children.size() > kMaxWords)
    return fault(node.location, "\"words\" is an object with one to " + std::to_string(kMaxWords) +
                                    " numbers and their texts; write {\"1\": \"GET\"}");
  for (const JsonNode &child : node.children) {
    if (!is_text(child, "the text for a number"))
      continue;
    if (!std::regex_match(child.key, std::regex("-?[0-9]{1,9}")) || !is_constant_value(child.text))
      fault(child.location,
            "\"" + printable(child.key) + "\" is not a number, or its text is not plain; write {\"1\": \"GET\"}");
    words.emplace_back(child.key, child.text);
  }
}

// attribute: whose value it is; null if it is another's.
void ConfigReader::read_aspect_helper(const JsonNode &node, AspectHelper &helper, AspectAttribute *attribute) {
  const auto read_is_parameterised = [&](const JsonNode &flag) {
    std::optional<bool> value;
    read_flag(flag, value);
    if (!attribute)
      return fault(flag.location, "only an attribute has \"is_parameterised\"; remove it");
    attribute->is_parameterised = value.value_or(false);
  };
  const auto read_at = [&](const JsonNode &word) {
    std::string at;
    read_word(word, {"begin", "end"}, at);
    if (!attribute)
      return fault(word.location, "only an attribute has \"at\"; remove it");
    attribute->is_read_at_end = at == "end";
  };
  const auto read_call = [&](const JsonNode &part) { read_aspect_call(part, helper); };
  const auto read_first_word = [&](const JsonNode &flag) {
    std::optional<bool> value;
    read_flag(flag, value);
    helper.has_first_word = value.value_or(false);
  };
  read_object(node, "a helper",
              {{"call", read_call},
               {"arguments", read_call},
               {"gives", read_call},
               {"member", [&](const JsonNode &path) { read_aspect_member(path, helper); }},
               {"first_word", read_first_word},
               {"words", [&](const JsonNode &words) { read_words(words, helper.words); }},
               {"is_parameterised", read_is_parameterised},
               {"at", read_at},
               {"when", [&](const JsonNode &condition) { read_aspect_condition(condition, helper); }}});
  if (node.kind != Kind::object)
    return;
  if ((node.member("call") != nullptr) == (node.member("member") != nullptr))
    fault(node.location, "this names no function and no member, or both; add \"call\" or \"member\"");
  else if (node.member("member") && (node.member("arguments") || node.member("gives")))
    fault(node.location, "a member has no \"arguments\" and no \"gives\"; remove them");
  else if (helper.writes_result && node.member("when"))
    fault(node.location, "\"when\" is not possible together with \"long_out\" and \"text_out\"; remove it");
}

void ConfigReader::read_aspect_helpers(const JsonNode &node, const AspectAttribute &attribute, Aspect &aspect) {
  const auto read_one = [&](const JsonNode &one) {
    AspectAttribute read = attribute;
    read_aspect_helper(one, read.helper.emplace());
    read.helper->is_code = read.is_error_code;
    read.helper->is_text = read.helper->is_text || read.on_error_only;
    aspect.attributes.push_back(std::move(read));
  };
  if (node.kind != Kind::list)
    return read_one(node);
  if (node.children.empty() || node.children.size() > kMaxAlternatives)
    fault(node.location, "one to " + std::to_string(kMaxAlternatives) + " helpers may stand here");
  for (const JsonNode &child : node.children)
    read_one(child);
}

// Reads "db.query.text": {"argument": 1}, a constant or a helper. Returns false if the key is no attribute.
bool ConfigReader::read_aspect_attribute(const JsonNode &node, Aspect &aspect) {
  if (!is_attribute_name(node.key))
    return false;
  if (node.kind != Kind::list) {
    read_aspect_value(node, node.key, aspect);
    return true;
  }
  if (node.children.empty() || node.children.size() > kMaxAlternatives)
    fault(node.location, "one to " + std::to_string(kMaxAlternatives) + " values may stand here");
  for (const JsonNode &child : node.children)
    read_aspect_value(child, node.key, aspect);
  return true;
}

void ConfigReader::read_aspect_value(const JsonNode &node, const std::string &name, Aspect &aspect) {
  AspectAttribute attribute;
  attribute.name = name;
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
}

} // namespace telinject::rewrite
