#!/usr/bin/env bash
# Runs the kernel's unit tests under Miri: undefined behaviour, data races, and provenance in its strict form.
# Left out are the tests too long for an interpreter: names with `stress`, `slow`, `proptest` or `random` in them; and the algorithms of `text/`, which
# take minutes here, and use a library of big integers whose empty buffers are integers cast to pointers, which
# strict provenance does not admit. `text/mod.rs` forbids unsafe code.
# Arguments choose tests by name (default: all others). MIRI_SEEDS=0..8 tries several schedules instead of one.
set -euo pipefail
cd "$(dirname "$0")/../.."
components="miri rust-src" . tests/ci/nightly.sh
# Leaks are ignored: pages that the process keeps for ever, and tests of aborts, which do not clean up.
export MIRIFLAGS="-Zmiri-strict-provenance -Zmiri-ignore-leaks${MIRI_SEEDS:+ -Zmiri-many-seeds=$MIRI_SEEDS}"
export CARGO_TARGET_DIR=target/miri PROPTEST_CASES=2
mkdir -p target/miri
cargo +nightly miri test -p freewheel-kernel --lib -- --skip stress --skip slow --skip proptest --skip random --skip text:: "$@" 2>&1 |
    tee target/miri/log
grep -qE '^test result: ok\. [1-9][0-9]* passed' target/miri/log || { echo "no test ran under Miri" >&2; exit 1; }
