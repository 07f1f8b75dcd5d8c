use freewheel_kernel::native::embed::Handle;

pub fn f(handle: &Handle<'_>) {
    std::thread::scope(|s| {
        s.spawn(|| handle.is_none());
    });
}

fn main() {}
