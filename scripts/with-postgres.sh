#!/usr/bin/env bash
# with-postgres.sh COMMAND…: runs it with TEST_DATABASE_URL set to a PostgreSQL cluster made for
# it on a free port of 127.0.0.1 and removed afterwards. Where the variable is set already,
# nothing is started.
set -euo pipefail

if [ -n "${TEST_DATABASE_URL:-}" ]; then
    exec "$@"
fi

bin=$(compgen -G '/usr/lib/postgresql/*/bin' | sort --version-sort | tail -n1 || true)
bin=${bin:-$(dirname "$(command -v initdb)")}

folder=$(mktemp -d /tmp/bdis-postgres.XXXXXX)

# PostgreSQL refuses to run as root.
postgres() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd "$folder" && runuser -u postgres -- "$bin/$1" "${@:2}")
    else
        (cd "$folder" && "$bin/$1" "${@:2}")
    fi
}

remove() {
    postgres pg_ctl -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap remove EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if [ "$(id -u)" -eq 0 ]; then
    chown postgres: "$folder"
fi
postgres initdb -D "$folder/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null
cat >>"$folder/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
fsync = off
synchronous_commit = off
full_page_writes = off
CONF

# Another program may take the port in between: three tries.
for try in 1 2 3; do
    port=$(node --eval 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
    if postgres pg_ctl -D "$folder/data" -l "$folder/log" -o "-p $port" -w -t 60 start >/dev/null; then
        break
    elif [ "$try" -eq 3 ]; then
        echo "error: PostgreSQL doesn't start:" >&2
        cat "$folder/log" >&2
        exit 1
    fi
done

export TEST_DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres"
"$@"
