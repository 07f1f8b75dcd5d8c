use freewheel_kernel::native::embed::Attached;

pub fn f(th: &mut Attached<'_>) {
    let handle = th.none();
    th.detached(move || drop(handle));
}

fn main() {}
