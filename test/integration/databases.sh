# Starts Redis, MariaDB and PostgreSQL in $folder, a folder of their own, on sockets there; sourced after lib.sh, in $work.
# They end with the runner.
folder=$(mktemp -d) # the path of a socket is short
servers=() postgres=
trap 'stop_postgres; for server in "${servers[@]}"; do kill -9 "$server"; done 2>/dev/null; wait 2>/dev/null; rm -rf "$work" "$folder"' EXIT

await() { # COMMAND...: until it succeeds, a minute at most
  for _ in $(seq 600); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.1
  done
  return 1
}

start_redis() {
  redis-server --port 0 --unixsocket "$folder/redis" --dir "$folder" --save "" --appendonly no >redis.log 2>&1 &
  servers+=($!)
  await redis-cli -s "$folder/redis" ping
}

start_mariadb() {
  local user
  user=$(id -un)
  mariadb-install-db --no-defaults --datadir="$folder/data" --user="$user" --auth-root-authentication-method=normal \
    --skip-test-db >mariadb.log 2>&1 || return
  mariadbd --no-defaults --datadir="$folder/data" --user="$user" --socket="$folder/mariadb" --skip-networking \
    --skip-grant-tables --pid-file="$folder/pid" >>mariadb.log 2>&1 &
  servers+=($!)
  await mariadb-admin --no-defaults --socket="$folder/mariadb" ping
}

# PostgreSQL refuses to run as root.
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
start_postgres() {
  chmod 755 "$folder"
  mkdir "$folder/pg" && { [ "$(id -u)" != 0 ] || chown postgres "$folder/pg"; } || return
  postgres=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
  (cd / && as_postgres "$postgres/initdb" -D "$folder/pg/data" -U postgres -A trust --no-sync) >postgres.log 2>&1 &&
    (cd / && as_postgres "$postgres/pg_ctl" -D "$folder/pg/data" -w -t 60 -l "$folder/pg/log" -o "-c listen_addresses= -k $folder/pg -c fsync=off" start) >>postgres.log 2>&1
}
stop_postgres() { [ -z "$postgres" ] || (cd / && as_postgres "$postgres/pg_ctl" -D "$folder/pg/data" -m immediate stop) >/dev/null 2>&1; }
