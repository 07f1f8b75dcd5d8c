use freewheel_kernel::native::embed::{Attached, Handle};

pub fn f<'i>(th: &mut Attached<'i>, handle: &Handle<'i>) -> usize {
    let name = handle.type_name(th);
    let _ = th.poll();
    name.len()
}

fn main() {}
