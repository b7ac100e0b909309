// The registry of constructs.
#include "construct.h"

#include "constructs/all.h"

#include <algorithm>

namespace telinject {

void UnitContext::add(Site site, clang::SourceLocation anchor) {
  const FilePlace place = ranges.place(anchor);
  site.file = place.file;
  site.offset = place.offset;
  site.line = place.line;
  site.column = place.column;
  if (!site.instrumented()) site.edits.clear();
  sites_.push_back(std::move(site));
}

std::vector<std::string> construct_names() {
  return {
#define TELINJECT_CONSTRUCT(name, class) #name,
#include "constructs.def"
#undef TELINJECT_CONSTRUCT
  };
}

bool is_construct(std::string_view name) {
  const auto names = construct_names();
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::unique_ptr<Construct>> make_constructs(UnitContext& unit) {
  const auto& wanted = unit.options.events;
  std::vector<std::unique_ptr<Construct>> made;
  auto add = [&](std::string_view name, auto make) {
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end()) made.push_back(make(unit));
  };
#define TELINJECT_CONSTRUCT(name, class) add(#name, make_##class);
#include "constructs.def"
#undef TELINJECT_CONSTRUCT
  return made;
}

}  // namespace telinject
