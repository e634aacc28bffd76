#!/usr/bin/env bash
# The Debian package as IT meets it: built, looked at by lintian, installed in a
# clean Debian root, and in one without a network from the folder that docs/it.md
# has collected, upgraded, rolled back, removed, purged. Needs root, and
# cargo-deb, mmdebstrap and lintian, which it installs.
#
#   bash tests/package.sh [PROFILE]     dev (default: quick) or release
set -euo pipefail
cd "$(dirname "$0")/.."

profile="${1:-dev}"
case "$profile" in dev) folder=debug ;; *) folder="$profile" ;; esac
cargo="${CARGO:-cargo}"
work="$(mktemp -d)"
root="$work/root"
bare="$work/bare"
trap 'umount "$root/proc" 2>/dev/null; rm -rf --one-file-system "$work"' EXIT

say() { printf '\n== %s\n' "$1"; }
fail() { printf 'package: %s\n' "$1" >&2; exit 1; }
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }

missing=()
for tool in mmdebstrap lintian man; do command -v "$tool" >/dev/null || missing+=("${tool/#man/man-db}"); done
if [ ${#missing[@]} -gt 0 ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
command -v cargo-deb >/dev/null || $cargo install --quiet --locked cargo-deb

say "the package"
$cargo build --quiet --profile "$profile"
rm -rf target/papers
"target/$folder/talon" papers target/papers
# The quick profile need not be packed small.
[ "$profile" = dev ] && fast=(--fast) || fast=()
build() { $cargo deb --quiet --no-build "${fast[@]}" --profile "$profile" --deb-version "$1" --output "$work/talon_$1.deb"; }
# The commit's time, not the day of packing, stands in the package.
SOURCE_DATE_EPOCH="$(git log -1 --format=%ct 2>/dev/null || stat -c %Y Cargo.lock)"
export SOURCE_DATE_EPOCH
build 0.1.0-1
build 0.1.0-2
ls -l "$work"/*.deb

say "packed once more, it is the same to the byte"
cp "$work/talon_0.1.0-1.deb" "$work/first"
touch systemd/talon.service assets/office.toml
rm -rf target/papers
"target/$folder/talon" papers target/papers
build 0.1.0-1
cmp "$work/first" "$work/talon_0.1.0-1.deb" || fail "two packings of one build differ"
dpkg-deb --fsys-tarfile "$work/first" | tar -tv --utc -f - | grep -qv "$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)" && fail "other times than the commit's stand in it"

say "its services are closed to 2.0"
for unit in talon screens/talon-screens; do
    systemd-analyze security --offline=true --threshold=20 --no-pager "systemd/$unit.service" | tail -1
done

say "lintian"
# The project has no mail host; a program with debug information or a static
# library of its own is told apart from a mistake in the package.
lintian --fail-on error --suppress-tags bogus-mail-host,unstripped-binary-or-object,no-changelog,embedded-library,statically-linked-binary "$work/talon_0.1.0-1.deb"

say "a clean Debian root"
mmdebstrap --quiet --variant=minbase --include=systemd,udev,dbus,libpam-systemd bookworm "$root"
cp -a "$root" "$bare"
mount -t proc proc "$root/proc"
cp "$work"/*.deb "$root/tmp/"
inside apt-get update -qq

say "install without a network, from the folder on the stick"
mkdir "$root/tmp/talon-stick"
cp "$work/talon_0.1.0-1.deb" "$root/tmp/talon-stick/"
inside apt-get install -y -qq --no-install-recommends apt-utils >/dev/null
# As in docs/it.md.
inside sh -ec '
    cd /tmp/talon-stick
    apt-get install -y -qq --download-only -o Dir::State::status=/dev/null -o Dir::Cache::archives="$PWD" ./talon_0.1.0-1.deb
    rm -r partial lock
    apt-ftparchive packages . > Packages
' >/dev/null
mv "$root/tmp/talon-stick" "$bare/mnt/"
unshare -n chroot "$bare" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive sh -ec '
    echo "deb [trusted=yes] file:/mnt/talon-stick ./" > /etc/apt/sources.list.d/talon-stick.list
    apt-get update -qq
    apt-get install -y -qq /mnt/talon-stick/talon_0.1.0-1.deb
' >/dev/null 2>"$work/log" || { cat "$work/log" >&2; fail "it does not install without a network"; }
for program in talon weston aplay; do
    [ -x "$bare/usr/bin/$program" ] || fail "without a network $program is missing"
done
rm -rf --one-file-system "$bare"

say "install"
inside apt-get install -y -qq --no-install-recommends /tmp/talon_0.1.0-1.deb >/dev/null
inside talon --version
inside talon check --config /etc/talon/office.toml
[ "$(inside stat -c '%U:%G %a' /etc/talon/office.toml)" = "root:talon 660" ] || fail "the office file is open to others"
for unit in talon.socket talon.service talon-display.service talon-screens.service talon-judge.service; do
    inside systemctl is-enabled "$unit" >/dev/null || fail "$unit is not enabled"
done
[ "$(find "$root/lib/systemd/system" "$root/usr/lib/systemd/system" -name 'talon*' | xargs -n1 basename | sort -u | wc -l)" = 5 ] || fail "there are other units than five"
inside systemd-analyze verify --man=no /lib/systemd/system/talon.service /lib/systemd/system/talon.socket /lib/systemd/system/talon-screens.service /lib/systemd/system/talon-judge.service
[ -e "$root/usr/share/man/man1/talon-doctor.1.gz" ] || fail "no manual page of talon doctor"
[ -e "$root/usr/share/bash-completion/completions/talon" ] || fail "no completions"
inside id talon | grep -q lp || fail "the office may not print"

say "it serves there"
serve() {
    chroot --userspec=talon:talon "$root" /usr/bin/env -i PATH=/usr/bin:/bin LANG=C.UTF-8 \
        /usr/bin/talon run --config /etc/talon/office.toml --headless --json --listen 127.0.0.1:0 --data /var/lib/talon >"$work/ready" 2>"$work/log" &
    server=$!
    for _ in $(seq 100); do [ -s "$work/ready" ] && break; sleep 0.1; done
    url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$work/ready")
    [ -n "$url" ] || { cat "$work/log" >&2; fail "it did not start"; }
}
stop() { kill "$server"; wait "$server" || true; : > "$work/ready"; }
inside install -d -o talon -g talon -m 750 /var/lib/talon
serve
curl -sf "$url/readyz" >/dev/null || { sleep 2; curl -sf "$url/readyz" >/dev/null; } || fail "it is not ready"
inside talon doctor --config /etc/talon/office.toml --url "$url" || [ $? -eq 1 ]
stop

say "upgrade: the office file that was edited stays"
printf '\n# edited by IT\n' >> "$root/etc/talon/office.toml"
inside apt-get install -y -qq --no-install-recommends /tmp/talon_0.1.0-2.deb >/dev/null
tail -1 "$root/etc/talon/office.toml" | grep -q "edited by IT" || fail "the upgrade overwrote the office file"
[ -x "$root/var/lib/talon-rollback/talon" ] || fail "the earlier version was not kept"
inside talon-rollback
serve; stop

say "downgrade"
inside apt-get install -y -qq --no-install-recommends --allow-downgrades /tmp/talon_0.1.0-1.deb >/dev/null
serve; stop

say "remove keeps the data, purge takes it"
inside apt-get remove -y -qq talon >/dev/null
[ -e "$root/var/lib/talon/office.db" ] || fail "removing lost the data"
[ -e "$root/etc/talon/office.toml" ] || fail "removing lost the office file"
inside apt-get install -y -qq --no-install-recommends /tmp/talon_0.1.0-2.deb >/dev/null
serve; stop
inside apt-get purge -y -qq talon >/dev/null
[ ! -e "$root/var/lib/talon" ] || fail "purging left data behind"
[ ! -e "$root/etc/talon" ] || fail "purging left /etc/talon behind"
if find "$root" -xdev -name '*talon*' -not -path "$root/tmp/*" -not -path "$root/proc/*" | grep .; then
    fail "purging left these behind"
fi

say "all is well"
