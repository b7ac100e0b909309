#!/usr/bin/env bash
# Formats instrumented code: `telinject strip` must still remove every insertion, the result must compile, and its code
# must equal that of the formatted original; rewriting the formatted text must repair it.
# format_run.sh BUILD
. "$(dirname "$0")/lib.sh"
. "$here/../../script/lib.sh"
need_packages "clang-format-$llvm" >&2
set +e
cd "$work" || exit 1
formatters=$(for name in "clang-format-$llvm" clang-format; do command -v "$name"; done | xargs -r readlink -f | sort -u)

# The fragile inputs: each construct and hard case of the lit tests, without lit's directives, and a program.
sources() {
  local file name
  for file in "$here"/../../lit-tests/{constructs,hard-cases}/*.{c,cpp} "$here"/{two_bodies.c,coroutines.cpp}; do
    name=${file##*/}
    case $name in c23.c | cxx23.cpp | nested-functions.c) continue;; esac # these want a compiler of their own
    grep -vE 'RUN:|CHECK[-A-Z]*:|REQUIRES:|XFAIL:' "$file" >"original/$name"
    compiles "original/$name" || rm "original/$name" # it wants options of its own
  done
}
database() { # FOLDER [WORD]: of the files that have the word in their names
  python3 - "$@" <<'PYTHON'
import json, os, sys
folder, word = os.path.realpath(sys.argv[1]), "".join(sys.argv[2:])
languages = {".c": ("gcc", "-std=gnu11"), ".cpp": ("g++", "-std=gnu++20")}
with open(os.path.join(folder, "compile_commands.json"), "w") as out:
    json.dump([{"directory": folder, "file": name, "arguments": [*languages[os.path.splitext(name)[1]], "-c", name]}
               for name in sorted(os.listdir(folder)) if os.path.splitext(name)[1] in languages and word in name], out)
PYTHON
}
compiles() { # FILE
  case $1 in
  *.cpp) g++ -std=gnu++20 -w -fsyntax-only -isystem "$build/include" "$1";;
  *) gcc -std=gnu11 -w -fsyntax-only -isystem "$build/include" "$1";;
  esac >/dev/null 2>&1
}

mkdir original
sources
database original && cp -r original instrumented && database instrumented
# One of the tests contains a comment that disables nothing on purpose.
problem=$("$build/bin/telinject" -q -p instrumented --root instrumented --in-place --split-functions 2>&1 | grep -v 'function-opt-outs.cpp:.* has no effect')
n=$(grep -l TELINJECT_RETURN instrumented/*.c* | wc -l)
[ "$n" -ge 60 ] || problem="$problem; only $n files hold insertions"
verdict 'rewrite' "$problem"

for formatter in $formatters; do
  for style in LLVM Google Chromium Mozilla WebKit Microsoft GNU; do
    problem=''
    rm -rf once stripped formatted
    cp -r original once && cp -r instrumented formatted
    "$formatter" --style="$style" -i once/*.c once/*.cpp && "$formatter" --style="$style" -i formatted/*.c formatted/*.cpp || problem='the formatter fails'
    cp -r formatted stripped
    "$build/bin/telinject" strip -q stripped/*.c stripped/*.cpp 2>errors || problem="exit code $?: $(head -n 1 errors)"
    problem+=$(python3 "$here/../corpus/checks/same_code.py" once stripped 2>&1)
    verdict "$(basename "$formatter") of $(basename "$(dirname "$(dirname "$formatter")")"), $style" "$problem"
  done
done

problem=''
for file in once/*.c once/*.cpp; do # of the last formatter and style
  ! compiles "$file" || compiles "stripped/${file##*/}" || problem="$problem ${file##*/}"
done
verdict 'what is left compiles' "${problem:+not:$problem}"

# Formatted text is rewritten like its original, and once.
database formatted conditional
problem=$("$build/bin/telinject" -q -p formatted --root formatted --in-place 2>&1)
"$build/bin/telinject" -q -p formatted --root formatted --check >changed 2>&1 || problem="$problem; --check still finds $(head -n 1 changed)"
for file in formatted/*conditional*.c formatted/*conditional*.cpp; do
  compiles "$file" || problem="$problem; $file does not compile"
done
verdict 'rewriting what a formatter went over' "$problem"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
