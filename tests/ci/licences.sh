#!/usr/bin/env bash
# Fails when a crate in Cargo.lock, for whatever target, has a licence that is not on the list in licences.py.
# Needs no network once the crates are here; fetches those of other targets otherwise.
set -euo pipefail
cd "$(dirname "$0")/../.."
metadata=$(mktemp)
trap 'rm -f "$metadata"' EXIT
if ! cargo metadata --all-features --locked --offline --format-version 1 >"$metadata" 2>/dev/null; then
    cargo fetch --locked
    cargo metadata --all-features --locked --offline --format-version 1 >"$metadata"
fi
python3 tests/ci/licences.py "$metadata" Cargo.lock
