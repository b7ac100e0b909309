// Records the attributes of a unit from its preprocessed tokens, including attributes that Clang does not know.
#pragma once

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Token.h"

#include <map>
#include <string>
#include <vector>

namespace telinject::rewrite {

// __attribute__((…)) or [[…]].
class AttributeWords {
public:
  struct Attribute {
    unsigned begin = 0, end = 0; // end: the offset after the last token recorded so far
    std::vector<std::string> words;
    std::vector<std::string> targets; // string arguments of target, target_clones and target_version
    bool names_targets = false;       // true if the last word is one of those three
  };

  AttributeWords(const clang::SourceManager &sources, const clang::LangOptions &language)
      : sources_(sources), language_(language) {}

  void note_token(const clang::Token &token);

  // Returns the attributes of one inclusion of a file, in source order.
  const std::vector<Attribute> &attributes_in(clang::FileID file) const;

private:
  void open(const clang::Token &token, int depth);

  const clang::SourceManager &sources_;
  const clang::LangOptions &language_;
  std::map<clang::FileID, std::vector<Attribute>> attributes_;
  Attribute *open_ = nullptr;
  int depth_ = 0;
  bool after_bracket_ = false;
};

} // namespace telinject::rewrite
