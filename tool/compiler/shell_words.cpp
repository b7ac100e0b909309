// A splitter for shell quoting.
#include "tool/compiler/shell_words.h"

#include <algorithm>
#include <string_view>

namespace telinject::rewrite {
namespace {

struct Word {
  std::string text;
  bool is_quoted = false; // at least partly
};

class Splitter {
public:
  std::vector<Word> run(const std::string &command) {
    for (size_t i = 0; i < command.size(); ++i)
      i = step(command, i);
    end_word();
    return std::move(words_);
  }

private:
  // Returns the index of the last character taken.
  size_t step(const std::string &command, size_t i) {
    const char c = command[i];
    const char next = i + 1 < command.size() ? command[i + 1] : '\0';
    const bool escapes = c == '\\' && i + 1 < command.size() && quote_ != '\'' &&
                         (quote_ != '"' || next == '"' || next == '\\' || next == '$' || next == '`');
    if (escapes) {
      add(next, true);
      return i + 1;
    }
    if (quote_ ? c == quote_ : c == '\'' || c == '"') {
      quote_ = quote_ ? '\0' : c;
      in_word_ = word_.is_quoted = true;
    } else if (!quote_ && (c == ' ' || c == '\t' || c == '\n')) {
      end_word();
    } else {
      add(c, false);
    }
    return i;
  }

  void add(char c, bool quoted) {
    word_.text += c;
    word_.is_quoted |= quoted;
    in_word_ = true;
  }

  void end_word() {
    if (in_word_)
      words_.push_back(std::move(word_));
    word_ = Word();
    in_word_ = false;
  }

  std::vector<Word> words_;
  Word word_;
  bool in_word_ = false;
  char quote_ = '\0';
};

bool is_separator(std::string_view word) {
  for (std::string_view one : {"&&", "||", ";", "|", "&", "(", ")", "{", "}", "!", "|&"})
    if (word == one)
      return true;
  return false;
}

// Returns 0 for no redirection, 1 if it includes its target ("2>log", "2>&1"), 2 if the target is the next word.
int words_of_redirection(std::string_view word) {
  const size_t digits = std::min(word.find_first_not_of("0123456789"), word.size());
  std::string_view remaining = word.substr(digits);
  if (remaining.starts_with("&>"))
    remaining.remove_prefix(1);
  if (!remaining.starts_with('>') && !remaining.starts_with('<'))
    return 0;
  return remaining.find_first_not_of("<>&|") == std::string_view::npos ? 2 : 1;
}

} // namespace

std::vector<std::string> split_command(const std::string &command) {
  std::vector<std::string> words;
  for (Word &word : Splitter().run(command))
    words.push_back(std::move(word.text));
  return words;
}

std::vector<std::vector<std::string>> split_shell_list(const std::string &list) {
  std::vector<std::vector<std::string>> commands(1);
  bool is_target = false; // the word is the target of a redirection
  for (Word &word : Splitter().run(list)) {
    if (is_target) {
      is_target = false;
      continue;
    }
    if (!word.is_quoted && is_separator(word.text)) {
      commands.emplace_back();
      continue;
    }
    if (const int redirection_words = word.is_quoted ? 0 : words_of_redirection(word.text); redirection_words > 0) {
      is_target = redirection_words == 2;
      continue;
    }
    const bool ends = !word.is_quoted && word.text.size() > 1 && word.text.back() == ';';
    if (ends)
      word.text.pop_back();
    commands.back().push_back(std::move(word.text));
    if (ends)
      commands.emplace_back();
  }
  std::erase_if(commands, [](const auto &command) { return command.empty(); });
  return commands;
}

bool is_assignment(std::string_view word) {
  const size_t end = word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
  return end != 0 && end != std::string_view::npos && word[end] == '=';
}

} // namespace telinject::rewrite
