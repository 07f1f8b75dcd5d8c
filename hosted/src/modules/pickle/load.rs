//! Pickles to objects: the stack, and the instructions that make values.
//!
//! Nothing here is deep: a pickle's nesting lies on the stack in [`Load`]. All that a pickle says is taken for a lie until it is looked at: lengths reserve
//! nothing, numbers of the memo cost what they are, and each instruction finds out whether the stack has what it needs.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::modules::codecs;
use freewheel_kernel::native::{Builtin, Obj, OrRaise, R, Raised};
use freewheel_kernel::text::int_bytes::{self, ByteOrder};
use freewheel_kernel::types::str_object::{self, Str};
use freewheel_kernel::types::{bytes_object, int_object, memory_view, protocol, set_object};

use super::input::Input;
use super::memo::Read;
use super::opcodes::*;
use super::tables::{Table, Tables, attribute_of};

/// How texts of Python 2 are read, and which names are mapped.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    /// Strings of Python 2 stay bytes where this is `bytes`; usually ASCII.
    pub(super) encoding: Option<Obj>,
    pub(super) errors: Option<Obj>,
    pub(super) fix_imports: bool,
    /// An iterator over buffers that travelled beside the pickle.
    pub(super) buffers: Option<Obj>,
}

/// Methods of a subclass, and what programs set.
#[derive(Debug, Default)]
pub(super) struct Hooks {
    pub(super) find_class: Option<Obj>,
    pub(super) persistent_load: Option<Obj>,
}

/// One call of `load`.
#[derive(Debug)]
pub(super) struct Load<'a> {
    pub(super) input: Input<'a>,
    pub(super) stack: Vec<Obj>,
    /// Heights of the stack at the marks.
    marks: Vec<usize>,
    /// The height at the last mark, below which nothing is taken.
    pub(super) fence: usize,
    pub(super) memo: Read,
    pub(super) proto: u8,
    pub(super) settings: Settings,
    pub(super) hooks: Hooks,
    pub(super) tables: Tables,
}

/// `UnpicklingError`
#[cold]
#[inline(never)]
pub(super) fn error(th: &mut Thread, text: core::fmt::Arguments<'_>) -> Raised {
    th.raise(Builtin::UnpicklingError, text)
}

impl<'a> Load<'a> {
    pub(super) fn new(input: Input<'a>, settings: Settings) -> Load<'a> {
        Load {
            input,
            stack: Vec::new(),
            marks: Vec::new(),
            fence: 0,
            memo: Read::default(),
            proto: 0,
            settings,
            hooks: Hooks::default(),
            tables: Tables::default(),
        }
    }

    // ---- the stack ----

    #[inline(always)]
    pub(super) fn push(&mut self, th: &mut Thread, v: Obj) -> R<()> {
        th.push(&mut self.stack, v)
    }

    #[cold]
    #[inline(never)]
    pub(super) fn underflow(&self, th: &mut Thread) -> Raised {
        let text = if self.marks.is_empty() { "unpickling stack underflow" } else { "unexpected MARK found" };
        error(th, format_args!("{text}"))
    }

    #[inline(always)]
    pub(super) fn pop(&mut self, th: &mut Thread) -> R<Obj> {
        if self.stack.len() > self.fence
            && let Some(v) = self.stack.pop()
        {
            return Ok(v);
        }
        Err(self.underflow(th))
    }

    /// The topmost value.
    #[inline(always)]
    pub(super) fn top(&self, th: &mut Thread) -> R<&Obj> {
        match self.stack.last() {
            Some(v) if self.stack.len() > self.fence => Ok(v),
            _ => Err(self.underflow(th)),
        }
    }

    /// Takes the last mark away: the height of the stack there.
    #[inline(always)]
    pub(super) fn mark(&mut self, th: &mut Thread) -> R<usize> {
        let Some(at) = self.marks.pop() else { return Err(error(th, format_args!("could not find MARK"))) };
        self.fence = self.marks.last().copied().unwrap_or(0);
        Ok(at)
    }

    /// Takes all from a height on.
    pub(super) fn pop_from(&mut self, th: &mut Thread, at: usize) -> R<Vec<Obj>> {
        let n = self.stack.len().saturating_sub(at);
        let mut out = Vec::new();
        out.try_reserve_exact(n).or_raise(th)?;
        out.extend(self.stack.drain(self.stack.len() - n..));
        Ok(out)
    }

    fn tuple_from(&mut self, th: &mut Thread, at: usize) -> R<Obj> {
        let at = at.min(self.stack.len());
        // SAFETY: the words are those of the values above the height, which the stack gives up when the tuple has taken them over.
        unsafe {
            let made = th.tuple_of_words(self.stack.as_ptr().add(at).cast(), self.stack.len() - at)?;
            self.stack.set_len(at);
            Ok(made)
        }
    }

    fn short_tuple(&mut self, th: &mut Thread, n: usize) -> R<()> {
        if self.stack.len() < self.fence + n {
            return Err(self.underflow(th));
        }
        let made = self.tuple_from(th, self.stack.len() - n)?;
        self.push(th, made)
    }

    fn make_list(&mut self, th: &mut Thread) -> R<()> {
        let at = self.mark(th)?;
        let items = self.pop_from(th, at)?;
        let made = th.list(items)?;
        self.push(th, made)
    }

    fn make_dict(&mut self, th: &mut Thread) -> R<()> {
        let at = self.mark(th)?;
        let items = self.pop_from(th, at)?;
        if !items.len().is_multiple_of(2) {
            return Err(error(th, format_args!("odd number of items for DICT")));
        }
        let made = th.dict()?;
        for pair in items.chunks_exact(2) {
            protocol::set_item(th, &made, &pair[0], &pair[1])?;
        }
        self.push(th, made)
    }

    fn make_frozen_set(&mut self, th: &mut Thread) -> R<()> {
        let at = self.mark(th)?;
        let items = self.pop_from(th, at)?;
        let made = set_object::new_frozen(th, items)?;
        self.push(th, made)
    }

    fn discard(&mut self, th: &mut Thread) -> R<()> {
        // What lies topmost may be the mark.
        if self.marks.last() == Some(&self.stack.len()) {
            self.mark(th)?;
            return Ok(());
        }
        self.pop(th).map(drop)
    }

    // ---- the memo ----

    #[inline(always)]
    fn get(&mut self, th: &mut Thread, i: usize) -> R<()> {
        match self.memo.get(i) {
            Some(v) => {
                let v = v.clone();
                self.push(th, v)
            }
            None => Err(error(th, format_args!("Memo value not found at index {i}"))),
        }
    }

    #[inline(always)]
    fn put(&mut self, th: &mut Thread, i: usize) -> R<()> {
        let v = self.top(th)?.clone();
        drop(self.memo.set(th, i, v)?);
        Ok(())
    }

    /// The text of a line up to a zero byte, with the end of the line, as messages show it.
    fn line_with_end(&mut self, th: &mut Thread, long: bool) -> R<Vec<u8>> {
        let line = self.input.full_line(th)?;
        let mut text = Vec::new();
        text.try_reserve_exact(line.len() + 1).map_err(|_| th.no_memory())?;
        match line.strip_suffix(b"L").filter(|_| long) {
            Some(number) => text.extend_from_slice(number),
            None => {
                text.extend_from_slice(line);
                text.push(b'\n');
            }
        }
        if let Some(end) = text.iter().position(|b| *b == 0) {
            text.truncate(end);
        }
        Ok(text)
    }

    /// What `int` makes of a line.
    fn line_int(&mut self, th: &mut Thread, text: &[u8]) -> R<Obj> {
        let text = codecs::decode(th, text, &Obj::NONE, "utf-8", None)?;
        let int = self.tables.get(th, Table::Int)?;
        protocol::call(th, &int, &[text])
    }

    /// A number of the memo, on a line of its own.
    fn line_index(&mut self, th: &mut Thread, text: &[u8]) -> R<i64> {
        let digits = text.strip_suffix(b"\n").unwrap_or(text);
        if let Some(n) = std::str::from_utf8(digits).ok().and_then(|t| t.parse::<i64>().ok()) {
            return Ok(n);
        }
        let n = self.line_int(th, text)?;
        match int_object::to_i64(&n) {
            Some(n) => Ok(n),
            None => Err(th.raise(Builtin::OverflowError, format_args!("Python int too large to convert to C ssize_t"))),
        }
    }

    // ---- numbers ----

    /// The int that a line stands for.
    fn line_number(&mut self, th: &mut Thread, long: bool) -> R<()> {
        let line = self.input.line(th)?;
        if !long && let b"00" | b"01" = line {
            let v = Obj::from_bool(line == b"01");
            return self.push(th, v);
        }
        let digits = if long { line.strip_suffix(b"L").unwrap_or(line) } else { line };
        if let Some(n) = std::str::from_utf8(digits).ok().and_then(|t| t.parse::<i64>().ok()) {
            let v = th.int(n)?;
            return self.push(th, v);
        }
        let back = line.len() + 1;
        self.input.back(back);
        let text = self.line_with_end(th, long)?;
        match self.line_int(th, &text) {
            Ok(v) => self.push(th, v),
            Err(e) if long => Err(e),
            Err(e) => {
                drop(th.take_if(e, Builtin::ValueError)?);
                Err(th.value_error(format_args!("could not convert string to int")))
            }
        }
    }

    fn line_float(&mut self, th: &mut Thread) -> R<()> {
        let text = self.line_with_end(th, false)?;
        let whole = String::from_utf8_lossy(&text);
        let number = whole.trim_end_matches('\n');
        let plain = !number.contains('_') && !number.contains(char::is_whitespace);
        if plain && let Ok(x) = number.parse::<f64>() {
            if x.is_infinite() && number.contains(|c: char| c.is_ascii_digit()) {
                return Err(th.raise(Builtin::OverflowError, format_args!("value too large to convert to float: '{whole}'")));
            }
            let v = th.float(x)?;
            return self.push(th, v);
        }
        // Where the beginning is a number, it is the rest that is wrong.
        let begins = number.trim_start_matches(['+', '-', '.']).starts_with(|c: char| c.is_ascii_digit());
        Err(if begins {
            th.value_error(format_args!("could not convert string to float"))
        } else {
            th.value_error(format_args!("could not convert string to float: '{whole}'"))
        })
    }

    fn long(&mut self, th: &mut Thread, n: usize) -> R<()> {
        let bytes = self.input.take(th, n)?;
        let v = if n <= 8 {
            let fill = if bytes.last().is_some_and(|b| b & 0x80 != 0) { 0xff } else { 0 };
            let mut all = [fill; 8];
            all[..n].copy_from_slice(bytes);
            th.int(i64::from_le_bytes(all))?
        } else {
            let i = int_bytes::from_bytes(bytes, ByteOrder::Little, true);
            th.integer(i)?
        };
        self.push(th, v)
    }

    // ---- texts and bytes ----

    /// A count of four bytes that has a sign.
    fn count(&mut self, th: &mut Thread, what: &str) -> R<usize> {
        let n = i32::from_le_bytes(self.input.fixed(th)?);
        usize::try_from(n).map_err(|_| error(th, format_args!("{what} pickle has negative byte count")))
    }

    /// A count of eight bytes.
    fn wide_count(&mut self, th: &mut Thread, what: &str) -> R<usize> {
        let n = u64::from_le_bytes(self.input.fixed(th)?);
        match usize::try_from(n) {
            Ok(n) if n <= isize::MAX as usize => Ok(n),
            _ => {
                let most = isize::MAX;
                Err(th.raise(Builtin::OverflowError, format_args!("{what} exceeds system's maximum size of {most} bytes")))
            }
        }
    }

    #[inline(always)]
    fn text(&mut self, th: &mut Thread, n: usize) -> R<()> {
        let bytes = self.input.take(th, n)?;
        let v = match std::str::from_utf8(bytes) {
            Ok(text) => th.str(text)?,
            Err(_) => codecs::decode(th, bytes, &Obj::NONE, "utf-8", Some("surrogatepass"))?,
        };
        self.push(th, v)
    }

    fn escaped_text(&mut self, th: &mut Thread) -> R<()> {
        let line = self.input.line(th)?;
        let v = codecs::decode(th, line, &Obj::NONE, "raw-unicode-escape", None)?;
        self.push(th, v)
    }

    fn bytes(&mut self, th: &mut Thread, n: usize) -> R<()> {
        let v = if self.input.file.is_none() || n < 1 << 16 {
            let bytes = self.input.take(th, n)?;
            bytes_object::new_bytes(th, bytes)?
        } else {
            let bytes = self.input.owned(th, n)?;
            bytes_object::new_bytes(th, &bytes)?
        };
        self.push(th, v)
    }

    fn byte_array(&mut self, th: &mut Thread) -> R<()> {
        let n = self.wide_count(th, "BYTEARRAY8")?;
        let bytes = self.input.owned(th, n)?;
        let v = bytes_object::new_bytearray(th, bytes)?;
        self.push(th, v)
    }

    /// A string of Python 2.
    fn old_string(&mut self, th: &mut Thread, bytes: Obj) -> R<()> {
        let encoding = self.settings.encoding.as_ref().map_or("ASCII", |e| str_object::text(e));
        let errors = self.settings.errors.as_ref().map_or("strict", |e| str_object::text(e));
        let v = if encoding == "bytes" {
            bytes
        } else {
            let data = bytes.get::<bytes_object::Bytes>().map_or(&[][..], |b| b.as_slice());
            codecs::decode(th, data, &bytes, encoding, Some(errors))?
        };
        self.push(th, v)
    }

    fn counted_string(&mut self, th: &mut Thread, n: usize) -> R<()> {
        let bytes = self.input.take(th, n)?;
        let bytes = bytes_object::new_bytes(th, bytes)?;
        self.old_string(th, bytes)
    }

    fn quoted_string(&mut self, th: &mut Thread) -> R<()> {
        let inner = match self.input.line(th)? {
            [first @ (b'\'' | b'"'), inner @ .., last] if first == last => inner,
            _ => return Err(error(th, format_args!("the STRING opcode argument must be quoted"))),
        };
        let escaped = bytes_object::new_bytes(th, inner)?;
        let decode = attribute_of(th, "_codecs", "escape_decode")?;
        let pair = protocol::call(th, &decode, &[escaped])?;
        let bytes = protocol::get_item(th, &pair, &Obj::from_i31(0))?;
        self.old_string(th, bytes)
    }

    // ---- buffers beside the pickle ----

    fn next_buffer(&mut self, th: &mut Thread) -> R<()> {
        let Some(buffers) = self.settings.buffers.clone() else {
            let text = "pickle stream refers to out-of-band data but no *buffers* argument was given";
            return Err(error(th, format_args!("{text}")));
        };
        match protocol::next(th, &buffers)? {
            Some(v) => self.push(th, v),
            None => Err(error(th, format_args!("not enough out-of-band buffers"))),
        }
    }

    fn readonly_buffer(&mut self, th: &mut Thread) -> R<()> {
        let v = self.top(th)?.clone();
        let view = memory_view::new_view(th, &v)?;
        if view.get::<memory_view::MemoryView>().is_some_and(|m| m.readonly) {
            return Ok(());
        }
        let view = protocol::call_method_text(th, &view, "toreadonly", &[])?;
        drop(self.pop(th)?);
        self.push(th, view)
    }

    // ---- the loop ----

    /// Reads a pickle.
    pub(super) fn run(&mut self, th: &mut Thread) -> R<Obj> {
        loop {
            th.poll()?;
            match self.input.op(th)? {
                BININT1 => {
                    let [n] = self.input.fixed(th)?;
                    self.push(th, Obj::from_i31(i32::from(n)))?;
                }
                BINGET => {
                    let [i] = self.input.fixed(th)?;
                    self.get(th, usize::from(i))?;
                }
                SHORT_BINUNICODE => {
                    let [n] = self.input.fixed(th)?;
                    self.text(th, usize::from(n))?;
                }
                MEMOIZE => self.put(th, self.memo.len())?,
                BININT => {
                    let n = i32::from_le_bytes(self.input.fixed(th)?);
                    let v = th.int(i64::from(n))?;
                    self.push(th, v)?;
                }
                BININT2 => {
                    let n = u16::from_le_bytes(self.input.fixed(th)?);
                    self.push(th, Obj::from_i31(i32::from(n)))?;
                }
                BINPUT => {
                    let [i] = self.input.fixed(th)?;
                    self.put(th, usize::from(i))?;
                }
                LONG_BINGET => {
                    let i = u32::from_le_bytes(self.input.fixed(th)?);
                    self.get(th, i as usize)?;
                }
                LONG_BINPUT => {
                    let i = u32::from_le_bytes(self.input.fixed(th)?);
                    self.put(th, i as usize)?;
                }
                BINUNICODE => {
                    let n = u32::from_le_bytes(self.input.fixed(th)?);
                    self.text(th, n as usize)?;
                }
                MARK => {
                    th.push(&mut self.marks, self.stack.len())?;
                    self.fence = self.stack.len();
                }
                TUPLE1 => self.short_tuple(th, 1)?,
                TUPLE2 => self.short_tuple(th, 2)?,
                TUPLE3 => self.short_tuple(th, 3)?,
                TUPLE => {
                    let at = self.mark(th)?;
                    let v = self.tuple_from(th, at)?;
                    self.push(th, v)?;
                }
                EMPTY_TUPLE => {
                    let v = th.tuple(Vec::new())?;
                    self.push(th, v)?;
                }
                EMPTY_LIST => {
                    let v = th.list(Vec::new())?;
                    self.push(th, v)?;
                }
                EMPTY_DICT => {
                    let v = th.dict()?;
                    self.push(th, v)?;
                }
                EMPTY_SET => {
                    let v = set_object::new_set(th, Vec::new())?;
                    self.push(th, v)?;
                }
                APPEND => self.append_from(th, self.stack.len().saturating_sub(1))?,
                APPENDS => {
                    let at = self.mark(th)?;
                    self.append_from(th, at)?;
                }
                SETITEM => self.set_from(th, self.stack.len().saturating_sub(2))?,
                SETITEMS => {
                    let at = self.mark(th)?;
                    self.set_from(th, at)?;
                }
                ADDITEMS => self.add_items(th)?,
                NONE => self.push(th, Obj::NONE)?,
                NEWTRUE => self.push(th, Obj::TRUE)?,
                NEWFALSE => self.push(th, Obj::FALSE)?,
                BINFLOAT => {
                    let x = f64::from_be_bytes(self.input.fixed(th)?);
                    let v = th.float(x)?;
                    self.push(th, v)?;
                }
                LONG1 => {
                    let [n] = self.input.fixed(th)?;
                    self.long(th, usize::from(n))?;
                }
                SHORT_BINBYTES => {
                    let [n] = self.input.fixed(th)?;
                    self.bytes(th, usize::from(n))?;
                }
                STOP => return self.pop(th),
                op => self.other(th, op)?,
            }
        }
    }

    /// The less common instructions.
    #[inline(never)]
    fn other(&mut self, th: &mut Thread, op: u8) -> R<()> {
        match op {
            REDUCE => self.reduce(th),
            BUILD => self.build(th),
            GLOBAL => self.global(th),
            STACK_GLOBAL => self.stack_global(th),
            NEWOBJ => self.new_object(th, false),
            NEWOBJ_EX => self.new_object(th, true),
            INST => self.instance(th),
            OBJ => self.object(th),
            EXT1 => {
                let [n] = self.input.fixed(th)?;
                self.extension(th, i64::from(n))
            }
            EXT2 => {
                let n = u16::from_le_bytes(self.input.fixed(th)?);
                self.extension(th, i64::from(n))
            }
            EXT4 => {
                let n = i32::from_le_bytes(self.input.fixed(th)?);
                self.extension(th, i64::from(n))
            }
            PERSID => self.persistent_line(th),
            BINPERSID => {
                let id = self.pop(th)?;
                self.persistent(th, id)
            }
            POP => self.discard(th),
            POP_MARK => {
                let at = self.mark(th)?;
                let gone = self.pop_from(th, at)?;
                drop(gone);
                Ok(())
            }
            DUP => {
                let v = self.top(th)?.clone();
                self.push(th, v)
            }
            LIST => self.make_list(th),
            DICT => self.make_dict(th),
            FROZENSET => self.make_frozen_set(th),
            INT => self.line_number(th, false),
            LONG => self.line_number(th, true),
            FLOAT => self.line_float(th),
            LONG4 => {
                let n = i32::from_le_bytes(self.input.fixed(th)?);
                match usize::try_from(n) {
                    Ok(n) => self.long(th, n),
                    Err(_) => Err(error(th, format_args!("LONG pickle has negative byte count"))),
                }
            }
            BINBYTES => {
                let n = u32::from_le_bytes(self.input.fixed(th)?);
                self.bytes(th, n as usize)
            }
            BINBYTES8 => {
                let n = self.wide_count(th, "BINBYTES")?;
                self.bytes(th, n)
            }
            BYTEARRAY8 => self.byte_array(th),
            BINUNICODE8 => {
                let n = self.wide_count(th, "BINUNICODE")?;
                self.input.check_count(th, n)?;
                self.text(th, n)
            }
            UNICODE => self.escaped_text(th),
            STRING => self.quoted_string(th),
            BINSTRING => {
                let n = self.count(th, "BINSTRING")?;
                self.counted_string(th, n)
            }
            SHORT_BINSTRING => {
                let [n] = self.input.fixed(th)?;
                self.counted_string(th, usize::from(n))
            }
            GET => {
                let text = self.line_with_end(th, false)?;
                let i = self.line_index(th, &text)?;
                match usize::try_from(i) {
                    Ok(i) => self.get(th, i),
                    Err(_) => Err(error(th, format_args!("Memo value not found at index {i}"))),
                }
            }
            PUT => {
                let text = self.line_with_end(th, false)?;
                self.top(th)?;
                let i = self.line_index(th, &text)?;
                match usize::try_from(i) {
                    Ok(i) => self.put(th, i),
                    Err(_) => Err(th.value_error(format_args!("negative PUT argument"))),
                }
            }
            FRAME => {
                let n = u64::from_le_bytes(self.input.fixed(th)?);
                match isize::try_from(n) {
                    Ok(n) => self.input.begin_frame(th, n as usize),
                    Err(_) => {
                        let most = isize::MAX;
                        let text = "FRAME length exceeds system's maximum of";
                        Err(th.raise(Builtin::OverflowError, format_args!("{text} {most} bytes")))
                    }
                }
            }
            PROTO => {
                let [n] = self.input.fixed(th)?;
                if n > HIGHEST {
                    return Err(th.value_error(format_args!("unsupported pickle protocol: {n}")));
                }
                self.proto = n;
                Ok(())
            }
            NEXT_BUFFER => self.next_buffer(th),
            READONLY_BUFFER => self.readonly_buffer(th),
            op => Err(match op {
                0x20..=0x7e if op != b'\'' && op != b'\\' => error(th, format_args!("invalid load key, '{}'.", char::from(op))),
                _ => error(th, format_args!("invalid load key, '\\x{op:02x}'.")),
            }),
        }
    }

    /// Whether a value is a string, as names are.
    pub(super) fn is_text(v: &Obj) -> bool {
        v.get::<Str>().is_some()
    }
}
