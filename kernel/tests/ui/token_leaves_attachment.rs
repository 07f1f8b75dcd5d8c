use freewheel_kernel::native::embed::OwnedIsolate;

pub fn f(isolate: &OwnedIsolate) {
    let mut kept = None;
    let _ = isolate.attach(|th| {
        kept = Some(th);
        Ok(())
    });
}

fn main() {}
