#!/usr/bin/env bash
# Fails on any warning of the compiler or of clippy, tests and benches included.
set -euo pipefail
cd "$(dirname "$0")/../.."
if command -v rustup >/dev/null; then rustup component add clippy; fi
cargo clippy --workspace --all-targets -- -D warnings
# What is compiled for the checkers alone.
cargo clippy -p freewheel --all-targets --features checks-full -- -D warnings
