#!/usr/bin/env bash
# The real windows with real input on a virtual display: kiosk and board come
# up, three taps take a ticket, and the office has it.
set -euo pipefail
talon=${1:?the talon binary}
work=$(mktemp -d)
display=":$((90 + RANDOM % 900))"

Xvfb "$display" -screen 0 1600x1000x24 >/dev/null 2>&1 &
server=$!
cleanup() {
    # The office still writes its last files: its folder goes when it has gone.
    for job in ${office:-} "$server"; do
        kill "$job" 2>/dev/null || true
        wait "$job" 2>/dev/null || true
    done
    rm -rf "$work" || true
}
trap cleanup EXIT
export DISPLAY=$display

wait_for() {
    for _ in $(seq 1 100); do
        if "$@" >/dev/null 2>&1; then return 0; fi
        sleep 0.2
    done
    echo "windows: waited in vain for: $*" >&2
    cat "$work/log" >&2 || true
    return 1
}

wait_for xdotool getdisplaygeometry
"$talon" demo --json --data "$work/data" --listen 127.0.0.1:0 >"$work/ready" 2>"$work/log" &
office=$!
wait_for test -s "$work/ready"
read_ready() { node -e "const r=JSON.parse(require('fs').readFileSync('$work/ready'));console.log($1)"; }
url=$(read_ready r.url)
hall=$(read_ready r.tokens.hall)
window() { xdotool search --onlyvisible --class "$1" | tail -1; }
wait_for bash -c "[ -n \"\$(xdotool search --onlyvisible --class talon-board)\" ]"
wait_for bash -c "[ -n \"\$(xdotool search --onlyvisible --class talon-kiosk)\" ]"
xdotool windowmove "$(window talon-board)" 600 0
sleep 2

# Segment «Для дома», the second service, «Взять талон»: positions of the
# 540 × 960 window.
kiosk=$(window talon-kiosk)
xdotool windowraise "$kiosk"
for spot in "270 290" "270 305" "270 728"; do
    # shellcheck disable=SC2086 # two numbers
    xdotool mousemove $spot click 1
    sleep 1.5
done

has_ticket() {
    node -e "fetch('$url/api/v1/queue',{headers:{authorization:'Bearer $hall'}}).then(r=>r.json())
      .then(q=>process.exit(q.waiting.length===1&&q.waiting[0].print==='printed'?0:1))"
}
wait_for has_ticket
echo "windows: three taps on the kiosk took one ticket, printed"
