#include "culprits.h"

#include "files.h"

#include <algorithm>
#include <charconv>
#include <map>

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

unsigned line_of(const std::string &text, unsigned offset) {
  return 1 +
         static_cast<unsigned>(std::count(text.begin(), text.begin() + std::min<size_t>(offset, text.size()), '\n'));
}

class Search {
public:
  Search(const Plan &plan, const std::string &directory) : plan_(plan), directory_(directory) {
    for (const auto &[file, planned] : plan.files)
      (void)planned, by_file_[file];
    for (const auto *sites : {&plan.helpers, &plan.sites})
      for (const Site &site : *sites)
        if (site.instrumented())
          by_file_[site.file].push_back(&site);
  }

  std::vector<SiteKey> near(const std::vector<MessagePlace> &places) {
    std::vector<SiteKey> found;
    for (const MessagePlace &place : places) {
      const auto file = by_file_.find(real_path(absolute_path(place.file, directory_)));
      if (file == by_file_.end())
        continue;
      for (const SiteKey &key : at(file->first, file->second, place.line))
        if (std::find(found.begin(), found.end(), key) == found.end())
          found.push_back(key);
    }
    return found;
  }

private:
  std::vector<SiteKey> at(const std::string &file, const std::vector<const Site *> &sites, unsigned line) const {
    const std::string &text = plan_.files.at(file).original;
    std::vector<SiteKey> bodies, inner, functions;
    const Site *around = nullptr, *bodies_around = nullptr;
    for (const Site *site : sites) {
      const bool here = std::any_of(site->edits.begin(), site->edits.end(),
                                    [&](const Edit &edit) { return line_of(text, edit.offset) == line; });
      const bool is_bodies = site->construct == kTwoBodies;
      const bool is_function = site->construct == "function" || site->construct == kScope;
      if (here)
        (is_bodies ? bodies : is_function ? functions : inner).push_back({site->file, site->offset, site->construct});
      if (is_function && site->line <= line)
        around = site;
      if (is_bodies && site->line <= line)
        bodies_around = site;
    }
    // What is wanted least goes first.
    if (!bodies.empty())
      return bodies;
    if (!inner.empty())
      return inner;
    if (functions.empty() && around)
      functions.push_back({around->file, around->offset, around->construct});
    if (bodies_around && !functions.empty() && bodies_around->offset == functions.back().offset)
      return {{bodies_around->file, bodies_around->offset, bodies_around->construct}};
    return functions;
  }

  const Plan &plan_;
  const std::string &directory_;
  std::map<std::string, std::vector<const Site *>> by_file_;
};

} // namespace

ComplaintPlaces places_of_errors(const std::string &messages) {
  ComplaintPlaces places;
  auto add = [](std::vector<MessagePlace> &list, const MessagePlace &place) {
    if (std::find(list.begin(), list.end(), place) == list.end())
      list.push_back(place);
  };
  for (size_t at = 0; at < messages.size();) {
    const size_t end = std::min(messages.find('\n', at), messages.size());
    const std::string_view line = without_lead(std::string_view(messages).substr(at, end - at));
    at = end + 1;
    MessagePlace place;
    std::string_view rest;
    if (!split_message(line, place, rest))
      continue;
    add(rest.find(" error: ") != std::string_view::npos ? places.errors : places.explanations, place);
  }
  return places;
}

std::vector<SiteKey> culprits(const Plan &plan, const std::string &directory, const ComplaintPlaces &places) {
  Search search(plan, directory);
  std::vector<SiteKey> found = search.near(places.errors);
  return found.empty() ? search.near(places.explanations) : found;
}

} // namespace telinject
