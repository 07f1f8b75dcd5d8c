use freewheel_kernel::native::embed::Handle;

pub fn f<'a, 'b>(one: &Handle<'a>, other: &Handle<'b>) -> bool {
    one.is(other)
}

fn main() {}
