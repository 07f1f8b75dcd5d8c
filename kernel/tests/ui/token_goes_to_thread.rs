use freewheel_kernel::native::embed::Attached;

pub fn f(th: &mut Attached<'_>) {
    std::thread::scope(|s| {
        s.spawn(|| th.none());
    });
}

fn main() {}
