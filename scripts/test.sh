#!/usr/bin/env bash
# Every test; wants web/dist built and TEST_DATABASE_URL set (`make test` sees to both).
set -euo pipefail
cd "$(dirname "$0")/.."

quiet=()
locked=()
npm=(npm ci --include=dev --no-audit --no-fund)
if [ "${CI:-}" = true ]; then
    quiet=(--quiet)
    locked=(--locked)
    npm+=(--loglevel=error)
fi

results=$(mktemp)
trap 'rm -f "$results"' EXIT
failed=()

echo "Building bdis and its tests"
cargo build "${quiet[@]}" "${locked[@]}" --bin bdis
cargo test "${quiet[@]}" "${locked[@]}" --workspace --no-fail-fast | tee "$results" || failed+=("cargo test")

if [ -f tests/browser/package.json ]; then
    echo "Browser tests"
    BDIS_BIN="${CARGO_TARGET_DIR:-$PWD/target}/debug/bdis"
    export BDIS_BIN
    (cd tests/browser && "${npm[@]}" && npx --no-install playwright test) || failed+=("browser tests")
    browser=ran
else
    browser="not here: tests/browser/package.json is absent"
fi

echo
echo "cargo test:"
grep '^test result:' "$results" || true
echo "browser tests: $browser"
if [ ${#failed[@]} -gt 0 ]; then
    printf 'FAILED: %s\n' "${failed[@]}"
    exit 1
fi
echo "All tests passed."
