#!/usr/bin/env bash
# Objects whose link does not include the runtime: the runtime is missing, cannot be loaded, or lies elsewhere.
# Usage: attach_run.sh BUILD.  The last line: N passed, N failed.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
mkdir good gone
cp "$build/lib/libtelinject.so" good/
flags=(-Wall -Wextra -Werror -O1 -isystem "$here/../../runtime/include" -DTELINJECT_RUNTIME="\"$work/gone/libtelinject.so\"")
warning="telinject: warning: $work/gone/libtelinject.so: the runtime cannot be loaded ("

cat >program.c <<'C'
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
int plug(void);
#include <telinject/telinject.h>
static int work(void) {
  TELINJECT_FUNCTION(1, "", "work() -> int")
  return errno;
}
int main(int count, char **words) {
  void *library;
  int (*call)(void) = 0;
  int after;
  sigset_t pending;
  errno = 71;
  after = work();
  (void)words;
  if (dlerror())
    printf("dlerror() is changed\n");
  if (count > 1 && (library = dlopen("./plug.so", RTLD_NOW | RTLD_LOCAL)) && (call = (int (*)(void))dlsym(library, "plug")))
    call();
  sigpending(&pending);
  printf("errno %d%s\n", after, sigismember(&pending, SIGPIPE) ? ", SIGPIPE is pending" : "");
  return 3;
}
C
cat >plug.c <<'C'
#include <telinject/telinject.h>
int plug(void);
int plug(void) {
  TELINJECT_FUNCTION(1, "", "plug() -> int")
  return 1;
}
C
gcc "${flags[@]}" program.c -o program -ldl && gcc "${flags[@]}" -fPIC -shared plug.c -o plug.so || exit 1

runs() { # NAME EXPECTED-STDERR-LINES ENVIRONMENT… -- COMMAND…: same output and status as with telemetry off
  local name=$1 lines=$2 words=() problem got
  shift 2
  while [ "$1" != -- ]; do words+=("$1"); shift; done
  shift
  env "${words[@]}" "$@" >out 2>err </dev/null
  got=$?
  problem=""
  [ $got = 3 ] && [ "$(cat out)" = "errno 71" ] || problem="exit status $got, $(cat out)"
  [ "$(wc -l <err)" = "$lines" ] || problem+="; $(wc -l <err) lines on standard error instead of $lines: $(head -c 300 err)"
  [ "$lines" = 0 ] || [[ $(cat err) == "$warning"* ]] || problem+="; another text: $(head -c 300 err)"
  verdict "$name" "$problem"
}

for asked in DEBUG=true DEBUG=1 DEBUG=YES TELEMETRY_ENABLED=on; do runs "gone, $asked" 1 $asked -- ./program; done
runs "gone, TELEMETRY_ENABLED=perhaps, DEBUG=on" 1 TELEMETRY_ENABLED=perhaps DEBUG=on -- ./program
for silent in A=b DEBUG= 'DEBUG=express:*' DEBUG=truest DEBUG=tru DEBUG=false TELEMETRY_ENABLED=0 TELEMETRY_ENABLED=perhaps TELEMETRY_CONTROL=/none; do
  runs "gone, $silent" 0 "$silent" -- ./program
done
runs "gone, OTEL_SDK_DISABLED" 0 DEBUG=true OTEL_SDK_DISABLED=True -- ./program
runs "gone, TELEMETRY_ENABLED=off wins" 0 DEBUG=true TELEMETRY_ENABLED=off -- ./program
runs "a plug-in too: one line a process" 1 DEBUG=true -- ./program plug

emits() { # NAME ENVIRONMENT…: the function's events are written
  local name=$1 problem=""
  shift
  env DEBUG=true "$@" ./program >out 2>err
  grep -q '"function_name":"work"' err || problem="no event: $(head -c 300 err)"
  [ "$(cat out)" = "errno 71" ] || problem+="; $(cat out)"
  verdict "$name" "$problem"
}
emits "found by LD_LIBRARY_PATH" LD_LIBRARY_PATH="$work/good"
gcc "${flags[@]}" program.c -o program-run-path -ldl -Wl,-rpath,"$work/good" && mv program-run-path program
emits "found by the run path"
gcc "${flags[@]}" program.c -o program -ldl || exit 1

file=gone/libtelinject.so
broken() { runs "$1" 1 DEBUG=true -- ./program; }
head -c 20000 good/libtelinject.so >$file; broken "cut short behind its head"
emits "cut short, and whole by LD_LIBRARY_PATH" LD_LIBRARY_PATH="$work/good"
head -c 40 good/libtelinject.so >$file; broken "cut short in its head"
: >$file; broken "empty"
seq 1 1000 >$file; broken "a text"
rm $file; mkdir $file; broken "a folder"
rmdir $file; echo 'int x;' | gcc -shared -x c - -o $file; broken "another library"
cp good/libtelinject.so $file; printf '\x01' | dd of=$file bs=1 seek=4 conv=notrunc 2>/dev/null; broken "a library for 32 bits"
cp good/libtelinject.so $file; emits "where it belongs"
rm $file

# Standard error that accepts no data.
python3 - >problem 2>&1 <<'P'
import os, subprocess
reader, writer = os.pipe()
os.close(reader)
done = subprocess.run(["./program"], env={**os.environ, "DEBUG": "true"}, stdout=subprocess.PIPE, stderr=writer, restore_signals=True)
print(done.returncode, done.stdout.decode().strip())
P
verdict "nobody reads standard error" "$([ "$(cat problem)" = "3 errno 71" ] || cat problem)"
unchanged() { # NAME EXIT-STATUS
  verdict "$1" "$([ "$2" = 3 ] && [ "$(cat out)" = "errno 71" ] || echo "exit status $2, $(cat out)")"
}
DEBUG=true ./program >out 2>&-
unchanged "standard error is closed" $?
status=$( (ulimit -f 0; DEBUG=true ./program 3>&1 >&4 2>full; echo $?) 4> >(cat >out)); sleep 0.1
unchanged "no file may grow" "$status"

# Static programs load nothing, even if the runtime is available: it would bring a second C library.
cp good/libtelinject.so $file
for static in -static -static-pie; do
  sed '/dlopen(/,/call();/d; /dlerror/,+1d; /\*library;/d; /(\*call)/d; s/(void)words/(void)words, (void)count/' program.c >alone.c
  gcc "${flags[@]}" $static -Wl,--fatal-warnings alone.c -o program-static 2>ld || { verdict "$static" "$(head -3 ld)"; continue; }
  runs "$static" 1 DEBUG=true -- ./program-static
  runs "$static, off" 0 DEBUG=other -- ./program-static
done

if [ "$(id -u)" = 0 ]; then
  rm $file
  for program in program program-static; do
    chown nobody $program && chmod u+s $program && chmod a+rx "$work"
    runs "set-uid: $program" 0 DEBUG=true -- ./$program
    chmod u-s $program
  done
fi

# The linker and the loader need not support thread-local variables.
gcc "${flags[@]}" -c plug.c -o plug.o && g++ "${flags[@]}" -std=c++17 -c -x c++ plug.c -o plug-cxx.o
verdict "no thread-local variable" "$(readelf -sW plug.o plug-cxx.o | grep -w TLS)"

echo "$passed passed, $failed failed"
[ $failed = 0 ]
