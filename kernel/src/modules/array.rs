//! The `array` module: `array.array`.
//!
//! The items lie as bytes under the array's leaf lock: no program code runs and no object ends while it is held. A call that reads or changes an
//! array is one moment under the lock; what takes an iterable, or another array, gathers bytes first and adds them at one moment. An array with
//! views (`exports`) keeps its size.

use alloc::vec::Vec;

use spin::Mutex;

use crate::heap::Kind as HeapKind;
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::args::text_argument;
use crate::native::raised::{OrRaise, R, Raised};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::text::text_buf::to_vec;
use crate::types::buffer::{self, Exports};
use crate::types::items::{self, Item, Kind, MOST_BYTES, Unfit};
use crate::types::list_object::List;
use crate::types::slice_object::{self, Slice};
use crate::types::spec::{BASE, BinaryOp, CompareOp, GetSet, Method, ModuleSpec, SEQUENCE, SlotSpec, TypeSpec, UNHASHABLE, Vtable, WEAK};
use crate::types::str_object::Str;
use crate::types::tuple_object::Tuple;
use crate::types::{bytes_object, int_object, protocol, sequence, str_object};

/// The type codes, in CPython's order, each with the format character it goes by here.
const CODES: [(&str, u8); 17] = [
    ("b", b'b'),
    ("B", b'B'),
    ("u", b'u'),
    ("w", b'w'),
    ("h", b'h'),
    ("H", b'H'),
    ("i", b'i'),
    ("I", b'I'),
    ("l", b'l'),
    ("L", b'L'),
    ("q", b'q'),
    ("Q", b'Q'),
    ("e", b'e'),
    ("f", b'f'),
    ("d", b'd'),
    ("Zf", b'F'),
    ("Zd", b'D'),
];
const LITTLE: bool = cfg!(target_endian = "little");

/// Payload of `array.array`.
#[derive(Debug)]
pub struct Array {
    /// Type code.
    pub code: u8,
    /// Layout of an item.
    pub item: Item,
    /// The items, under a leaf lock.
    pub data: Mutex<Vec<u8>>,
    /// Views.
    pub exports: Exports,
}

// SAFETY: BUILTIN is used here alone; there are no references; the bytes are under a lock.
unsafe impl Payload for Array {
    const BUILTIN: Builtin = Builtin::Array;
    const KIND: HeapKind = HeapKind::Leaf;
    fn trace(&self, _: &mut dyn Trace) {}
}

fn array(v: &Obj) -> &Object<Array> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<Array>() }
}

fn layout(code: u8) -> Option<Item> {
    match code {
        b'u' | b'w' => Some(Item { kind: Kind::Text, size: 4 }),
        _ => Item::native(code),
    }
}

/// The inner code and the layout of a type code as programs write it.
pub(super) fn by_code(text: &str) -> Option<(u8, Item)> {
    let code = CODES.iter().find(|c| c.0 == text)?.1;
    layout(code).map(|item| (code, item))
}

/// A type code as programs see it.
pub(super) fn shown_code(code: u8) -> &'static str {
    CODES.iter().find(|c| c.1 == code).map_or("", |c| c.0)
}

impl Array {
    fn size(&self) -> usize {
        self.item.bytes()
    }

    fn len(&self) -> usize {
        self.data.lock().len() / self.size()
    }

    pub(super) fn copy(&self, th: &mut Thread) -> R<Vec<u8>> {
        let copy = to_vec(&self.data.lock());
        copy.or_raise(th)
    }

    fn get(&self, th: &mut Thread, i: usize) -> R<Option<Obj>> {
        let (mut room, n) = ([0; MOST_BYTES], self.size());
        let found = self.data.lock().get(i * n..(i + 1) * n).map(|p| room[..n].copy_from_slice(p));
        match found {
            Some(()) => items::unpack(th, self.item, &room[..n], LITTLE).map(Some),
            None => Ok(None),
        }
    }

    /// Replaces a range of bytes, if the size may change.
    fn splice(&self, th: &mut Thread, from: usize, to: usize, new: &[u8]) -> R<()> {
        self.splice_at(th, |_| (from, to), new)
    }

    /// [`splice`](Self::splice) of bytes between two places that are told for the number of bytes there are.
    fn splice_at(&self, th: &mut Thread, places: impl FnOnce(usize) -> (usize, usize), new: &[u8]) -> R<()> {
        let problem = {
            let mut data = self.data.lock();
            let (from, to) = places(data.len());
            let (from, to) = (from.min(data.len()), to.min(data.len()).max(from.min(data.len())));
            if to - from == new.len() {
                data[from..to].copy_from_slice(new);
                None
            } else if self.exports.any() {
                Some(true)
            } else if data.try_reserve(new.len()).is_err() {
                Some(false)
            } else {
                data.splice(from..to, new.iter().copied());
                None
            }
        };
        match problem {
            None => Ok(()),
            Some(true) => Err(resize_error(th)),
            Some(false) => Err(th.no_memory()),
        }
    }

    /// Adds bytes at the end.
    fn extend(&self, th: &mut Thread, new: &[u8]) -> R<()> {
        self.splice(th, usize::MAX, usize::MAX, new)
    }
}

#[cold]
fn resize_error(th: &mut Thread) -> Raised {
    th.raise(Builtin::BufferError, format_args!("cannot resize an array that is exporting buffers"))
}

/// The bytes of an item.
fn packed(th: &mut Thread, code: u8, item: Item, v: &Obj) -> R<[u8; MOST_BYTES]> {
    let mut room = [0; MOST_BYTES];
    match items::assign(th, item, v, &mut room[..item.bytes()]) {
        Ok(()) => Ok(room),
        Err(Unfit::Raised(r)) => Err(r),
        Err(e) => Err(unfit(th, code, item, v, &e)),
    }
}

#[cold]
fn unfit(th: &mut Thread, code: u8, item: Item, v: &Obj, e: &Unfit) -> Raised {
    let t = th.type_name(v);
    match (item.kind, e) {
        (Kind::Text, Unfit::Range) => {
            let n = v.get::<Str>().map_or(0, |s| s.as_str().chars().count());
            th.type_error(format_args!("array item must be a unicode character, not a string of length {n}"))
        }
        (Kind::Text, _) => th.type_error(format_args!("array item must be a unicode character, not {t}")),
        (Kind::Float | Kind::Complex, Unfit::Range) => {
            th.raise(Builtin::OverflowError, format_args!("float too large to pack with e format"))
        }
        (Kind::Float | Kind::Complex, _) => th.type_error(format_args!("must be real number, not {t}")),
        (_, Unfit::Range) => too_large(th, code, v),
        _ => th.type_error(format_args!("'{t}' object cannot be interpreted as an integer")),
    }
}

/// `OverflowError`, in the words of the C conversion that each type code stands for.
#[cold]
fn too_large(th: &mut Thread, code: u8, v: &Obj) -> Raised {
    let n = protocol::index(th, v).ok().and_then(|i| int_object::to_i64(&i));
    let negative = int_object::is_negative(v);
    let side = if negative { "less than minimum" } else { "greater than maximum" };
    let fits = |low: i64, high: i64| n.is_some_and(|n| (low..=high).contains(&n));
    let what = match code {
        b'I' | b'L' if negative => {
            return th.raise(Builtin::OverflowError, format_args!("can't convert negative value to unsigned int"));
        }
        b'Q' if negative => return th.raise(Builtin::OverflowError, format_args!("can't convert negative int to unsigned")),
        b'q' | b'Q' => return th.raise(Builtin::OverflowError, format_args!("int too big to convert")),
        b'I' if fits(0, i64::MAX) => "unsigned int",
        b'I' | b'L' => return th.raise(Builtin::OverflowError, format_args!("Python int too large to convert to C unsigned long")),
        _ if n.is_none() || code == b'l' => {
            return th.raise(Builtin::OverflowError, format_args!("Python int too large to convert to C long"));
        }
        b'b' if fits(-0x8000, 0x7fff) => "signed char",
        b'b' | b'h' => "signed short integer",
        b'B' => "unsigned byte integer",
        b'H' if fits(-0x8000_0000, 0x7fff_ffff) => "unsigned short",
        _ => "signed integer",
    };
    th.raise(Builtin::OverflowError, format_args!("{what} is {side}"))
}

/// Bytes of the items of an iterable. A list or a tuple, or what is derived from them, is asked for what it holds.
pub(super) fn gathered(th: &mut Thread, code: u8, item: Item, x: &Obj) -> R<Vec<u8>> {
    let mut out = Vec::new();
    let it = if x.get::<List>().is_some() {
        crate::types::iterators::list_iterator(th, x)?
    } else if x.get::<Tuple>().is_some() {
        crate::types::iterators::tuple_iterator(th, x)?
    } else {
        protocol::iter(th, x)?
    };
    while let Some(v) = protocol::next(th, &it)? {
        let room = packed(th, code, item, &v)?;
        let more = out.try_reserve(item.bytes());
        more.or_raise(th)?;
        out.extend_from_slice(&room[..item.bytes()]);
    }
    Ok(out)
}

fn made(th: &mut Thread, code: u8, item: Item, data: Vec<u8>) -> R<Obj> {
    th.alloc(Array { code, item, data: Mutex::new(data), exports: Exports::new() })
}

fn like(th: &mut Thread, a: &Array, data: Vec<u8>) -> R<Obj> {
    made(th, a.code, a.item, data)
}

fn new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.positional();
    if cls.is(&th.builtin_type(Builtin::Array)) {
        args.no_keywords(th, "array.array")?;
    }
    if a.is_empty() || a.len() > 2 {
        let (n, bound) = (a.len(), if a.is_empty() { "at least 1 argument" } else { "at most 2 arguments" });
        return Err(th.type_error(format_args!("array() takes {bound} ({n} given)")));
    }
    let Some(text) = a[0].get::<Str>() else {
        let t = th.argument_type(&a[0]);
        return Err(th.type_error(format_args!("array() argument 1 must be str, not {t}")));
    };
    let Some((code, item)) = by_code(text.as_str()) else {
        return Err(th.value_error(format_args!("bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, e, f, d, Zf or Zd)")));
    };
    let data = match a.get(1) {
        None => Vec::new(),
        Some(x) => initial(th, code, item, x)?,
    };
    th.new_payload(cls, Array { code, item, data: Mutex::new(data), exports: Exports::new() })
}

fn initial(th: &mut Thread, code: u8, item: Item, x: &Obj) -> R<Vec<u8>> {
    let text = item.kind == Kind::Text;
    if x.get::<Str>().is_some() && !text {
        let c = shown_code(code);
        return Err(th.type_error(format_args!("cannot use a str to initialize an array with typecode '{c}'")));
    }
    if x.get::<Array>().is_some_and(|other| other.item.kind == Kind::Text) && !text {
        let c = shown_code(code);
        return Err(th.type_error(format_args!("cannot use a unicode array to initialize an array with typecode '{c}'")));
    }
    if let Some(other) = x.get::<Array>().filter(|o| o.code == code) {
        return other.copy(th);
    }
    if bytes_object::is_bytes(x) {
        let b = buffer::as_buffer(th, x)?.unwrap_or_default();
        whole(th, item, &b)?;
        return buffer::owned(th, b);
    }
    gathered(th, code, item, x)
}

/// Refuses bytes that are not whole items.
fn whole(th: &mut Thread, item: Item, b: &[u8]) -> R<()> {
    if b.len().is_multiple_of(item.bytes()) {
        return Ok(());
    }
    Err(th.value_error(format_args!("bytes length not a multiple of item size")))
}

/// The place that a key means; `None` outside.
fn place(th: &mut Thread, key: &Obj, len: usize) -> R<Option<usize>> {
    match sequence::as_index_i64(th, key, Builtin::IndexError)? {
        Some(i) => Ok(sequence::place(i, len)),
        None => Err(th.type_error(format_args!("array indices must be integers"))),
    }
}

fn getitem(th: &mut Thread, v: &Obj, key: &Obj) -> R<Obj> {
    let a = array(v);
    if key.exact::<Slice>().is_some() {
        let (start, stop, step, count) = slice_object::indices(th, key, a.len())?;
        let n = a.size();
        if step == 1 {
            let part = {
                let data = a.data.lock();
                let (from, to) = slice_object::range_now(key, data.len() / n, start, stop);
                to_vec(data.get(from * n..to * n).unwrap_or(&[]))
            };
            let part = part.or_raise(th)?;
            return like(th, a, part);
        }
        let mut out: Vec<u8> = th.vec(count * n)?;
        {
            let data = a.data.lock();
            for k in 0..count as i64 {
                let at = (start + k * step) as usize * n;
                // As above; the room was reserved.
                if let Some(p) = data.get(at..at + n) {
                    out.extend_from_slice(p);
                }
            }
        }
        return like(th, a, out);
    }
    match place(th, key, a.len())? {
        Some(i) => match a.get(th, i)? {
            Some(x) => Ok(x),
            None => Err(th.raise(Builtin::IndexError, format_args!("array index out of range"))),
        },
        None => Err(th.raise(Builtin::IndexError, format_args!("array index out of range"))),
    }
}

fn setitem(th: &mut Thread, v: &Obj, key: &Obj, value: Option<&Obj>) -> R<()> {
    let a = array(v);
    let n = a.size();
    if key.exact::<Slice>().is_some() {
        let new = match value {
            None => Vec::new(),
            Some(x) => match x.get::<Array>() {
                Some(o) if o.code == a.code => o.copy(th)?,
                Some(_) => return Err(th.type_error(format_args!("bad argument type for built-in operation"))),
                None => {
                    let t = th.type_name(x);
                    return Err(th.type_error(format_args!("can only assign array (not \"{t}\") to array slice")));
                }
            },
        };
        let (start, stop, step, count) = slice_object::indices(th, key, a.len())?;
        if step == 1 {
            let places = |bytes: usize| {
                let (from, to) = slice_object::range_now(key, bytes / n, start, stop);
                (from * n, to * n)
            };
            return a.splice_at(th, places, &new);
        }
        if value.is_none() {
            let (first, _) = sequence::covered(start, step, count);
            let stride = usize::try_from(step.unsigned_abs()).unwrap_or(usize::MAX);
            let refused = {
                let mut data = a.data.lock();
                let refused = count > 0 && a.exports.any();
                if !refused {
                    let mut i = 0;
                    data.retain(|_| {
                        let at = i / n;
                        i += 1;
                        !(at >= first && (at - first) / stride < count && (at - first).is_multiple_of(stride))
                    });
                }
                refused
            };
            return if refused { Err(resize_error(th)) } else { Ok(()) };
        }
        let given = new.len() / n;
        if given != count {
            return Err(th.value_error(format_args!("attempt to assign array of size {given} to extended slice of size {count}")));
        }
        let mut data = a.data.lock();
        for (k, p) in new.chunks_exact(n).enumerate() {
            let at = (start + k as i64 * step) as usize * n;
            if let Some(place) = data.get_mut(at..at + n) {
                place.copy_from_slice(p);
            }
        }
        return Ok(());
    }
    let i = place(th, key, a.len())?;
    let out = |th: &mut Thread| Err(th.raise(Builtin::IndexError, format_args!("array assignment index out of range")));
    let Some(i) = i else { return out(th) };
    match value {
        None => a.splice(th, i * n, (i + 1) * n, &[]),
        Some(x) => {
            let room = packed(th, a.code, a.item, x)?;
            let done = a.data.lock().get_mut(i * n..(i + 1) * n).map(|p| p.copy_from_slice(&room[..n]));
            if done.is_some() { Ok(()) } else { out(th) }
        }
    }
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let a = array(v);
    let (name, code) = (th.type_name(v), shown_code(a.code));
    let name = name.rsplit('.').next().unwrap_or(name);
    if a.data.lock().is_empty() {
        return th.str_fmt(format_args!("{name}('{code}')"));
    }
    let shown = if a.item.kind == Kind::Text { to_unicode(th, a)? } else { to_list(th, a)? };
    let shown = protocol::repr(th, &shown)?;
    th.str_fmt(format_args!("{name}('{code}', {})", str_object::text(&shown)))
}

pub(super) fn to_list(th: &mut Thread, a: &Array) -> R<Obj> {
    let all = a.copy(th)?;
    let mut out = th.vec(all.len() / a.size())?;
    for p in all.chunks_exact(a.size()) {
        out.push(items::unpack(th, a.item, p, LITTLE)?);
    }
    th.list(out)
}

fn to_unicode(th: &mut Thread, a: &Array) -> R<Obj> {
    let all = a.copy(th)?;
    let mut text = crate::text::TextBuf::new();
    for p in all.chunks_exact(a.size()) {
        let c = items::unpack(th, a.item, p, LITTLE)?;
        text.push_str(str_object::text(&c)).or_raise(th)?;
    }
    th.str(text.as_str())
}

fn compare(th: &mut Thread, op: CompareOp, x: &Obj, y: &Obj) -> R<Obj> {
    let (Some(a), Some(b)) = (x.get::<Array>(), y.get::<Array>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
    let unequal = |th: &mut Thread, i: &[u8], j: &[u8]| match op {
        CompareOp::Eq => Ok(Obj::FALSE),
        CompareOp::Ne => Ok(Obj::TRUE),
        _ => {
            let (i, j) = (items::unpack(th, a.item, i, LITTLE)?, items::unpack(th, b.item, j, LITTLE)?);
            protocol::compare(th, op, &i, &j)
        }
    };
    // Another thread may change a length in between; then the rest of the comparison finds out.
    if matches!(op, CompareOp::Eq | CompareOp::Ne) && a.len() != b.len() {
        return Ok(Obj::from_bool(op == CompareOp::Ne));
    }
    let p = a.copy(th)?;
    if a.item == b.item && matches!(a.item.kind, Kind::Signed | Kind::Unsigned | Kind::Text) {
        // Equal items have equal bytes.
        let size = a.size();
        let (mut i, mut j) = ([0; MOST_BYTES], [0; MOST_BYTES]);
        let (differ, n) = {
            let q = b.data.lock();
            let at = if p == *q { None } else { p.chunks_exact(size).zip(q.chunks_exact(size)).position(|(x, y)| x != y) };
            if let Some(at) = at {
                i[..size].copy_from_slice(&p[at * size..(at + 1) * size]);
                j[..size].copy_from_slice(&q[at * size..(at + 1) * size]);
            }
            (at.is_some(), q.len() / size)
        };
        return if differ { unequal(th, &i[..size], &j[..size]) } else { Ok(sequence::by_length(op, p.len() / size, n)) };
    }
    let q = b.copy(th)?;
    let (m, n) = (p.len() / a.size(), q.len() / b.size());
    for (i, j) in p.chunks_exact(a.size()).zip(q.chunks_exact(b.size())) {
        let (x, y) = (items::unpack(th, a.item, i, LITTLE)?, items::unpack(th, b.item, j, LITTLE)?);
        if !protocol::compare_truth(th, CompareOp::Eq, &x, &y)? {
            return unequal(th, i, j);
        }
    }
    Ok(sequence::by_length(op, m, n))
}

fn repeated(th: &mut Thread, a: &Array, n: usize) -> R<Vec<u8>> {
    let all = a.copy(th)?;
    let Some(total) = all.len().checked_mul(n) else { return Err(th.no_memory()) };
    let mut out: Vec<u8> = th.vec(total)?;
    for _ in 0..n {
        out.extend_from_slice(&all);
    }
    Ok(out)
}

fn binary(th: &mut Thread, op: BinaryOp, x: &Obj, y: &Obj) -> R<Obj> {
    match op {
        BinaryOp::Add => {
            let Some(a) = x.get::<Array>() else { return Ok(Obj::NOT_IMPLEMENTED) };
            let Some(b) = y.get::<Array>() else {
                let t = th.type_name(y);
                return Err(th.type_error(format_args!("can only append array (not \"{t}\") to array")));
            };
            if a.code != b.code {
                return Err(th.type_error(format_args!("bad argument type for built-in operation")));
            }
            let (mut p, q) = (a.copy(th)?, b.copy(th)?);
            p.try_reserve(q.len()).or_raise(th)?;
            p.extend_from_slice(&q);
            like(th, a, p)
        }
        BinaryOp::Mul => {
            let (s, n) = if x.get::<Array>().is_some() { (x, y) } else { (y, x) };
            let Some(n) = sequence::repeat_count(th, n)? else { return Ok(Obj::NOT_IMPLEMENTED) };
            let data = repeated(th, array(s), n)?;
            like(th, array(s), data)
        }
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn extend(th: &mut Thread, v: &Obj, x: &Obj) -> R<()> {
    let a = array(v);
    match x.get::<Array>() {
        Some(o) if o.code == a.code => {
            let more = o.copy(th)?;
            a.extend(th, &more)
        }
        Some(_) => Err(th.type_error(format_args!("can only extend with array of same kind"))),
        None => {
            // One by one: what comes before an item that does not fit stays.
            let it = protocol::iter(th, x)?;
            while let Some(item) = protocol::next(th, &it)? {
                let room = packed(th, a.code, a.item, &item)?;
                a.extend(th, &room[..a.size()])?;
            }
            Ok(())
        }
    }
}

/// The place of the first item that equals a value.
fn position(th: &mut Thread, v: &Obj, x: &Obj, from: usize, to: usize) -> R<Option<usize>> {
    let mut i = from;
    while i < to {
        let Some(item) = array(v).get(th, i)? else { return Ok(None) };
        if protocol::compare_truth(th, CompareOp::Eq, &item, x)? {
            return Ok(Some(i));
        }
        i += 1;
    }
    Ok(None)
}

/// `array.array`
pub static TYPE: TypeSpec = TypeSpec {
    flags: BASE | UNHASHABLE | SEQUENCE | WEAK,
    slots: SlotSpec {
        repr: Some(repr),
        hash: Some(protocol::unhashable),
        compare: Some(compare),
        len: Some(|_, v| Ok(array(v).len())),
        getitem: Some(getitem),
        setitem: Some(setitem),
        contains: Some(|th, v, x| Ok(position(th, v, x, 0, usize::MAX)?.is_some())),
        iter: Some(crate::types::iterators::sequence_iterator),
        binary: Some(binary),
        inplace: Some(|th, op, x, y| match op {
            BinaryOp::Add => {
                if y.get::<Array>().is_none() {
                    let t = th.type_name(y);
                    return Err(th.type_error(format_args!("can only extend array with array (not \"{t}\")")));
                }
                extend(th, x, y)?;
                Ok(x.clone())
            }
            BinaryOp::Mul => {
                let Some(n) = sequence::repeat_count(th, y)? else { return Ok(Obj::NOT_IMPLEMENTED) };
                let data = repeated(th, array(x), n)?;
                array(x).splice(th, 0, usize::MAX, &data)?;
                Ok(x.clone())
            }
            _ => Ok(Obj::NOT_IMPLEMENTED),
        }),
        new: Some(new),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Add, BinaryOp::Mul],
    inplace: &[BinaryOp::Add, BinaryOp::Mul],
    methods: &[
        Method::new("append", |th, v, args| {
            let [x] = args.exactly::<1>(th, "array.append")?;
            let a = array(v);
            let room = packed(th, a.code, a.item, x)?;
            a.extend(th, &room[..a.size()])?;
            Ok(Obj::NONE)
        }),
        Method::new("extend", |th, v, args| {
            let [x] = args.exactly::<1>(th, "array.extend")?;
            extend(th, v, x)?;
            Ok(Obj::NONE)
        }),
        Method::new("insert", |th, v, args| {
            let [i, x] = args.exactly::<2>(th, "insert")?;
            let a = array(v);
            let (i, room) = (protocol::index_size(th, i)?, packed(th, a.code, a.item, x)?);
            let n = a.len() as i64;
            let at = if i < 0 { (i + n).max(0) } else { i.min(n) } as usize * a.size();
            a.splice(th, at, at, &room[..a.size()])?;
            Ok(Obj::NONE)
        }),
        Method::new("pop", |th, v, args| {
            let a = args.between(th, "pop", 0, 1)?;
            let i = match a.first() {
                Some(i) => protocol::index_size(th, i)?,
                None => -1,
            };
            let a = array(v);
            let (mut room, n) = ([0; MOST_BYTES], a.size());
            let problem = {
                let mut data = a.data.lock();
                let len = (data.len() / n) as i64;
                let i = if i < 0 { i + len } else { i };
                if len == 0 {
                    Some("pop from empty array")
                } else if i < 0 || i >= len {
                    Some("pop index out of range")
                } else if a.exports.any() {
                    Some("")
                } else {
                    let at = i as usize * n;
                    room[..n].copy_from_slice(&data[at..at + n]);
                    data.drain(at..at + n);
                    None
                }
            };
            match problem {
                None => items::unpack(th, a.item, &room[..n], LITTLE),
                Some("") => Err(resize_error(th)),
                Some(text) => Err(th.raise(Builtin::IndexError, format_args!("{text}"))),
            }
        }),
        Method::new("remove", |th, v, args| {
            let [x] = args.exactly::<1>(th, "array.remove")?;
            match position(th, v, x, 0, usize::MAX)? {
                Some(i) => {
                    let n = array(v).size();
                    array(v).splice(th, i * n, (i + 1) * n, &[])?;
                    Ok(Obj::NONE)
                }
                None => Err(th.value_error(format_args!("array.remove(x): x not in array"))),
            }
        }),
        Method::new("index", |th, v, args| {
            let a = args.between(th, "index", 1, 3)?;
            let (start, stop) = sequence::bounds(th, a.get(1), a.get(2), array(v).len())?;
            match position(th, v, &a[0], start, stop)? {
                Some(i) => th.int(i as i64),
                None => Err(th.value_error(format_args!("array.index(x): x not in array"))),
            }
        }),
        Method::new("count", |th, v, args| {
            let [x] = args.exactly::<1>(th, "array.count")?;
            let (mut n, mut from) = (0, 0);
            while let Some(i) = position(th, v, x, from, usize::MAX)? {
                (n, from) = (n + 1, i + 1);
            }
            th.int(n)
        }),
        Method::new("reverse", |th, v, args| {
            args.exactly::<0>(th, "array.reverse")?;
            let a = array(v);
            let n = a.size();
            let mut data = a.data.lock();
            data.reverse();
            data.chunks_exact_mut(n).for_each(<[u8]>::reverse);
            drop(data);
            Ok(Obj::NONE)
        }),
        Method::new("byteswap", |th, v, args| {
            args.exactly::<0>(th, "array.byteswap")?;
            let a = array(v);
            // Of a complex number the parts stay where they are.
            let n = if a.item.kind == Kind::Complex { a.size() / 2 } else { a.size() };
            a.data.lock().chunks_exact_mut(n).for_each(<[u8]>::reverse);
            Ok(Obj::NONE)
        }),
        Method::new("clear", |th, v, args| {
            args.exactly::<0>(th, "array.clear")?;
            array(v).splice(th, 0, usize::MAX, &[])?;
            Ok(Obj::NONE)
        }),
        Method::new("buffer_info", |th, v, args| {
            args.exactly::<0>(th, "array.buffer_info")?;
            let (at, n) = {
                let data = array(v).data.lock();
                (data.as_ptr().addr(), data.len() / array(v).size())
            };
            let (at, n) = (th.int(at as i64)?, th.int(n as i64)?);
            th.pair(at, n)
        }),
        Method::new("tobytes", |th, v, args| {
            args.exactly::<0>(th, "array.tobytes")?;
            let b = array(v).copy(th)?;
            bytes_object::new_bytes(th, &b)
        }),
        Method::new("frombytes", |th, v, args| {
            let [x] = args.exactly::<1>(th, "array.frombytes")?;
            let b = buffer::required(th, x)?;
            whole(th, array(v).item, &b)?;
            array(v).extend(th, &b)?;
            Ok(Obj::NONE)
        }),
        Method::new("tolist", |th, v, args| {
            args.exactly::<0>(th, "array.tolist")?;
            to_list(th, array(v))
        }),
        Method::new("fromlist", |th, v, args| {
            let [x] = args.exactly::<1>(th, "array.fromlist")?;
            if x.get::<List>().is_none() {
                return Err(th.type_error(format_args!("arg must be list")));
            }
            let a = array(v);
            let b = gathered(th, a.code, a.item, x)?;
            a.extend(th, &b)?;
            Ok(Obj::NONE)
        }),
        Method::new("tounicode", |th, v, args| {
            args.exactly::<0>(th, "array.tounicode")?;
            if array(v).item.kind != Kind::Text {
                return Err(th.value_error(format_args!("tounicode() may only be called on unicode type arrays ('u' or 'w')")));
            }
            to_unicode(th, array(v))
        }),
        Method::new("fromunicode", |th, v, args| {
            let [x] = args.exactly::<1>(th, "array.fromunicode")?;
            text_argument(th, "fromunicode", x)?;
            let a = array(v);
            if a.item.kind != Kind::Text {
                return Err(th.value_error(format_args!("fromunicode() may only be called on unicode type arrays ('u' or 'w')")));
            }
            let b = gathered(th, a.code, a.item, x)?;
            a.extend(th, &b)?;
            Ok(Obj::NONE)
        }),
        Method::new("tofile", |th, v, args| {
            let [f] = args.exactly::<1>(th, "array.tofile")?;
            let b = array(v).copy(th)?;
            let b = bytes_object::new_bytes(th, &b)?;
            protocol::call_method_text(th, f, "write", &[b])?;
            Ok(Obj::NONE)
        }),
        Method::new("fromfile", |th, v, args| {
            let [f, n] = args.exactly::<2>(th, "fromfile")?;
            let n = protocol::index_size(th, n)?;
            let Ok(n) = usize::try_from(n) else { return Err(th.value_error(format_args!("n cannot be negative"))) };
            let Some(bytes) = n.checked_mul(array(v).size()).and_then(|n| i64::try_from(n).ok()) else { return Err(th.no_memory()) };
            let wanted = th.int(bytes)?;
            let got = protocol::call_method_text(th, f, "read", &[wanted])?;
            let Some(b) = got.get::<bytes_object::Bytes>().map(|b| b.payload.as_slice()) else {
                return Err(th.type_error(format_args!("read() didn't return bytes")));
            };
            let short = b.len() as i64 != bytes;
            whole(th, array(v).item, b)?;
            array(v).extend(th, b)?;
            if short { Err(th.raise(Builtin::EOFError, format_args!("read() didn't return enough bytes"))) } else { Ok(Obj::NONE) }
        }),
        Method::new("__copy__", |th, v, args| {
            args.exactly::<0>(th, "array.__copy__")?;
            let b = array(v).copy(th)?;
            like(th, array(v), b)
        }),
        Method::new("__deepcopy__", |th, v, args| {
            args.exactly::<1>(th, "array.__deepcopy__")?;
            let b = array(v).copy(th)?;
            like(th, array(v), b)
        }),
        Method::new("__reduce_ex__", super::array_pickle::reduce),
        Method::class("__class_getitem__", |th, cls, args| {
            let [key] = args.exactly::<1>(th, "array.__class_getitem__")?;
            crate::types::generic_alias::subscript(th, cls, key)
        }),
    ],
    getsets: &[
        GetSet::read("typecode", |th, v| th.str(shown_code(array(v).code))),
        GetSet::read("itemsize", |th, v| th.int(array(v).size() as i64)),
    ],
    ..TypeSpec::new(Builtin::Array, const { &Vtable::of::<Array>() })
};

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "array",
    doc: "Arrays: sequences of numbers or characters of one kind, packed.",
    functions: &[Method::new("_array_reconstructor", super::array_pickle::reconstruct)],
    init: Some(|th, m| {
        let t = th.builtin_type(Builtin::Array);
        th.add_to_module(m, "array", t.clone())?;
        th.add_to_module(m, "ArrayType", t.clone())?;
        let abstract_classes = crate::interp::import::import(th, "_collections_abc", &Obj::NONE, &Obj::NONE, 0)?;
        if let Some(class) = protocol::get_attr_text(th, &abstract_classes, "MutableSequence")? {
            protocol::call_method_text(th, &class, "register", &[t])?;
        }
        let mut codes = th.vec(CODES.len())?;
        for c in &CODES {
            codes.push(th.str(c.0)?);
        }
        let codes = th.tuple(codes)?;
        th.add_to_module(m, "typecodes", codes)
    }),
};
