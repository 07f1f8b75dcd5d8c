use freewheel_kernel::native::embed::{Attached, Handle};

pub fn f<'i>(th: &mut Attached<'i>, handle: &Handle<'i>) -> usize {
    let bytes = handle.as_bytes(th);
    let _ = th.poll();
    bytes.map_or(0, <[u8]>::len)
}

fn main() {}
