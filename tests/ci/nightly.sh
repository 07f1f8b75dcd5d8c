# Read by checkers that need the nightly toolchain: installs it with the components named, where rustup is to be had.
if command -v rustup >/dev/null; then
    rustup toolchain list | grep -q '^nightly' || rustup toolchain install nightly --profile minimal
    # shellcheck disable=SC2086 # words
    rustup component add --toolchain nightly $components
fi
