#!/usr/bin/env bash
# Everything that must hold, on a fresh Debian 12 with cargo: installs what is
# missing, then format, lints, licences, tests, screens, pages in a browser.
set -euo pipefail
cd "$(dirname "$0")/.."

export CARGO_TERM_COLOR=never CARGO_INCREMENTAL=0

# The made-up office tells its stories around its own noon, so that midnight
# never falls into one.
hour=$(date -u +%-H)
if [ "$hour" -le 12 ]; then
    export TALON_DEMO_ZONE="Etc/GMT-$((12 - hour))"
else
    export TALON_DEMO_ZONE="Etc/GMT+$((hour - 12))"
fi

say() { printf '\n== %s\n' "$1"; }

install_packages() {
    local wanted=(gcc libc6-dev chromium nodejs npm python3 alsa-utils sqlite3 slapd xvfb xdotool
        libxkbcommon-x11-0 libxcursor1 libxi6 libx11-xcb1)
    local missing=()
    for package in "${wanted[@]}"; do
        # A program that came another way counts too.
        case "$package" in
            nodejs) command -v node >/dev/null && continue ;;
            npm) command -v npm >/dev/null && continue ;;
            python3) command -v python3 >/dev/null && continue ;;
        esac
        dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    local sudo=""
    [ "$(id -u)" -eq 0 ] || sudo="sudo"
    say "packages: ${missing[*]}"
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

install_packages
if ! command -v cargo-deny >/dev/null; then
    say "cargo-deny"
    cargo install --quiet --locked cargo-deny
fi

say "format"
cargo fmt --all --check

say "licences and sources"
cargo deny --config .deny.toml check --hide-inclusion-graph licenses bans sources
# The advisories stand in a repository on the internet: where there is one. A
# new one is told, and does not keep an unrelated repair from landing.
if timeout 20 git ls-remote -q https://github.com/RustSec/advisory-db HEAD >/dev/null 2>&1; then
    say "advisories"
    cargo deny --config .deny.toml check --hide-inclusion-graph advisories ||
        printf '\nADVISORIES: look at the above and update, or say in .deny.toml why not.\n'
fi

say "lints"
cargo clippy --quiet --workspace --all-targets -- -D warnings

say "tests"
cargo test --workspace

say "fire drill: 500 office days with faults"
cargo build --quiet --release -p drill
for first in 1 146; do
    target/release/drill --seed "$first" --days 145 &
done
wait -n
wait -n

say "pages in a real browser"
cargo build --quiet
(cd tests/browser && npm ci --silent --no-audit --no-fund && TALON_BIN="$PWD/../../target/debug/talon" npm test --silent)

say "windows on a virtual display"
bash tests/windows.sh target/debug/talon

say "all is well"
