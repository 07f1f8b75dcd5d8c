//! The `_heapq` module: heaps in lists.
//!
//! Items move by exchanges of two places, each one atomic step of the list that is taken only if both places still hold what was compared.
//! So threads that use one heap without a lock may find its order off, but no item is lost or given twice.

use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::{R, Raised};
use crate::object::payload::Object;
use crate::object::{Builtin, Obj};
use crate::types::list_object::List;
use crate::types::protocol;
use crate::types::spec::{CompareOp, Method, ModuleSpec};

/// Which item comes first.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    Smallest,
    Largest,
}

impl Order {
    /// Whether `a` comes before `b`.
    fn before(self, th: &mut Thread, a: &Obj, b: &Obj) -> R<bool> {
        let (a, b) = if self == Order::Smallest { (a, b) } else { (b, a) };
        if let (Some(x), Some(y)) = (a.value().as_small(), b.value().as_small()) {
            return Ok(x < y);
        }
        protocol::compare_truth(th, CompareOp::Lt, a, b)
    }
}

#[cold]
fn changed(th: &mut Thread) -> Raised {
    th.raise(Builtin::RuntimeError, format_args!("list changed size during iteration"))
}

#[cold]
fn out_of_range(th: &mut Thread) -> Raised {
    th.raise(Builtin::IndexError, format_args!("index out of range"))
}

/// Moves the item at `at` towards the root while it comes before its parent.
fn up(th: &mut Thread, heap: &Object<List>, start: usize, mut at: usize, order: Order) -> R<()> {
    let n = heap.len();
    while at > start {
        let parent = (at - 1) / 2;
        let (Some(item), Some(above)) = (heap.item(at), heap.item(parent)) else { return Err(changed(th)) };
        if !order.before(th, &item, &above)? {
            break;
        }
        if heap.len() != n {
            return Err(changed(th));
        }
        heap.swap_items(th, at, parent, &item, &above);
        at = parent;
    }
    Ok(())
}

/// Moves the item at `start` down to a leaf, its children that come first moving up, and then back to where it belongs: so most comparisons
/// are those of children, one for each level.
fn down(th: &mut Thread, heap: &Object<List>, start: usize, order: Order) -> R<()> {
    let n = heap.len();
    let mut at = start;
    while 2 * at + 1 < n {
        let mut child = 2 * at + 1;
        if child + 1 < n {
            let (Some(left), Some(right)) = (heap.item(child), heap.item(child + 1)) else { return Err(changed(th)) };
            if !order.before(th, &left, &right)? {
                child += 1;
            }
            if heap.len() != n {
                return Err(changed(th));
            }
        }
        let (Some(item), Some(below)) = (heap.item(at), heap.item(child)) else { return Err(changed(th)) };
        heap.swap_items(th, at, child, &item, &below);
        at = child;
    }
    up(th, heap, start, at, order)
}

fn list_of<'a>(th: &mut Thread, v: &'a Obj, name: &str, place: &str) -> R<&'a Object<List>> {
    match v.get::<List>() {
        Some(l) => Ok(l),
        None => {
            let t = th.argument_type(v);
            Err(th.type_error(format_args!("{name}() argument{place} must be list, not {t}")))
        }
    }
}

fn push(th: &mut Thread, args: &Args<'_>, name: &str, order: Order) -> R<Obj> {
    let (heap, item) = heap_and_item(th, args, name)?;
    heap.push(th, item.clone())?;
    up(th, heap, 0, heap.len().saturating_sub(1), order)?;
    Ok(Obj::NONE)
}

fn heap_and_item<'a>(th: &mut Thread, args: &Args<'a>, name: &str) -> R<(&'a Object<List>, &'a Obj)> {
    if !args.names.is_empty() {
        return Err(th.type_error(format_args!("_heapq.{name}() takes no keyword arguments")));
    }
    let a = args.between(th, name, 2, 2)?;
    Ok((list_of(th, &a[0], name, " 1")?, &a[1]))
}

fn only_heap<'a>(th: &mut Thread, args: &Args<'a>, name: &str) -> R<&'a Object<List>> {
    let a = args.exactly::<1>(th, &alloc::format!("_heapq.{name}"))?;
    list_of(th, &a[0], name, "")
}

/// Puts an item in place of the first one.
fn replace_first(th: &mut Thread, heap: &Object<List>, item: Obj, order: Order) -> R<Option<Obj>> {
    let Some(first) = heap.exchange_item(th, 0, item)? else { return Ok(None) };
    down(th, heap, 0, order)?;
    Ok(Some(first))
}

fn pop(th: &mut Thread, args: &Args<'_>, name: &str, order: Order) -> R<Obj> {
    let heap = only_heap(th, args, name)?;
    let Some(last) = heap.pop_last(th) else { return Err(out_of_range(th)) };
    Ok(replace_first(th, heap, last.clone(), order)?.unwrap_or(last))
}

fn replace(th: &mut Thread, args: &Args<'_>, name: &str, order: Order) -> R<Obj> {
    let (heap, item) = heap_and_item(th, args, name)?;
    match replace_first(th, heap, item.clone(), order)? {
        Some(first) => Ok(first),
        None => Err(out_of_range(th)),
    }
}

fn push_pop(th: &mut Thread, args: &Args<'_>, name: &str, order: Order) -> R<Obj> {
    let (heap, item) = heap_and_item(th, args, name)?;
    let Some(first) = heap.item(0) else { return Ok(item.clone()) };
    if !order.before(th, &first, item)? {
        return Ok(item.clone());
    }
    match replace_first(th, heap, item.clone(), order)? {
        Some(first) => Ok(first),
        None => Err(out_of_range(th)),
    }
}

fn heapify(th: &mut Thread, args: &Args<'_>, name: &str, order: Order) -> R<Obj> {
    let heap = only_heap(th, args, name)?;
    for i in (0..heap.len() / 2).rev() {
        down(th, heap, i, order)?;
    }
    Ok(Obj::NONE)
}

macro_rules! functions {
    ($($name:literal $function:ident $order:ident;)*) => {
        &[$(Method::new($name, |th, _, args| $function(th, args, $name, Order::$order)),)*]
    };
}

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "_heapq",
    doc: "Heap queue algorithm (a.k.a. priority queue).",
    functions: functions! {
        "heappush" push Smallest; "heappop" pop Smallest; "heapreplace" replace Smallest; "heappushpop" push_pop Smallest;
        "heapify" heapify Smallest; "heappush_max" push Largest; "heappop_max" pop Largest; "heapreplace_max" replace Largest;
        "heappushpop_max" push_pop Largest; "heapify_max" heapify Largest;
    },
    init: None,
};
