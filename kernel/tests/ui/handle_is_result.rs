use freewheel_kernel::native::embed::OwnedIsolate;

pub fn f(isolate: &OwnedIsolate) {
    let _ = isolate.attach(|th| Ok(th.none()));
}

fn main() {}
