//! Code objects: a verified code unit with its constants made values. Immortal: caches and frames refer to it without counting.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::isa::{self, Op};
use super::unit::{CodeFlags, CodeUnit, Const, Handler, Location};
use super::verify::{self, Refused};
use crate::interp::cache::{self, Record};
use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Header, Obj, Value};
use crate::prim::{AtomicBool, AtomicPtr, AtomicU32, AtomicU64, Ordering};
use crate::refcount::biased;
use crate::text::str_case;
use crate::types::str_object;

/// The place where something is raised in code that has not begun: its first line.
pub const BEFORE_START: u32 = u32::MAX;

/// A code object's payload.
#[derive(Debug)]
pub struct Code {
    /// Instruction words; the low byte of a first word may change (specialisation).
    pub words: Box<[AtomicU32]>,
    /// Cache words, see `interp::cache`.
    pub sites: Box<[AtomicU64]>,
    /// Cache records of the sites, see `interp::cache`.
    pub records: Box<[AtomicPtr<Record>]>,
    /// Word of the instruction that owns each site.
    pub site_words: Box<[u32]>,
    /// How often caches were filled.
    pub fills: AtomicU32,
    /// How often the forms of loops were written; apart, so that a loop over many kinds of things does not use up what other caches have.
    pub loop_fills: AtomicU32,
    /// Name of each site: index into `names`.
    pub site_names: Box<[u32]>,
    /// Constants, immortal.
    pub consts: Box<[Obj]>,
    /// Names, interned.
    pub names: Box<[Obj]>,
    /// Names of locals.
    pub locals: Box<[Obj]>,
    /// Names of far locals.
    pub far: Box<[Obj]>,
    /// Names of free variables.
    pub free: Box<[Obj]>,
    /// Locals that hold cells.
    pub cells: Box<[u8]>,
    /// Handlers, inner first.
    pub handlers: Box<[Handler]>,
    /// Source positions.
    pub locations: Box<[Location]>,
    /// `co_name`
    pub name: Obj,
    /// `co_qualname`
    pub qualname: Obj,
    /// `co_filename`
    pub filename: Obj,
    /// First line.
    pub first_line: u32,
    /// Registers of a frame, far locals not counted.
    pub registers: u32,
    /// Positional parameters.
    pub arg_count: u32,
    /// Positional-only ones among them.
    pub positional_only: u32,
    /// Keyword-only parameters.
    pub keyword_only: u32,
    /// Flags.
    pub flags: CodeFlags,
    /// Its generators can be awaited: what `types.coroutine` gives a function.
    pub iterable_coroutine: bool,
    /// The code that differs in nothing but that, once it was asked for; never changes again.
    counterpart: AtomicPtr<Header>,
    /// A function of it had builtins other than the isolate's: all sites are closed to them.
    other_builtins: AtomicBool,
    /// A call with exactly so many positional arguments and no others needs no binding, and makes a plain frame; no number when none is so simple.
    pub plain_args: u32,
    /// The same of code whose calls make a generator: then it is made of the arguments alone.
    pub plain_generator_args: u32,
}

// SAFETY: BUILTIN is used here alone; constants and names are immortal, so there is nothing a collector or sharing walk must see.
unsafe impl Payload for Code {
    const BUILTIN: Builtin = Builtin::Code;
    fn trace(&self, _: &mut dyn Trace) {}
}

impl Code {
    /// Whether it is defined inside a function.
    pub fn qualname_is_nested(&self) -> bool {
        str_object::text(&self.qualname).contains("<locals>")
    }

    /// Words of a frame: registers and far locals.
    #[inline(always)]
    pub fn frame_words(&self) -> usize {
        self.registers as usize + self.far.len()
    }

    /// What calling a function of this code makes, when that is a frame in the heap.
    #[inline(always)]
    pub fn makes(&self) -> Builtin {
        if self.flags.coroutine {
            Builtin::Coroutine
        } else if self.flags.async_generator {
            Builtin::AsyncGenerator
        } else {
            Builtin::Generator
        }
    }

    /// Rewrites the opcode of the instruction that owns a site.
    pub fn specialise(&self, site: usize, op: Op) {
        if let Some(&at) = self.site_words.get(site) {
            self.specialise_at(&self.words[at as usize], op);
        }
    }

    /// Rewrites the opcode of an instruction of this code, given its first word.
    pub fn specialise_at(&self, w: &AtomicU32, op: Op) {
        // Relaxed: only the low byte changes; both forms read the same operands and site (C1 of `interp::cache`).
        let old = w.load(Ordering::Relaxed);
        if isa::op(old) != op as u8 {
            w.store(old & !0xff | op as u32, Ordering::Relaxed);
        }
    }

    /// The record of a site that names a builtin: such sites hold no others.
    #[inline(always)]
    pub fn builtin_record(&self, site: usize) -> &AtomicPtr<cache::BuiltinRecord> {
        // SAFETY: the verifier has seen that the site exists; a pointer is a pointer, and each site belongs to one instruction, whose forms agree.
        unsafe { &*(&raw const *self.records.get_unchecked(site)).cast() }
    }

    /// Makes a site remember where one of the isolate's builtins is, unless [`stop_caching_builtins`](Self::stop_caching_builtins) forbids it.
    pub fn cache_builtin(&self, site: usize, record: cache::BuiltinRecord) {
        if cache::publish_builtin(self.builtin_record(site), record) {
            self.specialise(site, Op::LOAD_GLOBAL_BUILTIN);
        }
    }

    /// No site remembers where the isolate's builtins are from now on: a function of this code, which is about to be made, has others. (The records
    /// do not tell functions apart that share code and globals.)
    pub fn stop_caching_builtins(&self) {
        // Acquire: pairs with the Release below, behind which all sites are closed.
        if self.other_builtins.load(Ordering::Acquire) {
            return;
        }
        for (site, at) in self.site_words.iter().enumerate() {
            // Relaxed: the forms differ, the instruction does not.
            let op = Op::from_u8(isa::op(self.words[*at as usize].load(Ordering::Relaxed)));
            if matches!(op, Some(Op::LOAD_GLOBAL | Op::LOAD_GLOBAL_MODULE | Op::LOAD_GLOBAL_BUILTIN)) {
                cache::close_builtin_site(self.builtin_record(site));
            }
        }
        self.other_builtins.store(true, Ordering::Release);
    }

    /// The source position of a word, or of [`BEFORE_START`].
    pub fn location(&self, pc: u32) -> Location {
        if pc == BEFORE_START {
            return Location { line: self.first_line, end_line: self.first_line, ..Location::default() };
        }
        match self.locations.partition_point(|l| l.pc <= pc) {
            0 => Location { line: self.first_line, end_line: self.first_line, ..Location::default() },
            n => self.locations[n - 1],
        }
    }
}

fn code(c: &Obj) -> Option<&Object<Code>> {
    c.exact::<Code>()
}

/// The docstring, or `None`.
pub fn docstring(c: &Obj) -> Obj {
    match code(c) {
        Some(c) if c.flags.docstring => c.consts.first().cloned().unwrap_or(Obj::NONE),
        _ => Obj::NONE,
    }
}

/// The source position of a word of a code object.
pub fn location(c: &Obj, pc: u32) -> Location {
    code(c).map_or(Location::default(), |c| c.location(pc))
}

/// File of a code object.
pub fn filename(c: &Obj) -> &str {
    code(c).map_or("", |c| str_object::text(&c.filename))
}

/// Name of a code object.
pub fn name(c: &Obj) -> &str {
    code(c).map_or("", |c| str_object::text(&c.name))
}

/// Qualified name of a code object.
pub fn qualname(c: &Obj) -> &str {
    code(c).map_or("", |c| str_object::text(&c.qualname))
}

/// Whether a string of a program's text is one with all others that read the same.
fn is_interned(t: &str) -> bool {
    t.len() < 64 && str_case::is_identifier(t) || t.len() <= 1
}

/// Ends the counting of a constant. That of interned strings has ended; the headers of those, which all threads read, are not written.
fn immortal(o: Obj) -> Obj {
    if let Some(h) = o.header().filter(|h| !biased::is_immortal(h)) {
        biased::make_immortal(h);
    }
    o
}

impl Thread {
    /// The object of a constant that has no parts, which are `None` here.
    ///
    /// # Errors
    /// `ValueError` for an integer that is none, `MemoryError`.
    pub fn plain_constant(&mut self, c: &Const) -> R<Option<Obj>> {
        Ok(Some(match c {
            Const::None => Obj::NONE,
            Const::Bool(b) => Obj::from_bool(*b),
            Const::Ellipsis => Obj::ELLIPSIS,
            Const::Int(i) => self.int(*i)?,
            Const::BigInt(t) => match t.parse::<dashu_int::IBig>() {
                Ok(b) => self.big(b)?,
                Err(_) => return Err(self.value_error(format_args!("bad integer constant"))),
            },
            Const::Float(x) => self.float(*x)?,
            Const::Complex(re, im) => self.complex(crate::text::complex_math::Complex64::new(*re, *im))?,
            Const::Str(t) if is_interned(t) => self.intern(t)?,
            Const::Str(t) => self.str(t)?,
            Const::Bytes(b) => crate::types::bytes_object::new_bytes(self, b)?,
            Const::Tuple(_) | Const::FrozenSet(_) | Const::Code(_) => return Ok(None),
        }))
    }

    fn constant(&mut self, c: &Const) -> R<Obj> {
        if let Some(plain) = self.plain_constant(c)? {
            return Ok(immortal(plain));
        }
        Ok(match c {
            Const::Tuple(items) => {
                let mut v = self.vec(items.len())?;
                for i in items {
                    v.push(self.constant(i)?);
                }
                immortal(self.tuple(v)?)
            }
            Const::FrozenSet(items) => {
                let mut v = self.vec(items.len())?;
                for i in items {
                    v.push(self.constant(i)?);
                }
                immortal(crate::types::set_object::new_frozen(self, v)?)
            }
            Const::Code(unit) => self.code_checked(unit)?,
            _ => Obj::NONE,
        })
    }

    fn interned_list(&mut self, list: &[alloc::string::String]) -> R<Box<[Obj]>> {
        let mut v = self.vec(list.len())?;
        for n in list {
            v.push(self.intern(n)?);
        }
        Ok(v.into_boxed_slice())
    }

    /// A code object from a unit, which is verified first.
    ///
    /// # Errors
    /// `SystemError` naming the place and the rule when the unit is not valid; `MemoryError`.
    pub fn code(&mut self, unit: &CodeUnit) -> R<Obj> {
        if let Err(e) = verify::unit(unit) {
            return Err(match e {
                Refused::NoMemory => self.no_memory(),
                Refused::Broken { .. } => self.raise(Builtin::SystemError, format_args!("{e}")),
            });
        }
        self.code_checked(unit)
    }

    fn code_checked(&mut self, unit: &CodeUnit) -> R<Obj> {
        self.check_native_stack()?;
        let mut consts: Vec<Obj> = self.vec(unit.consts.len())?;
        for c in &unit.consts {
            consts.push(self.constant(c)?);
        }
        let mut words: Vec<AtomicU32> = self.vec(unit.code.len())?;
        words.extend(unit.code.iter().map(|w| AtomicU32::new(*w)));
        let mut sites = self.vec(unit.sites.len())?;
        sites.extend(unit.sites.iter().map(|_| AtomicU64::new(cache::EMPTY)));
        let mut records = self.vec(unit.sites.len())?;
        records.extend(unit.sites.iter().map(|_| AtomicPtr::new(core::ptr::null_mut())));
        let mut site_words: Vec<u32> = self.vec(unit.sites.len())?;
        site_words.resize(unit.sites.len(), 0);
        let mut at = 0;
        while at < unit.code.len() {
            let Some(op) = Op::from_u8(isa::op(unit.code[at])) else { break };
            if op.format().tail == isa::Tail::SiteW {
                site_words[unit.code[at + 1] as usize] = at as u32;
            }
            // A move of a local is a copy: the form for moves then needs no test.
            if op == Op::MOVE && usize::from(isa::b(unit.code[at])) < unit.locals.len() {
                words[at] = AtomicU32::new(unit.code[at] & !0xff | Op::COPY as u32);
            }
            at += op.format().words();
        }
        let f = unit.flags;
        let simple = !f.varargs && !f.varkeywords && !f.class_body && !f.namespace && unit.keyword_only == 0 && unit.far.is_empty();
        let code = Code {
            words: words.into_boxed_slice(),
            sites: sites.into_boxed_slice(),
            site_words: site_words.into_boxed_slice(),
            records: records.into_boxed_slice(),
            fills: AtomicU32::new(0),
            loop_fills: AtomicU32::new(0),
            site_names: copy(self, &unit.sites)?,
            consts: consts.into_boxed_slice(),
            names: self.interned_list(&unit.names)?,
            locals: self.interned_list(&unit.locals)?,
            far: self.interned_list(&unit.far)?,
            free: self.interned_list(&unit.free)?,
            cells: copy(self, &unit.cells)?,
            handlers: copy(self, &unit.handlers)?,
            locations: copy(self, &unit.locations)?,
            name: self.intern(&unit.name)?,
            qualname: self.intern(&unit.qualname)?,
            filename: self.intern(&unit.filename)?,
            first_line: unit.first_line,
            registers: unit.registers,
            arg_count: unit.arg_count,
            positional_only: unit.positional_only,
            keyword_only: unit.keyword_only,
            flags: f,
            iterable_coroutine: false,
            counterpart: AtomicPtr::new(core::ptr::null_mut()),
            other_builtins: AtomicBool::new(false),
            plain_args: if simple && !f.generator { unit.arg_count } else { u32::MAX },
            plain_generator_args: if simple && f.generator { unit.arg_count } else { u32::MAX },
        };
        self.immortal_code(code)
    }

    fn immortal_code(&mut self, code: Code) -> R<Obj> {
        let c = self.alloc(code)?;
        let mut all = self.isolate().codes.lock();
        if all.try_reserve(1).is_err() {
            drop(all);
            return Err(self.no_memory());
        }
        all.push(CodePointer(c.value()));
        Ok(immortal(c))
    }
}

/// What [`Thread::replaced_code`] changes.
#[derive(Debug, Default)]
pub struct Changes {
    /// `co_name`
    pub name: Option<Obj>,
    /// `co_qualname`
    pub qualname: Option<Obj>,
    /// `co_filename`
    pub filename: Option<Obj>,
    /// `co_firstlineno`; the lines of instructions stay.
    pub first_line: Option<u32>,
    /// Whether its generators can be awaited.
    pub iterable_coroutine: Option<bool>,
}

impl Thread {
    /// A copy of code under other names. Its caches are empty; what was specialised stays so, for forms that find nothing in their caches take the
    /// long way.
    ///
    /// # Errors
    /// `MemoryError`
    pub fn replaced_code(&mut self, c: &Code, changes: Changes) -> R<Obj> {
        let mut words: Vec<AtomicU32> = self.vec(c.words.len())?;
        // Relaxed: as in `specialise_at`.
        words.extend(c.words.iter().map(|w| AtomicU32::new(w.load(Ordering::Relaxed))));
        let mut sites = self.vec(c.sites.len())?;
        sites.extend(c.sites.iter().map(|_| AtomicU64::new(cache::EMPTY)));
        let mut records = self.vec(c.records.len())?;
        records.extend(c.records.iter().map(|_| AtomicPtr::new(core::ptr::null_mut())));
        let interned = |th: &mut Thread, new: Option<Obj>, old: &Obj| match new {
            Some(n) => th.intern_obj(&n),
            None => Ok(old.clone()),
        };
        let code = Code {
            words: words.into_boxed_slice(),
            sites: sites.into_boxed_slice(),
            site_words: copy(self, &c.site_words)?,
            records: records.into_boxed_slice(),
            fills: AtomicU32::new(0),
            loop_fills: AtomicU32::new(0),
            site_names: copy(self, &c.site_names)?,
            consts: copy_all(self, &c.consts)?,
            names: copy_all(self, &c.names)?,
            locals: copy_all(self, &c.locals)?,
            far: copy_all(self, &c.far)?,
            free: copy_all(self, &c.free)?,
            cells: copy(self, &c.cells)?,
            handlers: copy(self, &c.handlers)?,
            locations: copy(self, &c.locations)?,
            name: interned(self, changes.name, &c.name)?,
            qualname: interned(self, changes.qualname, &c.qualname)?,
            filename: interned(self, changes.filename, &c.filename)?,
            first_line: changes.first_line.unwrap_or(c.first_line),
            registers: c.registers,
            arg_count: c.arg_count,
            positional_only: c.positional_only,
            keyword_only: c.keyword_only,
            flags: c.flags,
            iterable_coroutine: changes.iterable_coroutine.unwrap_or(c.iterable_coroutine),
            counterpart: AtomicPtr::new(core::ptr::null_mut()),
            other_builtins: AtomicBool::new(false),
            plain_args: c.plain_args,
            plain_generator_args: c.plain_generator_args,
        };
        self.immortal_code(code)
    }

    /// The code that differs from `c` in nothing but whether its generators can be awaited. There is one, however often it is asked for, as code is
    /// never freed.
    ///
    /// # Errors
    /// `MemoryError`
    pub fn code_awaitable(&mut self, c: &Object<Code>, iterable_coroutine: bool) -> R<Obj> {
        if c.iterable_coroutine == iterable_coroutine {
            return Ok(c.to_obj());
        }
        // Acquire: pairs with the Release below, which publishes the copy.
        let mut found = c.counterpart.load(Ordering::Acquire);
        if found.is_null() {
            let made = self.replaced_code(c, Changes { iterable_coroutine: Some(iterable_coroutine), ..Changes::default() })?;
            let new = made.value().pointer_unchecked();
            if let Some(copy) = code(&made) {
                // Relaxed: nobody else has the copy.
                copy.counterpart.store(c.to_obj().value().pointer_unchecked(), Ordering::Relaxed);
            }
            // Release: as above. A thread that comes second takes the first one's copy, and leaves its own unused.
            found = match c.counterpart.compare_exchange(core::ptr::null_mut(), new, Ordering::Release, Ordering::Acquire) {
                Ok(_) => new,
                Err(first) => first,
            };
        }
        // SAFETY: code, which is immortal.
        Ok(unsafe { Obj::from_borrowed(Value::from_pointer(found)) })
    }
}

fn copy_all(th: &mut Thread, from: &[Obj]) -> R<Box<[Obj]>> {
    let mut v: Vec<Obj> = th.vec(from.len())?;
    v.extend(from.iter().cloned());
    Ok(v.into_boxed_slice())
}

fn copy<T: Copy>(th: &mut Thread, from: &[T]) -> R<Box<[T]>> {
    let mut v: Vec<T> = Vec::new();
    v.try_reserve_exact(from.len()).or_raise(th)?;
    v.extend_from_slice(from);
    Ok(v.into_boxed_slice())
}

/// An immortal code object, in the isolate's list of all.
#[derive(Debug)]
pub struct CodePointer(Value);

// SAFETY: the code object is immortal and safe for threads.
unsafe impl Send for CodePointer {}

impl CodePointer {
    /// Empties all caches of the code.
    pub fn forget_caches(&self) {
        if let Some(c) = code(Obj::from_ref(&self.0)) {
            for s in &c.sites {
                // Relaxed: a thread that still uses the old word acts as if it had read it before.
                s.store(cache::EMPTY, Ordering::Relaxed);
            }
        }
    }
}

#[cfg(all(test, not(miri)))]
mod tests {
    use super::*;
    use crate::isolate::stress_tests::with_isolate;

    #[test]
    fn one_copy_of_code_can_be_awaited() {
        with_isolate(false, |th| {
            let unit = CodeUnit {
                name: "f".into(),
                qualname: "f".into(),
                flags: CodeFlags { generator: true, ..CodeFlags::default() },
                registers: 4,
                code: alloc::vec![isa::abc(Op::RETURN_NONE, 0, 0, 0)],
                ..CodeUnit::default()
            };
            let plain = th.code(&unit).expect("valid code");
            let known = th.isolate().codes.lock().len();
            let c = code(&plain).expect("code");
            let marked = th.code_awaitable(c, true).expect("memory");
            assert!(!marked.is(&plain) && code(&marked).is_some_and(|c| c.iterable_coroutine));
            for _ in 0..3 {
                assert!(th.code_awaitable(c, true).expect("memory").is(&marked) && th.code_awaitable(c, false).expect("memory").is(&plain));
                assert!(th.code_awaitable(code(&marked).expect("code"), false).expect("memory").is(&plain));
            }
            assert_eq!(th.isolate().codes.lock().len(), known + 1);
        });
    }
}
