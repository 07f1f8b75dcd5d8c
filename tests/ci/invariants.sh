#!/usr/bin/env bash
# Runs all programs under tests/programs/ with the kernel's invariants checked where they are relied on, collections every few
# allocations and the whole heap looked over after each full one; then those whose names have `threads` in them several times over. RUNS
# (default 3) says how many times.
set -euo pipefail
cd "$(dirname "$0")/../.."
# Apart from the build without checks, so that neither has the other rebuilt.
export CARGO_TARGET_DIR=target/checks
log=$(mktemp)
trap 'rm -f "$log"' EXIT
run() {
    cargo test -p freewheel --profile fast --features checks-full --test programs -- "$@" 2>&1 | tee "$log"
    grep -qE '^test result: ok\. [1-9][0-9]* passed' "$log" || { echo "no program ran" >&2; exit 1; }
}
run
for run in $(seq "${RUNS:-3}"); do
    echo "-- run $run"
    run threads
done
