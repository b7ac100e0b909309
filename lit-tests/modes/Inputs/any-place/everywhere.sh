# everywhere.sh FOLDER COMPILER: installs by a link tree from FOLDER/base in folders with hard names, and says for each whether a program made from there is instrumented and records its events.
cd "$1" || exit 1
compiler=$2
try() { # NAME OPTIONS
  name=$1; shift
  [ -d "$name" ] || cp -r base "$name" || exit 1
  rm -f program ledger events
  if "$PWD/$name/bin/telinject" cc --strict --root . --ledger ledger -- "$compiler" -std=c89 "$@" a.c -o program >messages 2>&1 &&
    grep -q '"functions":{"found":1,"instrumented":1}' ledger && { [ ! -s messages ] || [ -n "$*" ]; } && { ./program; [ $? = 3 ]; } &&
    { DEBUG=true TELEMETRY_OUTPUT=file TELEMETRY_FILE=events ./program; [ $? = 3 ]; } && grep -q '"main' events; then
    echo "good: ${*:+static }$name"
  else
    echo "BAD: ${*:+static }$name: $(head -n 3 messages)"
  fi
}
for name in 'with space' 'co:lon' 'com,ma' "quo'te" 'back\slash' 'per%cent' 'dol$lar' 'tri??graph' 'ümläut' "all of it: ,'\\%\$#;&"; do
  try "$name"
done
try 'co:lon' -static
