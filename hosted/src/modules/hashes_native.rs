//! `_hashes_native`: hash states, for the modules `_md5`, `_sha1`, `_sha2`, `_sha3` and `_blake2`. Each has a lock, so that threads may update one.

use std::sync::Mutex;

use super::locked;
use freewheel_kernel::heap::Kind;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, Obj, Payload, R, Trace};
use freewheel_kernel::types::spec::{Method, ModuleSpec, TypeSpec, Vtable};
use freewheel_kernel::types::{buffer, bytes_object, protocol, str_object};
use sha3::digest::{Digest, ExtendableOutput, Update, XofReader};

macro_rules! states {
    ($($name:literal $variant:ident $type:ty, $block:literal;)*) => {
        /// A hash under way.
        #[derive(Clone)]
        enum State {
            $($variant($type),)*
            Shake128(sha3::Shake128),
            Shake256(sha3::Shake256),
            Blake2b(Box<blake2b_simd::State>),
            Blake2s(Box<blake2s_simd::State>),
        }

        impl State {
            /// A state that has seen nothing; `None` for names that are none of these.
            fn named(name: &str) -> Option<State> {
                match name {
                    $($name => Some(State::$variant(<$type>::new())),)*
                    "shake_128" => Some(State::Shake128(sha3::Shake128::default())),
                    "shake_256" => Some(State::Shake256(sha3::Shake256::default())),
                    _ => None,
                }
            }

            fn update(&mut self, data: &[u8]) {
                match self {
                    $(State::$variant(s) => Update::update(s, data),)*
                    State::Shake128(s) => s.update(data),
                    State::Shake256(s) => s.update(data),
                    State::Blake2b(s) => drop(s.update(data)),
                    State::Blake2s(s) => drop(s.update(data)),
                }
            }

            /// The digest; that of `shake` fills the room.
            fn digest(&self, room: Vec<u8>) -> Vec<u8> {
                match self.clone() {
                    $(State::$variant(s) => s.finalize().to_vec(),)*
                    State::Shake128(s) => squeezed(s.finalize_xof(), room),
                    State::Shake256(s) => squeezed(s.finalize_xof(), room),
                    State::Blake2b(s) => s.finalize().as_bytes().to_vec(),
                    State::Blake2s(s) => s.finalize().as_bytes().to_vec(),
                }
            }
        }

        /// Name, bytes of the digest and bytes of a block of each hash of fixed length.
        fn sizes(name: &str) -> Option<(usize, usize)> {
            match name {
                $($name => Some((<$type>::output_size(), $block)),)*
                "shake_128" => Some((0, 168)),
                "shake_256" => Some((0, 136)),
                _ => None,
            }
        }
    };
}

states! {
    "md5" Md5 md5::Md5, 64;
    "sha1" Sha1 sha1::Sha1, 64;
    "sha224" Sha224 sha2::Sha224, 64;
    "sha256" Sha256 sha2::Sha256, 64;
    "sha384" Sha384 sha2::Sha384, 128;
    "sha512" Sha512 sha2::Sha512, 128;
    "sha3_224" Sha3224 sha3::Sha3_224, 144;
    "sha3_256" Sha3256 sha3::Sha3_256, 136;
    "sha3_384" Sha3384 sha3::Sha3_384, 104;
    "sha3_512" Sha3512 sha3::Sha3_512, 72;
}

fn squeezed(mut reader: impl XofReader, mut room: Vec<u8>) -> Vec<u8> {
    reader.read(&mut room);
    room
}

/// Payload of a hash under way.
struct HashState(Mutex<State>);

// SAFETY: 1: the number is used here alone. 2: there are no references. 3: the state is under a lock.
unsafe impl Payload for HashState {
    const BUILTIN: Builtin = Builtin::HashState;
    const KIND: Kind = Kind::Leaf;
    fn trace(&self, _: &mut dyn Trace) {}
}

/// The type of hash states, which the modules in Python keep to themselves.
pub(crate) static STATE: TypeSpec = TypeSpec::new(Builtin::HashState, const { &Vtable::of::<HashState>() });

fn keep(th: &mut Thread, s: State) -> R<Obj> {
    th.alloc(HashState(Mutex::new(s)))
}

fn state<'a>(th: &mut Thread, v: &'a Obj) -> R<&'a Mutex<State>> {
    match v.exact::<HashState>() {
        Some(s) => Ok(&s.payload.0),
        None => Err(th.type_error(format_args!("no hash state"))),
    }
}

fn data<'a>(th: &mut Thread, v: &'a Obj) -> R<std::borrow::Cow<'a, [u8]>> {
    if v.get::<str_object::Str>().is_some() {
        return Err(th.type_error(format_args!("Strings must be encoded before hashing")));
    }
    match buffer::as_buffer(th, v)? {
        Some(b) => Ok(b),
        None => Err(th.type_error(format_args!("object supporting the buffer API required"))),
    }
}

fn numbers<const N: usize>(th: &mut Thread, all: &[Obj]) -> R<[u64; N]> {
    let mut out = [0; N];
    for (o, v) in out.iter_mut().zip(all) {
        *o = protocol::index_size(th, v)? as u64;
    }
    Ok(out)
}

macro_rules! blake {
    ($th:ident, $a:ident, $crate_name:ident, $variant:ident) => {{
        let (key, salt, person) = (data($th, &$a[0])?, data($th, &$a[1])?, data($th, &$a[2])?);
        let [size, fanout, depth, leaf, offset, node_depth, inner, last] = numbers::<8>($th, &$a[3..])?;
        // The modules in Python say what is wrong; the crate would panic.
        let most = $crate_name::OUTBYTES;
        let fits = (1..=most as u64).contains(&size) && inner <= most as u64 && key.len() <= $crate_name::KEYBYTES;
        if !fits || salt.len() > $crate_name::SALTBYTES || person.len() > $crate_name::PERSONALBYTES {
            return Err($th.value_error(format_args!("a parameter is out of range")));
        }
        let mut p = $crate_name::Params::new();
        p.hash_length(size as usize)
            .key(&key)
            .salt(&salt)
            .personal(&person)
            .fanout(fanout as u8)
            .max_depth(depth as u8)
            .max_leaf_length(leaf as u32)
            .node_offset(offset)
            .node_depth(node_depth as u8)
            .inner_hash_length(inner as usize)
            .last_node(last != 0);
        keep($th, State::$variant(Box::new(p.to_state())))
    }};
}

/// The declaration.
pub(crate) static SPEC: ModuleSpec = ModuleSpec {
    name: "_hashes_native",
    doc: "Hash states.",
    functions: &[
        Method::new("new", |th, _, args| {
            let [name] = args.exactly::<1>(th, "new")?;
            match State::named(str_object::text(name)) {
                Some(s) => keep(th, s),
                None => Err(th.value_error(format_args!("unsupported hash type"))),
            }
        }),
        Method::new("sizes", |th, _, args| {
            let [name] = args.exactly::<1>(th, "sizes")?;
            match sizes(str_object::text(name)) {
                Some((digest, block)) => {
                    let (d, b) = (th.int(digest as i64)?, th.int(block as i64)?);
                    th.pair(d, b)
                }
                None => Err(th.value_error(format_args!("unsupported hash type"))),
            }
        }),
        Method::new("blake2b", |th, _, args| {
            let a = args.exactly::<11>(th, "blake2b")?;
            blake!(th, a, blake2b_simd, Blake2b)
        }),
        Method::new("blake2s", |th, _, args| {
            let a = args.exactly::<11>(th, "blake2s")?;
            blake!(th, a, blake2s_simd, Blake2s)
        }),
        Method::new("update", |th, _, args| {
            let [n, b] = args.exactly::<2>(th, "update")?;
            let (s, b) = (state(th, n)?, data(th, b)?);
            locked::with(th, s, b.len(), |s| s.update(&b));
            Ok(Obj::NONE)
        }),
        Method::new("digest", |th, _, args| {
            let [n, length] = args.exactly::<2>(th, "digest")?;
            let (s, length) = (state(th, n)?, protocol::index_size(th, length)?);
            let Some(length) = usize::try_from(length).ok().filter(|n| *n < 1 << 29) else {
                return Err(th.raise(Builtin::ValueError, format_args!("length is too large")));
            };
            let mut room = th.vec(length)?;
            room.resize(length, 0);
            let d = locked::with(th, s, length, |s| s.digest(room));
            bytes_object::new_bytes(th, &d)
        }),
        Method::new("copy", |th, _, args| {
            let [n] = args.exactly::<1>(th, "copy")?;
            let s = state(th, n)?;
            let copy = locked::with(th, s, 0, |s| s.clone());
            keep(th, copy)
        }),
    ],
    init: None,
};
