#!/usr/bin/env bash
# Proves that the fire drill bites: every patch in tests/mutants/ is applied to
# a copy of the drill and what it drives, all copies are built at once, and each
# must fail on one of the first seeds. The unharmed drill must pass them all.
#
#   bash tests/mutants.sh [SEEDS [NN…]]  default 150 seeds, every patch
set -euo pipefail
cd "$(dirname "$0")/.."
seeds="${1:-150}"
patches=(none)
for number in "${@:2}"; do patches+=(tests/mutants/"$number"-*.patch); done
[ "${#patches[@]}" -gt 1 ] || patches+=(tests/mutants/*.patch)
home="$PWD"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

cp Cargo.lock rust-toolchain* "$work/" 2>/dev/null || true
members=()
for patch in "${patches[@]}"; do
    name="$(basename "$patch" .patch)"
    mkdir -p "$work/$name"
    cp -r src "$work/$name/src"
    [ "$patch" = none ] || (cd "$work/$name" && patch --quiet -p1 <"$home/$patch")
    for crate in office backroom drill; do
        sed -i -E \
            -e "s/^name = \"$crate\"\$/name = \"$crate-$name\"/" \
            -e "s#^(office|backroom) = \{ path = \"([^\"]*)\" \}#\1 = { path = \"\2\", package = \"\1-$name\" }#" \
            "$work/$name/src/$crate/Cargo.toml"
        members+=("\"$name/src/$crate\"")
    done
    # The library keeps its name; the program gets its own.
    sed -i "s/^\[lib\]\$/[lib]\nname = \"office\"/" "$work/$name/src/office/Cargo.toml"
    sed -i "s/^\[lib\]\$/[lib]\nname = \"backroom\"/" "$work/$name/src/backroom/Cargo.toml"
    sed -i "s/^\[lib\]\$/[lib]\nname = \"drill\"/" "$work/$name/src/drill/Cargo.toml"
done
{
    printf '[workspace]\nresolver = "3"\nmembers = [%s]\n\n' "$(IFS=,; echo "${members[*]}")"
    sed -n '/^\[workspace.package\]/,/^\[package\]/p' Cargo.toml | sed '$d'
    printf '[profile.release]\ncodegen-units = 4\noverflow-checks = true\n'
} >"$work/Cargo.toml"

CARGO_TARGET_DIR="${MUTANTS_TARGET:-$home/target/mutants}" \
    cargo build --quiet --release --bins --manifest-path "$work/Cargo.toml"
built="${MUTANTS_TARGET:-$home/target/mutants}/release"

missed=0
for patch in "${patches[@]}"; do
    name="$(basename "$patch" .patch)"
    if said="$("$built/drill-$name" --as-is --days "$seeds" 2>&1)"; then
        [ "$name" = none ] && echo "unharmed: passes" && continue
        echo "$name: NOT CAUGHT"
        missed=1
    else
        line="$(grep -m1 'failed' <<<"$said" || tail -n1 <<<"$said")"
        echo "$name: ${line:0:160}"
        [ "$name" = none ] && missed=1
    fi
done
exit "$missed"
