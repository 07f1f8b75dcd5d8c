use freewheel_kernel::native::embed::{Attached, Handle};

pub fn f<'a, 'i>(th: &'a Attached<'i>, handle: Handle<'i>) -> Option<&'a str> {
    handle.as_str(th)
}

fn main() {}
