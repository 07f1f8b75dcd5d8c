//! The `freewheel` command.
fn main() {}
