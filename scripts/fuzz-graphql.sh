#!/usr/bin/env bash
# fuzz-graphql.sh: asks the GraphQL interface thousands of generated queries, right and wrong
# ones, of a demonstration server started for it on a free port of 127.0.0.1 and removed
# afterwards. Fails when an answer isn't JSON, comes with a 5xx or after more than 5 s, has an
# error whose code isn't of the closed list or is INTERNAL, or when the program panics.
#
#   BDIS_BIN    the program (target/debug/bdis)
#   FUZZ_SEED   the same seed asks the same (1)
#   FUZZ_CASES  the most for each query and phase (150)
#   FUZZ_TIME   the most seconds for all of it (600)
set -euo pipefail
cd "$(dirname "$0")/.."

stop() {
    echo "error: $1" >&2
    exit 1
}

bdis=$(realpath --canonicalize-missing "${BDIS_BIN:-target/debug/bdis}")
[ -x "$bdis" ] || stop "$bdis isn't there: cargo build --bin bdis, or set BDIS_BIN"
python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null ||
    stop "Python 3.10 or newer with venv is needed (packages python3 and python3-venv)"
command -v curl >/dev/null || stop "curl is needed (package curl)"

# What a seed asks depends on all of these.
wanted=(schemathesis==4.32.5 hypothesis==6.170.17 hypothesis-graphql==0.13.5 graphql-core==3.3.2)
venv=$PWD/target/fuzz
if [ "$(cat "$venv/wanted" 2>/dev/null)" != "${wanted[*]}" ]; then
    echo "Getting what the fuzzing needs"
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check "${wanted[@]}"
    echo "${wanted[*]}" >"$venv/wanted"
fi

folder=$(mktemp -d /tmp/bdis-fuzz.XXXXXX)
server=
remove() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$folder"
}
trap remove EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Another program may take the port in between: three tries.
ready=
for try in 1 2 3; do
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    (
        cd "$folder"
        unset DATABASE_URL MEILISEARCH_URL MEILISEARCH_API_KEY
        LISTEN=127.0.0.1:$port PUBLIC_URL=http://127.0.0.1:$port DATA_DIR=$folder/data LOG=warn \
            exec "$bdis" serve --demo
    ) >"$folder/log" 2>&1 &
    server=$!
    for _ in $(seq 240); do
        kill -0 "$server" 2>/dev/null || break
        # Ready to answer, and to search.
        case $(curl --silent --max-time 2 "http://127.0.0.1:$port/readyz" || true) in
        *'"search":"ready"'*) ready=yes && break ;;
        esac
        sleep 0.5
    done
    [ -z "$ready" ] || break
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
done
[ -n "$ready" ] || { cat "$folder/log" >&2 && stop "the program doesn't start"; }

# The check that comes with schemathesis takes each error with a path for the server's fault:
# ours looks at the code.
cat >"$folder/checks.py" <<'PYTHON'
import atexit
import collections
import json
import zlib

import graphql
import schemathesis

CODES = set(
    "UNAUTHENTICATED FORBIDDEN NOT_FOUND INVALID CONFLICT RATE_LIMITED TOO_COMPLEX UNAVAILABLE".split()
)
seen = collections.Counter()


@schemathesis.check
def closed_codes(ctx, response, case):
    seen["answers"] += 1
    if case.meta is not None and case.meta.generation.mode.is_negative:
        seen["to wrong queries"] += 1
    assert response.status_code < 500, f"status {response.status_code}"
    assert response.elapsed < 5, f"took {response.elapsed:.1f} s"
    errors = json.loads(response.content).get("errors") or []
    if not errors:
        seen["without error"] += 1
    for error in errors:
        code = (error.get("extensions") or {}).get("code")
        seen[str(code)] += 1
        assert code in CODES, f"code {code}: {error}"


class Plausible(graphql.Visitor):
    """Of made-up cursors and sizes nearly all are refused, and nothing is read: most give way."""

    def leave_argument(self, node, *_):
        if not hasattr(node.value, "value"):
            return None
        dice = zlib.crc32(str(node.value.value).encode("utf-8", "replace")) % 4
        if node.name.value == "after" and dice:
            return graphql.REMOVE
        if node.name.value == "first" and dice and isinstance(node.value, graphql.IntValueNode):
            size = graphql.IntValueNode(value=str(abs(int(node.value.value)) % 8 + 1))
            return graphql.ArgumentNode(name=node.name, value=size)
        return None


@schemathesis.hook
def map_body(ctx, body):
    return graphql.visit(body, Plausible()) if isinstance(body, graphql.DocumentNode) else body


@atexit.register
def say():
    print("Seen: " + ", ".join(f"{n} {what}" for what, n in sorted(seen.items())))
PYTHON

status=0
(
    cd "$folder"
    SCHEMATHESIS_HOOKS=checks.py exec timeout --kill-after=10 "${FUZZ_TIME:-600}" \
        "$venv/bin/schemathesis" run "http://127.0.0.1:$port/graphql" \
        --checks closed_codes --mode all --phases fuzzing,stateful \
        --max-examples "${FUZZ_CASES:-150}" --seed "${FUZZ_SEED:-1}" \
        --generation-database none --generation-allow-x00 true --request-timeout 20 \
        --warnings off --no-color
) || status=$?
[ "$status" -ne 124 ] || echo "error: not done in ${FUZZ_TIME:-600} s" >&2

kill -0 "$server" 2>/dev/null || { echo "error: the program has ended" >&2 && status=1; }
if grep --extended-regexp 'panicked|ERROR' "$folder/log" >&2; then
    echo "error: the program panicked, or failed within" >&2
    status=1
fi
exit "$status"
