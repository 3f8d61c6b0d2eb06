#!/usr/bin/env bash
# The program's only cryptography is rustls with ring: fails when a dependency drags in AWS-LC
# or OpenSSL, and shows through whom. (openssl-probe only knows where systems keep their certificates.)
set -euo pipefail
cd "$(dirname "$0")/.."

tree=$(cargo tree --locked --workspace --edges normal,build,dev --prefix none --format '{p}')
found=$(awk '{ print $1 }' <<<"$tree" | grep --extended-regexp '^(aws-lc|openssl)' | grep --invert-match '^openssl-probe$' | sort --unique || true)
[ -n "$found" ] || exit 0
for name in $found; do
    echo "error: $name must not be linked in; it comes through:" >&2
    cargo tree --locked --workspace --edges normal,build,dev --invert "$name" >&2
done
exit 1
