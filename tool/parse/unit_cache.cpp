// Reads and writes cache entries.
#include "tool/parse/unit_cache.h"

#include "tool/base/files.h"
#include "tool/parse/content_hash.h"
#include "tool/parse/parse.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace telinject::rewrite {
namespace {

using nlohmann::json;

// Environment variables that affect include paths.
std::string environment() {
  std::string text;
  for (const char *name :
       {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "GCC_EXEC_PREFIX", "COMPILER_PATH", "SDKROOT"})
    if (const char *value = std::getenv(name))
      text += std::string(name) + "=" + value + "\n";
  return text;
}

json as_json(const AspectHelper &helper) {
  json conditions = json::array();
  for (const AspectHelper &condition : helper.condition)
    conditions.push_back(as_json(condition));
  return {helper.function,    helper.arguments,      helper.object,         helper.member,      helper.writes_result,
          helper.is_text,     helper.has_first_word, std::move(conditions), helper.comparisons, helper.writes_number,
          helper.writes_text, helper.is_code,        helper.words};
}

json as_json(const std::optional<AspectHelper> &helper) {
  return helper ? as_json(*helper) : json();
}

json as_json(const AspectAttribute &one) {
  return {one.name,           one.constant,
          one.argument,       one.length,
          one.element,        one.is_parameterised,
          one.is_format,      one.on_error_only,
          one.is_error_code,  one.registered_argument,
          one.part.member,    one.part.method,
          one.part.arguments, one.part.is_read_at_end,
          one.part.unset,     one.part.unset_means,
          one.is_read_at_end, as_json(one.helper)};
}

json as_json(const std::optional<AspectHandler> &handler) {
  return handler ? json{handler->parameters,
                        handler->result,
                        handler->registered,
                        handler->argument,
                        handler->not_of,
                        handler->first,
                        handler->traceparent ? as_json(*handler->traceparent) : json()}
                 : json();
}

json as_json(const Aspect &aspect) {
  json attributes = json::array(), constants = json::array();
  for (const AspectAttribute &one : aspect.attributes)
    attributes.push_back(as_json(one));
  for (const AspectConstant &one : aspect.further_constants)
    constants.push_back({one.argument, one.is});
  return {aspect.name,
          aspect.function,
          aspect.parameters ? json(*aspect.parameters) : json(),
          aspect.exception ? json{aspect.exception->type, aspect.exception->method} : json(),
          aspect.kind,
          aspect.role,
          aspect.action,
          aspect.constant_argument,
          aspect.typed_argument,
          aspect.type,
          json{aspect.condition.macro, aspect.condition.comparisons, aspect.condition.unless},
          aspect.add_header ? json{as_json(aspect.add_header->has), as_json(aspect.add_header->set),
                                   aspect.add_header->erase ? as_json(*aspect.add_header->erase) : json()}
                            : json(),
          aspect.constant,
          aspect.error_result,
          aspect.row_results,
          as_json(aspect.row_count),
          as_json(aspect.pending),
          aspect.records_failure,
          aspect.result_is_status,
          static_cast<int>(aspect.handle.from),
          aspect.handle.argument,
          aspect.handle.member,
          aspect.handle.key,
          aspect.output_argument,
          aspect.connection_argument,
          aspect.span_of_argument,
          aspect.result_type,
          aspect.output_type,
          aspect.handle_type,
          static_cast<int>(aspect.headers.change),
          aspect.headers.argument,
          as_json(aspect.handler),
          as_json(aspect.set_headers),
          std::move(constants),
          std::move(attributes)};
}

json as_json(const ConstructOptions &options) {
  json aspects = json::array();
  for (const Aspect &aspect : options.aspects)
    aspects.push_back(as_json(aspect));
  return {options.events,
          options.functions,
          options.skip_functions,
          options.min_statements.count,
          options.min_statements.skips_trivial,
          options.include,
          options.exclude,
          options.capture_arguments,
          options.capture_return_value,
          options.dereference_strings,
          options.capture_ternary,
          options.capture_ostream,
          options.split_functions,
          options.second_bodies,
          options.redact,
          std::move(aspects)};
}

} // namespace

UnitCache::UnitCache(std::string folder, const std::string &root, const ConstructOptions &options)
    : folder_(std::move(folder)), root_(root) {
  if (folder_.empty())
    return;
  // Another build of the tool may find other sites.
  common_ = root + "\n" + content_hash(read_file("/proc/self/exe").value_or("")) + "\n" + environment() +
            as_json(options).dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string UnitCache::entry_of(const Unit &unit) const {
  std::string identity = common_ + "\n" + unit.directory + "\n" + unit.file;
  for (const std::string &argument : unit.arguments)
    identity += '\0' + argument;
  return folder_ + "/" + content_hash(identity) + ".json";
}

const std::string &UnitCache::hash_of(const std::string &file) const {
  const auto [known, fresh] = hashes_.try_emplace(file);
  if (fresh)
    if (const auto text = original_text(file, root_))
      known->second = content_hash(*text);
  return known->second;
}

std::optional<UnitResult> UnitCache::find(const Unit &unit) const {
  if (folder_.empty())
    return std::nullopt;
  const auto text = read_file(entry_of(unit));
  if (!text)
    return std::nullopt;
  UnitResult result = unit_result_from_text(*text);
  if (!result.parsed || result.inputs.empty())
    return std::nullopt;
  const bool is_current = std::all_of(result.inputs.begin(), result.inputs.end(),
                                      [&](const UnitInput &input) { return hash_of(input.file) == input.hash; });
  return is_current ? std::optional(std::move(result)) : std::nullopt;
}

Result<void> UnitCache::store(const Unit &unit, const UnitResult &result) const {
  if (folder_.empty() || !result.parsed)
    return {};
  std::error_code failed;
  std::filesystem::create_directories(folder_, failed);
  if (failed)
    return Failure{failed.message()};
  return write_file_atomically(entry_of(unit), to_text(result));
}

} // namespace telinject::rewrite
