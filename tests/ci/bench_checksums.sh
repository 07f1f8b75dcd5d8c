#!/usr/bin/env bash
# Runs every Python benchmark at size 1 and compares its checksum with the one CPython prints, which is kept in
# benches/python/checksums.txt; then each thread benchmark, which checks its own answers. Measures nothing.
# FREEWHEEL=PATH runs another program instead of the one built here; `--write` writes the file anew from it.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ -z "${FREEWHEEL:-}" ]; then
    cargo build --release -p freewheel
    FREEWHEEL=$(realpath "${CARGO_TARGET_DIR:-target}/release/freewheel")
fi
sums=benches/python/checksums.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
for program in benches/python/*.py; do
    code=0
    timeout 120 "$FREEWHEEL" "$program" 1 >>"$work/sums" 2>"$work/err" </dev/null || code=$?
    [ "$code" -eq 0 ] || { echo "FAILED $program: exit code $code"; tail -n 3 "$work/err"; failed=1; }
done
for program in benches/python/threads/*.py; do
    code=0
    timeout 120 "$FREEWHEEL" "$program" 3 20000 >"$work/out" 2>"$work/err" </dev/null || code=$?
    [ "$code" -eq 0 ] || { echo "FAILED $program: exit code $code"; tail -n 3 "$work/err"; failed=1; }
    grep -qE "^$(basename "$program" .py) 3 [0-9.]+$" "$work/out" || { echo "FAILED $program: prints no time"; failed=1; }
done
if [ "${1:-}" = --write ]; then
    [ "$failed" -eq 0 ] && cp "$work/sums" "$sums"
else
    diff -u "$sums" "$work/sums" || { echo "FAILED a checksum differs"; failed=1; }
fi
[ "$failed" -eq 0 ] && echo "ok: $(wc -l <"$work/sums") checksums"
exit "$failed"
