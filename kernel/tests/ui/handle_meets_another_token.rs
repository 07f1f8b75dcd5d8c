use freewheel_kernel::native::embed::{Attached, Handle};

pub fn f<'a, 'b>(th: &mut Attached<'a>, other: &Handle<'b>) {
    let _ = other.repr(th);
}

fn main() {}
