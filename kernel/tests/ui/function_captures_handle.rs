use freewheel_kernel::native::embed::{Function, Handle};

pub fn f(handle: Handle<'_>) -> Function {
    Function::new("f", move |_, _| Ok(handle.is_none()))
}

fn main() {}
