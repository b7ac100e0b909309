// Reads and expands response files recursively, within limits.
#include "tool/compiler/response_file.h"

#include "tool/base/files.h"

namespace telinject::rewrite {
namespace {

constexpr int kMaxResponseFiles = 2000;       // GCC's limit, which also stops recursive inclusion
constexpr size_t kMaxWords = size_t{1} << 20; // limit for all files together

// Matches isspace() in the C locale.
bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

class Expansion {
public:
  explicit Expansion(const std::string &directory) : directory_(directory) {}

  bool add(const std::vector<std::string> &words, size_t from) {
    for (size_t i = from; i < words.size(); ++i)
      if (!add(words[i]))
        return false;
    return true;
  }

  std::vector<std::string> out;

private:
  bool add(const std::string &word) {
    if (word.size() > 1 && word[0] == '@') {
      if (++files_ >= kMaxResponseFiles)
        return false;
      if (const auto text = read_file(absolute_path(word.substr(1), directory_)))
        return add(response_words(*text), 0);
    }
    out.push_back(word);
    return out.size() < kMaxWords;
  }

  const std::string &directory_;
  int files_ = 0;
};

} // namespace

std::vector<std::string> response_words(std::string_view text) {
  text = text.substr(0, text.find('\0')); // compilers treat the text as a C string
  std::vector<std::string> words;
  std::string word;
  bool in_word = false, escaped = false;
  char quote = '\0';
  for (const char c : text) {
    if (!escaped && !quote && is_space(c)) {
      if (in_word)
        words.push_back(std::move(word));
      word.clear();
      in_word = false;
      continue;
    }
    in_word = true;
    if (escaped) {
      word += c;
      escaped = false;
    } else if (c == '\\') {
      escaped = true;
    } else if (quote ? c == quote : c == '\'' || c == '"') {
      quote = quote ? '\0' : c;
    } else {
      word += c;
    }
  }
  if (in_word)
    words.push_back(std::move(word));
  return words;
}

std::vector<std::string> expand_response_files(const std::vector<std::string> &command, const std::string &directory) {
  if (command.empty())
    return command;
  Expansion expansion(directory);
  expansion.out.push_back(command.front());
  return expansion.add(command, 1) ? std::move(expansion.out) : command;
}

} // namespace telinject::rewrite
