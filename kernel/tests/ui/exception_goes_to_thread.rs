use freewheel_kernel::native::embed::Exception;

pub fn f(exception: Exception<'_>) {
    std::thread::scope(|s| {
        s.spawn(move || drop(exception));
    });
}

fn main() {}
