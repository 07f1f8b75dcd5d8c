//! Objects to pickles: numbers, texts, bytes, and which of the ways an object is written.
//!
//! A container inside another is written by a call inside another, as deep as the thread's stack is; beyond that is a RecursionError. All that a call needs
//! lies in [`Save`], which nobody else has: program code that is called meanwhile may use other picklers, and whatever it changes is looked at anew.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, Obj, OrRaise, R};
use freewheel_kernel::text::int_bytes::{self, ByteOrder};
use freewheel_kernel::types::bytes_object::{self, Bytes};
use freewheel_kernel::types::str_object::{self, Str};
use freewheel_kernel::types::tuple_object::Tuple;
use freewheel_kernel::types::type_object::as_type;
use freewheel_kernel::types::{buffer, float_object, int_object, memory_view, pickle_buffer, protocol};

use super::memo::Written;
use super::notes;
use super::opcodes::*;
use super::output::Output;
use super::tables::{Table, Tables};

/// One call of `dump`.
#[derive(Debug)]
pub(super) struct Save {
    pub(super) out: Output,
    pub(super) memo: Written,
    pub(super) proto: u8,
    /// Whether instructions in binary are allowed: from protocol 1 on.
    pub(super) bin: bool,
    /// Whether nothing is noted in the memo.
    pub(super) fast: bool,
    pub(super) fix_imports: bool,
    pub(super) persistent_id: Option<Obj>,
    pub(super) reducer_override: Option<Obj>,
    /// The pickler's own table, instead of that of `copyreg`.
    pub(super) dispatch_table: Option<Obj>,
    pub(super) buffer_callback: Option<Obj>,
    pub(super) tables: Tables,
    /// Containers that are being written without memo, once they are deep.
    pub(super) fast_inside: Vec<usize>,
    pub(super) fast_depth: u32,
}

impl Save {
    /// With the settings of a function call.
    pub(super) fn new(proto: u8, write: Option<Obj>) -> Save {
        Save {
            out: Output::new(write),
            memo: Written::default(),
            proto,
            bin: proto > 0,
            fast: false,
            fix_imports: false,
            persistent_id: None,
            reducer_override: None,
            dispatch_table: None,
            buffer_callback: None,
            tables: Tables::default(),
            fast_inside: Vec::new(),
            fast_depth: 0,
        }
    }

    /// Writes a whole pickle.
    pub(super) fn run(&mut self, th: &mut Thread, v: &Obj) -> R<()> {
        if self.proto >= 2 {
            self.out.put(th, &[PROTO, self.proto])?;
            if self.proto >= 4 {
                self.out.begin_frames();
            }
        }
        self.save(th, v)?;
        self.out.op(th, STOP)?;
        self.out.end_frame();
        Ok(())
    }

    #[inline(always)]
    pub(super) fn op(&mut self, th: &mut Thread, op: u8) -> R<()> {
        self.out.op(th, op)
    }

    /// Writes a value.
    #[inline]
    pub(super) fn save(&mut self, th: &mut Thread, v: &Obj) -> R<()> {
        self.out.boundary(th)?;
        if let Some(f) = self.persistent_id.clone()
            && self.persistent(th, &f, v)?
        {
            return Ok(());
        }
        self.save_itself(th, v)
    }

    #[inline(never)]
    fn persistent(&mut self, th: &mut Thread, f: &Obj, v: &Obj) -> R<bool> {
        let id = protocol::call(th, f, core::slice::from_ref(v))?;
        if id.is_none() {
            return Ok(false);
        }
        if self.bin {
            self.out.boundary(th)?;
            self.save_itself(th, &id)?;
            self.op(th, BINPERSID)?;
        } else {
            let text = protocol::str(th, &id)?;
            let text = str_object::text(&text);
            if !text.is_ascii() {
                return Err(th.raise(Builtin::PicklingError, format_args!("persistent IDs in protocol 0 must be ASCII strings")));
            }
            self.op(th, PERSID)?;
            self.line(th, text.as_bytes())?;
        }
        Ok(true)
    }

    /// Writes bytes and the end of a line.
    pub(super) fn line(&mut self, th: &mut Thread, bytes: &[u8]) -> R<()> {
        self.out.put(th, bytes)?;
        self.out.put(th, b"\n")
    }

    /// Writes a value that has no persistent id.
    #[inline]
    fn save_itself(&mut self, th: &mut Thread, v: &Obj) -> R<()> {
        let w = v.value();
        if let Some(i) = w.as_small() {
            return self.small_int(th, i);
        }
        if v.header().is_none() {
            return self.immediate(th, v);
        }
        if let Some(s) = v.exact::<Str>() {
            return match self.memo.get(v) {
                Some(i) => self.fetch(th, i),
                None => self.text(th, v, s),
            };
        }
        self.object(th, v)
    }

    #[inline(never)]
    fn immediate(&mut self, th: &mut Thread, v: &Obj) -> R<()> {
        if v.is_none() {
            return self.op(th, NONE);
        }
        if v.is(&Obj::TRUE) || v.is(&Obj::FALSE) {
            let set = v.is(&Obj::TRUE);
            return match (self.proto >= 2, set) {
                (true, true) => self.op(th, NEWTRUE),
                (true, false) => self.op(th, NEWFALSE),
                (false, true) => self.out.put(th, b"I01\n"),
                (false, false) => self.out.put(th, b"I00\n"),
            };
        }
        if let Some(x) = float_object::as_f64(v) {
            return self.float(th, v, x);
        }
        self.object(th, v)
    }

    #[inline]
    fn small_int(&mut self, th: &mut Thread, i: i64) -> R<()> {
        let Ok(n) = i32::try_from(i) else { return self.long(th, i) };
        if !self.bin {
            return self.out.put(th, format!("I{n}\n").as_bytes());
        }
        let [a, b, c, d] = n.to_le_bytes();
        if c != 0 || d != 0 {
            self.out.put(th, &[BININT, a, b, c, d])
        } else if b != 0 {
            self.out.put(th, &[BININT2, a, b])
        } else {
            self.out.put(th, &[BININT1, a])
        }
    }

    #[inline(never)]
    fn long(&mut self, th: &mut Thread, i: i64) -> R<()> {
        if self.proto < 2 {
            return self.out.put(th, format!("L{i}L\n").as_bytes());
        }
        let mut n = (64 - i.unsigned_abs().leading_zeros()) as usize / 8 + 1;
        let bytes = i128::from(i).to_le_bytes();
        if i < 0 && n > 1 && bytes[n - 1] == 0xff && bytes[n - 2] & 0x80 != 0 {
            n -= 1;
        }
        self.out.counted(th, &[LONG1, n as u8], &bytes[..n])
    }

    fn big_int(&mut self, th: &mut Thread, v: &Obj) -> R<()> {
        if let Some(i) = int_object::to_i64(v) {
            return self.small_int(th, i);
        }
        if self.proto < 2 {
            let text = protocol::repr(th, v)?;
            self.op(th, LONG)?;
            self.out.put(th, str_object::text(&text).as_bytes())?;
            return self.out.put(th, b"L\n");
        }
        let n = int_object::to_big(v).or_raise(th)?;
        let length = dashu_int::ops::BitTest::bit_len(&n) / 8 + 1;
        th.afford(Some(length))?;
        let Ok(bytes) = int_bytes::to_bytes(&n, length, ByteOrder::Little, true) else { return Err(th.no_memory()) };
        let mut bytes = &bytes[..];
        if let [rest @ .., before, 0xff] = bytes
            && before & 0x80 != 0
        {
            bytes = &bytes[..rest.len() + 1];
        }
        match u8::try_from(bytes.len()) {
            Ok(n) => self.out.counted(th, &[LONG1, n], bytes),
            Err(_) => match i32::try_from(bytes.len()) {
                Ok(n) => {
                    let [a, b, c, d] = n.to_le_bytes();
                    self.out.put(th, &[LONG4, a, b, c, d])?;
                    self.out.put(th, bytes)
                }
                Err(_) => Err(th.raise(Builtin::OverflowError, format_args!("int too large to pickle"))),
            },
        }
    }

    fn float(&mut self, th: &mut Thread, v: &Obj, x: f64) -> R<()> {
        if self.bin {
            let mut bytes = [BINFLOAT; 9];
            bytes[1..].copy_from_slice(&x.to_be_bytes());
            return self.out.put(th, &bytes);
        }
        let text = freewheel_kernel::types::float_type::repr(th, v)?;
        self.op(th, FLOAT)?;
        self.line(th, str_object::text(&text).as_bytes())
    }

    // ---- the memo ----

    /// Notes an object that was written.
    #[inline(always)]
    pub(super) fn memoize(&mut self, th: &mut Thread, v: &Obj) -> R<()> {
        if self.fast {
            return Ok(());
        }
        let i = self.memo.len();
        self.memo.add(i, v).or_raise(th)?;
        if self.proto >= 4 {
            return self.op(th, MEMOIZE);
        }
        self.number(th, [PUT, BINPUT, LONG_BINPUT], i)
    }

    /// Writes that an object is one that was written before.
    #[inline(always)]
    pub(super) fn fetch(&mut self, th: &mut Thread, i: usize) -> R<()> {
        self.number(th, [GET, BINGET, LONG_BINGET], i)
    }

    #[inline]
    fn number(&mut self, th: &mut Thread, [text, short, long]: [u8; 3], i: usize) -> R<()> {
        if !self.bin {
            self.op(th, text)?;
            return self.out.put(th, format!("{i}\n").as_bytes());
        }
        if let Ok(i) = u8::try_from(i) {
            return self.out.put(th, &[short, i]);
        }
        match u32::try_from(i) {
            Ok(i) => {
                let [a, b, c, d] = i.to_le_bytes();
                self.out.put(th, &[long, a, b, c, d])
            }
            Err(_) => {
                let what = if text == PUT { "memo id too large for LONG_BINPUT" } else { "memo id too large for LONG_BINGET" };
                Err(th.raise(Builtin::PicklingError, format_args!("{what}")))
            }
        }
    }

    // ---- texts and bytes ----

    #[inline]
    fn text(&mut self, th: &mut Thread, v: &Obj, s: &Str) -> R<()> {
        let bytes = s.as_str().as_bytes();
        match u8::try_from(bytes.len()) {
            Ok(n) if self.proto >= 4 => self.out.counted(th, &[SHORT_BINUNICODE, n], bytes)?,
            _ => self.long_text(th, s.as_str())?,
        }
        self.memoize(th, v)
    }

    #[inline(never)]
    fn long_text(&mut self, th: &mut Thread, text: &str) -> R<()> {
        if !self.bin {
            let mut line = th.vec(text.len() + 2)?;
            line.push(UNICODE);
            for c in text.chars() {
                line.try_reserve(12).or_raise(th)?;
                match u32::from(c) {
                    n @ 0x10000.. => line.extend_from_slice(format!("\\U{n:08x}").as_bytes()),
                    n @ (0x100.. | 0 | 10 | 13 | 0x1a | 0x5c) => line.extend_from_slice(format!("\\u{n:04x}").as_bytes()),
                    n => line.push(n as u8),
                }
            }
            line.push(b'\n');
            return self.out.put(th, &line);
        }
        self.sized(th, (BINUNICODE, BINUNICODE8), text.as_bytes(), "string")
    }

    /// Bytes whose length is given in four or eight bytes.
    fn sized(&mut self, th: &mut Thread, (four, eight): (u8, u8), data: &[u8], what: &str) -> R<()> {
        match u32::try_from(data.len()) {
            Ok(n) => {
                let [a, b, c, d] = n.to_le_bytes();
                self.out.counted(th, &[four, a, b, c, d], data)
            }
            Err(_) if self.proto >= 4 => self.eight(th, eight, data),
            Err(_) => {
                let a = if what == "string" { "a string" } else { "a bytes object" };
                Err(th
                    .raise(Builtin::OverflowError, format_args!("serializing {a} larger than 4 GiB requires pickle protocol 4 or higher")))
            }
        }
    }

    fn eight(&mut self, th: &mut Thread, op: u8, data: &[u8]) -> R<()> {
        let mut header = [op; 9];
        header[1..].copy_from_slice(&(data.len() as u64).to_le_bytes());
        self.out.counted(th, &header, data)
    }

    /// Bytes that stand for `v`.
    fn bytes(&mut self, th: &mut Thread, v: &Obj, data: &[u8]) -> R<()> {
        if self.proto < 3 {
            // There is no instruction for bytes: they are what a text is encoded to.
            let (f, args) = if data.is_empty() {
                (th.builtin_type(Builtin::Bytes), th.tuple(Vec::new())?)
            } else {
                let text: Vec<char> = {
                    let mut all = th.vec(data.len())?;
                    all.extend(data.iter().map(|b| char::from(*b)));
                    all
                };
                let text = th.str(&text.iter().collect::<String>())?;
                let latin1 = th.intern("latin1")?;
                (self.tables.get(th, Table::Encode)?, th.pair(text, latin1)?)
            };
            return self.reduce(th, &f, &args, Some(v));
        }
        match u8::try_from(data.len()) {
            Ok(n) => self.out.counted(th, &[SHORT_BINBYTES, n], data)?,
            Err(_) => self.sized(th, (BINBYTES, BINBYTES8), data, "bytes")?,
        }
        self.memoize(th, v)
    }

    fn byte_array(&mut self, th: &mut Thread, v: &Obj) -> R<()> {
        let data = buffer::required(th, v)?;
        if self.proto >= 5 {
            self.eight(th, BYTEARRAY8, &data)?;
            return self.memoize(th, v);
        }
        let class = th.builtin_type(Builtin::ByteArray);
        let args = if data.is_empty() {
            th.tuple(Vec::new())?
        } else {
            let bytes = bytes_object::new_bytes(th, &data)?;
            th.tuple_of_array([bytes])?
        };
        self.reduce(th, &class, &args, Some(v))
    }

    fn pickle_buffer(&mut self, th: &mut Thread, v: &Obj) -> R<()> {
        if self.proto < 5 {
            return Err(th.raise(Builtin::PicklingError, format_args!("PickleBuffer can only be pickled with protocol >= 5")));
        }
        // Another view, which stays when the program releases that of the buffer.
        let view = memory_view::new_view(th, v)?;
        let Some(m) = view.get::<memory_view::MemoryView>() else { return pickle_buffer::view(th, v).map(drop) };
        if !m.is_contiguous() && !m.is_fortran() {
            let text = "PickleBuffer can not be pickled when pointing to a non-contiguous buffer";
            return Err(th.raise(Builtin::PicklingError, format_args!("{text}")));
        }
        let in_band = match self.buffer_callback.clone() {
            Some(f) => {
                let answer = protocol::call(th, &f, core::slice::from_ref(v))?;
                protocol::truth(th, &answer)?
            }
            None => true,
        };
        if !in_band {
            self.op(th, NEXT_BUFFER)?;
            return if m.readonly { self.op(th, READONLY_BUFFER) } else { Ok(()) };
        }
        let order = th.intern("A")?;
        let data = protocol::call_method_text(th, &view, "tobytes", &[order])?;
        let Some(data) = data.get::<Bytes>() else { return Ok(()) };
        if m.readonly {
            return self.bytes(th, v, data.as_slice());
        }
        self.eight(th, BYTEARRAY8, data.as_slice())?;
        self.memoize(th, v)
    }

    // ---- everything else ----

    /// Any object but a small integer or a string.
    #[inline(never)]
    fn object(&mut self, th: &mut Thread, v: &Obj) -> R<()> {
        let ty = th.type_of(v);
        let exact = ty.spec.map(|s| s.builtin);
        match exact {
            Some(Builtin::Int) => return self.big_int(th, v),
            Some(Builtin::Float) => {
                let x = float_object::as_f64(v).unwrap_or(0.0);
                return self.float(th, v, x);
            }
            _ => {}
        }
        if let Some(i) = self.memo.get(v) {
            return self.fetch(th, i);
        }
        if let Some(Builtin::Bytes) = exact {
            let data = v.get::<Bytes>();
            return self.bytes(th, v, data.map_or(&[], |b| b.as_slice()));
        }
        if th.is_native_stack_low() {
            return Err(th.recursion_error(" while pickling an object"));
        }
        match exact {
            Some(Builtin::Dict) => return self.dict(th, v),
            Some(Builtin::Set) => return self.set(th, v),
            Some(Builtin::FrozenSet) => return self.frozen_set(th, v),
            Some(Builtin::List) => return self.list(th, v),
            Some(Builtin::Tuple) => return self.tuple(th, v),
            Some(Builtin::ByteArray) => return self.byte_array(th, v),
            Some(Builtin::PickleBuffer) => return self.pickle_buffer(th, v),
            _ => {}
        }
        th.poll()?;
        let mut made = Obj::NOT_IMPLEMENTED;
        if let Some(f) = self.reducer_override.clone() {
            made = protocol::call(th, &f, core::slice::from_ref(v))?;
        }
        if made.is_not_implemented() {
            match exact {
                Some(Builtin::Type) => return self.class(th, v),
                Some(Builtin::Function) => return self.global(th, v, None),
                _ => {}
            }
            match self.taken_apart(th, v)? {
                Some(parts) => made = parts,
                None => return self.global(th, v, None),
            }
        }
        if made.get::<Str>().is_some() {
            return self.global(th, v, Some(&made));
        }
        self.reduced(th, v, &made)
    }

    #[inline(never)]
    fn reduced(&mut self, th: &mut Thread, v: &Obj, made: &Obj) -> R<()> {
        let done = match made.get::<Tuple>() {
            Some(parts) => self.save_reduce(th, parts.items(), Some(v)),
            None => {
                let t = protocol::shown_type(th, made);
                Err(th.raise(Builtin::PicklingError, format_args!("__reduce__ must return a string or tuple, not {t}")))
            }
        };
        done.map_err(|e| notes::part(th, e, v, "object"))
    }

    /// What the tables or the object itself say of how to make it again; `None` for a class.
    #[inline(never)]
    fn taken_apart(&mut self, th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
        let ty = th.type_of(v);
        let class = ty.to_obj();
        let f = match self.dispatch_table.clone() {
            Some(table) => match protocol::get_item(th, &table, &class) {
                Ok(f) => Some(f),
                Err(e) => {
                    drop(th.take_if(e, Builtin::KeyError)?);
                    None
                }
            },
            None => {
                let table = self.tables.get(th, Table::Dispatch)?;
                match table.get::<freewheel_kernel::types::dict_object::Dict>() {
                    Some(d) => d.get(th, &class)?,
                    None => None,
                }
            }
        };
        if let Some(f) = f {
            return protocol::call(th, &f, core::slice::from_ref(v)).map(Some);
        }
        if as_type(v).is_some() {
            return Ok(None);
        }
        if let Some(f) =
            protocol::get_attr_text(th, v, "__reduce_ex__").or_else(|e| th.take_if(e, Builtin::AttributeError).map(|_| None))?
        {
            return protocol::call(th, &f, &[Obj::from_i31(i32::from(self.proto))]).map(Some);
        }
        if let Some(f) = protocol::get_attr_text(th, v, "__reduce__").or_else(|e| th.take_if(e, Builtin::AttributeError).map(|_| None))? {
            return protocol::call(th, &f, &[]).map(Some);
        }
        let t = protocol::shown_type(th, v);
        Err(th.raise(Builtin::PicklingError, format_args!("Can't pickle {t} object")))
    }
}
