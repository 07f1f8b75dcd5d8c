//! The `_json` module: what `json` reads and writes with.
//!
//! Scanners and encoders never change after they are made, so any number of threads may use one; what a call works on is its own.

pub mod encode;
pub mod scan;

pub use encode::TYPE as ENCODER;
pub use scan::TYPE as SCANNER;

use crate::isolate::Thread;
use crate::native::args::text_argument;
use crate::native::raised::{OrRaise, R};
use crate::object::{Builtin, Obj};
use crate::text::json_text;
use crate::text::text_buf::TextBuf;
use crate::types::spec::{Method, ModuleSpec};

/// The functions that encode strings; encoders know them, and do not call them.
static FUNCTIONS: [Method; 3] = [
    Method::new("encode_basestring_ascii", |th, _, args| {
        let [text] = args.exactly::<1>(th, "_json.encode_basestring_ascii")?;
        quoted(th, "encode_basestring_ascii", text, true)
    }),
    Method::new("encode_basestring", |th, _, args| {
        let [text] = args.exactly::<1>(th, "_json.encode_basestring")?;
        quoted(th, "encode_basestring", text, false)
    }),
    Method::new("scanstring", scan::scanstring),
];

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "_json",
    doc: "json speedups\n",
    functions: &FUNCTIONS,
    init: Some(|th, m| {
        let scanner = th.builtin_type(Builtin::JsonScanner);
        th.add_to_module(m, "make_scanner", scanner)?;
        let encoder = th.builtin_type(Builtin::JsonEncoder);
        th.add_to_module(m, "make_encoder", encoder)
    }),
};

fn quoted(th: &mut Thread, name: &str, text: &Obj, ascii: bool) -> R<Obj> {
    let text = text_argument(th, name, text)?;
    let mut out = TextBuf::new();
    json_text::push_quoted(&mut out, text, ascii).or_raise(th)?;
    th.str(out.as_str())
}
