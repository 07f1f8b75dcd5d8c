use freewheel_kernel::native::embed::OwnedIsolate;

pub fn f(isolate: OwnedIsolate) {
    let shared = &isolate;
    std::thread::scope(|s| {
        s.spawn(|| shared.attach(|_| Ok(())));
        let _ = isolate.end();
    });
}

fn main() {}
