use freewheel_kernel::native::embed::OwnedIsolate;

pub fn f(isolate: OwnedIsolate) {
    let _ = isolate.attach(|_| {
        let _ = isolate.end();
        Ok(())
    });
}

fn main() {}
