//! The `freewheel` command.

fn main() {
    freewheel::cli::main();
}
