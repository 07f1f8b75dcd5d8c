#!/usr/bin/env bash
# Fails when a Rust file is not formatted as rustfmt would.
set -euo pipefail
cd "$(dirname "$0")/../.."
if command -v rustup >/dev/null; then rustup component add rustfmt; fi
cargo fmt --all --check
