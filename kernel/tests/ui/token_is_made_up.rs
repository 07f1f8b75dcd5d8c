use freewheel_kernel::native::embed::Attached;

pub fn f() {
    let _ = Attached {};
}

fn main() {}
