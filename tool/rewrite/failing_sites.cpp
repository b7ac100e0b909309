// Parses compiler messages and finds sites by line.
#include "tool/rewrite/failing_sites.h"

#include "tool/base/files.h"
#include "tool/compiler/captured_messages.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace telinject::rewrite {
namespace {

// Parses "file:line:" at the start of a line and returns the rest; false for other lines.
bool split_message(std::string_view line, MessageLocation &location, std::string_view &message) {
  for (size_t colon = line.find(':'); colon != std::string_view::npos; colon = line.find(':', colon + 1)) {
    unsigned number = 0;
    const char *begin = line.data() + colon + 1;
    const auto [end, error] = std::from_chars(begin, line.data() + line.size(), number);
    if (error != std::errc() || end == line.data() + line.size() || (*end != ':' && *end != ','))
      continue;
    location = {std::string(line.substr(0, colon)), number};
    message = line.substr(static_cast<size_t>(end - line.data()));
    return true;
  }
  return false;
}

// Removes the text before the location in an explanatory line.
std::string_view without_lead(std::string_view line) {
  for (std::string_view lead : {"In file included from ", "                 from "})
    if (line.substr(0, lead.size()) == lead)
      return {};
  return line;
}

// Line starts of a text.
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

// The instrumented sites of a file, indexed by the lines of their insertions.
struct FileSites {
  std::multimap<unsigned, const Site *> by_edited_line;
  std::map<unsigned, const Site *> functions, bodies; // by the site's line; the last one on a line
};

class Search {
public:
  Search(const Plan &plan, const std::string &directory, FailingExtent extent)
      : directory_(directory), extent_(extent) {
    std::map<std::string, LineTable> lines;
    for (const auto &[file, planned] : plan.files)
      lines.emplace(file, planned.original);
    for (const auto *sites : {&plan.helpers, &plan.sites})
      for (const Site &site : *sites)
        if (const auto of_file = lines.find(site.file); site.instrumented() && of_file != lines.end())
          add(site, of_file->second);
  }

  // only_edited: accept only locations in lines with an insertion; else a location refers to the function before it.
  std::vector<SiteKey> near(const std::vector<MessageLocation> &locations, bool only_edited) {
    std::set<SiteKey> found;
    for (const MessageLocation &location : locations) {
      const auto [known, fresh] = real_paths_.try_emplace(location.file);
      if (fresh)
        known->second = real_path(absolute_path(location.file, directory_));
      const auto file = by_file_.find(known->second);
      if (file == by_file_.end())
        continue;
      for (const Site *site : at(file->second, location.line, only_edited))
        found.insert(extent_ == FailingExtent::function ? enclosing_function(*site) : key_of(*site));
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
    if (site.construct == kSplit)
      of_file.bodies[site.line] = &site;
  }

  // Drops the least valuable sites first: split bodies, then sites inside functions, then functions.
  static std::vector<const Site *> at(const FileSites &sites, unsigned line, bool only_edited) {
    std::vector<const Site *> bodies, inner, functions;
    const auto [begin, end] = sites.by_edited_line.equal_range(line);
    for (auto one = begin; one != end; ++one)
      (one->second->construct == kSplit ? bodies
       : is_function(*one->second)      ? functions
                                        : inner)
          .push_back(one->second);
    if (!bodies.empty())
      return bodies;
    if (!inner.empty())
      return inner;
    if (const Site *enclosing = last_before(sites.functions, line); functions.empty() && enclosing && !only_edited)
      functions.push_back(enclosing);
    const Site *enclosing_bodies = last_before(sites.bodies, line);
    if (enclosing_bodies && !functions.empty() && enclosing_bodies->offset == functions.back()->offset)
      return {enclosing_bodies};
    return functions;
  }

  static const Site *last_before(const std::map<unsigned, const Site *> &sites, unsigned line) {
    const auto behind = sites.upper_bound(line);
    return behind == sites.begin() ? nullptr : std::prev(behind)->second;
  }

  // Returns the outermost site that this one depends on.
  SiteKey enclosing_function(const Site &site) const {
    const Site *outer = &site;
    for (auto next = by_key_.end(); !outer->needs_construct.empty(); outer = next->second) {
      next = by_key_.find({outer->file, outer->needs_offset, outer->needs_construct});
      if (next == by_key_.end() || next->second == outer)
        break;
    }
    return key_of(*outer);
  }

  const std::string &directory_;
  const FailingExtent extent_;
  std::map<std::string, FileSites> by_file_;
  std::map<SiteKey, const Site *> by_key_;
  std::map<std::string, std::string> real_paths_; // of file names in messages
};

template <class Function> void for_each_line(const std::string &text, const Function &function) {
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    function(std::string_view(text).substr(at, end - at));
    at = end + 1;
  }
}

bool is_error(std::string_view message) {
  return message.find(" error: ") != std::string_view::npos;
}

} // namespace

ErrorLocations error_locations(const std::string &messages) {
  ErrorLocations locations;
  std::set<std::pair<std::string, unsigned>> seen_errors, seen_explanations;
  bool of_warning = false; // following lines explain a warning
  for_each_line(without_escapes(messages), [&](std::string_view whole) {
    MessageLocation location;
    std::string_view message;
    if (!split_message(without_lead(whole), location, message))
      return;
    const bool is_note = message.find(" note: ") != std::string_view::npos;
    of_warning = is_note ? of_warning : message.find(" warning: ") != std::string_view::npos;
    if (of_warning)
      return;
    if ((is_error(message) ? seen_errors : seen_explanations).insert({location.file, location.line}).second)
      (is_error(message) ? locations.errors : locations.explanations).push_back(location);
  });
  return locations;
}

std::string first_error(const std::string &messages) {
  constexpr size_t kMaxBytes = 400;
  // Candidates in order of preference.
  std::string named, in_another_language, of_linker, first;
  for_each_line(without_escapes(messages), [&](std::string_view line) {
    MessageLocation location;
    std::string_view message;
    const bool has_place = split_message(line, location, message);
    const bool is_heading = line.empty() || line.back() == ':' || line.back() == ','; // "a.c: In function 'f':"
    const bool is_warning =
        message.find(" warning: ") != std::string_view::npos ||
        (message.find("[-W") != std::string_view::npos && message.find("[-Werror") == std::string_view::npos);
    const auto set_once = [line](std::string &text) {
      if (text.empty())
        text = line;
    };
    if (is_heading || is_warning)
      return;
    if (has_place && is_error(message))
      set_once(named);
    else if (has_place && message.find(" note: ") == std::string_view::npos)
      set_once(in_another_language);
    else if (line.find(": undefined reference to ") != std::string_view::npos ||
             line.find(": multiple definition of ") != std::string_view::npos ||
             line.find("ld: ") != std::string_view::npos)
      set_once(of_linker);
    set_once(first);
  });
  for (std::string *text : {&named, &in_another_language, &of_linker, &first})
    if (!text->empty()) {
      if (text->size() > kMaxBytes)
        text->replace(kMaxBytes, std::string::npos, "...");
      return *text;
    }
  return "";
}

std::vector<SiteKey> failing_sites(const Plan &plan, const std::string &directory, const ErrorLocations &locations,
                                   FailingExtent extent) {
  Search search(plan, directory, extent);
  for (const bool only_edited : {true, false})
    for (const auto *of : {&locations.errors, &locations.explanations})
      if (std::vector<SiteKey> found = search.near(*of, only_edited); !found.empty())
        return found;
  return {};
}

} // namespace telinject::rewrite
