//! The token of an attached thread, and what it makes.

use core::marker::PhantomData;
use core::ptr::NonNull;

use super::known::Known;
use super::{Exception, Handle, IntoHandle, Module};
use crate::bytecode::unit::CodeUnit;
use crate::interp::import;
use crate::isolate::{CompileMode, CompileRequest, SourceText, Thread, names};
use crate::native::R;
use crate::object::{Builtin, Obj};
use crate::types::bytes_object;
use crate::types::dict_object::Dict;

/// Makes a lifetime one of its own, neither longer nor shorter than another (E2), and what carries it no business of other threads.
pub(super) type Brand<'i> = PhantomData<(fn(&'i ()) -> &'i (), *mut ())>;

/// The token of a thread that is attached to an isolate (E1): proof that it may touch objects. What takes it exclusively may run program code, collect, or
/// let other threads stop this one.
#[derive(Debug)]
pub struct Attached<'i> {
    th: NonNull<Thread>,
    known: NonNull<Known>,
    brand: Brand<'i>,
}

impl<'i> Attached<'i> {
    /// The token of an attached thread.
    ///
    /// # Safety
    /// 1. The thread is the calling one, stays attached and is used through the token alone as long as that exists. 2. `known` is of its isolate, and
    ///    outlives the token. 3. `'i` is nobody else's.
    pub(super) unsafe fn new(th: &mut Thread, known: &Known) -> Attached<'i> {
        Attached { th: NonNull::from(th), known: NonNull::from(known), brand: PhantomData }
    }

    #[inline(always)]
    pub(super) fn th(&mut self) -> &mut Thread {
        // SAFETY: contract 1 of `new`.
        unsafe { self.th.as_mut() }
    }

    #[inline(always)]
    pub(super) fn known(&self) -> &Known {
        // SAFETY: contract 2 of `new`.
        unsafe { self.known.as_ref() }
    }

    /// A result of the kernel's, for the embedder.
    #[inline(always)]
    pub(super) fn done<T>(&mut self, result: R<T>) -> Result<T, Exception<'i>> {
        match result {
            Ok(v) => Ok(v),
            Err(e) => Err(self.caught(e)),
        }
    }

    #[inline(always)]
    pub(super) fn made(&mut self, result: R<Obj>) -> Result<Handle<'i>, Exception<'i>> {
        self.done(result).map(Handle::new)
    }

    /// `None`
    pub fn none(&self) -> Handle<'i> {
        Handle::new(Obj::NONE)
    }

    /// The object of a Rust value.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn value<T: IntoHandle<'i>>(&mut self, value: T) -> Result<Handle<'i>, Exception<'i>> {
        value.into_handle(self)
    }

    /// A text.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn str(&mut self, text: &str) -> Result<Handle<'i>, Exception<'i>> {
        let made = self.th().str(text);
        self.made(made)
    }

    /// Bytes.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<Handle<'i>, Exception<'i>> {
        let made = bytes_object::new_bytes(self.th(), bytes);
        self.made(made)
    }

    /// A list of these.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn list(&mut self, items: &[Handle<'i>]) -> Result<Handle<'i>, Exception<'i>> {
        let th = self.th();
        let made = th.vec(items.len()).and_then(|mut all| {
            all.extend(items.iter().map(|x| x.obj().clone()));
            th.list(all)
        });
        self.made(made)
    }

    /// A tuple of these.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn tuple(&mut self, items: &[Handle<'i>]) -> Result<Handle<'i>, Exception<'i>> {
        let made = self.th().tuple_of(Handle::objects(items));
        self.made(made)
    }

    /// A dict of these.
    ///
    /// # Errors
    /// `MemoryError`; what hashing and comparing the keys raises.
    pub fn dict(&mut self, items: &[(Handle<'i>, Handle<'i>)]) -> Result<Handle<'i>, Exception<'i>> {
        let th = self.th();
        let made = th.dict().and_then(|made| {
            if let Some(d) = made.get::<Dict>() {
                for (k, v) in items {
                    d.set(th, k.obj(), v.obj())?;
                }
            }
            Ok(made)
        });
        self.made(made)
    }

    /// A built-in class.
    pub fn class(&mut self, class: Builtin) -> Handle<'i> {
        Handle::new(self.th().builtin_type(class))
    }

    /// A module, imported if it has not been.
    ///
    /// # Errors
    /// `ImportError`; what the module's own code raises.
    pub fn import(&mut self, name: &str) -> Result<Handle<'i>, Exception<'i>> {
        let th = self.th();
        // With a name to take from it the module itself is given, not the first of its packages.
        let from = th.tuple_of(&[th.name(names::NAME).clone()]);
        let module = from.and_then(|from| import::import(th, name, &Obj::NONE, &from, 0));
        self.made(module)
    }

    /// The module `__main__`, made when it is first asked for: where [`run`](Self::run) and [`eval`](Self::eval) find and leave variables.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn main(&mut self) -> Result<Handle<'i>, Exception<'i>> {
        let th = self.th();
        let main = match th.running_main() {
            Some(main) => Ok(main),
            None => th.main_module(None),
        };
        self.made(main)
    }

    /// Runs statements in `__main__`. Tracebacks call their file `<embedded>`; see [`run_file`](Self::run_file).
    ///
    /// # Errors
    /// `SyntaxError`; what the statements raise; `NotImplementedError` where there is no compiler on board.
    pub fn run(&mut self, source: &str) -> Result<(), Exception<'i>> {
        self.run_file(source, "<embedded>")
    }

    /// [`run`](Self::run), of a text that tracebacks call by this file's name. The file is not read.
    ///
    /// # Errors
    /// As for `run`.
    pub fn run_file(&mut self, source: &str, name: &str) -> Result<(), Exception<'i>> {
        let main = self.main()?;
        self.evaluate(source, name, CompileMode::Exec, main.obj()).map(drop)
    }

    /// Runs code that a compiler of the embedder's has made, in `__main__`: what it returns. The kernel proves it first.
    ///
    /// # Errors
    /// `SystemError` when it is refused, with the rule that it breaks, and where; what it raises; `MemoryError`.
    pub fn run_unit(&mut self, unit: &CodeUnit) -> Result<Handle<'i>, Exception<'i>> {
        let main = self.main()?;
        let value = import::run_module(self.th(), main.obj(), unit);
        self.made(value)
    }

    /// The value of an expression in `__main__`.
    ///
    /// # Errors
    /// As for [`run`](Self::run).
    pub fn eval(&mut self, expression: &str) -> Result<Handle<'i>, Exception<'i>> {
        let main = self.main()?;
        self.evaluate(expression, "<embedded>", CompileMode::Eval, main.obj())
    }

    fn evaluate(&mut self, text: &str, name: &str, mode: CompileMode, module: &Obj) -> Result<Handle<'i>, Exception<'i>> {
        let th = self.th();
        let value = match th.isolate().config.host {
            None => Err(th.raise(Builtin::NotImplementedError, format_args!("this environment has no compiler"))),
            Some(host) => {
                let optimize = th.isolate().config.flags.left_out();
                let text = SourceText::Text(text);
                let request = CompileRequest { text, filename: name, mode, future_annotations: false, optimize, partial: false };
                host.compile(th, request).and_then(|unit| import::run_module(th, module, &unit))
            }
        };
        self.made(value)
    }

    /// Adds a module of native functions: programs import it.
    ///
    /// # Errors
    /// `MemoryError`; `ValueError` when there is a module of this name.
    pub fn add_module(&mut self, module: Module) -> Result<Handle<'i>, Exception<'i>> {
        module.add_to(self)
    }

    /// Runs what blocks, or takes long without touching objects, detached: others may collect and stop the world meanwhile, which otherwise wait for this
    /// thread. Handles stay good, but cannot be used in there (E5). The thread may attach to another isolate in there, or to this one again.
    ///
    /// # Example
    /// ```no_run
    /// use freewheel_kernel::native::embed::Attached;
    ///
    /// fn nap(th: &mut Attached<'_>) {
    ///     th.detached(|| std::thread::sleep(std::time::Duration::from_millis(1)));
    /// }
    /// ```
    pub fn detached<T: Send>(&mut self, f: impl FnOnce() -> T + Send) -> T {
        self.th().detached(f)
    }

    /// Lets others stop this thread for a moment, as program code does between its instructions: for loops of native code that run long.
    ///
    /// # Errors
    /// What a signal's handler raises.
    pub fn poll(&mut self) -> Result<(), Exception<'i>> {
        let polled = self.th().poll();
        self.done(polled)
    }

    /// Looks for unreachable cycles, among all objects: how many were found.
    ///
    /// # Errors
    /// `MemoryError`; then nothing is changed.
    pub fn collect(&mut self) -> Result<usize, Exception<'i>> {
        let found = crate::gc::collect(self.th(), crate::gc::Extent::Full);
        self.done(found)
    }

    /// Bytes of memory that the isolate has in use.
    pub fn used_bytes(&mut self) -> usize {
        self.th().isolate().space.used()
    }
}
