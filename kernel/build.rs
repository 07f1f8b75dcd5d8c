//! Says whether forms go on to the next instruction by a jump (`threaded_code`; see `src/interp/eval.rs`).

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(threaded_code)");
    // LLVM turns a call in tail position into a jump when it optimises; sanitizers add work behind the call, and checks memory on the stack.
    let optimised = matches!(env::var("OPT_LEVEL").as_deref(), Ok("2" | "3"));
    let instrumented = ["CARGO_CFG_TSAN", "CARGO_CFG_ASAN", "CARGO_CFG_MIRI", "CARGO_CFG_LOOM", "CARGO_FEATURE_CHECKS"]
        .iter()
        .any(|name| env::var_os(name).is_some())
        || env::var("CARGO_ENCODED_RUSTFLAGS").is_ok_and(|flags| flags.contains("sanitizer"));
    let wanted = env::var_os("CARGO_FEATURE_THREADED_CODE").is_some();
    if wanted && optimised && !instrumented {
        println!("cargo::rustc-cfg=threaded_code");
    }
}
