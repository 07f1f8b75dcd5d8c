#!/usr/bin/env bash
# Forms of the evaluation loop go on to the next instruction by a jump, in the released program: see dispatch.py.
# FREEWHEEL=PATH looks at another program instead of the one built here.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ "$(uname -m)" != x86_64 ]; then
    echo "skipped: knows x86-64 only"
    exit 0
fi
if [ -z "${FREEWHEEL:-}" ]; then
    cargo build --release -p freewheel
    FREEWHEEL=$(realpath "${CARGO_TARGET_DIR:-target}/release/freewheel")
fi
python3 tests/ci/dispatch.py "$FREEWHEEL"
