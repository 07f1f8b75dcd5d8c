use freewheel_kernel::native::embed::{Attached, Handle};

pub fn f<'a, 'b>(th: &mut Attached<'a>, list: &Handle<'a>, other: Handle<'b>) {
    let _ = list.set_item(th, 0, other);
}

fn main() {}
