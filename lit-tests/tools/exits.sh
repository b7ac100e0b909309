# exits.sh N COMMAND...: passes where COMMAND ends with exit code N; its output goes where it goes, stderr to stdout.
want=$1
shift
"$@" 2>&1
got=$?
[ "$got" = "$want" ] && exit 0
echo "exits.sh: exit code $got, not $want: $*" >&2
exit 1
