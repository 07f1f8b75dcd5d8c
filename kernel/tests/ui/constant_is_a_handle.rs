use freewheel_kernel::native::embed::{Handle, Module};

pub fn f(handle: Handle<'_>) -> Module {
    Module::new("m").constant("X", handle)
}

fn main() {}
