#!/usr/bin/env bash
# Changes settings of a running process through its control file: checks what is recorded before and after, and that
# spans stay whole.
# control_run.sh BUILD
. "$(dirname "$0")/lib.sh"
flags=(-O2 -g -Wall -Wextra -Werror -Wno-missing-field-initializers -Wno-infinite-recursion -I"$here/../../runtime/include")
for link in shared static; do
  if [ "$link" = shared ]; then libraries=("-L$build/lib" -ltelinject "-Wl,-rpath,$build/lib"); else libraries=("$build/lib/libtelinject.a"); fi
  gcc -std=gnu11 "${flags[@]}" "$here/runtime_ways.c" -o "$work/ways" "${libraries[@]}" -lpthread -ldl || exit 2
  while IFS=$'\t' read -r name problem; do verdict "$link: $name" "$problem"; done < <(python3 "$here/control_check.py" "$work/ways" "$work/$link")
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
