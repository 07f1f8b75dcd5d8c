//! `memoryview`: a window on the bytes of another object.
//!
//! A view has no pointer: it keeps the object that has the bytes, and where its items lie there. Everything but `state` and `hash` is fixed when the view
//! is made, so that any number of threads may use one. Each access runs under the lock of the object with the bytes (see `buffer`); one item
//! is read or written at one moment, and so are the bytes of `tobytes` and of slices that are assigned.

use alloc::vec::Vec;

use super::buffer::{self, export};
use super::items::{Item, Kind, Unfit, unpack};
use super::pickle_buffer::{self, PickleBuffer};
use super::slice_object::{self, Slice};
use super::spec::{CompareOp, GetSet, Method, SEQUENCE, SlotSpec, TypeSpec, Vtable, WEAK};
use super::{bytes_object, exception, int_object, list_object::List, protocol, sequence, str_object::Str, tuple_object::Tuple};
use crate::isolate::Thread;
use crate::native::args::named_text_argument;
use crate::native::raised::{R, Raised};
use crate::native::{Args, Signature};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::prim::{AtomicI64, AtomicUsize, Ordering};
use crate::text::{bytes_text, hashing};

/// Most dimensions of a view.
const MOST_DIMENSIONS: usize = 64;

/// One dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Dimension {
    /// Items.
    len: usize,
    /// Bytes from one item to the next.
    stride: isize,
}

/// State of a view that was released.
const RELEASED: usize = 1;

/// A view.
#[derive(Debug)]
pub struct MemoryView {
    /// The object with the bytes: `bytes`, `bytearray` or an array.
    base: Obj,
    /// `RELEASED`, or twice the number of calls under way that `release` waits for. The one who sets `RELEASED` gives the export back.
    state: AtomicUsize,
    /// Hash, once asked for; 0 before.
    hash: AtomicI64,
    /// Whether writing is refused.
    pub readonly: bool,
    /// Format character.
    code: u8,
    /// Whether the format was given with `@`.
    at_sign: bool,
    /// Bytes of an item.
    item: usize,
    /// Where the first item lies.
    offset: usize,
    /// From the outermost to the innermost.
    dimensions: Vec<Dimension>,
}

// SAFETY: BUILTIN is used here alone; `base` is the one reference; what changes is atomic.
unsafe impl Payload for MemoryView {
    const BUILTIN: Builtin = Builtin::MemoryView;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.base);
    }
}

impl Drop for MemoryView {
    fn drop(&mut self) {
        self.give_back();
    }
}

impl MemoryView {
    /// The object with the bytes.
    pub(crate) fn base(&self) -> &Obj {
        &self.base
    }

    /// Where the first item lies in the object's bytes.
    pub(crate) fn offset(&self) -> usize {
        self.offset
    }

    /// Releases the view; how many calls are under way that keep it from being released.
    fn give_back(&self) -> usize {
        // Relaxed: the export is counted under the lock of the object; here only one of all is chosen.
        match self.state.compare_exchange(0, RELEASED, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => {
                buffer::release(&self.base);
                0
            }
            Err(state) => state / 2,
        }
    }

    /// Keeps the view from being released, until [`let_go`](Self::let_go); false if it is.
    pub(crate) fn hold(&self) -> bool {
        // Relaxed: as above.
        self.state.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |s| (s != RELEASED).then(|| s + 2)).is_ok()
    }

    /// Ends [`hold`](Self::hold).
    pub(crate) fn let_go(&self) {
        // Relaxed: as above.
        self.state.fetch_sub(2, Ordering::Relaxed);
    }

    /// Whether nothing can be done with it any more.
    pub(crate) fn is_released(&self) -> bool {
        // Relaxed: a view that another thread releases at this moment finds its range checked at each access.
        self.state.load(Ordering::Relaxed) == RELEASED
    }

    /// Refuses what a released view does not do.
    pub(crate) fn alive(&self, th: &mut Thread) -> R<()> {
        if self.is_released() { Err(gone(th)) } else { Ok(()) }
    }

    fn items(&self) -> usize {
        self.dimensions.iter().map(|d| d.len).product()
    }

    /// A copy of the dimensions.
    fn shape(&self, th: &mut Thread) -> R<Vec<Dimension>> {
        let mut all = th.vec(self.dimensions.len())?;
        all.extend_from_slice(&self.dimensions);
        Ok(all)
    }

    /// Bytes of all items.
    pub fn len_bytes(&self) -> usize {
        self.items() * self.item
    }

    /// Whether the items lie one after the other, the last dimension closest together.
    pub fn is_contiguous(&self) -> bool {
        self.in_order(self.dimensions.iter().rev())
    }

    /// Whether the items lie one after the other, the first dimension closest together.
    pub fn is_fortran(&self) -> bool {
        self.in_order(self.dimensions.iter())
    }

    fn in_order<'a>(&self, order: impl Iterator<Item = &'a Dimension>) -> bool {
        if let [d] = self.dimensions.as_slice() {
            return d.len == 1 || d.stride == self.item as isize;
        }
        if self.items() == 0 {
            return true;
        }
        let mut wanted = self.item as isize;
        for d in order {
            if d.len > 1 && d.stride != wanted {
                return false;
            }
            wanted = wanted.saturating_mul(d.len as isize);
        }
        true
    }

    fn native(&self, th: &mut Thread) -> R<Item> {
        match Item::native(self.code) {
            Some(i) => Ok(i),
            _ => {
                let c = Code(self.code);
                Err(th.raise(Builtin::NotImplementedError, format_args!("memoryview: unsupported format {c}")))
            }
        }
    }

    /// Where each item lies, in order of the last dimension first; `turned`: of the first dimension first.
    fn places(&self, turned: bool, mut f: impl FnMut(usize)) {
        let n = self.items();
        let rank = self.dimensions.len();
        for i in 0..n {
            let (mut rest, mut at) = (i, self.offset as isize);
            for k in 0..rank {
                let d = self.dimensions[if turned { k } else { rank - 1 - k }];
                at += (rest % d.len) as isize * d.stride;
                rest /= d.len;
            }
            f(at as usize);
        }
    }

    /// The bytes of all items without gaps.
    pub(crate) fn bytes(&self, th: &mut Thread) -> R<Vec<u8>> {
        self.bytes_in(th, false)
    }

    fn bytes_in(&self, th: &mut Thread, fortran: bool) -> R<Vec<u8>> {
        self.alive(th)?;
        let mut out: Vec<u8> = th.vec(self.len_bytes())?;
        let (item, plain) = (self.item, !fortran && self.is_contiguous());
        let whole = buffer::read(&self.base, |all| {
            if plain {
                let part = all.get(self.offset..self.offset + self.len_bytes());
                return part.map(|p| out.extend_from_slice(p)).is_some();
            }
            let mut whole = true;
            // The room was reserved.
            self.places(fortran, |at| match all.get(at..at + item) {
                Some(p) => out.extend_from_slice(p),
                None => whole = false,
            });
            whole
        });
        if whole == Some(true) { Ok(out) } else { Err(gone(th)) }
    }

    /// The bytes of the item at a place.
    fn item_at(&self, th: &mut Thread, at: usize) -> R<Obj> {
        self.alive(th)?;
        let item = self.native(th)?;
        let mut room = [0; super::items::MOST_BYTES];
        let n = item.bytes();
        let found = buffer::read(&self.base, |all| all.get(at..at + n).map(|p| room[..n].copy_from_slice(p)).is_some());
        if found == Some(true) { unpack(th, item, &room[..n], cfg!(target_endian = "little")) } else { Err(gone(th)) }
    }
}

#[cold]
fn gone(th: &mut Thread) -> Raised {
    th.value_error(format_args!("operation forbidden on released memoryview object"))
}

fn view(v: &Obj) -> &Object<MemoryView> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<MemoryView>() }
}

/// A view of an object with a buffer.
///
/// # Errors
/// `TypeError` for other objects; `ValueError` for a released view; `MemoryError`.
pub fn new_view(th: &mut Thread, v: &Obj) -> R<Obj> {
    if v.get::<PickleBuffer>().is_some() {
        let inner = pickle_buffer::view(th, v)?;
        return new_view(th, &inner);
    }
    if let Some(m) = v.get::<MemoryView>() {
        let dimensions = m.shape(th)?;
        return again(th, m, m.readonly, (m.code, m.at_sign, m.item), m.offset, dimensions);
    }
    let mut dimensions = th.vec(1)?;
    let Some(shown) = export(v) else {
        let t = th.type_name(v);
        return Err(th.type_error(format_args!("memoryview: a bytes-like object is required, not '{t}'")));
    };
    dimensions.push(Dimension { len: shown.len / shown.item, stride: shown.item as isize });
    make(th, v.clone(), shown.readonly, (shown.code, false, shown.item), 0, dimensions)
}

/// A view whose export has been counted.
fn make(
    th: &mut Thread,
    base: Obj,
    readonly: bool,
    (code, at_sign, item): (u8, bool, usize),
    offset: usize,
    dimensions: Vec<Dimension>,
) -> R<Obj> {
    let (state, hash) = (AtomicUsize::new(0), AtomicI64::new(0));
    th.alloc(MemoryView { base, state, hash, readonly, code, at_sign, item, offset, dimensions })
}

/// Another view of the object that a view shows.
fn again(th: &mut Thread, m: &MemoryView, readonly: bool, format: (u8, bool, usize), offset: usize, dimensions: Vec<Dimension>) -> R<Obj> {
    export(&m.base);
    // Looked at after the new export: from here on the bytes stay.
    if m.is_released() {
        buffer::release(&m.base);
        return Err(gone(th));
    }
    make(th, m.base.clone(), readonly, format, offset, dimensions)
}

/// The place of an index in a dimension.
fn place(th: &mut Thread, m: &MemoryView, dimension: usize, i: i64) -> R<isize> {
    let d = m.dimensions[dimension];
    let i = if i < 0 { i.saturating_add(d.len as i64) } else { i };
    if i < 0 || i >= d.len as i64 {
        let n = dimension + 1;
        return Err(th.raise(Builtin::IndexError, format_args!("index out of bounds on dimension {n}")));
    }
    Ok(i as isize * d.stride)
}

/// What a key means.
enum Key {
    /// An item, by its place.
    Item(usize),
    /// All of it.
    All,
    /// A part of the first dimension: start, step, count.
    Part(i64, i64, usize),
}

fn key(th: &mut Thread, m: &MemoryView, k: &Obj) -> R<Key> {
    let rank = m.dimensions.len();
    if rank == 0 {
        return match k.get::<Tuple>() {
            Some(t) if t.items().is_empty() => Ok(Key::Item(m.offset)),
            _ if k.is(&Obj::ELLIPSIS) => Ok(Key::All),
            _ => Err(th.type_error(format_args!("invalid indexing of 0-dim memory"))),
        };
    }
    if k.exact::<Slice>().is_some() {
        let (start, _, step, count) = slice_object::indices(th, k, m.dimensions[0].len)?;
        return Ok(Key::Part(start, step, count));
    }
    if let Some(t) = k.get::<Tuple>() {
        let items = t.items();
        let mut indices = th.vec(items.len())?;
        for i in items {
            match sequence::as_index(th, i)? {
                Some(i) => indices.push(i),
                None => break,
            }
        }
        if indices.len() == items.len() {
            if items.len() > rank {
                let n = items.len();
                return Err(th.type_error(format_args!("cannot index {rank}-dimension view with {n}-element tuple")));
            }
            if items.len() < rank {
                return Err(th.raise(Builtin::NotImplementedError, format_args!("sub-views are not implemented")));
            }
            let mut at = m.offset as isize;
            for (n, i) in indices.iter().enumerate() {
                let i = protocol::index_i64(th, i, Builtin::IndexError)?;
                at += place(th, m, n, i)?;
            }
            return Ok(Key::Item(at as usize));
        }
        if items.iter().all(|i| i.exact::<Slice>().is_some()) {
            return Err(th.raise(Builtin::NotImplementedError, format_args!("multi-dimensional slicing is not implemented")));
        }
    } else if let Some(i) = sequence::as_index_i64(th, k, Builtin::IndexError)? {
        if rank > 1 {
            return Err(th.raise(Builtin::NotImplementedError, format_args!("multi-dimensional sub-views are not implemented")));
        }
        return Ok(Key::Item((m.offset as isize + place(th, m, 0, i)?) as usize));
    }
    Err(th.type_error(format_args!("memoryview: invalid slice key")))
}

fn part(th: &mut Thread, m: &MemoryView, start: i64, step: i64, count: usize) -> R<(usize, Vec<Dimension>)> {
    let stride = m.dimensions[0].stride;
    let mut dimensions = th.vec(m.dimensions.len())?;
    dimensions.extend_from_slice(&m.dimensions);
    dimensions[0] = Dimension { len: count, stride: stride.wrapping_mul(step as isize) };
    // A part without items may begin one before the first.
    let offset = if count == 0 { m.offset } else { (m.offset as isize + start as isize * stride) as usize };
    Ok((offset, dimensions))
}

fn getitem(th: &mut Thread, v: &Obj, k: &Obj) -> R<Obj> {
    let m = view(v);
    m.alive(th)?;
    if let Some(s) = k.exact::<Slice>()
        && !m.dimensions.is_empty()
        && [&s.start, &s.stop, &s.step].iter().any(|b| !b.is_none() && !int_object::is_int(b))
    {
        // The bounds may be program code, which may release the view: the part is of what it showed before.
        let whole = new_view(th, v)?;
        let m = view(&whole);
        return match key(th, m, k)? {
            Key::Part(start, step, count) => {
                let (offset, dimensions) = part(th, m, start, step, count)?;
                again(th, m, m.readonly, (m.code, m.at_sign, m.item), offset, dimensions)
            }
            _ => Ok(whole),
        };
    }
    match key(th, m, k)? {
        Key::Item(at) => m.item_at(th, at),
        Key::All => new_view(th, v),
        Key::Part(start, step, count) => {
            let (offset, dimensions) = part(th, m, start, step, count)?;
            again(th, m, m.readonly, (m.code, m.at_sign, m.item), offset, dimensions)
        }
    }
}

fn setitem(th: &mut Thread, v: &Obj, k: &Obj, value: Option<&Obj>) -> R<()> {
    let m = view(v);
    m.alive(th)?;
    if m.readonly {
        return Err(th.type_error(format_args!("cannot modify read-only memory")));
    }
    let Some(x) = value else { return Err(th.type_error(format_args!("cannot delete memory"))) };
    // What has no buffer is refused before the slice is looked at.
    if k.exact::<Slice>().is_some() && m.dimensions.len() == 1 {
        expect_buffer(th, x)?;
    }
    match key(th, m, k)? {
        Key::Item(_) | Key::All if m.dimensions.is_empty() => set_item(th, m, m.offset, x),
        Key::Item(at) => set_item(th, m, at, x),
        Key::All => assign(th, m, m.offset, &m.dimensions, x),
        Key::Part(..) if m.dimensions.len() > 1 => {
            Err(th.raise(Builtin::NotImplementedError, format_args!("memoryview slice assignments are currently restricted to ndim = 1")))
        }
        Key::Part(start, step, count) => {
            let (offset, dimensions) = part(th, m, start, step, count)?;
            assign(th, m, offset, &dimensions, x)
        }
    }
}

/// A value as an item's bytes. What a number says by a TypeError, a ValueError or an OverflowError of its own is that it does not fit.
fn fit(th: &mut Thread, code: u8, item: Item, x: &Obj, out: &mut [u8]) -> Result<(), Unfit> {
    if code == b'P' {
        // A pointer is an integer itself; below zero it is taken from the end.
        if !int_object::is_int(x) {
            return Err(Unfit::Type);
        }
        if let Some(n @ ..0) = int_object::to_i64(x) {
            out.copy_from_slice(&n.to_ne_bytes()[..out.len()]);
            return Ok(());
        }
    }
    let r = match super::items::assign(th, item, x, out) {
        Err(Unfit::Raised(r)) if matches!(item.kind, Kind::Signed | Kind::Unsigned | Kind::Float) => r,
        done => return done,
    };
    let e = th.take(r);
    let is = |th: &Thread, class| exception::is_instance_of(th, &e, class);
    if is(th, Builtin::TypeError) {
        return Err(Unfit::Type);
    }
    if is(th, Builtin::ValueError) || is(th, Builtin::OverflowError) {
        return Err(Unfit::Range);
    }
    Err(Unfit::Raised(th.reraise(e)))
}

/// Writes one item.
fn set_item(th: &mut Thread, m: &MemoryView, at: usize, x: &Obj) -> R<()> {
    let item = m.native(th)?;
    let mut room = [0; super::items::MOST_BYTES];
    let n = item.bytes();
    if let Err(e) = fit(th, m.code, item, x, &mut room[..n]) {
        let c = Code(m.code);
        return Err(match e {
            Unfit::Raised(r) => r,
            Unfit::Type => th.type_error(format_args!("memoryview: invalid type for format '{c}'")),
            Unfit::Range => th.value_error(format_args!("memoryview: invalid value for format '{c}'")),
        });
    }
    // The conversion may have run program code.
    m.alive(th)?;
    let done = buffer::write(&m.base, |all| all.get_mut(at..at + n).map(|p| p.copy_from_slice(&room[..n])).is_some());
    if done == Some(true) { Ok(()) } else { Err(gone(th)) }
}

fn expect_buffer(th: &mut Thread, x: &Obj) -> R<()> {
    if buffer::has_buffer(x) {
        return Ok(());
    }
    Err(buffer::not_bytes_like(th, x))
}

/// Writes the bytes of a buffer over a part.
fn assign(th: &mut Thread, m: &MemoryView, offset: usize, dimensions: &[Dimension], x: &Obj) -> R<()> {
    expect_buffer(th, x)?;
    let source = new_view(th, x)?;
    let s = view(&source);
    let count = dimensions.first().map_or(1, |d| d.len);
    if s.code != m.code || s.dimensions.len() != dimensions.len() || s.items() != count {
        return Err(th.value_error(format_args!("memoryview assignment: lvalue and rvalue have different structures")));
    }
    // A copy of the source first: it may be the same memory, or memory under the same lock.
    let bytes = s.bytes(th)?;
    m.alive(th)?;
    let stride = dimensions.first().map_or(m.item as isize, |d| d.stride);
    let done = buffer::write(&m.base, |all| {
        let mut at = offset as isize;
        for p in bytes.chunks_exact(m.item) {
            match all.get_mut(at as usize..at as usize + m.item) {
                Some(place) => place.copy_from_slice(p),
                None => return false,
            }
            // Beyond the last item it may lead anywhere.
            at = at.wrapping_add(stride);
        }
        true
    });
    if done == Some(true) { Ok(()) } else { Err(gone(th)) }
}

fn compare(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let answer = |same: bool| Ok(Obj::from_bool(same == (op == CompareOp::Eq)));
    let m = view(a);
    if m.is_released() || b.get::<MemoryView>().is_some_and(|w| w.is_released()) {
        return answer(a.is(b));
    }
    if !buffer::has_buffer(b) {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let other = new_view(th, b)?;
    let w = view(&other);
    if m.dimensions.len() != w.dimensions.len() || m.dimensions.iter().zip(&w.dimensions).any(|(x, y)| x.len != y.len) {
        return answer(false);
    }
    let (p, q) = (m.bytes(th)?, w.bytes(th)?);
    // Values are compared, which for integers of one size are the bytes; formats that cannot be read are never equal.
    if m.code == w.code && Item::native(m.code).is_some_and(|i| matches!(i.kind, Kind::Char | Kind::Signed | Kind::Unsigned)) {
        return answer(p == q);
    }
    let (Some(i), Some(j)) = (Item::native(m.code), Item::native(w.code)) else { return answer(false) };
    let little = cfg!(target_endian = "little");
    for (x, y) in p.chunks_exact(m.item).zip(q.chunks_exact(w.item)) {
        let (x, y) = (unpack(th, i, x, little)?, unpack(th, j, y, little)?);
        if !protocol::compare_truth(th, CompareOp::Eq, &x, &y)? {
            return answer(false);
        }
    }
    answer(true)
}

fn hash(th: &mut Thread, v: &Obj) -> R<i64> {
    let m = view(v);
    // Relaxed: any thread computes the same.
    let known = m.hash.load(Ordering::Relaxed);
    if known != 0 {
        return Ok(known);
    }
    m.alive(th)?;
    if !m.readonly {
        return Err(th.value_error(format_args!("cannot hash writable memoryview object")));
    }
    if !matches!(m.code, b'B' | b'b' | b'c') {
        return Err(th.value_error(format_args!("memoryview: hashing is restricted to formats 'B', 'b' or 'c'")));
    }
    // What cannot be hashed itself may change.
    let held = buffer::pin(v);
    protocol::hash(th, &m.base)?;
    let b = m.bytes(th)?;
    drop(held);
    let h = hashing::hash_bytes(&b, &th.isolate().config.hash_key);
    m.hash.store(h, Ordering::Relaxed);
    Ok(h)
}

fn to_list(th: &mut Thread, m: &MemoryView, dimension: usize, at: isize) -> R<Obj> {
    let Some(d) = m.dimensions.get(dimension).copied() else { return m.item_at(th, at as usize) };
    let mut out = th.vec(d.len)?;
    for i in 0..d.len {
        out.push(to_list(th, m, dimension + 1, at + i as isize * d.stride)?);
    }
    th.list(out)
}

fn cast(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    const CAST: Signature<2> = Signature::new("cast", ["format", "shape"]).required(1);
    let [format, shape] = args.bind(th, &CAST)?;
    let none = Obj::NONE;
    let format = named_text_argument(th, "cast", "format", format.unwrap_or(&none))?;
    let m = view(v);
    m.alive(th)?;
    if !m.is_contiguous() {
        return Err(th.type_error(format_args!("memoryview: casts are restricted to C-contiguous views")));
    }
    let rank = m.dimensions.len();
    if m.dimensions.iter().any(|d| d.len == 0) && (shape.is_some() || rank != 1) {
        return Err(th.type_error(format_args!("memoryview: cannot cast view with zeros in shape or strides")));
    }
    let items = match shape {
        None => None,
        Some(s) if s.get::<List>().is_some() || s.get::<Tuple>().is_some() => Some(protocol::collect(th, s)?),
        Some(_) => return Err(th.type_error(format_args!("shape must be a list or a tuple"))),
    };
    if let Some(s) = &items {
        if s.len() > MOST_DIMENSIONS {
            return Err(th.value_error(format_args!("memoryview: number of dimensions must not exceed {MOST_DIMENSIONS}")));
        }
        if rank != 1 && s.len() != 1 {
            return Err(th.type_error(format_args!("memoryview: cast must be 1D -> ND or ND -> 1D")));
        }
    }
    if !format.is_ascii() {
        let format = th.str(format)?;
        crate::modules::codecs::encode(th, &format, "ascii", None)?;
    }
    // It is a C string.
    let format = format.split('\0').next().unwrap_or(format);
    let (code, at_sign) = match format.as_bytes() {
        [b'@', rest @ ..] => (rest, true),
        all => (all, false),
    };
    let code = match code {
        b"Zf" => b'F',
        b"Zd" => b'D',
        [c] if !matches!(c, b'F' | b'D') => *c,
        _ => 0,
    };
    let Some(item) = Item::native(code) else {
        return Err(th.value_error(format_args!("memoryview: destination format must be a native format prefixed with an optional '@'")));
    };
    let is_byte = |c: u8| matches!(c, b'b' | b'B' | b'c');
    if !is_byte(code) && !is_byte(m.code) {
        return Err(th.type_error(format_args!("memoryview: cannot cast between two non-byte formats")));
    }
    let total = m.len_bytes();
    if !total.is_multiple_of(item.bytes()) {
        return Err(th.type_error(format_args!("memoryview: length is not a multiple of itemsize")));
    }
    let mut dimensions: Vec<Dimension> = th.vec(items.as_ref().map_or(1, Vec::len))?;
    match &items {
        None => dimensions.push(Dimension { len: total / item.bytes(), stride: item.bytes() as isize }),
        Some(s) => {
            let mut product = Some(item.bytes());
            for n in s {
                if !int_object::is_int(n) {
                    return Err(th.type_error(format_args!("memoryview.cast(): elements of shape must be integers")));
                }
                let n = protocol::index_size(th, n)?;
                let Some(n) = usize::try_from(n).ok().filter(|n| *n > 0) else {
                    return Err(th.value_error(format_args!("memoryview.cast(): elements of shape must be integers > 0")));
                };
                product = product.and_then(|p| p.checked_mul(n));
                dimensions.push(Dimension { len: n, stride: 0 });
            }
            if product != Some(total) {
                return Err(th.type_error(format_args!("memoryview: product(shape) * itemsize != buffer size")));
            }
            let mut stride = item.bytes() as isize;
            for d in dimensions.iter_mut().rev() {
                d.stride = stride;
                stride *= d.len as isize;
            }
        }
    }
    again(th, m, m.readonly, (code, at_sign, item.bytes()), m.offset, dimensions)
}

/// A format character as programs see it.
struct Code(u8);

impl core::fmt::Display for Code {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self.0 {
            b'F' => f.write_str("Zf"),
            b'D' => f.write_str("Zd"),
            c => write!(f, "{}", char::from(c)),
        }
    }
}

fn sizes(th: &mut Thread, v: &Obj, f: fn(&Dimension) -> i64) -> R<Obj> {
    let m = view(v);
    m.alive(th)?;
    let mut out = th.vec(m.dimensions.len())?;
    for d in &m.dimensions {
        out.push(th.int(f(d))?);
    }
    th.tuple(out)
}

fn size(th: &mut Thread, v: &Obj, f: fn(&MemoryView) -> usize) -> R<Obj> {
    let m = view(v);
    m.alive(th)?;
    th.int(f(m) as i64)
}

fn flag(th: &mut Thread, v: &Obj, f: fn(&MemoryView) -> bool) -> R<Obj> {
    let m = view(v);
    m.alive(th)?;
    Ok(Obj::from_bool(f(m)))
}

fn release(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str) -> R<Obj> {
    if name == "release" {
        args.exactly::<0>(th, "memoryview.release")?;
    }
    match view(v).give_back() {
        0 => Ok(Obj::NONE),
        n => {
            let s = if n == 1 { "" } else { "s" };
            Err(th.raise(Builtin::BufferError, format_args!("memoryview has {n} exported buffer{s}")))
        }
    }
}

fn search(th: &mut Thread, v: &Obj, x: &Obj, from: usize, to: usize, mut found: impl FnMut(usize) -> bool) -> R<()> {
    for i in from..to {
        let i_obj = th.int(i as i64)?;
        let item = getitem(th, v, &i_obj)?;
        if protocol::equal(th, &item, x)? && found(i) {
            break;
        }
    }
    Ok(())
}

fn len(th: &mut Thread, v: &Obj) -> R<usize> {
    let m = view(v);
    m.alive(th)?;
    match m.dimensions.first() {
        Some(d) => Ok(d.len),
        None => Err(th.type_error(format_args!("0-dim memory has no length"))),
    }
}

/// `memoryview`
pub static SPEC: TypeSpec = TypeSpec {
    doc: "A view of the memory of another object, without a copy.",
    flags: SEQUENCE | WEAK,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let state = if view(v).is_released() { "released memory" } else { "memory" };
            let at = v.value().without_uncounted().to_bits();
            th.str_fmt(format_args!("<{state} at {at:#x}>"))
        }),
        hash: Some(hash),
        compare: Some(compare),
        len: Some(len),
        getitem: Some(getitem),
        setitem: Some(setitem),
        iter: Some(|th, v| {
            let m = view(v);
            m.alive(th)?;
            match m.dimensions.len() {
                0 => return Err(th.type_error(format_args!("invalid indexing of 0-dim memory"))),
                1 => {}
                _ => {
                    return Err(th.raise(Builtin::NotImplementedError, format_args!("multi-dimensional sub-views are not implemented")));
                }
            }
            m.native(th)?;
            super::iterators::sequence_iterator(th, v)
        }),
        new: Some(|th, _, args| {
            const NEW: Signature<1> = Signature::new("memoryview", ["object"]);
            let [x] = args.bind(th, &NEW)?;
            new_view(th, x.unwrap_or(&Obj::NONE))
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("release", |th, v, args| release(th, v, args, "release"))
            .doc("Gives the buffer back; the view is of no use afterwards."),
        Method::new("__enter__", |th, v, args| {
            args.exactly::<0>(th, "memoryview.__enter__")?;
            view(v).alive(th)?;
            Ok(v.clone())
        }),
        Method::new("__exit__", |th, v, args| release(th, v, args, "__exit__")),
        Method::new("tobytes", |th, v, args| {
            const TO_BYTES: Signature<1> = Signature::new("tobytes", ["order"]).required(0);
            let [order] = args.bind(th, &TO_BYTES)?;
            let order = match order.filter(|o| !o.is_none()) {
                None => "C",
                Some(o) => match o.get::<Str>() {
                    Some(s) => s.payload.as_str(),
                    None => {
                        let t = th.argument_type(o);
                        return Err(th.type_error(format_args!("tobytes() argument 'order' must be str or None, not {t}")));
                    }
                },
            };
            let m = view(v);
            m.alive(th)?;
            let fortran = match order {
                "C" => false,
                "F" => true,
                "A" => m.is_fortran() && !m.is_contiguous(),
                _ => return Err(th.value_error(format_args!("order must be 'C', 'F' or 'A'"))),
            };
            let b = m.bytes_in(th, fortran)?;
            bytes_object::new_bytes(th, &b)
        })
        .doc("Return the data in the buffer as a byte string."),
        Method::new("hex", |th, v, args| {
            const HEX: Signature<2> = Signature::new("hex", ["sep", "bytes_per_sep"]).required(0);
            let [sep, group] = args.bind(th, &HEX)?;
            let group_of = group.map(|g| protocol::index_size(th, g)).transpose()?;
            view(v).alive(th)?;
            // The length of a separator may be asked of a program, which may release the view.
            let held = buffer::pin(v);
            let (sep, _) = super::bytes_type::hex_arguments(th, sep, None)?;
            let group = group_of.unwrap_or(1);
            let b = view(v).bytes(th)?;
            drop(held);
            th.str_buf(bytes_text::to_hex(&b, sep, group))
        })
        .doc("Return the data in the buffer as a str of hexadecimal numbers."),
        Method::new("tolist", |th, v, args| {
            args.exactly::<0>(th, "memoryview.tolist")?;
            let m = view(v);
            m.alive(th)?;
            to_list(th, m, 0, m.offset as isize)
        })
        .doc("The elements, as a list (of lists, for each further dimension)."),
        Method::new("cast", cast).doc("The same bytes as elements of another format, or in another shape."),
        Method::new("toreadonly", |th, v, args| {
            args.exactly::<0>(th, "memoryview.toreadonly")?;
            let m = view(v);
            let dimensions = m.shape(th)?;
            again(th, m, true, (m.code, m.at_sign, m.item), m.offset, dimensions)
        })
        .doc("A view of the same memory that cannot be written through."),
        Method::new("count", |th, v, args| {
            let [x] = args.exactly::<1>(th, "memoryview.count")?;
            let mut n = 0;
            let end = len(th, v)?;
            search(th, v, x, 0, end, |_| {
                n += 1;
                false
            })?;
            th.int(n)
        }),
        Method::new("index", |th, v, args| {
            let a = args.between(th, "index", 1, 3)?;
            let clamped = |th: &mut Thread, bound: Option<&Obj>| bound.map(|b| sequence::bound(th, b)).transpose();
            let (start, stop) = (clamped(th, a.get(1))?.unwrap_or(0), clamped(th, a.get(2))?.unwrap_or(i64::MAX));
            view(v).alive(th)?;
            match view(v).dimensions.len() {
                0 => return Err(th.type_error(format_args!("invalid lookup on 0-dim memory"))),
                1 => {}
                _ => return Err(th.raise(Builtin::NotImplementedError, format_args!("multi-dimensional lookup is not implemented"))),
            }
            let n = len(th, v)?;
            let (start, stop) = (sequence::bound_place(start, n), sequence::bound_place(stop, n));
            let mut at = None;
            search(th, v, &a[0], start, stop.min(n), |i| {
                at = Some(i);
                true
            })?;
            match at {
                Some(i) => th.int(i as i64),
                None => Err(th.value_error(format_args!("memoryview.index(x): x not found"))),
            }
        }),
        Method::class("__class_getitem__", |th, cls, args| {
            let [key] = args.exactly::<1>(th, "memoryview.__class_getitem__")?;
            crate::types::generic_alias::subscript(th, cls, key)
        }),
    ],
    getsets: &[
        GetSet::read("obj", |th, v| {
            let m = view(v);
            m.alive(th)?;
            Ok(m.base.clone())
        }),
        GetSet::read("nbytes", |th, v| size(th, v, MemoryView::len_bytes)),
        GetSet::read("readonly", |th, v| flag(th, v, |m| m.readonly)),
        GetSet::read("itemsize", |th, v| size(th, v, |m| m.item)),
        GetSet::read("format", |th, v| {
            view(v).alive(th)?;
            let at_sign = if view(v).at_sign { "@" } else { "" };
            th.str_fmt(format_args!("{at_sign}{}", Code(view(v).code)))
        }),
        GetSet::read("ndim", |th, v| size(th, v, |m| m.dimensions.len())),
        GetSet::read("shape", |th, v| sizes(th, v, |d| d.len as i64)),
        GetSet::read("strides", |th, v| sizes(th, v, |d| d.stride as i64)),
        GetSet::read("suboffsets", |th, v| {
            view(v).alive(th)?;
            th.tuple_of(&[])
        }),
        GetSet::read("c_contiguous", |th, v| flag(th, v, MemoryView::is_contiguous)),
        GetSet::read("f_contiguous", |th, v| flag(th, v, MemoryView::is_fortran)),
        GetSet::read("contiguous", |th, v| flag(th, v, |m| m.is_contiguous() || m.is_fortran())),
    ],
    ..TypeSpec::new(Builtin::MemoryView, const { &Vtable::of::<MemoryView>() })
};
