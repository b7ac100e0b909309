# What the runners of libraries share; sourced after lib.sh, in the folder with the sources and the check.
#   library_program CHECK NAME ARGUMENT FLAVOUR SOURCE LIBRARIES COMPILER OPTION...
# compiles SOURCE plain and instrumented, runs it plain, off and on, and has the events checked by `CHECK NAME EVENTS ARGUMENT`.
# Before each run it calls forget_data, which a runner may define. If $preloaded is not empty, the run that is on has these libraries
# preloaded, and $with says so.  library_table prints what the checks have counted.
preloaded='' with=''
forget_data() { :; }

library_program() {
  local check=$1 name=$2 argument=$3 flavour=$4 source=$5 libraries=$6 problem status row
  shift 6
  row="$name $flavour$with"
  if ! problem=$("$build/bin/telinject" cc --strict --ledger ledger -- "$@" -Wall -Wextra -Werror "$source" -o program $libraries 2>&1); then
    verdict "$row builds" "${problem:0:800}"
    return
  fi
  "$@" "$source" -o plain $libraries || verdict "$row" "the original does not build"
  forget_data
  ./plain "$argument" >expected 2>&1
  forget_data
  ./program "$argument" >off 2>&1
  cmp -s expected off || verdict "$row off" "prints something else"
  rm -f out.jsonl
  forget_data
  env TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE=out.jsonl ${preloaded:+LD_PRELOAD="$preloaded"} timeout 60 ./program "$argument" >on 2>&1
  status=$?
  if [ "$status" != 0 ]; then verdict "$row" "exit status $status; $(tail -c 300 on)"; return; fi
  cmp -s expected on || { verdict "$row on" "prints something else: $(diff expected on | head -n 5)"; return; }
  problem=$("$build/bin/telinject-events" validate out.jsonl 2>&1) && problem=$(python3 "$check" "$name" out.jsonl "$argument" 2>>counts)
  verdict "$row" "$problem"
}

# What the table of docs/http_and_databases.md calls a library, and the package that has its version.
declare -A names=(
  [sqlite]="sqlite3|libsqlite3-dev" [curl]="libcurl, easy interface|libcurl4-openssl-dev" [multi]="libcurl, multi interface|libcurl4-openssl-dev"
  [pq]="libpq|libpq-dev" [unknown]="a library that telinject does not know, by JSON alone|" [redis]="hiredis|libhiredis-dev"
  [mysql]="MariaDB, C API|libmariadb-dev" [postgresql]="libpq: prepared, asynchronous, COPY|libpq-dev"
  [odbc]="ODBC|unixodbc-dev" [sqlite_more]="sqlite3: tables, failures|libsqlite3-dev" [sqlitecpp]="SQLiteCpp|libsqlitecpp-dev"
  [pqxx]="libpqxx|libpqxx-dev" [httplib]="cpp-httplib, client|libcpp-httplib-dev" [soci]="SOCI|libsoci-dev"
  [libevent]="libevent, client|libevent-dev" [poco]="Poco, client|libpoco-dev" [beast]="Boost.Beast, client|libboost-context-dev"
  [qt]="Qt network|qtbase5-dev" [libevent-server]="libevent, server|libevent-dev" [poco-server]="Poco, server|libpoco-dev"
)

# Prints a row for each library, over all compilers, and checks that the docs have it; the version is the one of the docs' machine.
library_table() {
  local docs=$here/../../docs/http_and_databases.md name made recorded failed_calls errors secrets row version
  while read -r name made recorded failed_calls errors secrets; do
    row="| $made | $recorded | $failed_calls | $errors | $secrets |"
    version=${names[$name]#*|}
    [ -z "$version" ] || version=$(dpkg-query -W -f '${Version}' "$version" 2>/dev/null | sed -E 's/^[0-9]+://; s/[-+].*//')
    printf '| %s | %s %s\n' "${names[$name]%|*}" "$version" "$row"
    verdict "docs, $name" "$(grep -qE "^\| ${names[$name]%|*} \|[^|]*${row//|/\\|}\$" "$docs" || echo "no row ${names[$name]%|*} with $row in http_and_databases.md")"
  done < <(awk -F '\t' '{ made[$1] += $2; recorded[$1] += $3; failed[$1] += $4; errors[$1] += $5; secrets[$1] += $6 }
    END { for (name in made) print name, made[name], recorded[name], failed[name], errors[name], secrets[name] }' counts | sort)
}
