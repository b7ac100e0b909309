// Finds opt-out comments with the raw lexer and records which of them take effect.
#include "matchers/opt_out_comments.h"

#include "clang/Lex/Lexer.h"

#include "llvm/ADT/STLExtras.h"

namespace telinject::rewrite {
namespace {

// Accepts a comment of one word, or one whose first word resembles a directive; other comments ("telinject: the header
// …") are prose.
bool looks_like_directive(llvm::StringRef word, llvm::StringRef comment) {
  llvm::StringRef rest = comment.ltrim(" \t").drop_front(word.size());
  rest.consume_back("*/");
  return rest.trim(" \t\r\n.;*/").empty() ||
         llvm::any_of(llvm::ArrayRef<llvm::StringRef>{"off", "on", "skip", "root"},
                      [word](llvm::StringRef known) { return word.edit_distance_insensitive(known, true, 1) <= 1; });
}

} // namespace

OptOutComments::OfFile &OptOutComments::comments_in(clang::FileID file) const {
  const auto [found, is_new] = files_.try_emplace(file);
  if (is_new && sources_.getBufferData(file).contains("telinject:"))
    read(file, found->second);
  return found->second;
}

void OptOutComments::read(clang::FileID file, OfFile &result) const {
  const llvm::StringRef text = sources_.getBufferData(file);
  unsigned off = 0; // 1 + offset of the open "off"; 0 if none is open
  clang::Lexer lexer(sources_.getLocForStartOfFile(file), language_, text.begin(), text.begin(), text.end());
  lexer.SetCommentRetentionState(true);
  clang::Token token;
  do {
    lexer.LexFromRawLexer(token);
    if (token.isNot(clang::tok::comment))
      continue;
    const unsigned at = sources_.getFileOffset(token.getLocation());
    llvm::StringRef comment = text.substr(at + 2, token.getLength() - 2).ltrim(" \t");
    if (!comment.consume_front("telinject:"))
      continue;
    const llvm::StringRef word = comment.ltrim(" \t").take_until([](char c) {
      const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      return !is_letter;
    });
    if (word == "off" && off == 0)
      off = at + 1;
    else if (word == "off")
      result.faults.push_back({at, "'telinject: off' inside of another that is still open has no effect; remove it, or "
                                   "close the other with 'telinject: on'"});
    else if (word == "on" && off != 0) {
      result.off.push_back({{off - 1, at}});
      off = 0;
    } else if (word == "on")
      result.faults.push_back({at, "'telinject: on' without 'telinject: off' before it has no effect; remove it"});
    else if (word == "skip")
      result.skips[sources_.getLineNumber(file, at)].offset = at;
    else if (word == "root")
      result.roots[sources_.getLineNumber(file, at)].offset = at;
    else if (looks_like_directive(word, comment))
      result.faults.push_back({at, "unknown word '" + word.take_front(40).str() +
                                       "' in a 'telinject:' comment has no effect; write off, on, skip or root"});
  } while (token.isNot(clang::tok::eof));
  if (off != 0)
    result.off.push_back({{off - 1, static_cast<unsigned>(text.size())}});
}

bool OptOutComments::opted_out(clang::FileID file, unsigned offset, unsigned first_line, unsigned last_line) const {
  const OfFile &comments = comments_in(file);
  for (const Off &off : comments.off)
    if (offset >= off.range.begin && offset < off.range.end)
      return true;
  const auto skip = comments.skips.lower_bound(first_line - 1);
  return skip != comments.skips.end() && skip->first <= last_line;
}

void OptOutComments::note_candidate(clang::FileID file, unsigned offset, unsigned first_line,
                                    unsigned last_line) const {
  OfFile &comments = comments_in(file);
  for (Off &off : comments.off)
    off.is_used |= offset >= off.range.begin && offset < off.range.end;
  for (auto skip = comments.skips.lower_bound(first_line - 1); skip != comments.skips.end() && skip->first <= last_line;
       ++skip)
    skip->second.is_used = true;
}

bool OptOutComments::take_root(clang::FileID file, unsigned first_line, unsigned last_line) const {
  OfFile &comments = comments_in(file);
  bool found = false;
  for (auto root = comments.roots.lower_bound(first_line - 1); root != comments.roots.end() && root->first <= last_line;
       ++root)
    found = root->second.is_used = true;
  return found;
}

void OptOutComments::note_used_in_range(clang::FileID file, TextRange piece) const {
  OfFile &comments = comments_in(file);
  for (Off &off : comments.off)
    off.is_used |= off.range.begin >= piece.begin && off.range.begin < piece.end;
  for (std::map<unsigned, Mark> *marks : {&comments.skips, &comments.roots})
    for (auto &[line, mark] : *marks)
      mark.is_used |= mark.offset >= piece.begin && mark.offset < piece.end;
}

void OptOutComments::note_ineffective_annotation(clang::FileID file, unsigned offset) const {
  comments_in(file).faults.push_back(
      {offset, "the annotation 'telinject:skip' on something else than a function has no effect; move it to a "
               "function, or write a 'telinject: off' comment"});
}

void OptOutComments::append_notes(clang::FileID file, const std::string &path,
                                  llvm::function_ref<bool(TextRange)> is_certain,
                                  std::vector<CommentNote> &notes) const {
  const OfFile &comments = comments_in(file);
  auto add = [&](unsigned offset, const char *problem, bool is_used, TextRange reach) {
    if (is_used || is_certain(reach))
      notes.push_back({path, sources_.getLineNumber(file, offset), problem, is_used});
  };
  for (const Off &off : comments.off)
    add(off.range.begin,
        "'telinject: off' has no effect: nothing that would be instrumented follows before 'telinject: on'; "
        "remove it",
        off.is_used, off.range);
  const llvm::StringRef text = sources_.getBufferData(file);
  const auto add_mark = [&](const Mark &mark, const char *problem) {
    // The comment applies up to the end of the next line.
    const size_t line_end = text.find('\n', mark.offset);
    const size_t next_end = line_end == llvm::StringRef::npos ? line_end : text.find('\n', line_end + 1);
    add(mark.offset, problem, mark.is_used, {mark.offset, static_cast<unsigned>(std::min(next_end, text.size()))});
  };
  for (const auto &[line, skip] : comments.skips)
    add_mark(skip, "'telinject: skip' has no effect: no function begins on this line or the next; move it to the "
                   "function's line or the line above");
  for (const auto &[line, root] : comments.roots)
    add_mark(root, "'telinject: root' has no effect: no function begins on this line or the next; move it to the "
                   "function's line or the line above");
  for (const Fault &fault : comments.faults)
    add(fault.offset, fault.problem.c_str(), false, {fault.offset, fault.offset + 1});
}

} // namespace telinject::rewrite
