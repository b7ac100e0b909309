#include "tool/rewrite/culprits.h"

#include "tool/base/files.h"
#include "tool/compiler/captured_messages.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace telinject {
namespace {

// "file:line:" at the beginning of a line, and what follows; nothing where the line does not begin so.
bool split_message(std::string_view line, MessagePlace &place, std::string_view &rest) {
  for (size_t colon = line.find(':'); colon != std::string_view::npos; colon = line.find(':', colon + 1)) {
    unsigned number = 0;
    const char *begin = line.data() + colon + 1;
    const auto [end, error] = std::from_chars(begin, line.data() + line.size(), number);
    if (error != std::errc() || end == line.data() + line.size() || (*end != ':' && *end != ','))
      continue;
    place = {std::string(line.substr(0, colon)), number};
    rest = line.substr(static_cast<size_t>(end - line.data()));
    return true;
  }
  return false;
}

// What stands before a place on a line of explanation.
std::string_view without_lead(std::string_view line) {
  for (std::string_view lead : {"In file included from ", "                 from "})
    if (line.substr(0, lead.size()) == lead)
      return {};
  return line;
}

// Where the lines of a text begin.
class LineTable {
public:
  explicit LineTable(const std::string &text) {
    for (size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1))
      newlines_.push_back(at);
  }
  unsigned line_of(size_t offset) const {
    return 1 + static_cast<unsigned>(std::lower_bound(newlines_.begin(), newlines_.end(), offset) - newlines_.begin());
  }

private:
  std::vector<size_t> newlines_;
};

bool is_function(const Site &site) {
  return site.construct == "function" || site.construct == kScope;
}

SiteKey key_of(const Site &site) {
  return {site.file, site.offset, site.construct};
}

// A file's instrumented sites, found by the lines that their insertions are in.
struct FileSites {
  std::multimap<unsigned, const Site *> by_edited_line;
  std::map<unsigned, const Site *> functions, bodies; // by their own line; the last of a line
};

class Search {
public:
  Search(const Plan &plan, const std::string &directory, CulpritExtent extent)
      : directory_(directory), extent_(extent) {
    std::map<std::string, LineTable> lines;
    for (const auto &[file, planned] : plan.files)
      lines.emplace(file, planned.original);
    for (const auto *sites : {&plan.helpers, &plan.sites})
      for (const Site &site : *sites)
        if (const auto of_file = lines.find(site.file); site.instrumented() && of_file != lines.end())
          add(site, of_file->second);
  }

  // only_edited: places in lines with an insertion; else the function before is what a place in another line is about.
  std::vector<SiteKey> near(const std::vector<MessagePlace> &places, bool only_edited) {
    std::set<SiteKey> found;
    for (const MessagePlace &place : places) {
      const auto [known, fresh] = real_paths_.try_emplace(place.file);
      if (fresh)
        known->second = real_path(absolute_path(place.file, directory_));
      const auto file = by_file_.find(known->second);
      if (file == by_file_.end())
        continue;
      for (const Site *site : at(file->second, place.line, only_edited))
        found.insert(extent_ == CulpritExtent::function ? function_around(*site) : key_of(*site));
    }
    return {found.begin(), found.end()};
  }

private:
  void add(const Site &site, const LineTable &lines) {
    FileSites &of_file = by_file_[site.file];
    by_key_[key_of(site)] = &site;
    for (const Edit &edit : site.edits)
      of_file.by_edited_line.emplace(lines.line_of(edit.offset), &site);
    if (is_function(site))
      of_file.functions[site.line] = &site;
    if (site.construct == kTwoBodies)
      of_file.bodies[site.line] = &site;
  }

  // What is wanted least goes first: second bodies, what is inside a function, the function.
  static std::vector<const Site *> at(const FileSites &sites, unsigned line, bool only_edited) {
    std::vector<const Site *> bodies, inner, functions;
    const auto [begin, end] = sites.by_edited_line.equal_range(line);
    for (auto one = begin; one != end; ++one)
      (one->second->construct == kTwoBodies ? bodies
       : is_function(*one->second)          ? functions
                                            : inner)
          .push_back(one->second);
    if (!bodies.empty())
      return bodies;
    if (!inner.empty())
      return inner;
    if (const Site *around = last_before(sites.functions, line); functions.empty() && around && !only_edited)
      functions.push_back(around);
    const Site *bodies_around = last_before(sites.bodies, line);
    if (bodies_around && !functions.empty() && bodies_around->offset == functions.back()->offset)
      return {bodies_around};
    return functions;
  }

  static const Site *last_before(const std::map<unsigned, const Site *> &sites, unsigned line) {
    const auto behind = sites.upper_bound(line);
    return behind == sites.begin() ? nullptr : std::prev(behind)->second;
  }

  // The site on which all others around this one lean.
  SiteKey function_around(const Site &site) const {
    const Site *outer = &site;
    for (auto next = by_key_.end(); !outer->needs_construct.empty(); outer = next->second) {
      next = by_key_.find({outer->file, outer->needs_offset, outer->needs_construct});
      if (next == by_key_.end() || next->second == outer)
        break;
    }
    return key_of(*outer);
  }

  const std::string &directory_;
  const CulpritExtent extent_;
  std::map<std::string, FileSites> by_file_;
  std::map<SiteKey, const Site *> by_key_;
  std::map<std::string, std::string> real_paths_; // of the names in messages
};

template <class Function> void for_each_line(const std::string &text, const Function &function) {
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    function(std::string_view(text).substr(at, end - at));
    at = end + 1;
  }
}

bool is_error(std::string_view rest) {
  return rest.find(" error: ") != std::string_view::npos;
}

} // namespace

ComplaintPlaces places_of_errors(const std::string &messages) {
  ComplaintPlaces places;
  std::set<std::pair<std::string, unsigned>> known_errors, known_explanations;
  bool of_warning = false; // what follows explains a warning
  for_each_line(without_escapes(messages), [&](std::string_view whole) {
    MessagePlace place;
    std::string_view rest;
    if (!split_message(without_lead(whole), place, rest))
      return;
    const bool is_note = rest.find(" note: ") != std::string_view::npos;
    of_warning = is_note ? of_warning : rest.find(" warning: ") != std::string_view::npos;
    if (of_warning)
      return;
    if ((is_error(rest) ? known_errors : known_explanations).insert({place.file, place.line}).second)
      (is_error(rest) ? places.errors : places.explanations).push_back(place);
  });
  return places;
}

std::string first_error(const std::string &messages) {
  constexpr size_t kMaxBytes = 400;
  // Better ones come first.
  std::string named, in_another_language, of_linker, first;
  for_each_line(without_escapes(messages), [&](std::string_view line) {
    MessagePlace place;
    std::string_view rest;
    const bool has_place = split_message(line, place, rest);
    const bool is_heading = line.empty() || line.back() == ':' || line.back() == ','; // "a.c: In function 'f':"
    const bool is_warning =
        rest.find(" warning: ") != std::string_view::npos ||
        (rest.find("[-W") != std::string_view::npos && rest.find("[-Werror") == std::string_view::npos);
    const auto keep = [line](std::string &text) {
      if (text.empty())
        text = line;
    };
    if (is_heading || is_warning)
      return;
    if (has_place && is_error(rest))
      keep(named);
    else if (has_place && rest.find(" note: ") == std::string_view::npos)
      keep(in_another_language);
    else if (line.find(": undefined reference to ") != std::string_view::npos ||
             line.find(": multiple definition of ") != std::string_view::npos ||
             line.find("ld: ") != std::string_view::npos)
      keep(of_linker);
    keep(first);
  });
  for (std::string *text : {&named, &in_another_language, &of_linker, &first})
    if (!text->empty()) {
      if (text->size() > kMaxBytes)
        text->replace(kMaxBytes, std::string::npos, "...");
      return *text;
    }
  return "";
}

std::vector<SiteKey> culprits(const Plan &plan, const std::string &directory, const ComplaintPlaces &places,
                              CulpritExtent extent) {
  Search search(plan, directory, extent);
  for (const bool only_edited : {true, false})
    for (const auto *of : {&places.errors, &places.explanations})
      if (std::vector<SiteKey> found = search.near(*of, only_edited); !found.empty())
        return found;
  return {};
}

} // namespace telinject
