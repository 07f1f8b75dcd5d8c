//! The buffer protocol for native types: who has bytes to show, and how others read and write them.
//!
//! No pointer to the bytes ever leaves the object that has them. A view keeps the object, and each access runs under the object's leaf lock, so
//! that bytes cannot be read while they are written. An object with views counts them (`exports`, changed and looked at under the same lock)
//! and refuses to change its size, with `BufferError`. A view that other threads release under way finds the range checked again at each access.
//!
//! Exporters are `bytes` (which never change and count nothing), `bytearray` and `array.array`. Views of views refer to the exporter.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::bytes_object::{ByteArray, Bytes};
use super::memory_view::MemoryView;
use super::pickle_buffer::{self, PickleBuffer};
use crate::isolate::Thread;
use crate::modules::array::Array;
use crate::native::raised::{OrRaise, R, Raised};
use crate::object::{Builtin, Obj};
use crate::prim::{AtomicUsize, Ordering};
use crate::text::text_buf::to_vec;

/// How many views an object has. It is changed and looked at under the object's lock, so that no order has to be said here.
#[derive(Debug)]
pub struct Exports(AtomicUsize);

impl Exports {
    /// None.
    pub const fn new() -> Exports {
        Exports(AtomicUsize::new(0))
    }
    /// Whether there are any.
    pub fn any(&self) -> bool {
        // Relaxed: under the object's lock.
        self.0.load(Ordering::Relaxed) > 0
    }
    fn add(&self) {
        // Relaxed: as above.
        self.0.fetch_add(1, Ordering::Relaxed);
    }
    fn remove(&self) {
        // Relaxed: as above.
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Default for Exports {
    fn default() -> Exports {
        Exports::new()
    }
}

/// What an exporter shows.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// Format character of its items.
    pub code: u8,
    /// Bytes of an item.
    pub item: usize,
    /// Bytes in all.
    pub len: usize,
    /// Whether nobody may write.
    pub readonly: bool,
}

/// Counts one more view of an exporter and says what it shows; `None` for any other value. Pair with [`release`].
pub fn export(v: &Obj) -> Option<Shown> {
    if let Some(b) = v.get::<Bytes>() {
        return Some(Shown { code: b'B', item: 1, len: b.as_slice().len(), readonly: true });
    }
    if let Some(b) = v.get::<ByteArray>() {
        let data = b.data.lock();
        b.exports.add();
        return Some(Shown { code: b'B', item: 1, len: data.len(), readonly: false });
    }
    if let Some(a) = v.get::<Array>() {
        let data = a.data.lock();
        a.exports.add();
        let code = if a.code == b'u' { b'w' } else { a.code };
        return Some(Shown { code, item: a.item.bytes(), len: data.len(), readonly: false });
    }
    None
}

/// Ends [`export`].
pub fn release(v: &Obj) {
    if let Some(b) = v.get::<ByteArray>() {
        let _data = b.data.lock();
        b.exports.remove();
    } else if let Some(a) = v.get::<Array>() {
        let _data = a.data.lock();
        a.exports.remove();
    }
}

/// Runs `f` on the bytes of an exporter; `f` runs no program code and ends no object.
pub fn read<T>(v: &Obj, f: impl FnOnce(&[u8]) -> T) -> Option<T> {
    if let Some(b) = v.get::<Bytes>() {
        return Some(f(b.as_slice()));
    }
    if let Some(b) = v.get::<ByteArray>() {
        return Some(f(&b.data.lock()));
    }
    v.get::<Array>().map(|a| f(&a.data.lock()))
}

/// Runs `f` on the bytes of an exporter that may be written; `f` runs no program code and ends no object.
pub fn write<T>(v: &Obj, f: impl FnOnce(&mut [u8]) -> T) -> Option<T> {
    if let Some(b) = v.get::<ByteArray>() {
        return Some(f(&mut b.data.lock()));
    }
    v.get::<Array>().map(|a| f(&mut a.data.lock()))
}

/// `BufferError`: an object with views does not change its size.
#[cold]
pub fn exported(th: &mut Thread) -> Raised {
    th.raise(Builtin::BufferError, format_args!("Existing exports of data: object cannot be re-sized"))
}

/// The bytes of anything with a buffer; a copy where others may change them, which is so for all but `bytes` and views of them. A view must be contiguous.
///
/// # Errors
/// For a released view or one with gaps; `MemoryError`.
pub fn as_buffer<'a>(th: &mut Thread, v: &'a Obj) -> R<Option<Cow<'a, [u8]>>> {
    if let Some(b) = lasting(th, v)? {
        return Ok(Some(Cow::Borrowed(b)));
    }
    if let Some(m) = v.get::<MemoryView>() {
        return m.bytes(th).map(|b| Some(Cow::Owned(b)));
    }
    if v.get::<PickleBuffer>().is_some() {
        let view = pickle_buffer::view(th, v)?;
        let bytes = as_buffer(th, &view)?;
        return match bytes {
            Some(b) => owned(th, b).map(|b| Some(Cow::Owned(b))),
            None => Ok(None),
        };
    }
    copied(th, v)
}

/// The bytes of what nobody can change: of `bytes`, and of a view of them, which must be contiguous.
///
/// # Errors
/// For a released view or one with gaps, of whatever.
pub fn lasting<'a>(th: &mut Thread, v: &'a Obj) -> R<Option<&'a [u8]>> {
    if let Some(b) = v.get::<Bytes>() {
        return Ok(Some(b.payload.as_slice()));
    }
    let Some(m) = v.get::<MemoryView>() else { return Ok(None) };
    contiguous(th, m)?;
    // The view has its base as long as it lives, released or not.
    let shown = m.base().get::<Bytes>().map(|b| b.payload.as_slice().get(m.offset()..m.offset() + m.len_bytes()));
    Ok(shown.map(Option::unwrap_or_default))
}

/// [`as_buffer`] that takes what has none as it does what has no buffer at all: a released view, or one with gaps.
///
/// # Errors
/// `MemoryError`.
pub fn as_plain<'a>(th: &mut Thread, v: &'a Obj) -> R<Option<Cow<'a, [u8]>>> {
    match v.get::<MemoryView>() {
        Some(m) if m.is_released() || !m.is_contiguous() => Ok(None),
        _ => as_buffer(th, v),
    }
}

/// [`as_buffer`] of what must have one.
///
/// # Errors
/// `TypeError: a bytes-like object is required, …`; as [`as_buffer`].
pub fn required<'a>(th: &mut Thread, v: &'a Obj) -> R<Cow<'a, [u8]>> {
    match as_buffer(th, v)? {
        Some(b) => Ok(b),
        None => Err(not_bytes_like(th, v)),
    }
}

/// `TypeError: a bytes-like object is required, …`
#[cold]
pub fn not_bytes_like(th: &mut Thread, v: &Obj) -> Raised {
    let t = th.type_name(v);
    th.type_error(format_args!("a bytes-like object is required, not '{t}'"))
}

/// The bytes as a vector of the caller's; copied where they are another's.
///
/// # Errors
/// `MemoryError`.
pub fn owned(th: &mut Thread, b: Cow<'_, [u8]>) -> R<Vec<u8>> {
    match b {
        Cow::Owned(b) => Ok(b),
        Cow::Borrowed(b) => to_vec(b).or_raise(th),
    }
}

/// How many bytes anything with a buffer has; a view must be contiguous.
///
/// # Errors
/// For a released view or one with gaps.
pub fn len(th: &mut Thread, v: &Obj) -> R<Option<usize>> {
    match v.get::<MemoryView>() {
        Some(m) => {
            contiguous(th, m)?;
            Ok(Some(m.len_bytes()))
        }
        None => Ok(read(v, <[u8]>::len)),
    }
}

/// Keeps an exporter at its size, or a view from being released, as long as it lives.
#[derive(Debug)]
pub struct Pinned<'a>(&'a Obj);

/// Keeps the bytes of anything with a buffer where they are; `None` for what has none, and for a released view.
#[must_use]
pub fn pin(v: &Obj) -> Option<Pinned<'_>> {
    let pinned = match v.get::<MemoryView>() {
        Some(m) => m.hold(),
        None => export(v).is_some(),
    };
    pinned.then_some(Pinned(v))
}

impl Drop for Pinned<'_> {
    fn drop(&mut self) {
        match self.0.get::<MemoryView>() {
            Some(m) => m.let_go(),
            None => release(self.0),
        }
    }
}

fn contiguous(th: &mut Thread, m: &MemoryView) -> R<()> {
    m.alive(th)?;
    if m.is_contiguous() {
        return Ok(());
    }
    Err(th.raise(Builtin::BufferError, format_args!("memoryview: underlying buffer is not C-contiguous")))
}

/// A copy of the bytes `from..to` of anything with a buffer, as far as it has them now. A view must be contiguous.
///
/// # Errors
/// As [`as_buffer`].
pub fn part(th: &mut Thread, v: &Obj, from: usize, to: usize) -> R<Option<Vec<u8>>> {
    let (base, start, len) = match v.get::<MemoryView>() {
        Some(m) => {
            contiguous(th, m)?;
            (m.base(), m.offset(), m.len_bytes())
        }
        None => (v, 0, usize::MAX),
    };
    let copy = read(base, |all| {
        let shown = all.get(start..).unwrap_or(&[]);
        let end = to.min(len).min(shown.len());
        to_vec(shown.get(from..end).unwrap_or(&[]))
    });
    match copy {
        Some(copy) => copy.or_raise(th).map(Some),
        None => Ok(None),
    }
}

/// [`as_buffer`] that takes views with gaps too, and gives their items without the gaps.
///
/// # Errors
/// For a released view; `MemoryError`.
pub fn as_any_buffer<'a>(th: &mut Thread, v: &'a Obj) -> R<Option<Cow<'a, [u8]>>> {
    match v.get::<MemoryView>() {
        Some(m) => m.bytes(th).map(|b| Some(Cow::Owned(b))),
        None => as_buffer(th, v),
    }
}

fn copied<'a>(th: &mut Thread, v: &Obj) -> R<Option<Cow<'a, [u8]>>> {
    match read(v, to_vec) {
        Some(copy) => copy.or_raise(th).map(|b: Vec<u8>| Some(Cow::Owned(b))),
        None => Ok(None),
    }
}

/// Whether a value has a buffer.
pub fn has_buffer(v: &Obj) -> bool {
    v.get::<Bytes>().is_some()
        || v.get::<ByteArray>().is_some()
        || v.get::<MemoryView>().is_some()
        || v.get::<Array>().is_some()
        || v.get::<PickleBuffer>().is_some()
}

/// Bytes of a writable buffer; `None` when the value has none.
pub fn writable_len(th: &mut Thread, v: &Obj) -> R<Option<usize>> {
    if let Some(m) = v.get::<MemoryView>() {
        m.alive(th)?;
        return Ok(if m.readonly || !m.is_contiguous() { None } else { Some(m.len_bytes()) });
    }
    Ok(if v.get::<Bytes>().is_some() { None } else { read(v, <[u8]>::len) })
}

/// Writes into a writable buffer; `false` when the bytes do not fit there (any more), and when a view is released.
pub fn store(v: &Obj, at: usize, bytes: &[u8]) -> bool {
    let (base, at) = match v.get::<MemoryView>() {
        Some(m) if m.is_released() => return false,
        Some(m) => (m.base(), m.offset() + at),
        None => (v, at),
    };
    write(base, |all| match at.checked_add(bytes.len()).and_then(|end| all.get_mut(at..end)) {
        Some(place) => {
            place.copy_from_slice(bytes);
            true
        }
        None => false,
    })
    .unwrap_or(false)
}
