#!/usr/bin/env bash
# Runs every example with --quick and compares what it prints, timings apart, with examples/expected/.
# FREEWHEEL=PATH runs another program instead of the one built here.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
if [ -z "${FREEWHEEL:-}" ]; then
    cargo build --release -p freewheel
    FREEWHEEL=$(realpath "${CARGO_TARGET_DIR:-target}/release/freewheel")
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failed=0
count=0
for program in "$root"/examples/*.py; do
    name=$(basename "$program" .py)
    count=$((count + 1))
    code=0
    timeout 60 "$FREEWHEEL" "$program" --quick >out 2>err </dev/null || code=$?
    if [ "$code" -ne 0 ]; then
        echo "FAILED $name: exit code $code"
        tail -n 5 err
        failed=1
        continue
    fi
    grep -v '^time:' out >lines || true
    if ! diff -u "$root/examples/expected/$name.txt" lines; then
        echo "FAILED $name: prints something else"
        failed=1
    elif [ -s err ]; then
        echo "FAILED $name: writes to stderr"
        tail -n 5 err
        failed=1
    else
        echo "ok $name"
    fi
done
# The header of 13 bytes, then a byte for each of 64 x 48 points.
size=$(wc -c <mandelbrot.pgm || echo 0)
[ "$size" -eq 3085 ] || { echo "FAILED mandelbrot: the picture has $size bytes, not 3085"; failed=1; }
[ "$count" -ge 10 ] || { echo "FAILED only $count examples found"; failed=1; }
exit "$failed"
