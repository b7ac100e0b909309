#!/usr/bin/env bash
# Compiles the public headers and every injected macro as C89 to C23 and C++98 to C++26 by every GCC and Clang found, with
# warnings as errors, with and without TELINJECT_DISABLE.  COMPILERS="gcc clang-19" chooses less.
set -u
here=$(cd "$(dirname "$0")" && pwd)
include=$here/../../runtime/include
passed=0 failed=0 skipped=0

found() { # every gcc, gcc-NN, clang, clang-NN on the PATH, each real program once
  local folder file
  IFS=: read -ra folders <<<"$PATH"
  for folder in "${folders[@]}"; do
    for file in "$folder"/gcc "$folder"/gcc-[0-9]* "$folder"/clang "$folder"/clang-[0-9]*; do
      [[ -x $file && ${file##*/} =~ ^(gcc|clang)(-[0-9]+)?$ ]] && printf '%s %s\n' "$(readlink -f "$file")" "${file##*/}"
    done
  done | sort -u -k1,1 | cut -d' ' -f2
}

try() { # COMPILER STANDARD FILE FLAGS...
  local compiler=$1 standard=$2 file=$3 said headers=-Wsystem-headers
  shift 3
  # Before GCC 13 no #pragma of C++ reaches the preprocessor's -Wvariadic-macros.
  [[ $compiler == g++* && $standard == *++[09][38] ]] && headers=
  if ! "$compiler" "-std=$standard" -fsyntax-only -x "$([[ $file == *.cpp ]] && echo c++ || echo c)" /dev/null 2>/dev/null; then
    skipped=$((skipped + 1))
    return
  fi
  if said=$("$compiler" "-std=$standard" -pedantic-errors -Wall -Wextra -Werror -Wshadow $headers -O1 -I"$include" \
      "$@" -c "$here/$file" -o /dev/null 2>&1); then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED  %s -std=%s %s %s\n%s\n' "$compiler" "$standard" "$file" "$*" "$(head -5 <<<"$said")"
  fi
}

keywords_too() { # as try; there are no names of types where the macros are off
  [ "${4-}" = -DTELINJECT_DISABLE ] || try "$@" -Wno-keyword-macro -Wno-unused -Wno-unknown-warning-option
}

for compiler in ${COMPILERS:-$(found)}; do
  case $compiler in gcc*) cxx=${compiler/gcc/g++} ;; *) cxx=${compiler/clang/clang++} ;; esac
  for disable in "" -DTELINJECT_DISABLE -DTELINJECT_RUNTIME='"libtelinject.so"'; do
    for standard in c89 iso9899:199409 c99 c11 c17 c2x c23 gnu89 gnu11 gnu17; do try "$compiler" $standard abi.c $disable -Wdeclaration-after-statement; try "$compiler" $standard by_hand.c $disable -Wdeclaration-after-statement; keywords_too $compiler $standard keywords.c $disable; done
    command -v "$cxx" >/dev/null || continue
    for standard in c++98 c++03 c++11 c++14 c++17 c++20 c++23 c++2c c++26 gnu++98 gnu++17; do try "$cxx" $standard abi.cpp $disable; try "$cxx" $standard by_hand.cpp $disable; keywords_too $cxx $standard keywords.cpp $disable; done
  done
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
