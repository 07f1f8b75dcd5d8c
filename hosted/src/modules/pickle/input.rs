//! Where a pickle comes from: bytes at hand, and perhaps a file that has more.

use core::ops::Range;
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
    /// What is at hand ends here: the bytes, or the frame.
    end: usize,
    /// Whether `end` is that of a frame, behind which there may be more bytes.
    framed: bool,
    /// The bytes from here on are still to be read from the file, which was only asked what comes.
    peeked: Option<usize>,
    pub(super) file: Option<File>,
}

/// The error of what reaches over the end of a frame.
#[cold]
#[inline(never)]
fn exhausted(th: &mut Thread) -> Raised {
    th.raise(Builtin::UnpicklingError, format_args!("pickle exhausted before end of frame"))
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
        let end = bytes.len();
        Input { bytes, at: 0, end, framed: false, peeked: None, file: None }
    }

    /// What a file gives, after bytes that were taken from it before.
    pub(super) fn of_file(rest: Vec<u8>, file: File) -> Input<'a> {
        let end = rest.len();
        Input { bytes: Cow::Owned(rest), at: 0, end, framed: false, peeked: None, file: Some(file) }
    }

    /// Other bytes, of which `at` were taken.
    fn replace(&mut self, bytes: Vec<u8>, at: usize, peeked: Option<usize>) {
        (self.at, self.end, self.framed, self.peeked) = (at, bytes.len(), false, peeked);
        self.bytes = Cow::Owned(bytes);
    }

    /// Leaves a frame that has come to its end.
    fn leave_frame(&mut self, th: &mut Thread) -> R<()> {
        if self.framed {
            if self.at < self.end {
                return Err(exhausted(th));
            }
            (self.end, self.framed) = (self.bytes.len(), false);
        }
        Ok(())
    }

    /// The next byte, which is an instruction.
    #[inline(always)]
    pub(super) fn op(&mut self, th: &mut Thread) -> R<u8> {
        match self.bytes.get(self.at) {
            Some(b) if self.at < self.end => {
                self.at += 1;
                Ok(*b)
            }
            _ => self.op_slow(th),
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
        if n > self.end - self.at {
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

    /// Begins a frame, all of which is read at once.
    pub(super) fn begin_frame(&mut self, th: &mut Thread, n: usize) -> R<()> {
        self.leave_frame(th)?;
        self.check_count(th, n)?;
        if n > self.end - self.at {
            self.more(th, n)?;
        }
        (self.end, self.framed) = (self.at + n, true);
        Ok(())
    }

    /// Refuses a count that no place in memory could follow.
    pub(super) fn check_count(&self, th: &mut Thread, n: usize) -> R<()> {
        match self.at.checked_add(n) {
            Some(end) if end <= isize::MAX as usize => Ok(()),
            _ => Err(th.raise(Builtin::UnpicklingError, format_args!("read would overflow (invalid bytecode)"))),
        }
    }

    /// Takes a line, without its end.
    pub(super) fn line(&mut self, th: &mut Thread) -> R<&[u8]> {
        let line = self.line_range(th)?;
        Ok(&self.bytes[line])
    }

    fn line_range(&mut self, th: &mut Thread) -> R<Range<usize>> {
        if self.framed && self.at == self.end {
            self.leave_frame(th)?;
        }
        if let Some(n) = self.bytes[self.at..self.end].iter().position(|b| *b == b'\n') {
            let start = self.at;
            self.at += n + 1;
            return Ok(start..start + n);
        }
        self.leave_frame(th)?;
        let Some(file) = self.file.clone() else { return Err(truncated(th)) };
        let mut rest = self.rest(th)?;
        self.skip(th)?;
        let got = protocol::call(th, &file.readline, &[])?;
        Input::append(&mut rest, th, &got)?;
        let whole = rest.last() == Some(&b'\n');
        let n = rest.len();
        self.replace(rest, n, None);
        if !whole {
            return Err(truncated(th));
        }
        Ok(0..n - 1)
    }

    /// [`line`](Self::line) that has something in it.
    pub(super) fn full_line(&mut self, th: &mut Thread) -> R<&[u8]> {
        let line = self.line_range(th)?;
        if line.is_empty() {
            return Err(truncated(th));
        }
        Ok(&self.bytes[line])
    }

    /// Takes a line that was taken a moment ago again.
    pub(super) fn back(&mut self, n: usize) {
        self.at = self.at.saturating_sub(n);
    }

    /// Adds what a method of the file gave; says how much.
    fn append(to: &mut Vec<u8>, th: &mut Thread, got: &Obj) -> R<usize> {
        let got = buffer::required(th, got)?;
        to.try_reserve(got.len()).or_raise(th)?;
        to.extend_from_slice(&got);
        Ok(got.len())
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
        self.replace(Vec::new(), 0, None);
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn more(&mut self, th: &mut Thread, n: usize) -> R<()> {
        self.leave_frame(th)?;
        if n <= self.end - self.at {
            return Ok(());
        }
        let Some(file) = self.file.clone() else { return Err(truncated(th)) };
        let mut rest = self.rest(th)?;
        self.skip(th)?;
        if let Some(peek) = file.peek.as_ref().filter(|_| rest.is_empty() && n < AHEAD) {
            let ahead = th.int(AHEAD as i64)?;
            match protocol::call(th, peek, &[ahead]) {
                Ok(seen) => {
                    Input::append(&mut rest, th, &seen)?;
                    if rest.len() >= n {
                        self.replace(rest, 0, Some(0));
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
            let got = Input::append(&mut rest, th, &got)?;
            if got < wanted {
                break;
            }
        }
        let enough = rest.len() >= n;
        self.replace(rest, 0, None);
        if enough { Ok(()) } else { Err(truncated(th)) }
    }

    /// The next `n` bytes as a vector; from a file they are read into a bytearray, where it can do that.
    pub(super) fn owned(&mut self, th: &mut Thread, n: usize) -> R<Vec<u8>> {
        if n > self.end - self.at {
            self.leave_frame(th)?;
        }
        if n <= self.end - self.at || self.file.as_ref().is_none_or(|f| f.readinto.is_none()) {
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
        self.replace(Vec::new(), 0, None);
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
