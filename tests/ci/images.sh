#!/usr/bin/env bash
# Images of ten programs with one bit flipped, or with their end cut off, and the checksum set right: each is refused, or runs without harm. Not all of
# them, which takes several minutes: FREEWHEEL_IMAGES_STEP=1 runs them all. FREEWHEEL=PATH runs another program instead of the one built here.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ -z "${FREEWHEEL:-}" ]; then
    cargo build --release -p freewheel
    FREEWHEEL=$(realpath "${CARGO_TARGET_DIR:-target}/release/freewheel")
fi
export FREEWHEEL FREEWHEEL_IMAGES_STEP=${FREEWHEEL_IMAGES_STEP:-7}
cargo test -p freewheel --test images -- --ignored --nocapture
