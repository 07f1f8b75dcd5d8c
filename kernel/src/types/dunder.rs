//! Dunder methods that stand for slots: their names, and calling a built-in type's slot as the method.

use super::spec::{BinaryOp, CompareOp, SlotId, SlotSpec, UnaryOp};
use crate::isolate::Thread;
use crate::isolate::names::{self, Name};
use crate::native::Args;
use crate::native::raised::{R, Raised};
use crate::object::{Builtin, Obj};
use crate::types::int_object::is_int;
use crate::types::{number_protocol, protocol, str_object};

/// A dunder method made from a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "named as the methods are")]
pub enum Dunder {
    Repr,
    Str,
    Hash,
    Call,
    GetAttribute,
    GetAttr,
    SetAttr,
    DelAttr,
    Iter,
    Next,
    Compare(CompareOp),
    Bool,
    Len,
    GetItem,
    SetItem,
    DelItem,
    Contains,
    Binary(BinaryOp),
    Reflected(BinaryOp),
    Inplace(BinaryOp),
    Unary(UnaryOp),
    Get,
    Set,
    Delete,
    New,
    Init,
    Del,
}

impl Dunder {
    /// Its name.
    pub fn name(self) -> Name {
        use Dunder::*;
        match self {
            Repr => names::REPR,
            Str => names::STR,
            Hash => names::HASH,
            Call => names::CALL,
            GetAttribute => names::GETATTRIBUTE,
            GetAttr => names::GETATTR,
            SetAttr => names::SETATTR,
            DelAttr => names::DELATTR,
            Iter => names::ITER,
            Next => names::NEXT,
            Compare(op) => op.name(),
            Bool => names::BOOL,
            Len => names::LEN,
            GetItem => names::GETITEM,
            SetItem => names::SETITEM,
            DelItem => names::DELITEM,
            Contains => names::CONTAINS,
            Binary(op) => op.name(),
            Reflected(op) => op.reflected_name(),
            Inplace(op) => op.inplace_name(),
            Unary(op) => op.name(),
            Get => names::GET,
            Set => names::SET,
            Delete => names::DELETE,
            New => names::NEW,
            Init => names::INIT,
            Del => names::DEL,
        }
    }

    /// The slot it stands for.
    pub fn slot(self) -> SlotId {
        use Dunder::*;
        match self {
            Repr => SlotId::repr,
            Str => SlotId::str,
            Hash => SlotId::hash,
            Call => SlotId::call,
            GetAttribute | GetAttr => SlotId::getattr,
            SetAttr | DelAttr => SlotId::setattr,
            Iter => SlotId::iter,
            Next => SlotId::next,
            Compare(_) => SlotId::compare,
            Bool => SlotId::truth,
            Len => SlotId::len,
            GetItem => SlotId::getitem,
            SetItem | DelItem => SlotId::setitem,
            Contains => SlotId::contains,
            Binary(_) | Reflected(_) => SlotId::binary,
            Inplace(_) => SlotId::inplace,
            Unary(_) => SlotId::unary,
            Get => SlotId::descr_get,
            Set | Delete => SlotId::descr_set,
            New => SlotId::new,
            Init => SlotId::init,
            Del => SlotId::finalize,
        }
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = Dunder> {
        SlotId::ALL.iter().flat_map(|slot| Dunder::of(*slot))
    }

    /// Those that a slot stands for.
    pub fn of(slot: SlotId) -> impl Iterator<Item = Dunder> {
        use Dunder::*;
        let named: &[Dunder] = match slot {
            SlotId::repr => &[Repr],
            SlotId::str => &[Str],
            SlotId::hash => &[Hash],
            SlotId::call => &[Call],
            SlotId::getattr => &[GetAttribute, GetAttr],
            SlotId::setattr => &[SetAttr, DelAttr],
            SlotId::iter => &[Iter],
            SlotId::next => &[Next],
            SlotId::truth => &[Bool],
            SlotId::len => &[Len],
            SlotId::getitem => &[GetItem],
            SlotId::setitem => &[SetItem, DelItem],
            SlotId::contains => &[Contains],
            SlotId::descr_get => &[Get],
            SlotId::descr_set => &[Set, Delete],
            SlotId::new => &[New],
            SlotId::init => &[Init],
            SlotId::finalize => &[Del],
            _ => &[],
        };
        let (compare, binary, inplace, unary): (&[CompareOp], &[BinaryOp], &[BinaryOp], &[UnaryOp]) = match slot {
            SlotId::compare => (&CompareOp::ALL, &[], &[], &[]),
            SlotId::binary => (&[], &BinaryOp::ALL, &[], &[]),
            SlotId::inplace => (&[], &[], &BinaryOp::ALL, &[]),
            SlotId::unary => (&[], &[], &[], &UnaryOp::ALL),
            _ => (&[], &[], &[], &[]),
        };
        (named.iter().copied())
            .chain(compare.iter().map(|o| Compare(*o)))
            .chain(binary.iter().flat_map(|o| [Binary(*o), Reflected(*o)]))
            .chain(inplace.iter().filter(|o| **o != BinaryOp::DivMod).map(|o| Inplace(*o)))
            .chain(unary.iter().map(|o| Unary(*o)))
    }

    /// Calls the slot of a built-in type as this method.
    pub fn call(self, th: &mut Thread, slots: &SlotSpec, this: &Obj, args: &Args<'_>) -> R<Obj> {
        use Dunder::*;
        let name = str_object::text(th.name(self.name()));
        macro_rules! slot {
            ($f:ident) => {
                match slots.$f {
                    Some(f) => f,
                    None => return Ok(Obj::NOT_IMPLEMENTED),
                }
            };
        }
        macro_rules! one {
            () => {{
                expect(th, args, 1)?;
                &args.all[0]
            }};
        }
        match self {
            Call => return slot!(call)(th, this, args),
            Init => return slot!(init)(th, this, args).map(|()| Obj::NONE),
            New => return slot!(new)(th, this, args),
            _ if !args.names.is_empty() => return Err(th.type_error(format_args!("wrapper {name}() takes no keyword arguments"))),
            _ => {}
        }
        match self {
            Repr | Str | Hash | Iter | Next | Bool | Len | Unary(_) | Del => expect(th, args, 0)?,
            _ => {}
        }
        match self {
            Repr => slot!(repr)(th, this),
            Str => slot!(str)(th, this),
            Hash => {
                let h = slot!(hash)(th, this)?;
                th.int(h)
            }
            GetAttribute | GetAttr => {
                let n = one!();
                check_name(th, n)?;
                match slot!(getattr)(th, this, n)? {
                    Some(v) => Ok(v),
                    None => Err(crate::types::attribute::no_attribute(th, this, n)),
                }
            }
            SetAttr => {
                expect(th, args, 2)?;
                check_name(th, &args.all[0])?;
                slot!(setattr)(th, this, &args.all[0], Some(&args.all[1])).map(|()| Obj::NONE)
            }
            DelAttr => {
                let n = one!();
                check_name(th, n)?;
                slot!(setattr)(th, this, n, None).map(|()| Obj::NONE)
            }
            Iter => slot!(iter)(th, this),
            Next => match slot!(next)(th, this)? {
                Some(v) => Ok(v),
                None => Err(th.raise_with(Builtin::StopIteration, None)),
            },
            Compare(op) => {
                let x = one!();
                if is_stranger(th, this, x) {
                    return Ok(Obj::NOT_IMPLEMENTED);
                }
                slot!(compare)(th, op, this, x)
            }
            Bool => slot!(truth)(th, this).map(Obj::from_bool),
            Len => {
                let n = slot!(len)(th, this)?;
                th.int(n as i64)
            }
            GetItem => {
                let x = method_argument(th, this, name, args)?;
                require_index(th, this, x)?;
                slot!(getitem)(th, this, x)
            }
            SetItem => {
                args.between(th, name, 2, 2)?;
                require_index(th, this, &args.all[0])?;
                slot!(setitem)(th, this, &args.all[0], Some(&args.all[1])).map(|()| Obj::NONE)
            }
            DelItem => {
                let x = one!();
                require_index(th, this, x)?;
                slot!(setitem)(th, this, x, None).map(|()| Obj::NONE)
            }
            Contains => {
                let x = method_argument(th, this, name, args)?;
                slot!(contains)(th, this, x).map(Obj::from_bool)
            }
            Binary(op) => {
                if let Some(m) = expect_operand(th, op, args)? {
                    return number_protocol::power_of(th, th.type_of(this).layout, this, &args.all[0], m);
                }
                let x = &args.all[0];
                let r = slot!(binary)(th, op, this, x)?;
                sequence_result(th, op, r, this, x)
            }
            Reflected(op) => {
                if let Some(m) = expect_operand(th, op, args)? {
                    return number_protocol::power_of(th, th.type_of(this).layout, &args.all[0], this, m);
                }
                let x = &args.all[0];
                if op == BinaryOp::Mul && number_protocol::is_sequence(th.type_of(this).layout) {
                    // The other one is how often, even where both are sequences and this one has an index.
                    let r = slot!(binary)(th, op, this, x)?;
                    return sequence_result(th, op, r, this, x);
                }
                slot!(binary)(th, op, x, this)
            }
            Inplace(op) => {
                let x = one!();
                let r = slot!(inplace)(th, op, this, x)?;
                sequence_result(th, op, r, this, x)
            }
            Unary(op) => slot!(unary)(th, op, this),
            Get => {
                let a = args.between(th, name, 1, 2)?;
                let owner = match a.get(1) {
                    Some(o) if !o.is_none() => o.clone(),
                    _ if a[0].is_none() => return Err(th.type_error(format_args!("__get__(None, None) is invalid"))),
                    _ => th.type_of(&a[0]).to_obj(),
                };
                slot!(descr_get)(th, this, if a[0].is_none() { None } else { Some(&a[0]) }, &owner)
            }
            Set => {
                expect(th, args, 2)?;
                slot!(descr_set)(th, this, &args.all[0], Some(&args.all[1])).map(|()| Obj::NONE)
            }
            Delete => {
                let x = one!();
                slot!(descr_set)(th, this, x, None).map(|()| Obj::NONE)
            }
            Del => slot!(finalize)(th, this).map(|()| Obj::NONE),
            Call | Init | New => Ok(Obj::NONE),
        }
    }
}

/// The argument of a lookup, which the containers have as a method of their own besides the slot.
fn method_argument<'a>(th: &mut Thread, this: &Obj, name: &str, args: &Args<'a>) -> R<&'a Obj> {
    let layout = th.type_of(this).layout;
    let own = matches!(
        (layout, name),
        (Builtin::List | Builtin::Dict, "__getitem__") | (Builtin::Dict | Builtin::Set | Builtin::FrozenSet, "__contains__")
    );
    if own && args.all.len() != 1 {
        let (t, given) = (layout.name(), args.all.len());
        return Err(th.type_error(format_args!("{t}.{name}() takes exactly one argument ({given} given)")));
    }
    expect(th, args, 1)?;
    Ok(&args.all[0])
}

/// Whether the method of the receiver's type leaves a comparison to the other's: `int` with floats, `bytes` with other buffers.
fn is_stranger(th: &Thread, this: &Obj, x: &Obj) -> bool {
    let own = th.type_of(this).layout;
    match own {
        Builtin::Int | Builtin::Bool => !is_int(x),
        Builtin::Bytes => th.type_of(x).layout != own,
        _ => false,
    }
}

/// What `+` and `*` of a sequence, called as a method, say of an operand that does not fit: nobody else is asked after them.
fn sequence_result(th: &mut Thread, op: BinaryOp, result: Obj, this: &Obj, x: &Obj) -> R<Obj> {
    if !result.is_not_implemented() || !number_protocol::is_sequence(th.type_of(this).layout) {
        return Ok(result);
    }
    match op {
        BinaryOp::Add => Err(number_protocol::no_concatenation(th, this, x)),
        BinaryOp::Mul => Err(no_index(th, x)),
        _ => Ok(result),
    }
}

/// Refuses what is no index where the type has no slices.
fn require_index(th: &mut Thread, this: &Obj, key: &Obj) -> R<()> {
    if th.type_of(this).layout != Builtin::Deque {
        return Ok(());
    }
    if th.type_of(key).lookup(th.name(names::INDEX)).is_none() {
        return Err(no_index(th, key));
    }
    if is_int(key) {
        protocol::index_i64(th, key, Builtin::OverflowError)?;
    }
    Ok(())
}

fn no_index(th: &mut Thread, v: &Obj) -> Raised {
    let t = th.type_name(v);
    th.type_error(format_args!("'{t}' object cannot be interpreted as an integer"))
}

/// One operand; of a power also a modulus, which is given back unless it is None.
fn expect_operand<'a>(th: &mut Thread, op: BinaryOp, args: &Args<'a>) -> R<Option<&'a Obj>> {
    match (op, args.all) {
        (BinaryOp::Pow, [_]) => Ok(None),
        (BinaryOp::Pow, [_, m]) => Ok(Some(m).filter(|m| !m.is_none())),
        (BinaryOp::Pow, other) => Err(th.type_error(format_args!("expected 1 or 2 arguments, got {}", other.len()))),
        _ => expect(th, args, 1).map(|()| None),
    }
}

fn expect(th: &mut Thread, args: &Args<'_>, n: usize) -> R<()> {
    let given = args.all.len();
    if given == n {
        return Ok(());
    }
    let s = if n == 1 { "" } else { "s" };
    Err(th.type_error(format_args!("expected {n} argument{s}, got {given}")))
}

fn check_name(th: &mut Thread, n: &Obj) -> R<()> {
    if n.get::<str_object::Str>().is_some() {
        return Ok(());
    }
    let t = th.type_name(n);
    Err(th.type_error(format_args!("attribute name must be string, not '{t}'")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_belongs_to_one_slot() {
        for slot in SlotId::ALL {
            assert!(Dunder::of(*slot).all(|d| d.slot() == *slot));
        }
        // Those with one operation each, and the 22 others.
        let operations = CompareOp::ALL.len() + 3 * BinaryOp::ALL.len() - 1 + UnaryOp::ALL.len();
        assert_eq!(Dunder::all().count(), 22 + operations);
    }
}
