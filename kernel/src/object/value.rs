//! One tagged machine word for every value (D1).
//!
//! | low bits | meaning |
//! |---|---|
//! | `…1` | small integer, 63 bits |
//! | `…10` | flonum: a double whose exponent is in the common range, bits rotated |
//! | `…100` | immediate: `None`, `True`, `False`, `Ellipsis`, `NotImplemented`, unbound |
//! | `0000` | counted pointer to an object |
//! | `1000` | uncounted pointer to a deferred or immortal object (registers only) |
//!
//! The all-zero word is no value. On 32-bit targets the same tags hold with 31-bit integers, and every double is boxed.
//! Flonums: Melançon, Serrano, Feeley, "Float Self-Tagging", 2024; the rotation here needs one addition and one rotation each way.

use super::header::Header;

/// A value without ownership: copying it changes no count. See [`super::obj::Obj`] for the owning form.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Value(*mut Header);

/// A word that is no pointer.
#[inline(always)]
const fn word(bits: usize) -> Value {
    Value(core::ptr::without_provenance_mut(bits))
}

/// Bit that marks a pointer as uncounted.
pub const UNCOUNTED_BIT: usize = 8;
const TAG_IMMEDIATE: usize = 4;

/// Largest small integer.
pub const SMALL_MAX: i64 = (isize::MAX >> 1) as i64;
/// Smallest small integer.
pub const SMALL_MIN: i64 = (isize::MIN >> 1) as i64;

const BIAS: u64 = 1 << 60;
/// The flonum pattern given to `0.0`; the double it would stand for (2⁻²⁵⁵) is boxed instead.
const ZERO: u64 = 2;

impl Value {
    /// Nothing: an unassigned register, an empty slot.
    pub const UNBOUND: Value = word(TAG_IMMEDIATE);
    /// `None`
    pub const NONE: Value = word(0x10 | TAG_IMMEDIATE);
    /// `False`
    pub const FALSE: Value = word(0x20 | TAG_IMMEDIATE);
    /// `True`
    pub const TRUE: Value = word(0x30 | TAG_IMMEDIATE);
    /// `...`
    pub const ELLIPSIS: Value = word(0x40 | TAG_IMMEDIATE);
    /// `NotImplemented`
    pub const NOT_IMPLEMENTED: Value = word(0x50 | TAG_IMMEDIATE);

    /// The word itself, for comparisons and hashes.
    #[inline(always)]
    pub fn to_bits(self) -> usize {
        self.0.addr()
    }
    /// The word as a pointer, to be kept in an `AtomicPtr`.
    #[inline(always)]
    pub const fn to_raw(self) -> *mut Header {
        self.0
    }
    /// The value of a word that [`to_raw`](Value::to_raw) gave.
    #[inline(always)]
    pub const fn from_raw(raw: *mut Header) -> Value {
        Value(raw)
    }
    /// `True` or `False`.
    #[inline(always)]
    pub const fn from_bool(b: bool) -> Value {
        word(0x20 | TAG_IMMEDIATE | (b as usize) << 4)
    }
    /// A small integer; `None` when it does not fit.
    #[inline(always)]
    pub const fn from_small(i: i64) -> Option<Value> {
        if i > SMALL_MAX || i < SMALL_MIN { None } else { Some(word((i as usize) << 1 | 1)) }
    }
    /// A small integer from a number known to fit 31 bits.
    #[inline(always)]
    pub const fn from_i31(i: i32) -> Value {
        word(((i as isize) << 1) as usize | 1)
    }
    /// Whether this is a small integer.
    #[inline(always)]
    pub fn is_small(self) -> bool {
        self.0.addr() & 1 != 0
    }
    /// The small integer, whose tag must have been tested.
    #[inline(always)]
    pub fn small_unchecked(self) -> i64 {
        (self.0.addr() as isize >> 1) as i64
    }
    /// The small integer, if it is one.
    #[inline(always)]
    pub fn as_small(self) -> Option<i64> {
        if self.is_small() { Some(self.small_unchecked()) } else { None }
    }
    /// Whether this is a flonum.
    #[inline(always)]
    pub fn is_flonum(self) -> bool {
        self.0.addr() & 3 == 2
    }
    /// A flonum; `None` when the double must be boxed.
    #[inline(always)]
    pub fn from_f64(x: f64) -> Option<Value> {
        if cfg!(not(target_pointer_width = "64")) {
            return None;
        }
        let bits = x.to_bits();
        let rotated = bits.wrapping_add(BIAS).rotate_left(3);
        if rotated & 3 == 2 && rotated != ZERO {
            Some(word(rotated as usize))
        } else if bits == 0 {
            Some(word(ZERO as usize))
        } else {
            None
        }
    }
    /// The double of a flonum, whose tag must have been tested.
    #[inline(always)]
    pub fn flonum_unchecked(self) -> f64 {
        let w = self.0.addr() as u64;
        if w == ZERO { 0.0 } else { f64::from_bits(w.rotate_right(3).wrapping_sub(BIAS)) }
    }
    /// The flonum `0.0`, the only one whose bits are not the double's, rotated.
    pub const FLOAT_ZERO: Value = word(ZERO as usize);

    /// A flonum of a double in the common range; `None` for zero and whatever must be boxed.
    #[inline(always)]
    pub fn from_common_f64(x: f64) -> Option<Value> {
        if cfg!(not(target_pointer_width = "64")) {
            return None;
        }
        let rotated = x.to_bits().wrapping_add(BIAS).rotate_left(3);
        if rotated & 3 == 2 && rotated != ZERO { Some(word(rotated as usize)) } else { None }
    }

    /// The double of a flonum other than zero.
    #[inline(always)]
    pub fn plain_flonum_unchecked(self) -> f64 {
        f64::from_bits((self.0.addr() as u64).rotate_right(3).wrapping_sub(BIAS))
    }

    /// The double of a flonum, if it is one.
    #[inline(always)]
    pub fn as_flonum(self) -> Option<f64> {
        if self.is_flonum() { Some(self.flonum_unchecked()) } else { None }
    }
    /// Whether this points to an object, counted or not.
    #[inline(always)]
    pub fn is_pointer(self) -> bool {
        self.0.addr() & 7 == 0
    }
    /// Whether this is a pointer that owns (or borrows) a count.
    #[inline(always)]
    pub fn is_counted(self) -> bool {
        self.0.addr() & 15 == 0
    }
    /// Whether this is the unbound marker.
    #[inline(always)]
    pub fn is_unbound(self) -> bool {
        self.0.addr() == TAG_IMMEDIATE
    }
    /// Whether this is `None`.
    #[inline(always)]
    pub fn is_none(self) -> bool {
        self.0.addr() == 0x10 | TAG_IMMEDIATE
    }
    /// A counted pointer.
    #[inline(always)]
    pub fn from_pointer(p: *mut Header) -> Value {
        debug_assert!(p.addr() & 15 == 0 && !p.is_null());
        Value(p)
    }
    /// The object pointed to, whose tag must have been tested.
    #[inline(always)]
    pub fn pointer_unchecked(self) -> *mut Header {
        // The same address either way. Outside of Miri by an integer, since the compiler makes one instruction of that, and of arithmetic on the
        // pointer three, in most instructions of the interpreter.
        if cfg!(miri) {
            self.0.map_addr(|a| a & !UNCOUNTED_BIT)
        } else {
            core::ptr::with_exposed_provenance_mut(self.0.expose_provenance() & !UNCOUNTED_BIT)
        }
    }
    /// The object pointed to, if any.
    #[inline(always)]
    pub fn as_pointer(self) -> Option<*mut Header> {
        if self.is_pointer() { Some(self.pointer_unchecked()) } else { None }
    }
    /// The same value as a counted pointer word; others are unchanged.
    #[inline(always)]
    pub fn without_uncounted(self) -> Value {
        if self.0.addr() & 15 == UNCOUNTED_BIT { Value(self.pointer_unchecked()) } else { self }
    }
    /// The same pointer marked uncounted.
    #[inline(always)]
    pub fn with_uncounted(self) -> Value {
        Value(self.0.map_addr(|a| a | UNCOUNTED_BIT))
    }
    /// Python's `is`.
    #[inline(always)]
    pub fn is_same(self, other: Value) -> bool {
        self.0 == other.0 || (self.is_pointer() && self.pointer_unchecked() == other.without_uncounted().0)
    }
}

impl core::fmt::Debug for Value {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if let Some(i) = self.as_small() {
            write!(f, "Value({i})")
        } else if let Some(x) = self.as_flonum() {
            write!(f, "Value({x:?})")
        } else {
            write!(f, "Value({:#x})", self.0.addr())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word() {
        assert_eq!(size_of::<Value>(), size_of::<usize>());
    }

    #[test]
    fn small_integers_round_trip() {
        for i in [0, 1, -1, SMALL_MAX, SMALL_MIN] {
            assert_eq!(Value::from_small(i).and_then(Value::as_small), Some(i));
        }
        assert_eq!(Value::from_small(i64::MAX), None);
        assert_eq!(Value::from_i31(-7).as_small(), Some(-7));
    }

    #[test]
    #[cfg(target_pointer_width = "64")]
    fn flonums_round_trip() {
        for x in [0.0, 1.0, -1.0, 0.1, 1e10, -3.5e-20, 1e70, f64::from_bits(0x4fff_ffff_ffff_ffff)] {
            assert_eq!(Value::from_f64(x).map(|v| v.flonum_unchecked().to_bits()), Some(x.to_bits()), "{x}");
        }
        for x in [-0.0, f64::NAN, f64::INFINITY, 1e300, 1e-300, f64::from_bits(0x3000_0000_0000_0000)] {
            assert_eq!(Value::from_f64(x), None, "{x}");
        }
    }
}
