#!/usr/bin/env bash
# Runs the kernel's stress tests under AddressSanitizer, which is told of the heap's blocks (`kernel/src/heap/asan.rs`): accesses to what was given back,
# and beyond the bytes asked for. Before that, some such accesses on purpose, each of which must be reported. Run by hand after a change to
# what is freed when. Arguments choose tests by name (default: stress).
set -euo pipefail
cd "$(dirname "$0")/../.."
components="rust-src" . tests/ci/nightly.sh
host=$(rustc +nightly -vV | sed -n 's/^host: //p')
export RUSTFLAGS="${RUSTFLAGS:-} -Zsanitizer=address --cfg asan"
export CARGO_TARGET_DIR=target/asan
# Isolates live for ever, so leaks say nothing. Frames stay on the native stack, whose bounds the kernel looks at.
export ASAN_OPTIONS="detect_leaks=0 detect_stack_use_after_return=0 quarantine_size_mb=64 ${ASAN_OPTIONS:-}"
[ $# -gt 0 ] || set -- stress
log=target/asan/log
mkdir -p target/asan
run() {
    cargo +nightly test -Zbuild-std --target "$host" -p freewheel-kernel --lib --tests -- "$@" 2>&1 | tee "$log"
}
for name in a_buffer_given_back an_object_that_has_ended a_byte_too_many a_buffer_that_another_thread_gave_back; do
    ! run --ignored --exact "heap::asan::tests::reported_$name" >/dev/null || { echo "$name: not reported" >&2; exit 1; }
    grep -q 'AddressSanitizer: use-after-poison' "$log" || { cat "$log"; echo "$name: no report" >&2; exit 1; }
done
run "$@"
grep -qE '^test result: ok\. [1-9][0-9]* passed' "$log" || { echo "no stress test ran" >&2; exit 1; }
