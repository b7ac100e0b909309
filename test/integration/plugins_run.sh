#!/usr/bin/env bash
# Plug-ins: unloaded while the program continues, with a C++ library of their own, in a namespace of their own; with a
# linked runtime (it replaces dlclose) and one that the first event loads (the launcher saw only compiles).
# Usage: plugins_run.sh BUILD.  The last line: N passed, N failed.
. "$(dirname "$0")/lib.sh"
cp "$here"/plugins/* "$work" && cd "$work" || exit 1
launch() { "$build/bin/telinject" cc --root "$work" --strict -- "$@" || exit 2; }

plain() {
  gcc -D_GNU_SOURCE host.c -o host -ldl -pthread && gcc -shared -fPIC helper.c -o libhelper.so || exit 2
  for name in one two; do
    g++ -O1 -shared -fPIC -DNAME=$name plug.cpp -o $name.so -L. -lhelper -Wl,-rpath,'$ORIGIN' || exit 2
  done
}
links() {
  launch gcc -D_GNU_SOURCE host.c -o host -ldl -pthread
  launch gcc -shared -fPIC helper.c -o libhelper.so
  for name in one two; do
    launch g++ -O1 -shared -fPIC -DNAME=$name plug.cpp -o $name.so -L. -lhelper -Wl,-rpath,'$ORIGIN'
  done
}
compiles() {
  launch gcc -D_GNU_SOURCE -c host.c -o host.o
  launch gcc -fPIC -c helper.c -o helper.o
  for name in one two; do launch g++ -O1 -fPIC -DNAME=$name -c plug.cpp -o $name.o; done
  gcc host.o -o host -ldl -pthread && gcc -shared helper.o -o libhelper.so || exit 2
  for name in one two; do g++ -shared $name.o -o $name.so -L. -lhelper -Wl,-rpath,'$ORIGIN' || exit 2; done
}
entries() { grep '"function_entry"' events | grep -c "\"function_name\":\"$1\""; }
expect() { # NAME=NUMBER...: how often each function was entered
  local pair
  for pair; do
    [ "$(entries "${pair%=*}")" = "${pair#*=}" ] || echo "${pair%=*} was entered $(entries "${pair%=*}") times instead of ${pair#*=};"
  done
}
# on "VARIABLE=VALUE..." ARGUMENTS...: prints the differences from the uninstrumented program and what is wrong with the
# events
on() {
  local settings=$1 status
  shift
  rm -rf events spool
  env TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE="$work/events" $settings timeout -k 1 60 ./host "$@" >out 2>err
  status=$?
  [ $status = 0 ] && cmp -s out "out.$1.$2" || echo "exit status $status, $(head -c 200 out) $(head -c 300 err)"
  [ -d spool ] && "$build/bin/telinject-events" render spool >events
  "$build/bin/telinject-events" validate events >problem 2>&1 || head -n 3 problem
}
in_spool="TELEMETRY_OUTPUT=spool TELEMETRY_FILE=$work/spool"

plain
for arguments in "10 0" "3 2"; do ./host $arguments >"out.${arguments/ /.}" || exit 2; done
for sees in links compiles; do
  $sees
  for settings in TELEMETRY_WRITER=thread TELEMETRY_WRITER=none TELEMETRY_ON_FULL=drop "$in_spool"; do
    # For each plug-in and each load: Late's constructor and destructor, and Early's destructor.
    verdict "launcher sees $sees, unloaded, ${settings/$work\//}" "$(on "$settings" 10 0
      expect one_work=5 two_work=6 helper=44 half=44 '(anonymous namespace)::one_teardown=15' '(anonymous namespace)::two_teardown=18' '(anonymous namespace)::Early::~Early=11')"
    # one.so: unloaded once, then kept loaded by the first plug-in that keeps it.
    verdict "launcher sees $sees, two kept until the end, ${settings/$work\//}" "$(on "$settings" 3 2
      expect one_work=3 two_work=3 helper=24 half=24 '(anonymous namespace)::one_teardown=6' '(anonymous namespace)::Early::~Early=5')"
  done
  rm -f events
  verdict "launcher sees $sees, dlmopen" "$(cp out.3.2 out.4.0; env TELEMETRY_ENABLED=0 ./host 4 0 apart >out.4.0
    on TELEMETRY_WRITER=thread 4 0 apart; expect main=1 ask=5 one_work=0
    grep -q 'dlmopen' err || echo "no warning: $(head -c 300 err)")"
done

# Two C++ libraries in one process, neither of them the program's: each with the unwinder and the personality that it
# finds.
throwing() { # libstdc++|libc++
  case $1 in
    libstdc++) echo g++ ;;
    libc++) echo "clang++-$llvm -stdlib=libc++" ;;
  esac
}
if echo 'int main() {}' | $(throwing libc++) -x c++ - -o a.out 2>problem; then libraries="libstdc++ libc++"; else libraries=libstdc++; echo "skipped libc++: $(head -n 1 problem)"; fi
for sees in plain links compiles; do
  for library in $libraries; do
    case $sees in
      plain) $(throwing $library) -shared -fPIC throws.cpp -o $library.so || exit 2 ;;
      links) launch $(throwing $library) -shared -fPIC throws.cpp -o $library.so ;;
      compiles) launch $(throwing $library) -fPIC -c throws.cpp -o throws.o && $(throwing $library) -shared throws.o -o $library.so || exit 2 ;;
    esac
  done
  [ $sees = plain ] && continue
  $sees
  for first in $libraries; do
    for second in $libraries; do
      cp $second.so one.so; cp $first.so two.so
      verdict "launcher sees $sees, throws, $first before $second" "$(echo "-12" >out.2.0; TELEMETRY_ENABLED=0 ./host 2 0 >off.out 2>&1; cmp off.out out.2.0; on TELEMETRY_WRITER=thread 2 0
        expect plug=3 check=3
        [ "$(grep '"function_exit"' events | grep '"function_name":"check"' | grep -c '"error":{"type":"std::runtime_error","message":"too big"')" = 3 ] || echo 'not each exit has the error')"
    done
  done
done

echo "$passed passed, $failed failed"
[ $failed = 0 ]
