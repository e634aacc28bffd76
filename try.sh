#!/usr/bin/env bash
# The made-up office on a fresh Debian 12 with cargo: installs the C compiler
# and, where there is a display, what windows need; then builds and runs it.
#
#   bash try.sh [FLAGS OF talon demo]
set -euo pipefail
cd "$(dirname "$0")"

missing=()
want() { dpkg -s "$1" >/dev/null 2>&1 || missing+=("$1"); }
command -v cc >/dev/null || { want gcc; want libc6-dev; }
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    for package in libxkbcommon-x11-0 libxcursor1 libxi6 libx11-xcb1 libwayland-client0; do want "$package"; done
fi
if [ ${#missing[@]} -gt 0 ]; then
    sudo=""
    [ "$(id -u)" -eq 0 ] || sudo="sudo"
    echo "installing: ${missing[*]}"
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
exec cargo run --release -- demo "$@"
