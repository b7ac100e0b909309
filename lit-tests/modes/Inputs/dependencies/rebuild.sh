# rebuild.sh TELINJECT GENERATOR: how many units a CMake project compiles at first, again, when .telinject.json was changed, and again; and what that did.
set -e
rm -rf project && mkdir project && cp m.c f.h b.c project && cd project && echo '{"events": ["function"]}' >.telinject.json
printf 'cmake_minimum_required(VERSION 3.16)\nproject(p C)\nadd_executable(m m.c b.c)\n' >CMakeLists.txt
cmake -S . -B build -G "$2" "-DCMAKE_C_COMPILER_LAUNCHER=$1;cc;--strict;--ledger;$PWD/ledger;--" >configured
compiled() {
  sleep 1.1 # a make that counts whole seconds
  cmake --build build >>built
  [ -e ledger ] && wc -l <ledger | tr -d ' ' || echo 0
  rm -f ledger
}
rm -f ledger
first=$(compiled); again=$(compiled)
before=$(nm build/CMakeFiles/m.dir/m.c.o | grep -c telinject_i_link) || before=0
echo '{"functions": {"exclude": ["main", "f"]}}' >.telinject.json
touched=$(compiled)
after=$(nm build/CMakeFiles/m.dir/m.c.o | grep -c telinject_i_link) || after=0
echo "$2: first $first, then $again, touched $touched, then $(compiled), instrumented $((before - after)) less"
