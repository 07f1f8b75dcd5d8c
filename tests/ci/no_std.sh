#!/usr/bin/env bash
# Builds the kernel for targets that have no standard library, so that a use of `std` cannot compile.
# thumbv7em and riscv32imc have 32-bit words. riscv32imc has no atomic read-modify-write either; there an image supplies critical sections.
set -euo pipefail
cd "$(dirname "$0")/../.."
targets=(x86_64-unknown-none aarch64-unknown-none riscv64gc-unknown-none-elf thumbv7em-none-eabihf riscv32imc-unknown-none-elf)
if command -v rustup >/dev/null; then rustup target add "${targets[@]}"; fi
# Only that it compiles matters here.
export CARGO_PROFILE_DEV_OPT_LEVEL=0 CARGO_PROFILE_DEV_DEBUG=false
for target in "${targets[@]}"; do
    echo "-- $target"
    cargo build -p freewheel-kernel --no-default-features --target "$target"
done
