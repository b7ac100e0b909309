// Creates the constructs listed in constructs.def and implements what they share.
#include "matchers/construct.h"

#include "matchers/macro_arguments.h"
#include "matchers/registry.h"
#include "matchers/source_text.h"
#include "matchers/statement_ranges.h"

#include <algorithm>
#include <array>

namespace telinject::rewrite {
namespace {

constexpr std::array<std::string_view, 2> kCallKinds = {"http", "database"};

} // namespace

void UnitContext::add(Site site, clang::SourceLocation anchor) {
  const FileLocation location = ranges.file_location(anchor);
  site.file = location.file;
  site.offset = location.offset;
  site.line = location.line;
  site.column = location.column;
  if (!site.instrumented())
    site.edits.clear();
  sites_.push_back(std::move(site));
}

Body &UnitContext::add_body(const clang::FunctionDecl &function, const clang::Stmt &statements) {
  bodies_.push_back(std::make_unique<Body>(function, statements));
  Body &body = *bodies_.back();
  for (const clang::Stmt *statement : body.statements())
    owners_.emplace(statement, &body);
  return body;
}

Body *UnitContext::body_of(const clang::Stmt &statement) const {
  const auto found = owners_.find(&statement);
  return found == owners_.end() ? nullptr : found->second;
}

std::optional<InnerConstruct::Candidate> InnerConstruct::candidate(const char *construct, std::string name,
                                                                   const clang::Stmt &statement,
                                                                   clang::SourceLocation keyword,
                                                                   clang::SourceLocation body_begin) {
  Body *body = unit_.body_of(statement);
  if (!body || keyword.isInvalid() || !seen_.emplace(&statement, keyword).second)
    return std::nullopt;
  Candidate found;
  found.body = body;
  found.guard = body->enclosing_guard(statement);
  const clang::SourceLocation written = in_plain_argument(keyword, sources(), language());
  const bool is_visible = written.isValid() && written == body_begin; // in an argument
  found.anchor = is_visible ? written : file_begin(keyword, unit_);
  const bool in_argument = keyword.isMacroID() && sources().isMacroArgExpansion(keyword) && !is_visible;
  const bool whole = keyword.isMacroID() && (body_begin.isInvalid() || body_begin.isMacroID());
  const bool hidden = found.anchor.isInvalid() || in_argument || whole;
  // All uses of a macro count as one candidate, located at the macro's definition.
  if (hidden)
    found.anchor = sources().getSpellingLoc(keyword);
  if (!unit_.ranges.in_project(found.anchor))
    return std::nullopt;
  unit_.ranges.note_candidate(found.anchor, found.anchor);
  Site &site = found.site;
  site.construct = construct;
  site.name = std::move(name);
  const Body::Node *node = body->find(&statement);
  if (hidden)
    site.skip_reason = in_argument ? "macro-argument" : "from-macro";
  else if (!found.guard)
    site.skip_reason = "function-skipped";
  else if (node->in_openmp)
    site.skip_reason = "openmp";
  else if (follows_loop_pragma(statement, *body))
    site.skip_reason = "pragma-before";
  else if (node->in_register_scope)
    site.skip_reason = "register-asm";
  else if (node->braces > kMaxHookDepth)
    site.skip_reason = "nested-too-deep";
  else if (sources().getFileID(found.anchor) !=
           sources().getFileID(sources().getFileLoc(body->statements().front()->getBeginLoc())))
    site.skip_reason = "included-inside-declaration";
  else if (unit_.ranges.opted_out(found.anchor, found.anchor))
    site.skip_reason = "opted-out";
  if (found.guard) {
    site.needs_construct = found.guard->construct;
    site.needs_offset = found.guard->offset;
  }
  return found;
}

bool InnerConstruct::follows_loop_pragma(const clang::Stmt &statement, const Body &body) const {
  for (const clang::Stmt *at = &statement; at; at = body.parent(at))
    if ((is_loop(*at) || llvm::isa<clang::CompoundStmt>(at)) && unit_.ranges.loop_pragma_before(at->getBeginLoc()))
      return true;
  return false;
}

void InnerConstruct::add(Candidate found) {
  unit_.add(std::move(found.site), found.anchor);
}

std::string InnerConstruct::text_of(clang::SourceLocation begin, clang::SourceLocation last) const {
  return source_text(begin, last, sources(), language(), unit_.options.redact);
}

unsigned InnerConstruct::line_of(clang::SourceLocation location) const {
  return sources().getExpansionLineNumber(location);
}

unsigned InnerConstruct::line_at(clang::SourceLocation in_file, unsigned offset) const {
  return sources().getLineNumber(sources().getFileID(sources().getFileLoc(in_file)), offset);
}

std::vector<std::string> construct_names() {
  return {
#define TELINJECT_CONSTRUCT(name, class) #name,
#include "matchers/constructs.def"
#undef TELINJECT_CONSTRUCT
  };
}

bool is_construct(std::string_view name) {
  const auto names = construct_names();
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> event_names() {
  std::vector<std::string> names = construct_names();
  names.insert(names.end(), kCallKinds.begin(), kCallKinds.end());
  return names;
}

bool is_event(std::string_view name) {
  const auto names = event_names();
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::unique_ptr<Construct>> make_constructs(UnitContext &unit) {
  std::vector<std::string> events = unit.options.events;
  if (std::find_first_of(events.begin(), events.end(), kCallKinds.begin(), kCallKinds.end()) != events.end())
    events.emplace_back("call");
  const bool has_context = std::find(events.begin(), events.end(), "context") != events.end();
  if (has_context) // calls hand work over to callbacks
    events.emplace_back("call");
  if (has_context || std::find(events.begin(), events.end(), "http") != events.end())
    events.emplace_back("handler");
  std::vector<std::unique_ptr<Construct>> made;
  auto add = [&](std::string_view name, auto make) {
    // Constructs inside a function need its guard, so the function construct always runs.
    if (name == "function" || events.empty() || std::find(events.begin(), events.end(), name) != events.end())
      made.push_back(make(unit));
  };
#define TELINJECT_CONSTRUCT(name, class) add(#name, make_##class);
#include "matchers/constructs.def"
#undef TELINJECT_CONSTRUCT
  return made;
}

} // namespace telinject::rewrite
