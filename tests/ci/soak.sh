#!/usr/bin/env bash
# Threads begin and end, objects die on other threads than they were made on, counts are contended, cycles collected: the resident size must stay
# flat. SECONDS_EACH (default 20) says for how long; 600 is a soak. Then the same with a leak, which must be noticed.
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo build --release -p freewheel
binary=${CARGO_TARGET_DIR:-target}/release/freewheel
python3 tests/ci/soak.py "$binary" --seconds "${SECONDS_EACH:-20}"
if python3 tests/ci/soak.py "$binary" --seconds 20 --leak; then
    echo "a leak is not noticed" >&2
    exit 1
fi
