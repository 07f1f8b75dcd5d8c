use freewheel_kernel::native::embed::Items;

pub fn f(items: Items<'_>) {
    std::thread::scope(|s| {
        s.spawn(move || drop(items));
    });
}

fn main() {}
