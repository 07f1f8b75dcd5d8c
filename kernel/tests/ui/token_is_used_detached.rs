use freewheel_kernel::native::embed::Attached;

pub fn f(th: &mut Attached<'_>) {
    th.detached(|| th.none().is_none());
}

fn main() {}
