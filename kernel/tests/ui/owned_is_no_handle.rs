use freewheel_kernel::native::embed::{Attached, Owned};

pub fn f(th: &mut Attached<'_>, owned: &Owned) {
    let _ = owned.call(th, ());
}

fn main() {}
