// The attributes in a unit's text, by its tokens: also those that Clang does not know.
#pragma once

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Token.h"

#include <map>
#include <string>
#include <vector>

namespace telinject {

// __attribute__((…)) or [[…]].
class AttributeWords {
public:
  struct Attribute {
    unsigned begin = 0, end = 0; // end: behind what is known of it
    std::vector<std::string> words;
    std::vector<std::string> targets; // the strings in target, target_clones and target_version
    bool names_targets = false;       // the last word is one of those
  };

  AttributeWords(const clang::SourceManager &sources, const clang::LangOptions &language)
      : sources_(sources), language_(language) {}

  void note_token(const clang::Token &token);

  // Those of each inclusion of a file, in the order of the text.
  const std::vector<Attribute> &of(clang::FileID file) const;

private:
  void open(const clang::Token &token, int depth);

  const clang::SourceManager &sources_;
  const clang::LangOptions &language_;
  std::map<clang::FileID, std::vector<Attribute>> attributes_;
  Attribute *open_ = nullptr;
  int depth_ = 0;
  bool after_bracket_ = false;
};

} // namespace telinject
