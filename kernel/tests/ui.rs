//! What would be unsound does not compile, and the compiler says why. `TRYBUILD=overwrite cargo test -p freewheel-kernel --test ui` writes what it says
//! after the toolchain has changed; look at each before it is kept.
#![cfg(not(any(loom, miri)))]

#[test]
fn what_is_unsound_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
