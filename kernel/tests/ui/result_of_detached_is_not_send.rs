use freewheel_kernel::native::embed::Attached;

pub fn f(th: &mut Attached<'_>) {
    let _ = th.detached(|| std::rc::Rc::new(1));
}

fn main() {}
