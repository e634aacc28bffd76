#!/usr/bin/env bash
# An office computer from power to first ticket: the package in a clean Debian
# that really boots (systemd-nspawn), with the office killed, hung, upgraded and
# the power cut; each time it is back by itself with every ticket. Needs root,
# and cargo-deb, mmdebstrap and systemd-container, which it installs.
#
#   bash tests/boot.sh [PROFILE]     dev (default: quick) or release
set -euo pipefail
cd "$(dirname "$0")/.."

profile="${1:-dev}"
case "$profile" in dev) folder=debug ;; *) folder="$profile" ;; esac
cargo="${CARGO:-cargo}"
work="$(mktemp -d)"
root="$work/root"
machine=""
# The plug is pulled: with the first process everything in the machine is gone,
# and nothing of it is told.
power_off() {
    [ -n "$machine" ] || return 0
    pkill -9 -P "$machine" || true
    kill -9 "$machine" 2>/dev/null || true
    wait "$machine" 2>/dev/null || true
    machine=""
}
trap 'power_off; rm -rf --one-file-system "$work"' EXIT

say() { printf '\n== %s\n' "$1"; }
fail() { printf 'boot: %s\n' "$1" >&2; tail -30 "$work/console" >&2 || true; exit 1; }
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }

missing=()
for tool in mmdebstrap:mmdebstrap systemd-nspawn:systemd-container; do
    command -v "${tool%:*}" >/dev/null || missing+=("${tool#*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
command -v cargo-deb >/dev/null || $cargo install --quiet --locked cargo-deb

say "the package"
$cargo build --quiet --profile "$profile"
rm -rf target/papers
"target/$folder/talon" papers target/papers
[ "$profile" = dev ] && fast=(--fast) || fast=()
for version in 0.1.0-1 0.1.0-2; do
    $cargo deb --quiet --no-build "${fast[@]}" --profile "$profile" --deb-version "$version" --output "$work/talon_$version.deb" >/dev/null
done

say "a clean Debian root"
mmdebstrap --quiet --variant=minbase --include=systemd-sysv,udev,dbus,curl,ca-certificates bookworm "$root"
cp "$work"/*.deb "$root/root/"
inside apt-get update -qq
inside apt-get install -y -qq --no-install-recommends /root/talon_0.1.0-1.deb >/dev/null 2>"$work/install" || { cat "$work/install" >&2; exit 1; }
# Open all day, and it is noon there.
hour=$(date -u +%-H)
if [ "$hour" -le 12 ]; then zone="Etc/GMT-$((12 - hour))"; else zone="Etc/GMT+$((hour - 12))"; fi
sed -i -E "s|^time_zone = .*|time_zone = \"$zone\"|; s/^(mon|tue|wed|thu|fri|sat|sun) = .*/\1 = \"00:00-24:00\"/" "$root/etc/talon/office.toml"
inside talon check --config /etc/talon/office.toml >/dev/null

# What happens inside, once it has booted; what it finds goes to /root/told.
cat > "$root/root/story.sh" <<'STORY'
#!/bin/bash
set -u
tell() { printf '%s\n' "$1" >> /root/told; }
die() { tell "FAIL $1"; systemctl status talon.service --no-pager >> /root/told 2>&1; journalctl -u talon --no-pager | tail -20 >> /root/told; touch /root/ended; exit 1; }
office=http://127.0.0.1:8080
ready() { for _ in $(seq 600); do curl -sf -o /dev/null "$office/readyz" && return; sleep 0.1; done; die "$1: not ready within a minute"; }
token() { sed -n 's/.*"kiosk": *"\([^"]*\)".*/\1/p' /run/talon/screens.json; }
take() {
    curl -s -X POST "$office/api/v1/tickets" -H "authorization: Bearer $(token)" -H "idempotency-key: $1" -d '{"service":"consultation"}' > /tmp/taken
    number=$(sed -n 's/.*"number":"\([^"]*\)".*/\1/p' /tmp/taken)
    [ -n "$number" ] || die "no ticket: $(cat /tmp/taken)"
    printf '%s\n' "$number" >> /root/tickets
    sync /root/tickets
}
known() {
    for number in $(cat /root/tickets); do
        curl -s "$office/api/v1/tickets/$number" -H "authorization: Bearer $(token)" | grep -q "\"$number\"" || die "$1: ticket $number is gone"
    done
    [ "$(sort /root/tickets | uniq -d)" = "" ] || die "$1: a number was given twice"
    tell "$1: all $(wc -l < /root/tickets) tickets are there"
}
pid() { systemctl show -p MainPID --value talon.service; }
replaced() { for _ in $(seq 600); do [ "$(pid)" != 0 ] && [ "$(pid)" != "$1" ] && return; sleep 0.1; done; die "$2: not started anew within a minute"; }
took() { echo "$(( ($(date +%s%N) - $1) / 1000000 )) ms"; }

ready "after the boot"
booted=$(systemctl show -p UserspaceTimestampMonotonic --value)
began=$(systemctl show -p ExecMainStartTimestampMonotonic --value talon.service)
active=$(systemctl show -p ActiveEnterTimestampMonotonic --value talon.service)
tell "from the first process to a ready office: $(( (active - booted) / 1000 )) ms, of that the office $(( (active - began) / 1000 )) ms"
case "$(cat /root/stage)" in
first)
    take a; take b
    known "after the first boot"
    old=$(pid); at=$(date +%s%N); kill -9 "$old"; replaced "$old" "killed"; ready "killed"; tell "killed: back after $(took "$at")"
    take c; known "after the kill"
    old=$(pid); at=$(date +%s%N); kill -STOP "$old"; replaced "$old" "hung"; ready "hung"; tell "hung: found by the watchdog and back after $(took "$at")"
    take d; known "after the hang"
    old=$(pid); at=$(date +%s%N)
    dpkg -i /root/talon_0.1.0-2.deb > /root/dpkg.log 2>&1 || die "the upgrade: $(tail -3 /root/dpkg.log)"
    replaced "$old" "upgraded"; ready "upgraded"; tell "upgraded under way in $(took "$at")"
    take e; known "after the upgrade"
    talon doctor --config /etc/talon/office.toml > /root/doctor 2>&1; [ $? -le 1 ] || die "the doctor could not look"
    take f; tell "the power is cut"
    ;;
second)
    known "after the power cut"
    take g
    known "with one more"
    DEBIAN_FRONTEND=noninteractive apt-get purge -y -qq talon > /root/purge.log 2>&1 || die "the purge: $(tail -3 /root/purge.log)"
    systemctl list-units --all --no-legend 'talon*' | grep -v not-found | grep . && die "purged, but units run"
    tell "purged, nothing runs"
    ;;
esac
touch /root/ended
STORY
cat > "$root/etc/systemd/system/story.service" <<'UNIT'
[Unit]
After=talon.service
[Service]
Type=oneshot
ExecStart=/bin/bash /root/story.sh
[Install]
WantedBy=multi-user.target
UNIT
inside systemctl -q enable story.service

boot() {
    rm -f "$root/root/ended" "$root/root/told"
    echo "$1" > "$root/root/stage"
    systemd-nspawn -q -b --private-network -D "$root" --register=no --keep-unit >"$work/console" 2>&1 </dev/null &
    machine=$!
    for _ in $(seq 240); do [ -e "$root/root/ended" ] && break; sleep 1; done
    [ -e "$root/root/ended" ] || fail "the $1 boot did not end"
    cat "$root/root/told"
    grep -q '^FAIL' "$root/root/told" && fail "the $1 boot"
    power_off
}
say "first boot"
boot first
say "second boot, after the power cut"
boot second

say "all is well"
