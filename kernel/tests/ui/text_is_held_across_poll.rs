use freewheel_kernel::native::embed::{Attached, Handle};

pub fn f<'i>(th: &mut Attached<'i>, handle: &Handle<'i>) -> usize {
    let text = handle.as_str(th);
    let _ = th.poll();
    text.map_or(0, str::len)
}

fn main() {}
