#!/usr/bin/env bash
# Compiler options that change structure layout, argument passing or kept registers.  A program compiled with such an
# option must run as without telinject, off and on, and its events must have the right values (abi_options.c), or the
# launcher must name the option and leave the program unchanged.  Signaling NaNs must pass through hooks unchanged
# (abi_signaling.c).
# abi_options_run.sh BUILD [WORD...]      tries only the rows whose name contains a word
. "$(dirname "$0")/lib.sh"
shift
words=("$@")
cd "$work" || exit 1
tried=0

wanted() {
  local word
  [ ${#words[@]} = 0 ] && return
  for word in "${words[@]}"; do [[ $1 == *$word* ]] && return; done
  return 1
}
run() { # TELEMETRY_ENABLED PROGRAM: its exit status, and its output in $2.out
  { TELEMETRY_ENABLED=$1 timeout 60 "./$2" >"$2.out" 2>&1 </dev/null; echo $?; } 2>/dev/null
}
# launch SOURCE COMPILER OPTIONS…: prints what is wrong, if anything.  A row counts if the compiler and this machine
# accept the options.
launch() {
  local source=$1 problem status=
  shift
  "$@" -w "$source" -o plain -lm 2>/dev/null && [ "$(run 0 plain)" = 0 ] || return
  tried=$((tried + 1))
  rm -f inst events.jsonl
  if ! problem=$("$build/bin/telinject" cc --root . --strict -- "$@" -w "$source" -o inst -lm 2>&1); then
    echo "does not build: $(head -c 300 <<<"$problem")"
    return
  fi
  [ -z "$problem" ] || status="says $(head -c 200 <<<"$problem")"
  [ "$(run 0 inst)" = 0 ] && cmp -s plain.out inst.out || status="$status; off: $(head -c 200 inst.out)"
  [ "$(run 1 inst)" = 0 ] && cmp -s plain.out inst.out || status="$status; on: $(head -c 200 inst.out)"
  [ -s events.jsonl ] || status="$status; no events"
  echo "$status"
}
values() { # COMPILER OPTIONS…
  local mode modes=() extension=c problem
  wanted "$*" || return
  [[ $1 == *++* ]] && extension=cpp
  for mode in "$@"; do
    case $mode in
      -DWITHOUT_REALS) modes+=(without-reals) ;;
      -mlong-double-128) modes+=(long-double-by-type) ;;
      -fshort-enums) [ $extension = c ] && modes+=(enumerations-by-type) ;;
    esac
  done
  local before=$tried
  launch abi_options.$extension "$@" >problem
  [ "$tried" = "$before" ] && return
  problem=$(cat problem)
  [ -n "$problem" ] || problem=$(python3 "$here/abi_options_check.py" events.jsonl "${modes[@]}" 2>&1)
  verdict "$*" "$problem"
}
signaling() { # COMPILER OPTIONS…
  local extension=c before=$tried
  wanted "signaling $*" || return
  [[ $1 == *++* ]] && extension=cpp && set -- "$@" -std=c++17
  launch abi_signaling.$extension "$@" >problem
  if [ "$tried" != "$before" ]; then
    # What the hooks do within a budget, and in a trace that is sampled out while they look for roots.
    [ "$(TELEMETRY_THROTTLE='' run 1 inst)" = 0 ] && cmp -s plain.out inst.out || echo "; within a budget: $(head -c 200 inst.out)" >>problem
    [ "$(SAMPLE_RATE=0.000001 TELEMETRY_ROOTS=auto=1 run 1 inst)" = 0 ] && cmp -s plain.out inst.out ||
      echo "; sampled out: $(head -c 200 inst.out)" >>problem
  fi
  [ "$tried" = "$before" ] || verdict "signaling NaNs, $*" "$(cat problem)"
}
refusal() { # OPTION COMPILER OPTIONS…: named, and compiled as it was
  local option=$1 problem=
  shift
  wanted "$*" || return
  rm -f ledger inst.o plain.o
  "$@" -w -c abi_options.c -o plain.o 2>/dev/null || return
  "$build/bin/telinject" cc --root . --ledger ledger -- "$@" -w -c abi_options.c -o inst.o 2>messages || problem="does not build: $(head -c 300 messages)"
  grep -q "option: $option" messages && grep -q "\"reason\":\"option: $option\"" ledger || problem="$problem the option is not named: $(head -c 200 messages)"
  cmp -s plain.o inst.o || problem="$problem another object"
  verdict "$* is refused" "$problem"
}

# Options of both compilers; a compiler skips those it does not know.
both=(
  '-fpack-struct -O2' '-fpack-struct' '-fpack-struct=2 -O2' '-fpack-struct=1 -Og' '-fshort-enums' '-fshort-wchar -O1' '-funsigned-char -O2'
  '-malign-double' '-m128bit-long-double' '-mlong-double-64 -O2' '-mlong-double-64' '-mlong-double-128 -O2' '-mms-bitfields -O2'
  '-freg-struct-return' '-fpcc-struct-return -O2' '-mno-red-zone -O2' '-mstackrealign -O2' '-fomit-frame-pointer'
  '-mpreferred-stack-boundary=5 -O2' '-mincoming-stack-boundary=3 -O2' '-mstack-alignment=8 -O1' '-mstack-alignment=8'
  '-ffixed-r15 -O2' '-ffixed-rbx -O2' '-ffixed-r10 -O2' '-mcmodel=medium -O2' '-mcmodel=large -fPIC -O2' '-march=x86-64-v3 -O3' '-march=x86-64-v4 -O3'
  '-mavx2 -mno-vzeroupper -O2' '-fsplit-stack -O2' '-fcf-protection=full -O2' '-fcf-protection=none -mindirect-branch=thunk -mfunction-return=thunk -O2'
  '-mretpoline -O2' '-fno-plt -O2' '-fno-asynchronous-unwind-tables -O2' '-fnon-call-exceptions -O2' '-ffast-math -O2' '-mpc32 -O2'
  '-frounding-math -fsignaling-nans -O2' '-ftrapv' '-fvisibility=hidden -O2' '-fvisibility-ms-compat'
  '-ffunction-sections -fdata-sections -Wl,--gc-sections -O2' '-fmerge-all-constants -O2' '-flto -fpack-struct -O2'
  '-mgeneral-regs-only -DWITHOUT_REALS' '-mno-sse -DWITHOUT_REALS -O2' '-msoft-float -DWITHOUT_REALS' '-mno-80387 -DWITHOUT_REALS'
  '-mskip-rax-setup -O2' '-mtls-dialect=gnu2 -fPIC -O2' '-mcall-ms2sysv-xlogues -O2' '-maccumulate-outgoing-args -O2' '-mfpmath=387 -O2' '-mfpmath=387'
  '-mno-mmx -O2' '-fno-builtin' '-fkeep-inline-functions -O1' '-fzero-call-used-regs=all -O2' '-finstrument-functions -O2' '-pg -O2'
  '-fsanitize=undefined -fno-sanitize-recover=all -fpack-struct' '-fsanitize=address -O1'
)
# Options for which C++ may differ, or Clang behaves like GCC.
cxx=(
  '-fpack-struct -O2' '-fpack-struct' '-fpack-struct=2 -O2' '-fshort-enums' '-fshort-wchar -O1' '-mlong-double-64 -O2' '-mlong-double-128 -O2'
  '-mstack-alignment=8 -O1' '-mno-sse -DWITHOUT_REALS -O2' '-msoft-float -DWITHOUT_REALS' '-fabi-version=2 -O2' '-fabi-version=8' '-fno-rtti -fno-exceptions -O2'
  '-fno-threadsafe-statics' '-fvisibility-inlines-hidden -O2' '-fclang-abi-compat=4 -O2' '-ftrapv' '-mcmodel=large -fPIC -O2' '-mfpmath=387'
)
# Runs all rows of a C compiler and its C++ compiler in a separate folder: the two families run in parallel.
family() { # C C++
  local options compiler
  mkdir "$1" && cd "$1" || exit 1
  for name in abi_options abi_signaling; do cp "$here/$name.c" $name.c; cp "$here/$name.c" $name.cpp; done
  export TELEMETRY_OUTPUT=file TELEMETRY_FILE=$PWD/events.jsonl TELEMETRY_THROTTLE=0
  # shellcheck disable=SC2086 # each word is an option
  {
    for options in "${both[@]}"; do values $1 $options; done
    for options in "${cxx[@]}"; do values $2 $options; done
    for compiler in $1 $2; do
      for options in -O0 -O2 '-O2 -ffast-math' '-O1 -fsignaling-nans -frounding-math' '-O0 -DCOPIED -mfpmath=387' '-O1 -DCOPIED -mfpmath=387' '-O3 -march=native -fno-trapping-math'; do
        signaling $compiler $options
      done
    done
  }
  case $1 in
    gcc) for options in -m32 -mx32 -fcall-saved-rcx -fcall-saved-xmm8 -fcall-used-rbx -mabi=ms -mpreferred-stack-boundary=3; do refusal $options gcc $options -DWITHOUT_REALS; done ;;
    *) refusal --target=i686-linux-gnu "$1" --target=i686-linux-gnu -nostdlibinc ;;
  esac
  # Rows that the compiler or the machine rejects are skipped, but not most of them.
  if [ ${#words[@]} = 0 ] && [ $tried -lt 60 ]; then verdict "$1" "only $tried rows could be tried"; fi
  echo "$passed $failed" >counts
}

if [ "$(uname -m)" = x86_64 ]; then
  (family gcc g++) >gcc.log 2>&1 &
  (family "clang-$llvm" "clang++-$llvm")
  wait
  cat gcc.log
  for counts in */counts; do
    read -r p f <"$counts"
    passed=$((passed + p)) failed=$((failed + f))
  done
  [ -e gcc/counts ] && [ -e "clang-$llvm/counts" ] || failed=$((failed + 1))
else
  echo "skipped: the options are those of x86-64"
fi
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
