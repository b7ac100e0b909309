# same_files.sh TELINJECT COMPILER...: for each line of options on standard input, lists the files that the compiler alone
# makes and those that it makes behind telinject cc, and what differs.
telinject=$1; shift
while read -r options; do
  [ -n "$options" ] || continue
  for side in plain launched; do
    rm -rf $side && mkdir $side && cp *.c $side && mkdir $side/out
  done
  (cd plain && eval "$* $options" >messages 2>&1) || { echo "plain fails: $* $options: $(head -n 3 plain/messages)"; continue; }
  (cd launched && eval "$telinject cc --root . --strict --ledger ../ledger $* $options" >messages 2>&1) || { echo "launched fails: $options: $(head -n 3 launched/messages)"; continue; }
  (cd plain && find . | sort) >plain.list
  (cd launched && find . | sort) >launched.list
  if difference=$(diff plain.list launched.list); then echo "same $(wc -l <plain.list | tr -d ' ') files: $options"
  else echo "differs: $* $options"; echo "$difference" | grep '^[<>]'; fi
done
