"""What a test of GCC's suite says of itself in comments: { dg-do run { target lp64 } }, { dg-options "-O2" }, …

Only what matters to compile and run it here: targets that are not this machine's are left out, words that are not known
count as true, since the plain compile decides.
"""
import fnmatch
import re

DIRECTIVE = re.compile(r"\{\s*(dg-[a-z0-9-]+)\s*(.*)\}")
TRIPLET = "x86_64-pc-linux-gnu"
TRUE = {"lp64", "native", "int128", "int32plus", "ptr32plus", "size32plus", "fpic", "pie", "nonpic", "x86_64", "mmap", "tls", "tls_runtime",
        "pthread", "fopenmp", "c99_runtime", "c++", "exceptions", "init_priority", "stdint_types", "wchar", "vect_int", "double64"}
FALSE = {"ilp32", "ia32", "x32", "llp64", "arm_eabi", "int16", "avr", "default_packed", "hard_float_ok", "vxworks_kernel", "freestanding", "newlib",
         "uclibc", "offload_device", "tls_emulated", "arm32", "mips16_attribute", "powerpc_altivec_ok", "vmx_hw", "aix"}
LANGUAGE = re.compile(r"^c\+\+(98|11|14|17|1z|20|2a|23|2b)(_only|_down)?$")
STANDARDS = {"1z": "17", "2a": "20", "2b": "23"}


def tcl_words(text):
    """The words of a Tcl list: bare, "quoted" or {braced}, the last without their outer braces."""
    words, at = [], 0
    while at < len(text):
        if text[at].isspace():
            at += 1
        elif text[at] == "{":
            depth, end = 1, at + 1
            while end < len(text) and depth:
                depth += {"{": 1, "}": -1}.get(text[end], 0)
                end += 1
            words.append(text[at + 1:end - 1] if depth == 0 else text[at + 1:end])
            at = end
        elif text[at] == '"':
            end = at + 1
            while end < len(text) and text[end] != '"':
                end += 2 if text[end] == "\\" else 1
            words.append(text[at + 1:end].replace("\\", ""))
            at = end + 1
        else:
            end = at
            while end < len(text) and not text[end].isspace():
                end += 1
            words.append(text[at:end])
            at = end
    return words


def holds(selector, is_cxx, unknown):
    """Is a target selector ("i?86-*-* x86_64-*-*", "{ lp64 && c++11 }", "! ia32") true here?  unknown: of a word nobody knows."""
    words = tcl_words(selector.strip())
    if not words:
        return True
    if len(words) == 1:
        word = words[0]
        if any(c in word for c in " &|!"):
            return holds(word, is_cxx, unknown)
        if "-" in word and ("*" in word or word.count("-") >= 2):
            return fnmatch.fnmatch(TRIPLET, word)
        if LANGUAGE.match(word):
            return is_cxx
        if word == "c":
            return not is_cxx
        return word in TRUE or (word not in FALSE and unknown)
    if words[0] == "!":
        return not holds("{" + " ".join(words[1:]) + "}", is_cxx, not unknown)
    for operator, together in (("||", any), ("&&", all)):
        if operator in words:
            parts, part = [], []
            for word in [*words, operator]:
                if word == operator:
                    parts.append(part)
                    part = []
                else:
                    part.append("{" + word + "}" if " " in word else word)
            return together(holds(" ".join(p), is_cxx, unknown) for p in parts)
    return any(holds(word, is_cxx, unknown) for word in words)


def standards_in(selector):
    """The C++ standards that a selector names: [("20", "_only")…]."""
    found = [LANGUAGE.match(word) for word in re.findall(r"c\+\+\w+", selector)]
    return [(STANDARDS.get(m.group(1), m.group(1)), m.group(2) or "") for m in found if m]


class Directives:
    def __init__(self, text, is_cxx):
        self.is_cxx = is_cxx
        self.kind = self.target = None  # of dg-do
        self.base, self.extra = [], []  # options: of the last dg-options that counts, and what others add
        self.has_options = False
        self.sources, self.standards, self.refusal = [], [], ""
        for line in text.splitlines():
            found = DIRECTIVE.search(line)
            if found:
                self.take(found.group(1), tcl_words(found.group(2)))

    def selected(self, words):
        """Do the directive's further words, if they are a selector, select this machine?"""
        for word in words:
            parts = tcl_words(word)
            if parts and parts[0] == "target":
                return holds(word[word.index("target") + 6:], self.is_cxx, False)
        return True

    def take(self, name, words):
        if name == "dg-do" and words:
            selector = " ".join("{" + w + "}" if " " in w else w for w in tcl_words(words[1])[1:]) if len(words) > 1 and "target" in words[1] else ""
            if selector and not holds(selector, self.is_cxx, True):
                return  # another line may be for this machine
            self.kind = words[0]
            self.standards += standards_in(selector)
        elif name == "dg-options" and words and self.selected(words[1:]):
            self.base, self.has_options = words[0].split(), True
        elif name in ("dg-additional-options", "dg-extra-options") and words and self.selected(words[1:]):
            self.extra += words[0].split()
        elif name == "dg-additional-sources" and words:
            self.sources += words[0].split()
        elif name == "dg-require-effective-target" and words:
            if not holds(words[0], self.is_cxx, True):
                self.refusal = f"needs {words[0]}"
            self.standards += standards_in(words[0])
        elif name == "dg-shouldfail":
            self.refusal = "is to fail"

    @property
    def options(self):
        return self.base + self.extra

    def standard(self):
        """The -std= that the test needs, where its options do not say: "" for the compiler's own."""
        if not self.is_cxx or any(o.startswith("-std=") for o in self.options):
            return ""
        for year, how in self.standards:
            if how == "_only" or (how == "_down" and year in ("98", "11", "14")) or (not how and year in ("20", "23")):
                return f"-std=gnu++{year}"
        return ""
