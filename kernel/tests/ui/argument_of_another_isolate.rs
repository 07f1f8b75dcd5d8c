use freewheel_kernel::native::embed::{Attached, Handle};

pub fn f<'a, 'b>(th: &mut Attached<'a>, function: &Handle<'a>, other: Handle<'b>) {
    let _ = function.call(th, (other,));
}

fn main() {}
