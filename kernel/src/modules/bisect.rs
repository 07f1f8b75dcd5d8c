//! The `_bisect` module: places in sorted sequences.

use super::collections::size_argument;
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::native::{Args, Signature};
use crate::object::Obj;
use crate::types::list_object::List;
use crate::types::protocol;
use crate::types::spec::{CompareOp, Method, ModuleSpec};

const fn signature(name: &'static str) -> Signature<5> {
    Signature::new(name, ["a", "x", "lo", "hi", "key"]).required(2).keyword_only_from(4)
}

/// Place of `x` in `a`: before the items equal to it, or after them.
fn place(th: &mut Thread, a: &Obj, x: &Obj, lo: Option<&Obj>, hi: Option<&Obj>, key: Option<&Obj>, left: bool) -> R<usize> {
    let lo = match lo {
        Some(v) => size_argument(th, v)?,
        None => 0,
    };
    let Ok(mut low) = usize::try_from(lo) else { return Err(th.value_error(format_args!("lo cannot be negative"))) };
    let hi = match hi.filter(|v| !v.is_none()) {
        Some(v) => size_argument(th, v)?,
        None => -1,
    };
    let mut high = match usize::try_from(hi) {
        Ok(n) => n,
        Err(_) => protocol::len(th, a)?,
    };
    while low < high {
        let middle = low + (high - low) / 2;
        let i = th.int(middle as i64)?;
        let mut item = protocol::get_item(th, a, &i)?;
        if let Some(key) = key {
            item = protocol::call(th, key, core::slice::from_ref(&item))?;
        }
        let (p, q) = if left { (&item, x) } else { (x, &item) };
        let less = match (p.value().as_small(), q.value().as_small()) {
            (Some(p), Some(q)) => p < q,
            _ => protocol::compare_truth(th, CompareOp::Lt, p, q)?,
        };
        if less == left {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

fn search(th: &mut Thread, args: &Args<'_>, name: &'static str, left: bool) -> R<Obj> {
    let [a, x, lo, hi, key] = args.bind(th, &signature(name))?;
    let none = Obj::NONE;
    let i = place(th, a.unwrap_or(&none), x.unwrap_or(&none), lo, hi, key.filter(|k| !k.is_none()), left)?;
    th.int(i as i64)
}

fn insert(th: &mut Thread, args: &Args<'_>, name: &'static str, left: bool) -> R<Obj> {
    let [a, x, lo, hi, key] = args.bind(th, &signature(name))?;
    let none = Obj::NONE;
    let (a, x, key) = (a.unwrap_or(&none), x.unwrap_or(&none), key.filter(|k| !k.is_none()));
    let wanted = match key {
        Some(key) => protocol::call(th, key, core::slice::from_ref(x))?,
        None => x.clone(),
    };
    let i = place(th, a, &wanted, lo, hi, key, left)?;
    if let Some(l) = a.exact::<List>() {
        l.insert(th, i, x.clone())?;
        return Ok(Obj::NONE);
    }
    let i = th.int(i as i64)?;
    protocol::call_method_text(th, a, "insert", &[i, x.clone()])?;
    Ok(Obj::NONE)
}

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "_bisect",
    doc: "Bisection algorithms.",
    functions: &[
        Method::new("bisect_left", |th, _, args| search(th, args, "bisect_left", true)),
        Method::new("bisect_right", |th, _, args| search(th, args, "bisect_right", false)),
        Method::new("insort_left", |th, _, args| insert(th, args, "insort_left", true)),
        Method::new("insort_right", |th, _, args| insert(th, args, "insort_right", false)),
    ],
    init: None,
};
