//! The `_random` module: the Mersenne Twister, and the hash that seeds from text.

use alloc::vec::Vec;

use dashu_int::IBig;
use spin::Mutex;

use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::text::mersenne::{MersenneTwister, STATE_WORDS};
use crate::types::spec::{BASE, Method, ModuleSpec, SlotSpec, TypeSpec, Vtable};
use crate::types::{bytes_object, int_object, protocol, tuple_object};

/// Payload of `Random`.
#[derive(Debug)]
pub struct Random {
    state: Mutex<MersenneTwister>,
}

// SAFETY: BUILTIN is used here alone; there is nothing to visit.
unsafe impl Payload for Random {
    const BUILTIN: Builtin = Builtin::Random;
    fn trace(&self, _: &mut dyn Trace) {}
}

fn random(v: &Obj) -> &Object<Random> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<Random>() }
}

fn seeded(th: &mut Thread, seed: Option<&Obj>) -> R<MersenneTwister> {
    let n = match seed.filter(|s| !s.is_none()) {
        Some(s) if int_object::is_int(s) => int_object::to_big(s).unwrap_or(IBig::ZERO),
        Some(s) => IBig::from(protocol::hash(th, s)? as u64),
        None => {
            let mut b = [0; 16];
            th.isolate().platform().entropy(&mut b);
            IBig::from(u128::from_le_bytes(b))
        }
    };
    MersenneTwister::from_integer(&n).or_raise(th)
}

/// `_random.Random`
pub static TYPE: TypeSpec = TypeSpec {
    flags: BASE,
    slots: SlotSpec {
        new: Some(|th, cls, args| {
            let m = seeded(th, args.positional().first())?;
            th.new_payload(cls, Random { state: Mutex::new(m) })
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("random", |th, v, _| {
            let x = random(v).state.lock().random();
            th.float(x)
        }),
        Method::new("seed", |th, v, args| {
            let a = args.between(th, "seed", 0, 1)?;
            let m = seeded(th, a.first())?;
            *random(v).state.lock() = m;
            Ok(Obj::NONE)
        }),
        Method::new("getrandbits", |th, v, args| {
            let [k] = args.exactly::<1>(th, "getrandbits")?;
            let k = protocol::index_i64(th, k, Builtin::OverflowError)?;
            if k < 0 {
                return Err(th.value_error(format_args!("Cannot convert negative int")));
            }
            let n = random(v).state.lock().getrandbits(k as usize);
            let n = n.or_raise(th)?;
            th.integer(n)
        }),
        Method::new("getstate", |th, v, _| {
            let (words, index) = {
                let m = random(v).state.lock();
                let (w, i) = m.state();
                (*w, i)
            };
            let mut out = th.vec(STATE_WORDS + 1)?;
            for w in words {
                out.push(th.int(i64::from(w))?);
            }
            out.push(th.int(index as i64)?);
            th.tuple(out)
        }),
        Method::new("setstate", |th, v, args| {
            let [s] = args.exactly::<1>(th, "setstate")?;
            if s.get::<tuple_object::Tuple>().is_none() {
                return Err(th.type_error(format_args!("state vector must be a tuple")));
            }
            let items = tuple_object::items(s);
            if items.len() != STATE_WORDS + 1 {
                return Err(th.value_error(format_args!("state vector is the wrong size")));
            }
            let mut words = [0u32; STATE_WORDS];
            for (w, i) in words.iter_mut().zip(items) {
                *w = protocol::index_i64(th, i, Builtin::OverflowError)? as u32;
            }
            let index = protocol::index_i64(th, &items[STATE_WORDS], Builtin::OverflowError)?;
            match usize::try_from(index).ok().and_then(|i| MersenneTwister::from_state(words, i)) {
                Some(m) => {
                    *random(v).state.lock() = m;
                    Ok(Obj::NONE)
                }
                None => Err(th.value_error(format_args!("invalid state"))),
            }
        }),
    ],
    ..TypeSpec::new(Builtin::Random, const { &Vtable::of::<Random>() })
};

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "_random",
    doc: "The Mersenne Twister, a generator of random numbers.",
    functions: &[
        Method::new("_sha512", |th, _, a| {
            let [b] = a.exactly::<1>(th, "_sha512")?;
            let Some(data) = bytes_object::as_bytes(th, b)? else {
                return Err(th.type_error(format_args!("a bytes-like object is required")));
            };
            let digest = sha512(data.into_owned());
            bytes_object::new_bytes(th, &digest)
        }),
        Method::new("_entropy", |th, _, a| {
            let [n] = a.exactly::<1>(th, "_entropy")?;
            let n = protocol::index_i64(th, n, Builtin::OverflowError)?.clamp(0, 1 << 20) as usize;
            let mut b: Vec<u8> = th.vec(n)?;
            b.resize(n, 0);
            th.isolate().platform().entropy(&mut b);
            bytes_object::new_bytes(th, &b)
        }),
    ],
    init: Some(|th, m| {
        let t = th.builtin_type(Builtin::Random);
        th.add_to_module(m, "Random", t)
    }),
};

/// The first 64 bits of the fractions of cube roots of primes (FIPS 180-4), computed rather than listed.
fn constants() -> [u64; 80] {
    let mut out = [0; 80];
    let (mut n, mut found) = (2u64, 0);
    while found < 80 {
        if (2..n).take_while(|d| d * d <= n).all(|d| n % d != 0) {
            out[found] = root_fraction(n, 3);
            found += 1;
        }
        n += 1;
    }
    out
}

/// 64 bits of the fraction of the square or cube root of a small number.
fn root_fraction(n: u64, degree: usize) -> u64 {
    // floor(n^(1/d) * 2^64) by exact integers.
    let scaled = dashu_int::UBig::from(n) << (64 * degree);
    let root = scaled.nth_root(degree);
    let mask = dashu_int::UBig::from(u64::MAX);
    u64::try_from(root & mask).unwrap_or(0)
}

/// SHA-512 (FIPS 180-4).
fn sha512(mut data: Vec<u8>) -> [u8; 64] {
    let k = constants();
    let mut h = [2u64, 3, 5, 7, 11, 13, 17, 19].map(|p| root_fraction(p, 2));
    let bits = (data.len() as u128) * 8;
    data.push(0x80);
    while data.len() % 128 != 112 {
        data.push(0);
    }
    data.extend_from_slice(&bits.to_be_bytes());
    for block in data.chunks_exact(128) {
        let mut w = [0u64; 80];
        for (x, b) in w.iter_mut().zip(block.chunks_exact(8)) {
            *x = b.iter().fold(0, |a, b| a << 8 | u64::from(*b));
        }
        for i in 16..80 {
            let (a, b) = (w[i - 15], w[i - 2]);
            let s0 = a.rotate_right(1) ^ a.rotate_right(8) ^ a >> 7;
            let s1 = b.rotate_right(19) ^ b.rotate_right(61) ^ b >> 6;
            w[i] = w[i - 16].wrapping_add(s0).wrapping_add(w[i - 7]).wrapping_add(s1);
        }
        let mut v = h;
        for i in 0..80 {
            let [a, b, c, d, e, f, g, last] = v;
            let s1 = e.rotate_right(14) ^ e.rotate_right(18) ^ e.rotate_right(41);
            let t1 = last.wrapping_add(s1).wrapping_add((e & f) ^ (!e & g)).wrapping_add(k[i]).wrapping_add(w[i]);
            let s0 = a.rotate_right(28) ^ a.rotate_right(34) ^ a.rotate_right(39);
            let t2 = s0.wrapping_add((a & b) ^ (a & c) ^ (b & c));
            v = [t1.wrapping_add(t2), a, b, c, d.wrapping_add(t1), e, f, g];
        }
        for (x, y) in h.iter_mut().zip(v) {
            *x = x.wrapping_add(y);
        }
    }
    let mut out = [0; 64];
    for (o, x) in out.chunks_exact_mut(8).zip(h) {
        o.copy_from_slice(&x.to_be_bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha512_of_abc() {
        let d = sha512(b"abc".to_vec());
        assert_eq!(&d[..8], &[0xdd, 0xaf, 0x35, 0xa1, 0x93, 0x61, 0x7a, 0xba]);
        assert_eq!(&d[60..], &[0xa5, 0x4c, 0xa4, 0x9f]);
    }
}
