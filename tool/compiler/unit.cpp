// Serializes parse results as JSON.
#include "tool/compiler/unit.h"

#include "tool/base/json_bytes.h"

#include <nlohmann/json.hpp>

namespace telinject::rewrite {

using nlohmann::json;

std::string to_text(const UnitResult &result) {
  json sites = json::array();
  for (const Site &site : result.sites) {
    json edits = json::array();
    for (const Edit &edit : site.edits)
      edits.push_back({edit.offset, edit.text, edit.order});
    sites.push_back({site.construct, site.file, site.offset, site.line, site.column, site.name, site.skip_reason, edits,
                     site.needs_construct, site.needs_offset});
  }
  json declarations = json::object();
  for (const auto &[file, ranges] : result.declarations)
    for (const TextRange &range : ranges)
      declarations[file].push_back({range.begin, range.end});
  json inputs = json::array();
  for (const UnitInput &input : result.inputs)
    inputs.push_back({input.file, input.hash});
  json comments = json::array();
  for (const CommentNote &note : result.comments)
    comments.push_back({note.file, note.line, note.problem, note.is_used});
  const json document = {
      {"parsed", result.parsed}, {"error", result.error},        {"sites", sites},
      {"files", result.files},   {"declarations", declarations}, {"defines_main", result.defines_main},
      {"inputs", inputs},        {"is_cxx", result.is_cxx},      {"comments", comments}};
  // File names and texts may contain arbitrary bytes.
  return with_strings_as_unicode(document).dump();
}

UnitResult unit_result_from_text(const std::string &text) {
  UnitResult result;
  try {
    const json document = with_strings_as_bytes(json::parse(text));
    result.error = document.at("error").get<std::string>();
    result.defines_main = document.at("defines_main").get<bool>();
    result.is_cxx = document.at("is_cxx").get<bool>();
    result.files = document.at("files").get<std::vector<std::string>>();
    for (const auto &[file, ranges] : document.at("declarations").items())
      for (const json &range : ranges)
        result.declarations[file].push_back({range.at(0), range.at(1)});
    for (const json &input : document.at("inputs"))
      result.inputs.push_back({input.at(0), input.at(1)});
    for (const json &note : document.at("comments"))
      result.comments.push_back({note.at(0), note.at(1), note.at(2), note.at(3)});
    for (const json &row : document.at("sites")) {
      Site site{row.at(0), row.at(1), row.at(2), row.at(3), row.at(4), row.at(5), row.at(6), {}, row.at(8), row.at(9)};
      for (const json &edit : row.at(7))
        site.edits.push_back({edit.at(0), edit.at(1), edit.at(2)});
      result.sites.push_back(std::move(site));
    }
    result.parsed = document.at("parsed").get<bool>();
  } catch (const json::exception &) {
    result = UnitResult();
    result.error = "the worker process that parsed it crashed";
  }
  return result;
}

} // namespace telinject::rewrite
