//! What a pickle is written into: a buffer, in frames from protocol 4 on, and perhaps a file behind it.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Obj, OrRaise, R};
use freewheel_kernel::types::{bytes_object, protocol};

use super::opcodes::FRAME;

/// A frame is ended once it holds so much.
const FRAME_TARGET: usize = 64 << 10;
/// A frame of less is written without its header.
const FRAME_LEAST: usize = 4;
/// Bytes of a frame's header.
const HEADER: usize = 9;
/// No frame is open.
const NO_FRAME: usize = usize::MAX;

/// The buffer.
#[derive(Debug)]
pub(super) struct Output {
    bytes: Vec<u8>,
    /// Where the open frame begins, with its header.
    frame: usize,
    /// Whether what is written goes into frames.
    framing: bool,
    /// The `write` method of the file.
    write: Option<Obj>,
}

impl Output {
    /// An empty one, before the file with this `write` method.
    pub(super) fn new(write: Option<Obj>) -> Output {
        Output { bytes: Vec::new(), frame: NO_FRAME, framing: false, write }
    }

    /// From here on all is written in frames.
    pub(super) fn begin_frames(&mut self) {
        self.framing = true;
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, th: &mut Thread, more: usize) -> R<()> {
        // The heap's limit holds for what will become an object.
        th.afford(self.bytes.len().checked_add(more))?;
        self.bytes.try_reserve(more.max(240)).or_raise(th)
    }

    #[inline(always)]
    fn room(&mut self, th: &mut Thread, n: usize) -> R<()> {
        if self.bytes.capacity() - self.bytes.len() < n + HEADER {
            self.grow(th, n.saturating_add(HEADER))?;
        }
        if self.framing && self.frame == NO_FRAME {
            self.frame = self.bytes.len();
            self.bytes.extend_from_slice(&[0xfe; HEADER]);
        }
        Ok(())
    }

    /// Writes bytes.
    #[inline(always)]
    pub(super) fn put(&mut self, th: &mut Thread, bytes: &[u8]) -> R<()> {
        self.room(th, bytes.len())?;
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    /// Writes an instruction without operand.
    #[inline(always)]
    pub(super) fn op(&mut self, th: &mut Thread, op: u8) -> R<()> {
        self.put(th, &[op])
    }

    /// Writes an instruction and bytes that are its operand; many of them stand outside frames, and go to the file by themselves.
    #[inline(always)]
    pub(super) fn counted(&mut self, th: &mut Thread, header: &[u8], data: &[u8]) -> R<()> {
        if data.len() >= FRAME_TARGET {
            return self.counted_long(th, header, data);
        }
        self.room(th, header.len() + data.len())?;
        self.bytes.extend_from_slice(header);
        self.bytes.extend_from_slice(data);
        Ok(())
    }

    #[inline(never)]
    fn counted_long(&mut self, th: &mut Thread, header: &[u8], data: &[u8]) -> R<()> {
        self.end_frame();
        let framing = core::mem::replace(&mut self.framing, false);
        let done = (|| {
            self.put(th, header)?;
            if self.write.is_none() {
                return self.put(th, data);
            }
            self.flush(th)?;
            let payload = bytes_object::new_bytes(th, data)?;
            self.write_object(th, payload)
        })();
        self.framing = framing;
        done
    }

    /// Ends the open frame.
    pub(super) fn end_frame(&mut self) {
        let start = core::mem::replace(&mut self.frame, NO_FRAME);
        if start == NO_FRAME {
            return;
        }
        let n = self.bytes.len() - start - HEADER;
        if n >= FRAME_LEAST {
            self.bytes[start] = FRAME;
            self.bytes[start + 1..start + HEADER].copy_from_slice(&(n as u64).to_le_bytes());
        } else {
            self.bytes.copy_within(start + HEADER.., start);
            self.bytes.truncate(start + n);
        }
    }

    /// Between two values: ends a frame that is long enough.
    #[inline(always)]
    pub(super) fn boundary(&mut self, th: &mut Thread) -> R<()> {
        if self.frame != NO_FRAME && self.bytes.len() - self.frame - HEADER >= FRAME_TARGET { self.boundary_slow(th) } else { Ok(()) }
    }

    #[cold]
    fn boundary_slow(&mut self, th: &mut Thread) -> R<()> {
        self.end_frame();
        if self.write.is_some() { self.flush(th) } else { Ok(()) }
    }

    fn write_object(&mut self, th: &mut Thread, bytes: Obj) -> R<()> {
        match self.write.clone() {
            Some(write) => protocol::call(th, &write, &[bytes]).map(drop),
            None => Ok(()),
        }
    }

    /// Gives the file what there is.
    pub(super) fn flush(&mut self, th: &mut Thread) -> R<()> {
        let bytes = bytes_object::new_bytes(th, &self.bytes)?;
        self.bytes.clear();
        self.write_object(th, bytes)
    }

    /// What was written.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
