//! `_zlib_native`: deflate streams, for the module `zlib`. Each has a lock.

use std::sync::Mutex;

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use freewheel_kernel::heap::Kind;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, Obj, Payload, R, Trace};
use freewheel_kernel::text::binary_text;
use freewheel_kernel::types::spec::{Method, ModuleSpec, TypeSpec, Vtable};
use freewheel_kernel::types::{buffer, bytes_object, protocol};

use super::locked;
use super::system::if_long;

/// Room for output that is asked for at a time.
const ROOM: usize = 16 << 10;

enum Stream {
    In(Compress),
    Out(Decompress),
}

/// Payload of a stream.
struct DeflateStream(Mutex<Stream>);

// SAFETY: 1: the number is used here alone. 2: there are no references. 3: the stream is under a lock.
unsafe impl Payload for DeflateStream {
    const BUILTIN: Builtin = Builtin::DeflateStream;
    const KIND: Kind = Kind::Leaf;
    fn trace(&self, _: &mut dyn Trace) {}
}

/// The type of streams, which `zlib` keeps to itself.
pub(crate) static STREAM: TypeSpec = TypeSpec::new(Builtin::DeflateStream, const { &Vtable::of::<DeflateStream>() });

fn keep(th: &mut Thread, s: Stream) -> R<Obj> {
    th.alloc(DeflateStream(Mutex::new(s)))
}

fn stream<'a>(th: &mut Thread, v: &'a Obj) -> R<&'a Mutex<Stream>> {
    match v.exact::<DeflateStream>() {
        Some(s) => Ok(&s.payload.0),
        None => Err(th.type_error(format_args!("no stream"))),
    }
}

/// Feeds a compressor; `None` when it refuses or memory is out.
fn deflate(c: &mut Compress, mut input: &[u8], flush: FlushCompress) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        out.try_reserve(ROOM).ok()?;
        let (read, had) = (c.total_in(), out.len());
        let status = c.compress_vec(input, &mut out, flush).ok()?;
        let taken = (c.total_in() - read) as usize;
        input = &input[taken..];
        let moved = taken > 0 || out.len() > had;
        let done = match flush {
            FlushCompress::Finish => status == Status::StreamEnd,
            _ => input.is_empty() && out.len() < out.capacity(),
        };
        if done || !moved {
            return Some(out);
        }
    }
}

/// What a step of decompression gives: the output, the bytes taken, and whether the stream has ended; `None` for data that are none.
fn inflate(d: &mut Decompress, mut input: &[u8], most: usize) -> Option<(Vec<u8>, usize, bool)> {
    let mut out = Vec::new();
    let start = d.total_in();
    loop {
        let room = ROOM.min(most - out.len());
        // `decompress_vec` fills the capacity, which must not pass `most`.
        let mut part = Vec::new();
        part.try_reserve_exact(room).ok()?;
        let read = d.total_in();
        let status = if room == 0 { Status::Ok } else { d.decompress_vec(input, &mut part, FlushDecompress::None).ok()? };
        let taken = (d.total_in() - read) as usize;
        input = &input[taken..];
        let moved = taken > 0 || !part.is_empty();
        out.try_reserve(part.len()).ok()?;
        out.extend_from_slice(&part);
        if status == Status::StreamEnd || !moved || out.len() >= most {
            out.truncate(most);
            return Some((out, (d.total_in() - start) as usize, status == Status::StreamEnd));
        }
    }
}

fn adler32(data: &[u8], before: u32) -> u32 {
    const PRIME: u32 = 65521;
    let (mut a, mut b) = (before & 0xffff, before >> 16);
    // So many sums fit 32 bits.
    for part in data.chunks(5552) {
        for x in part {
            a += u32::from(*x);
            b += a;
        }
        (a, b) = (a % PRIME, b % PRIME);
    }
    b << 16 | a
}

/// The declaration.
pub(crate) static SPEC: ModuleSpec = ModuleSpec {
    name: "_zlib_native",
    doc: "Deflate streams.",
    functions: &[
        // compressor(level, header)
        Method::new("compressor", |th, _, args| {
            let [level, header] = args.exactly::<2>(th, "compressor")?;
            let (level, header) = (protocol::index_size(th, level)?, protocol::truth(th, header)?);
            let level = if (0..=9).contains(&level) { Compression::new(level as u32) } else { Compression::default() };
            keep(th, Stream::In(Compress::new(level, header)))
        }),
        // decompressor(header)
        Method::new("decompressor", |th, _, args| {
            let [header] = args.exactly::<1>(th, "decompressor")?;
            let header = protocol::truth(th, header)?;
            keep(th, Stream::Out(Decompress::new(header)))
        }),
        // compress(stream, data, flush)
        Method::new("compress", |th, _, args| {
            let [n, b, flush] = args.exactly::<3>(th, "compress")?;
            let (s, b, flush) = (stream(th, n)?, buffer::required(th, b)?, protocol::index_size(th, flush)?);
            let flush = match flush {
                0 => FlushCompress::None,
                1 => FlushCompress::Partial,
                3 => FlushCompress::Full,
                4 => FlushCompress::Finish,
                _ => FlushCompress::Sync,
            };
            let out = locked::with(th, s, b.len(), |s| match s {
                Stream::In(c) => deflate(c, &b, flush),
                Stream::Out(_) => None,
            });
            match out {
                Some(out) => bytes_object::new_bytes(th, &out),
                None => Err(th.raise(Builtin::ZlibError, format_args!("Error -2 while compressing data: inconsistent stream state"))),
            }
        }),
        // decompress(stream, data, most): the output, how many bytes were taken, and whether the stream has ended; None for bad data
        Method::new("decompress", |th, _, args| {
            let [n, b, most] = args.exactly::<3>(th, "decompress")?;
            let (s, b, most) = (stream(th, n)?, buffer::required(th, b)?, protocol::index_size(th, most)?);
            let most = usize::try_from(most).ok().filter(|n| *n > 0).unwrap_or(usize::MAX);
            // A little input may give much.
            let out = locked::with(th, s, usize::MAX, |s| match s {
                Stream::Out(d) => inflate(d, &b, most),
                Stream::In(_) => None,
            });
            match out {
                Some((out, taken, ended)) => {
                    let all = [bytes_object::new_bytes(th, &out)?, th.int(taken as i64)?, Obj::from_bool(ended)];
                    th.tuple_of(&all)
                }
                None => Ok(Obj::NONE),
            }
        }),
        // Sums of bytes that follow others; the second argument has 32 bits.
        Method::new("crc32", |th, _, args| {
            let [b, before] = args.exactly::<2>(th, "crc32")?;
            let (b, before) = (buffer::required(th, b)?, protocol::index_size(th, before)?);
            let sum = if_long(th, b.len(), || binary_text::crc32(&b, before as u32));
            th.int(i64::from(sum))
        }),
        Method::new("adler32", |th, _, args| {
            let [b, before] = args.exactly::<2>(th, "adler32")?;
            let (b, before) = (buffer::required(th, b)?, protocol::index_size(th, before)?);
            let sum = if_long(th, b.len(), || adler32(&b, before as u32));
            th.int(i64::from(sum))
        }),
    ],
    init: Some(|th, m| {
        let e = th.builtin_type(Builtin::ZlibError);
        th.add_to_module(m, "error", e)
    }),
};
