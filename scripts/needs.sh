#!/usr/bin/env bash
# needs.sh build|check|test…: sees that what a habit needs is there. What Debian packages is
# installed where that may be done (as root, with apt-get); else its name is said, exit 1.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=()

stop() {
    echo "error: $1" >&2
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# The least Rust stands in Cargo.toml, and only there.
rust_is_new_enough() {
    local least
    least=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)
    has rustc && has cargo && [ "$(printf '%s\n' "$least" "$(rustc --version | cut -d' ' -f2)" | sort -V | head -n1)" = "$least" ]
}

build() {
    rust_is_new_enough || stop "Rust $(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml) or newer is needed (rustup installs it)"
    node --eval 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null ||
        stop "Node 20 or newer is needed (package nodejs)"
    has npm || stop "npm is needed (package npm)"
    has cc || packages+=(build-essential)
}

check() {
    if ! cargo fmt --version >/dev/null 2>&1 || ! cargo clippy --version >/dev/null 2>&1; then
        has rustup || stop "rustfmt and clippy are needed (packages rustfmt and rust-clippy)"
        rustup component add rustfmt clippy
    fi
}

test() {
    if [ -z "${TEST_DATABASE_URL:-}" ] && ! has initdb && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
        packages+=(postgresql)
    fi
    if [ -f tests/browser/package.json ] && [ ! -x /usr/bin/chromium ]; then
        packages+=(chromium)
    fi
}

for habit in "$@"; do
    case $habit in
    build | check | test) "$habit" ;;
    *) stop "$habit: it is build, check or test" ;;
    esac
done

[ ${#packages[@]} -gt 0 ] || exit 0
if [ "$(id -u)" -ne 0 ] || ! has apt-get; then
    stop "missing: ${packages[*]}. On Debian: apt-get install ${packages[*]}"
fi
echo "Installing ${packages[*]}"
export DEBIAN_FRONTEND=noninteractive
install=(apt-get install --yes --quiet=2 --no-install-recommends "${packages[@]}")
# The lists may be absent or old.
"${install[@]}" >/dev/null 2>&1 || { apt-get update --quiet=2 && "${install[@]}" >/dev/null; } ||
    stop "these packages can't be installed: ${packages[*]}"
