#!/usr/bin/env python3
"""same_code.py EXPECTED FOUND: do the sources of two folders have the same code?

Tokens are compared, and where directives end; white space and comments are a formatter's to choose, and so is where it breaks a string
into two, and in which order it puts #includes.  Nothing that telinject inserts may be left.  Prints the first difference; exit code 1.
"""
import re
import sys
from pathlib import Path

TOKEN = re.compile(r"""
    \\\r?\n | //(?:\\\r?\n|[^\n])* | /\*.*?\*/ | \s+ |
    (?:u8|[uUL])?R"(?P<mark>[^()\\\s]*)\(.*?\)(?P=mark)" |
    "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])+' |
    [\w$]+ | .""", re.VERBOSE | re.DOTALL)
END = "<end of directive>"


def code(text):
    tokens, includes, in_directive = [], [], False
    for found in TOKEN.finditer(text):
        word = found[0]
        if word.isspace() or word.startswith(("//", "/*", "\\")):
            if in_directive and word.isspace() and "\n" in word:
                in_directive = False
                tokens.append(END)
            continue
        if word == "#" and not text[text.rfind("\n", 0, found.start()) + 1:found.start()].strip():
            in_directive = True
        if word[0] == '"' and len(word) > 1 and tokens and tokens[-1][0] == '"':
            tokens[-1] = tokens[-1][:-1] + word[1:]
        else:
            tokens.append(word)
    lines = re.findall(r"^\s*#\s*include\s*([<\"][^>\"]*[>\"])", text, re.MULTILINE)
    return tokens, sorted(lines)


def difference(expected, found):
    left = [word for word in found[0] if word.startswith("TELINJECT_") and word not in expected[0]]
    if left:
        return f"{left[0]} is left"
    if expected[1] != found[1]:
        return f"includes {found[1]} instead of {expected[1]}"
    one, other = (words[0] for words in (expected, found))
    for index, pair in enumerate(zip(one + [END], other + [END])):
        if pair[0] != pair[1]:
            return f"token {index}: '{' '.join(other[max(index - 5, 0):index + 1])}' instead of '{' '.join(one[max(index - 5, 0):index + 1])}'"
    return ""


def main():
    expected, found = map(Path, sys.argv[1:])
    for path in sorted(expected.iterdir()):
        if path.suffix in (".c", ".h", ".cc", ".cpp", ".hpp"):
            said = difference(*(code(file.read_text(errors="surrogateescape")) for file in (path, found / path.name)))
            if said:
                sys.exit(f"{path.name}: {said}")


if __name__ == "__main__":
    main()
