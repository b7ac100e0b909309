// Converts the tree of a .telinject.json to Settings. Rejects unknown keys and values of the wrong type.
#pragma once

#include "tool/base/json_source.h"
#include "tool/config/config_file.h"

#include <functional>

namespace telinject::rewrite {

class ConfigReader {
public:
  ConfigReader(std::string name, std::string folder, std::vector<ConfigFault> &faults)
      : name_(std::move(name)), folder_(std::move(folder)), faults_(faults) {}

  Settings read(const JsonNode &root);
  // Reads a file of aspects: one aspect, or a list of them.
  void read_aspects(const JsonNode &root, std::vector<Aspect> &aspects);

private:
  struct Key {
    const char *name;
    std::function<void(const JsonNode &)> read;
  };
  // Reads an object by its keys. A key that is not listed goes to `other`, or is an error.
  void read_object(const JsonNode &node, const char *description, const std::vector<Key> &keys,
                   const std::function<bool(const JsonNode &)> &other = nullptr);

  void read_profile(const JsonNode &node);
  void read_min_statements(const JsonNode &node);
  void read_functions(const JsonNode &node);
  void read_capture(const JsonNode &node);
  void read_loops(const JsonNode &node);
  void read_events(const JsonNode &node);
  void read_aspect_list(const JsonNode &node, std::vector<Aspect> &aspects);
  void read_aspect_file(const JsonNode &node, std::vector<Aspect> &aspects);
  void read_aspect(const JsonNode &node, std::vector<Aspect> &aspects);
  void read_aspect_match(const JsonNode &node, Aspect &aspect);
  void read_aspect_error(const JsonNode &node, Aspect &aspect);
  void read_aspect_exception(const JsonNode &node, Aspect &aspect);
  void read_aspect_handle(const JsonNode &node, Aspect &aspect);
  void read_aspect_helper(const JsonNode &node, AspectHelper &helper, AspectAttribute *attribute = nullptr);
  // One helper, or a list of those of which the last that gives a value counts.
  void read_aspect_helpers(const JsonNode &node, const AspectAttribute &attribute, Aspect &aspect);
  void read_aspect_call(const JsonNode &node, AspectHelper &helper);
  void read_aspect_member(const JsonNode &node, AspectHelper &helper);
  void read_aspect_condition(const JsonNode &node, AspectHelper &helper);
  void read_comparisons(const JsonNode &node, std::vector<std::string> &to);
  void read_argument(const JsonNode &node, int &to); // {"argument": N}
  void read_aspect_types(const JsonNode &node, Aspect &aspect);
  void read_aspect_row(const JsonNode &node, Aspect &aspect);
  bool read_aspect_attribute(const JsonNode &node, Aspect &aspect);
  void read_aspect_value(const JsonNode &node, const std::string &name, Aspect &aspect);
  // config_handlers.cpp
  void read_aspect_handler(const JsonNode &node, Aspect &aspect);
  std::vector<std::string> read_types(const JsonNode &node);
  void read_added_header(const JsonNode &node, AspectAddedHeader &header);
  void read_versions(const JsonNode &node, AspectCondition &condition);
  void read_words(const JsonNode &node, std::vector<std::pair<std::string, std::string>> &words);
  void read_aspect_headers(const JsonNode &node, AspectHeaders &headers);
  void read_aspect_place(const JsonNode &node, AspectAttribute &attribute);
  void read_aspect_source(const JsonNode &node, AspectAttribute &attribute); // a place or a helper
  void read_helper_arguments(const JsonNode &node, std::vector<std::string> &arguments);
  void check_handler(const JsonNode &node, const Aspect &aspect);
  // One of the words.
  void read_word(const JsonNode &node, const std::vector<std::string> &words, std::string &to);
  void read_index(const JsonNode &node, int &to); // of an argument
  void read_comparison(const JsonNode &node, std::string &to);

  void wrong_type(const JsonNode &node, const std::string &expected);
  bool is_text(const JsonNode &node, const std::string &expected); // rejects empty and overlong strings
  void read_flag(const JsonNode &node, std::optional<bool> &to);
  // alternative: what else the value may be, for messages.
  void read_number(const JsonNode &node, unsigned min, unsigned max, std::optional<unsigned> &to,
                   const std::string &alternative = "");
  std::optional<std::vector<std::string>> read_texts(const JsonNode &node, const std::string &expected);
  std::optional<std::string> read_expressions(const JsonNode &node);

  void fault(JsonLocation location, const std::string &message);

  std::string name_, folder_;
  std::vector<ConfigFault> &faults_;
  Settings settings_;
};

} // namespace telinject::rewrite
