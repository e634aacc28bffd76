#!/usr/bin/env bash
# An office computer from power to first ticket: the package in a clean Debian
# that really boots (systemd-nspawn), with the office killed, hung, upgraded,
# upgraded to versions broken on purpose, and the power cut; each time it is back
# by itself with every ticket. The power is cut within upgrades too, between
# unpacking and configuring. Needs root, and cargo-deb, mmdebstrap and
# systemd-container, which it installs.
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

# The second version once more under another number, changed by what stands on
# the input: a script that stands in the package's folder.
repack() {
    rm -rf "$work/pack"
    dpkg-deb -R "$work/talon_0.1.0-2.deb" "$work/pack"
    sed -i "s/^Version: .*/Version: $1/" "$work/pack/DEBIAN/control"
    (cd "$work/pack" && bash -e)
    dpkg-deb --root-owner-group -Znone -b "$work/pack" "$work/talon_$1.deb" >/dev/null
}
# Adds to the database as the next schema would, then ends; its unit says what
# no other version understands.
repack 0.1.0-3 <<'BROKEN'
cat > usr/bin/talon <<'PROGRAM'
#!/bin/sh
if [ "$1" = run ]; then
    sqlite3 /var/lib/talon/office.db 'ALTER TABLE entry ADD COLUMN weight INTEGER NOT NULL DEFAULT 1; PRAGMA user_version = 2'
fi
exit 3
PROGRAM
sed -i 's/^ExecStart=.*/& --as-no-version-can/' "$(find . -name talon.service)"
BROKEN
# Runs, but something of its own keeps it from the database (SQLite's lock bytes).
repack 0.1.0-4 <<'BROKEN'
mkdir -p usr/lib/talon
mv usr/bin/talon usr/lib/talon/
cat > usr/bin/talon <<'PROGRAM'
#!/bin/sh
if [ "$1" = run ]; then
    perl -MFcntl -e 'open F, "+<", "/var/lib/talon/office.db" or die;
        my $lock = pack "s s x4 q q i", F_WRLCK, 0, 0x40000000, 512, 0;
        fcntl F, F_SETLKW, $lock or die; sleep 900' &
    sleep 1
fi
exec /usr/lib/talon/talon "$@"
PROGRAM
chmod 755 usr/bin/talon
BROKEN
# Well, and to be told from the others by its last bytes.
repack 0.1.0-5 <<'GOOD'
printf five >> usr/bin/talon
GOOD

say "a clean Debian root"
mmdebstrap --quiet --variant=minbase --include=systemd-sysv,udev,dbus,curl,ca-certificates,sqlite3 bookworm "$root"
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
# An upgrade that has to fail: what is said, what runs then, and that all is kept.
fails() {
    DEBIAN_FRONTEND=noninteractive dpkg -i --force-confold "/root/talon_$1.deb" > /root/dpkg.log 2>&1 && die "the upgrade to $1 passed for a good one"
    told=$(grep "0.1.0-2 runs again instead of $1" /root/dpkg.log) || die "nothing was taken back: $(tail -5 /root/dpkg.log)"
    journalctl -u talon.service -o cat --no-pager | grep -q "0.1.0-2 runs again instead of $1" || die "the journal does not tell: $told"
    tell "$told"
    ready "taken back from $1"
    talon doctor --json | grep -q "\"check\":\"upgrade\",\"level\":\"warn\",[^}]*$1" || die "the doctor says nothing of $1"
    # Its own after half a minute without trouble.
    for _ in $(seq 60); do talon doctor --json | grep -q '"check":"database","level":"ok"' && return; sleep 1; done
    die "no database after $1"
}
judged() { for _ in $(seq 600); do [ -e /var/lib/talon-rollback/unjudged ] || return 0; sleep 0.2; done; die "not judged within two minutes"; }
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
    ( until [ -e /tmp/upgraded ]; do curl -s -m 60 -o /dev/null "$office/readyz"; [ $? != 7 ] || echo refused >> /tmp/refused; sleep 0.02; done ) & asking=$!
    dpkg -i /root/talon_0.1.0-2.deb > /root/dpkg.log 2>&1 || die "the upgrade: $(tail -3 /root/dpkg.log)"
    touch /tmp/upgraded; wait "$asking"
    [ ! -e /tmp/refused ] || die "$(wc -l < /tmp/refused) connections were refused during the upgrade"
    replaced "$old" "upgraded"; ready "upgraded"; tell "upgraded under way in $(took "$at")"
    take e; known "after the upgrade"
    fails 0.1.0-3
    [ "$(od -An -tu1 -j63 -N1 /var/lib/talon/office.db | tr -d ' ')" = 2 ] || die "the broken version changed no database"
    take h; known "after an upgrade that added to the database and ended"
    # From the half-configured state on, and with a ticket of the live queue.
    ( for _ in $(seq 600); do curl -s "$office/healthz" | grep -q live && break; sleep 0.1; done; take i ) & serving=$!
    fails 0.1.0-4
    wait "$serving" || die "no ticket under the version without a database"
    grep -q '^Ж' /root/tickets || die "no ticket of the live queue: $(tail -1 /root/tickets)"
    take j; known "after an upgrade that could not use the database"
    dpkg --configure -a > /root/dpkg.log 2>&1 || die "configuring what was taken back: $(tail -3 /root/dpkg.log)"
    DEBIAN_FRONTEND=noninteractive dpkg -i --force-confold /root/talon_0.1.0-5.deb > /root/dpkg.log 2>&1 || die "a good upgrade after two bad ones: $(tail -3 /root/dpkg.log)"
    ready "upgraded well"
    [ "$(tail -c 4 "/proc/$(pid)/exe")" = five ] || die "another version than the upgrade's runs"
    talon doctor --json | grep -q '"check":"upgrade"' && die "the doctor still speaks of what was taken back"
    [ -z "$(dpkg --audit)" ] || die "dpkg finds fault: $(dpkg --audit)"
    take k; known "after a good upgrade at last"
    talon-rollback > /root/rolled || die "back by one command: $(cat /root/rolled)"
    ready "back by one command"
    [ "$(tail -c 4 "/proc/$(pid)/exe")" != five ] || die "the version before does not run"
    known "back by one command"; tell "$(head -1 /root/rolled)"
    # A stick is plugged in, pulled out while it is written to, and comes back.
    [ "$(ls /media/talon)" = "" ] || die "copies lie on the office's own disk: $(ls /media/talon)"
    plug() { mount -t tmpfs -o mode=0770,uid=talon,gid=talon,size=64m stick /media/talon; }
    copied() { for _ in $(seq 900); do ls /media/talon/talon-*/mirror.db > /dev/null 2>&1 && return; sleep 0.1; done; die "$1: no copies on the stick"; }
    plug; copied "plugged in"; take p
    ( for n in $(seq 20); do take "stick-$n"; done ) & writing=$!
    sleep 0.2; umount -l /media/talon; wait "$writing" || die "no tickets while the stick was pulled out"
    take q; known "with the stick pulled out under way"
    [ "$(ls /media/talon)" = "" ] || die "copies went to the office's own disk: $(ls /media/talon)"
    plug; copied "plugged in again"; umount -l /media/talon
    talon doctor --config /etc/talon/office.toml > /root/doctor 2>&1; [ $? -le 1 ] || die "the doctor could not look"
    take f; tell "the power is cut"
    ;;
second)
    known "after the power cut"
    take g
    known "with one more"
    dpkg --unpack /root/talon_0.1.0-3.deb > /root/dpkg.log 2>&1 || die "unpacking: $(tail -3 /root/dpkg.log)"
    [ -e /var/lib/talon-rollback/unjudged ] || die "nothing tells that the unpacked version is unjudged"
    tell "a broken version is unpacked, not configured, and the power is cut"
    ;;
third)
    known "after a power cut within a bad upgrade"
    judged
    journalctl -b -u talon.service -o cat --no-pager | grep "0.1.0-2 runs again instead of 0.1.0-3" >> /root/told || die "nobody judged the unpacked version"
    talon doctor --json | grep -q '"check":"upgrade","level":"warn",[^}]*0.1.0-3' || die "the doctor says nothing of 0.1.0-3"
    take l; known "with one more"
    dpkg --force-confold --configure -a > /root/dpkg.log 2>&1 || die "configuring what was taken back: $(tail -3 /root/dpkg.log)"
    known "configured at last"
    dpkg --unpack /root/talon_0.1.0-5.deb > /root/dpkg.log 2>&1 || die "unpacking: $(tail -3 /root/dpkg.log)"
    tell "a good version is unpacked, not configured, and the power is cut"
    ;;
fourth)
    judged
    [ "$(tail -c 4 "/proc/$(pid)/exe")" = five ] || die "the good version does not run"
    dpkg --force-confold --configure -a > /root/dpkg.log 2>&1 || die "configuring it: $(tail -3 /root/dpkg.log)"
    ready "configured"; take m; known "after a power cut within a good upgrade"
    # Its office file says what the version before does not know.
    for _ in $(seq 100); do [ -e /var/lib/talon/office-files/*.toml ] && break; sleep 0.1; done
    for file in /etc/talon/office.toml /var/lib/talon/office-files/*.toml; do printf '\n[lift]\nfloors = 3\n' >> "$file"; done
    talon-rollback > /root/rolled 2>&1 || die "back over the office file: $(cat /root/rolled)"
    grep -q "does not know everything" /root/rolled || die "nothing is said of the office file: $(cat /root/rolled)"
    ready "back over the office file"
    [ "$(tail -c 4 "/proc/$(pid)/exe")" != five ] || die "the version before does not run"
    curl -s "$office/api/v1/doctor/living" | grep -q '"file_trouble":"[^"]*lift' || die "nobody is told of the office file"
    take n; known "back over an office file that is newer"
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
    for _ in $(seq 480); do [ -e "$root/root/ended" ] && break; sleep 1; done
    [ -e "$root/root/ended" ] || fail "the $1 boot did not end"
    cat "$root/root/told"
    grep -q '^FAIL' "$root/root/told" && fail "the $1 boot"
    power_off
}
say "first boot"
boot first
say "second boot, after the power cut"
boot second
say "third boot, after a power cut within a bad upgrade"
boot third
say "fourth boot, after a power cut within a good upgrade"
boot fourth

say "all is well"
