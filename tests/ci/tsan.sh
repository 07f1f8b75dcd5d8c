#!/usr/bin/env bash
# Runs the kernel's stress tests under ThreadSanitizer, with a standard library built for it. Takes long;
# run by hand after a change to a protocol. Arguments choose tests by name (default: stress).
set -euo pipefail
cd "$(dirname "$0")/../.."
components="rust-src" . tests/ci/nightly.sh
host=$(rustc +nightly -vV | sed -n 's/^host: //p')
export RUSTFLAGS="${RUSTFLAGS:-} -Zsanitizer=thread --cfg tsan"
export CARGO_TARGET_DIR=target/tsan
export TSAN_OPTIONS="halt_on_error=1 second_deadlock_stack=1 ${TSAN_OPTIONS:-}"
[ $# -gt 0 ] || set -- stress
mkdir -p target/tsan
cargo +nightly test -Zbuild-std --target "$host" -p freewheel-kernel --lib --tests -- "$@" 2>&1 | tee target/tsan/log
grep -qE '^test result: ok\. [1-9][0-9]* passed' target/tsan/log || { echo "no stress test ran" >&2; exit 1; }
