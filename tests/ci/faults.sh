#!/usr/bin/env bash
# Memory that is refused: programs run with one request for memory after the other refused, and must get over it or end with a MemoryError, with
# their heap in order. STEP (default 7) tries each so many'th request up to 2,000; STEP=1 tries all, and takes minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."
# Apart from the build without checks, so that neither has the other rebuilt.
export CARGO_TARGET_DIR=target/checks
cargo build -p freewheel --profile fast --features checks-full
python3 tests/ci/faults.py target/checks/fast/freewheel --step "${STEP:-7}"
python3 tests/ci/faults.py target/checks/fast/freewheel --step "$((${STEP:-7} * 4))" --times 8
