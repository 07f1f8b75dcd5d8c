//! Where a pickle comes from: bytes at hand, and perhaps a file that has more.

use std::borrow::Cow;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, Obj, OrRaise, R, Raised};
use freewheel_kernel::types::{buffer, bytes_object, protocol};

/// So much is looked at beforehand in a file that allows it.
const AHEAD: usize = 128 << 10;
/// More than this is read in parts, so that a length that a pickle claims reserves nothing.
const PART: usize = 1 << 20;

/// The methods of a file.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) read: Obj,
    pub(super) readline: Obj,
    pub(super) readinto: Option<Obj>,
    pub(super) peek: Option<Obj>,
}

/// Bytes, those that were taken among them.
#[derive(Debug, Default)]
pub(super) struct Input<'a> {
    bytes: Cow<'a, [u8]>,
    at: usize,
    /// The bytes from here on are still to be read from the file, which was only asked what comes.
    peeked: Option<usize>,
    pub(super) file: Option<File>,
}

/// The error of a pickle that ends too early.
#[cold]
#[inline(never)]
fn truncated(th: &mut Thread) -> Raised {
    th.raise(Builtin::UnpicklingError, format_args!("pickle data was truncated"))
}

impl<'a> Input<'a> {
    /// These bytes alone.
    pub(super) fn of_bytes(bytes: Cow<'a, [u8]>) -> Input<'a> {
        Input { bytes, at: 0, peeked: None, file: None }
    }

    /// What a file gives, after bytes that were taken from it before.
    pub(super) fn of_file(rest: Vec<u8>, file: File) -> Input<'a> {
        Input { bytes: Cow::Owned(rest), at: 0, peeked: None, file: Some(file) }
    }

    /// The next byte, which is an instruction.
    #[inline(always)]
    pub(super) fn op(&mut self, th: &mut Thread) -> R<u8> {
        match self.bytes.get(self.at) {
            Some(b) => {
                self.at += 1;
                Ok(*b)
            }
            None => self.op_slow(th),
        }
    }

    #[inline(never)]
    fn op_slow(&mut self, th: &mut Thread) -> R<u8> {
        match self.take(th, 1) {
            Ok(b) => Ok(b[0]),
            Err(e) => {
                drop(th.take_if(e, Builtin::UnpicklingError)?);
                Err(th.raise(Builtin::EOFError, format_args!("Ran out of input")))
            }
        }
    }

    /// The next `n` bytes.
    #[inline(always)]
    pub(super) fn take(&mut self, th: &mut Thread, n: usize) -> R<&[u8]> {
        if n > self.bytes.len() - self.at {
            self.more(th, n)?;
        }
        let start = self.at;
        self.at += n;
        Ok(&self.bytes[start..start + n])
    }

    /// The next `N` bytes as a number.
    #[inline(always)]
    pub(super) fn fixed<const N: usize>(&mut self, th: &mut Thread) -> R<[u8; N]> {
        let mut out = [0; N];
        out.copy_from_slice(self.take(th, N)?);
        Ok(out)
    }

    /// Makes sure that `n` bytes are at hand: those of a frame, which are read at once.
    pub(super) fn expect(&mut self, th: &mut Thread, n: usize) -> R<()> {
        if n > self.bytes.len() - self.at { self.more(th, n) } else { Ok(()) }
    }

    /// Takes a line, without its end.
    pub(super) fn line(&mut self, th: &mut Thread) -> R<&[u8]> {
        if let Some(n) = self.bytes[self.at..].iter().position(|b| *b == b'\n') {
            let start = self.at;
            self.at += n + 1;
            return Ok(&self.bytes[start..start + n]);
        }
        let Some(file) = self.file.clone() else { return Err(truncated(th)) };
        let mut rest = self.rest(th)?;
        self.skip(th)?;
        let got = protocol::call(th, &file.readline, &[])?;
        self.append(th, &mut rest, &got, "readline")?;
        let whole = rest.last() == Some(&b'\n');
        self.bytes = Cow::Owned(rest);
        (self.at, self.peeked) = (self.bytes.len(), None);
        if !whole {
            return Err(truncated(th));
        }
        Ok(&self.bytes[..self.bytes.len() - 1])
    }

    fn append(&mut self, th: &mut Thread, to: &mut Vec<u8>, got: &Obj, method: &str) -> R<usize> {
        let taken = bytes_object::with_bytes(got, |b| {
            let room = to.try_reserve(b.len());
            if room.is_ok() {
                to.extend_from_slice(b);
            }
            room.map(|()| b.len())
        });
        match taken {
            Some(n) => n.or_raise(th),
            None => {
                let t = th.type_name(got);
                Err(th.type_error(format_args!("{method}() returned non-bytes object ({t})")))
            }
        }
    }

    /// Bytes that were read from the file and not taken yet; those that were only looked at come again.
    fn rest(&mut self, th: &mut Thread) -> R<Vec<u8>> {
        let mut rest = Vec::new();
        let from = self.at.min(self.bytes.len());
        let to = self.peeked.unwrap_or(self.bytes.len()).max(from);
        rest.try_reserve(to - from).or_raise(th)?;
        rest.extend_from_slice(&self.bytes[from..to]);
        Ok(rest)
    }

    /// Reads from the file what was taken of what was only looked at.
    fn skip(&mut self, th: &mut Thread) -> R<()> {
        let (Some(from), Some(file)) = (self.peeked, self.file.clone()) else { return Ok(()) };
        if self.at > from {
            let n = th.int((self.at - from) as i64)?;
            drop(protocol::call(th, &file.read, &[n])?);
        }
        self.peeked = None;
        self.bytes = Cow::Owned(Vec::new());
        self.at = 0;
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn more(&mut self, th: &mut Thread, n: usize) -> R<()> {
        let Some(file) = self.file.clone() else { return Err(truncated(th)) };
        let mut rest = self.rest(th)?;
        self.skip(th)?;
        if let Some(peek) = file.peek.as_ref().filter(|_| rest.is_empty() && n < AHEAD) {
            let ahead = th.int(AHEAD as i64)?;
            match protocol::call(th, peek, &[ahead]) {
                Ok(seen) => {
                    self.append(th, &mut rest, &seen, "peek")?;
                    if rest.len() >= n {
                        (self.bytes, self.at, self.peeked) = (Cow::Owned(rest), 0, Some(0));
                        return Ok(());
                    }
                    rest.clear();
                }
                Err(e) => {
                    drop(th.take_if(e, Builtin::NotImplementedError)?);
                    if let Some(file) = &mut self.file {
                        file.peek = None;
                    }
                }
            }
        }
        while rest.len() < n {
            let wanted = (n - rest.len()).min(rest.len().max(PART));
            let count = th.int(wanted as i64)?;
            let got = protocol::call(th, &file.read, &[count])?;
            let got = self.append(th, &mut rest, &got, "read")?;
            if got < wanted {
                break;
            }
        }
        let enough = rest.len() >= n;
        (self.bytes, self.at, self.peeked) = (Cow::Owned(rest), 0, None);
        if enough { Ok(()) } else { Err(truncated(th)) }
    }

    /// The next `n` bytes as a vector; from a file they are read into a bytearray, where it can do that.
    pub(super) fn owned(&mut self, th: &mut Thread, n: usize) -> R<Vec<u8>> {
        let at_hand = self.bytes.len() - self.at;
        if n <= at_hand || self.file.as_ref().is_none_or(|f| f.readinto.is_none()) {
            let bytes = self.take(th, n)?;
            let mut out = Vec::new();
            return match out.try_reserve_exact(bytes.len()) {
                Ok(()) => {
                    out.extend_from_slice(bytes);
                    Ok(out)
                }
                Err(_) => Err(th.no_memory()),
            };
        }
        let mut out = self.rest(th)?;
        self.skip(th)?;
        (self.bytes, self.at, self.peeked) = (Cow::Owned(Vec::new()), 0, None);
        let readinto = self.file.as_ref().and_then(|f| f.readinto.clone());
        while out.len() < n {
            let part = (n - out.len()).min(out.len().max(PART));
            let mut room = th.vec(part)?;
            room.resize(part, 0);
            let into = bytes_object::new_bytearray(th, room)?;
            let Some(f) = &readinto else { return Err(truncated(th)) };
            let got = protocol::call(th, f, core::slice::from_ref(&into))?;
            let got = protocol::index_size(th, &got)?;
            let got = match usize::try_from(got) {
                Ok(got) if got <= part => got,
                _ => return Err(th.value_error(format_args!("readinto() returned more than there was room for"))),
            };
            let bytes = buffer::required(th, &into)?;
            out.try_reserve(got).or_raise(th)?;
            out.extend_from_slice(bytes.get(..got).unwrap_or(&[]));
            if got < part {
                return Err(truncated(th));
            }
        }
        Ok(out)
    }

    /// The end of a pickle: the file stands behind what was taken; gives what was read and not taken.
    pub(super) fn finish(&mut self, th: &mut Thread) -> R<Vec<u8>> {
        if self.file.is_none() {
            return Ok(Vec::new());
        }
        let rest = self.rest(th)?;
        self.skip(th)?;
        Ok(rest)
    }
}
