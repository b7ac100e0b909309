# jimtcl: C; an interpreter of Tcl with macros for its objects, a large switch of numbered commands, fork, signals, pipes; Tcl made C.
package=jimtcl
languages=c
compilers="gcc clang"
configure() { ./configure --disable-docs --utf8; }
build() { make -j"$JOBS"; }
# Left out: what sees who runs it (a terminal, the network) or measures time.
tests() { rm -f tests/{aio,interactive,posix,socket,ssl,timer,tty}.test; make test; }
outcome() { grep -o 'Total  *[0-9].*' | tail -n 1 | tr -s ' '; }
expect='Total [0-9]+ Passed [1-9][0-9]{3} Skipped [0-9]+ Failed 0'
traced() { ./jimsh -e 'set l {}; foreach i {3 1 2} { lappend l [expr {$i * 2}] }; puts [lsort $l]; catch {error no} m; puts $m'; }
