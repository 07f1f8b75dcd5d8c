use freewheel_kernel::native::embed::{Attached, Exception};

pub fn f<'a, 'b>(_: &mut Attached<'a>, other: Exception<'b>) -> Result<(), Exception<'a>> {
    Err(other)
}

fn main() {}
