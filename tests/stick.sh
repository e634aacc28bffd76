#!/usr/bin/env bash
# A stick at a real USB bus: the package in a Debian that boots in an emulated
# PC, a stick with the label TALON plugged in, pulled out while copies are open
# on it, and another one put in its place. Needs root, and cargo-deb,
# mmdebstrap, dosfstools and qemu-system-x86, which it installs; no KVM.
#
#   bash tests/stick.sh
set -euo pipefail
cd "$(dirname "$0")/.."

cargo="${CARGO:-cargo}"
work="$(mktemp -d)"
root="$work/root"
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf --one-file-system "$work"' EXIT

say() { printf '\n== %s\n' "$1"; }
fail() { printf 'stick: %s\n' "$1" >&2; tail -40 "$work/console" >&2 || true; exit 1; }
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }

missing=()
for tool in mmdebstrap:mmdebstrap qemu-system-x86_64:qemu-system-x86 mkfs.vfat:dosfstools python3:python3; do
    command -v "${tool%:*}" >/dev/null || missing+=("${tool#*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
command -v cargo-deb >/dev/null || $cargo install --quiet --locked cargo-deb

say "the package"
$cargo build --quiet
rm -rf target/papers
target/debug/talon papers target/papers
$cargo deb --quiet --no-build --fast --profile dev --output "$work/talon.deb" >/dev/null

say "a Debian with a kernel of its own"
mmdebstrap --quiet --variant=minbase \
    --include=systemd-sysv,udev,dbus,curl,ca-certificates,linux-image-amd64,initramfs-tools bookworm "$root"
cp "$work/talon.deb" "$root/root/"
inside apt-get update -qq
inside apt-get install -y -qq --no-install-recommends /root/talon.deb >/dev/null 2>"$work/install" || { cat "$work/install" >&2; exit 1; }
cat > "$root/root/story.sh" <<'STORY'
#!/bin/sh
# What it tells, and when the stick is to be plugged, goes out over the wire.
exec > /dev/ttyS0 2>&1
tell() { echo "STORY $*"; }
within() { for _ in $(seq 600); do eval "$2" >/dev/null 2>&1 && { tell "$1"; return; }; sleep 0.2; done; tell "NOT: $1"; }
within "the office is ready" 'curl -fs http://127.0.0.1:8080/readyz'
for stick in first second; do
    tell "plug $stick"
    within "the $stick stick is mounted" 'mountpoint -q /media/talon'
    within "the $stick stick has copies" 'ls /media/talon/talon-*/mirror.db'
    tell "pull $stick"
    within "the $stick stick is let go" '! mountpoint -q /media/talon'
done
within "the office goes on" 'systemctl is-active talon'
tell over
systemctl poweroff
STORY
cat > "$root/etc/systemd/system/story.service" <<'UNIT'
[Service]
ExecStart=/bin/sh /root/story.sh
[Install]
WantedBy=multi-user.target
UNIT
inside systemctl enable -q story.service
mke2fs -q -t ext4 -d "$root" "$work/disk" 3G >/dev/null

# One with a partition, as shops sell them, one without.
truncate -s 256M "$work/first" "$work/second"
mkfs.vfat -F 32 -n TALON --offset 2048 "$work/first" >/dev/null
python3 - "$work/first" <<'PARTITION'
import struct, sys
with open(sys.argv[1], "r+b") as stick:
    stick.seek(446)
    stick.write(struct.pack("<B3xB3xII", 0, 0x0C, 2048, 256 * 2048 - 2048))
    stick.seek(510)
    stick.write(b"\x55\xaa")
PARTITION
mkfs.vfat -F 32 -n TALON "$work/second" >/dev/null

say "power"
touch "$work/console"
mkfifo "$work/monitor.in" "$work/monitor.out"
cat "$work/monitor.out" >/dev/null &
qemu-system-x86_64 -accel tcg,thread=multi -cpu max -m 1536 -smp 2 -display none -no-reboot \
    -kernel "$(echo "$root"/boot/vmlinuz-*)" -initrd "$(echo "$root"/boot/initrd.img-*)" \
    -append "root=/dev/vda rw console=ttyS0 systemd.mask=serial-getty@ttyS0.service" \
    -drive "file=$work/disk,format=raw,if=virtio" -device qemu-xhci,id=usb \
    -drive "if=none,id=first,format=raw,file=$work/first" \
    -drive "if=none,id=second,format=raw,file=$work/second" \
    -chardev "pipe,id=monitor,path=$work/monitor" -mon chardev=monitor -serial "file:$work/console" &
machine=$!
exec 3>"$work/monitor.in"
told=0
for _ in $(seq 600); do
    while read -r line; do
        told=$((told + 1))
        printf '%s\n' "$line"
        case "$line" in
            plug*) printf 'device_add usb-storage,id=%s-stick,bus=usb.0,drive=%s,removable=on\n' "${line#plug }" "${line#plug }" >&3 ;;
            pull*) printf 'device_del %s-stick\n' "${line#pull }" >&3 ;;
            NOT:*) fail "${line#NOT: }: it did not come to that" ;;
            over) wait "$machine"; say "the stick is what it should be"; exit 0 ;;
        esac
    done < <(tr -d '\r' <"$work/console" 2>/dev/null | sed -n 's/.*STORY //p' | tail -n "+$((told + 1))")
    sleep 1
done
fail "it has not ended"
