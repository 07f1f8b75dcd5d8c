#!/usr/bin/env bash
# Runs the loom models of the kernel's protocols: every interleaving, up to a bound on preemptions.
# LOOM_MAX_PREEMPTIONS (default 3) sets the bound; arguments choose models by name (default: all).
set -euo pipefail
cd "$(dirname "$0")/../.."
export LOOM_MAX_PREEMPTIONS="${LOOM_MAX_PREEMPTIONS:-3}"
export RUSTFLAGS="${RUSTFLAGS:-} --cfg loom"
export CARGO_TARGET_DIR=target/loom
# Models want fast code, but with its assertions, and not the minutes that whole-program optimisation takes.
export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=8 CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS=true
[ $# -gt 0 ] || set -- model
mkdir -p target/loom
cargo test -p freewheel-kernel --release --lib -- "$@" 2>&1 | tee target/loom/log
# A filter that matches nothing passes, and so would a model that is no longer compiled.
grep -qE '^test result: ok\. [1-9][0-9]* passed' target/loom/log || { echo "no model ran" >&2; exit 1; }
