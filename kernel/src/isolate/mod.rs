//! The isolate: modules, types, names, shapes, heap slots and settings that threads share.

mod finish;
mod flags;
pub mod given_up;
pub mod intern;
mod interrupt;
pub mod kept;
#[cfg(all(test, not(miri)))]
mod linearizability;
pub mod names;
#[cfg(all(test, not(miri)))]
mod race_pairs;
pub mod release;
pub mod stacks;
pub mod start;
#[cfg(all(test, not(miri)))]
pub(crate) mod stress_tests;
pub mod thread;

use alloc::vec::Vec;
use core::ptr::NonNull;

use freewheel_arch::Platform;
use spin::Mutex;

use crate::heap::{Arena, Space};
use crate::native::R;
use crate::object::payload::Object;
use crate::object::shape::ShapeTable;
use crate::object::{Builtin, Obj};
use crate::prim::{AtomicBool, AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use crate::thread::Registry;
use crate::types::spec::{ModuleSpec, TypeSpec};
use crate::types::type_object::Type;

pub use finish::Trouble;
pub use flags::{Flags, Streams};
pub use thread::Thread;

/// How an isolate is set up.
#[derive(Debug, Clone)]
pub struct Config {
    /// Run under a global lock.
    pub gil: bool,
    /// Most bytes of heap.
    pub heap_limit: usize,
    /// Key of string hashes.
    pub hash_key: [u8; 16],
    /// Native modules beyond the kernel's own.
    pub modules: &'static [&'static ModuleSpec],
    /// Types beyond the kernel's own; each has a number in [`Builtin`], which is that of a bare type where nobody brings it.
    pub types: &'static [&'static TypeSpec],
    /// `sys.argv`
    pub argv: Vec<alloc::string::String>,
    /// `sys.flags`
    pub flags: Flags,
    /// The standard streams.
    pub streams: Streams,
    /// What only the environment can do: read files, compile source.
    pub host: Option<&'static dyn Host>,
}

impl Default for Config {
    /// The bare kernel: many threads at once, as much heap as there is, nothing of the environment's. The key of hashes is the same each time; whoever
    /// takes keys of dicts from strangers sets another.
    fn default() -> Config {
        Config {
            gil: false,
            heap_limit: usize::MAX / 2,
            hash_key: [0; 16],
            modules: &[],
            types: &[],
            argv: Vec::new(),
            flags: Flags::default(),
            streams: Streams::default(),
            host: None,
        }
    }
}

/// What the environment offers beyond [`Platform`], for imports and files.
pub trait Host: Sync + core::fmt::Debug {
    /// Finds and compiles module `name` (dotted): `Ok(None)` when there is none. `path` are the directories to search (a package's `__path__` or
    /// `sys.path`).
    fn find_module(&self, th: &mut Thread, name: &str, path: &[alloc::string::String]) -> R<Option<FoundModule>>;
    /// Compiles a text of `compile`, `eval` or `exec`.
    ///
    /// # Errors
    /// A `SyntaxError` or what else the text deserves; `NotImplementedError` where there is no compiler.
    fn compile(&self, th: &mut Thread, _: CompileRequest<'_>) -> R<crate::bytecode::unit::CodeUnit> {
        Err(th.raise(crate::object::Builtin::NotImplementedError, format_args!("this environment has no compiler")))
    }
    /// The abstract syntax tree of a text, in objects of `_ast`.
    ///
    /// # Errors
    /// As [`compile`](Self::compile).
    fn syntax_tree(&self, th: &mut Thread, _: CompileRequest<'_>) -> R<crate::object::Obj> {
        Err(th.raise(crate::object::Builtin::NotImplementedError, format_args!("this environment has no compiler")))
    }
    /// Whether an object is an abstract syntax tree, which [`compile`](Self::compile) takes as [`SourceText::Tree`].
    ///
    /// # Errors
    /// What looking at the object raises.
    fn is_syntax_tree(&self, _: &mut Thread, _: &crate::object::Obj) -> R<bool> {
        Ok(false)
    }
    /// A line of source, for tracebacks, without its newline.
    fn source_line(&self, file: &str, line: u32) -> Option<alloc::string::String>;
    /// The source lines of a place as a traceback shows them below its `File` line, each with its newline: indented by four, with marks
    /// where the environment can tell which part raised.
    fn source_excerpt(&self, file: &str, at: crate::bytecode::unit::Location) -> Option<alloc::string::String> {
        let line = self.source_line(file, at.line)?;
        let shown = line.trim();
        (!shown.is_empty()).then(|| alloc::format!("    {shown}\n"))
    }
    /// Looks for a misspelt keyword in a line of a file that is no valid syntax there: its first character in the line and the one after its last, from 0,
    /// and what was meant.
    fn keyword_typo(&self, _file: &str, _line: u32) -> Option<(usize, usize, &'static str)> {
        None
    }
    /// Reads a line of standard input with its newline.
    fn read_line(&self) -> LineRead;
    /// Acts as if a signal had arrived; false when there is none of that number. A handler runs in the main thread, at its next safepoint.
    fn simulate_signal(&self, _signal: i64) -> bool {
        false
    }
    /// Runs an embedder's native function, and catches it if it panics, where the environment can; what the panic said.
    ///
    /// # Errors
    /// The message of the panic.
    fn guard(&self, f: &mut dyn FnMut()) -> Result<(), alloc::string::String> {
        f();
        Ok(())
    }
    /// Runs the handlers of signals that have arrived, in the main thread.
    fn handle_signals(&self, th: &mut Thread) -> R<()> {
        Err(th.raise_with(Builtin::KeyboardInterrupt, None))
    }
}

/// What [`Host::read_line`] has come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineRead {
    /// A line, or what there was before the end.
    Line(alloc::string::String),
    /// There is nothing more.
    End,
    /// A signal came before the line's end. What was read is part of the line of the next call.
    Interrupted,
}

/// A text of a program's own that is to be compiled.
#[derive(Debug)]
pub struct CompileRequest<'a> {
    /// The text.
    pub text: SourceText<'a>,
    /// What tracebacks call its file.
    pub filename: &'a str,
    /// What kind of text it is.
    pub mode: CompileMode,
    /// As if it began with `from __future__ import annotations`.
    pub future_annotations: bool,
    /// What is left out: nothing (0), assertions (1), docstrings too (2).
    pub optimize: u8,
    /// A text that is not complete, as somebody types it, is an `_IncompleteInputError`; a block ends at a blank line, not with the text.
    pub partial: bool,
}

/// Text, decoded or not.
#[derive(Debug)]
pub enum SourceText<'a> {
    /// Characters; an encoding that they declare means nothing.
    Text(&'a str),
    /// Bytes in the encoding that they declare, or UTF-8.
    Bytes(alloc::borrow::Cow<'a, [u8]>),
    /// No text at all, but what has been made of one, or without any: an abstract syntax tree.
    Tree(&'a crate::object::Obj),
}

/// Kinds of text, as `compile` names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompileMode {
    /// Statements.
    Exec,
    /// One expression; running the code gives its value.
    Eval,
    /// A statement of a prompt, whose bare expressions are printed.
    Single,
}

/// A module that a [`Host`] found.
#[derive(Debug)]
pub struct FoundModule {
    /// Its code.
    pub unit: crate::bytecode::unit::CodeUnit,
    /// Its file; empty for a folder that is a package without a file of its own.
    pub file: alloc::string::String,
    /// Where its submodules are, when it is a package.
    pub package_path: Option<alloc::string::String>,
}

/// All that threads share.
#[derive(Debug)]
pub struct Isolate {
    /// Threads, stops and reclamation.
    pub registry: Registry,
    /// Shapes.
    pub shapes: ShapeTable,
    /// Built-in types by number.
    types: [AtomicPtr<Object<Type>>; BUILTINS],
    names: [AtomicPtr<crate::object::Header>; names::TEXTS.len()],
    ascii: [AtomicPtr<crate::object::Header>; 128],
    empty_tuple: crate::object::Field,
    /// Interned strings.
    pub interned: intern::Table,
    /// `builtins` module's dict, unbound until set up.
    pub builtins: crate::object::Field,
    /// `sys.modules`
    pub modules: crate::object::Field,
    /// What `importlib` has installed: a function that asks the program's finders, and one that describes modules; or unbound.
    pub import_hooks: [crate::object::Field; 2],
    /// Imports going on.
    pub imports: crate::interp::import_lock::Imports,
    /// The `sys` module.
    pub sys: crate::object::Field,
    /// What native modules keep for themselves: a dict that programs do not reach, see [`Thread::hidden`].
    pub hidden: crate::object::Field,
    /// Held while a program sets a traceback's `tb_next`, so that no two such stores close a ring.
    pub(crate) traceback_links: crate::sync::leaf::Leaf<()>,
    /// Instance raised when memory is out.
    pub memory_error: crate::object::Field,
    /// The class `ExceptionGroup`.
    pub exception_group: crate::object::Field,
    /// Settings.
    pub config: Config,
    /// Heap slots: arenas that threads occupy one after another.
    pub(crate) slots: Mutex<Vec<Slot>>,
    /// The program's end has begun: threads and exit functions are done.
    pub finalizing: AtomicBool,
    /// A second thread has been started: globals are shared (D5).
    pub multi: AtomicBool,
    /// Next version of a dict's keys or a type.
    pub(crate) next_version: AtomicU32,
    /// Moves when what comes before instance slots changes somewhere: slots cached before are void (S1 of `interp::stub_cache`).
    pub(crate) slot_epoch: AtomicU32,
    /// Registrations of classes with abstract ones so far.
    pub(crate) abc_registrations: AtomicU32,
    /// Threads that have done everything and are about to leave the registry.
    pub(crate) ending: AtomicUsize,
    /// Next thread number.
    pub(crate) next_ident: AtomicU64,
    /// `sys.getrecursionlimit()`
    pub recursion_limit: AtomicUsize,
    /// `sys.get_int_max_str_digits()`
    pub int_max_str_digits: AtomicUsize,
    /// `sys.getswitchinterval()`, in microseconds.
    pub switch_interval: AtomicU64,
    /// Collector.
    pub gc: crate::gc::State,
    /// Weak references.
    pub weak: crate::refcount::weak_table::Table,
    /// All code objects.
    pub codes: Mutex<Vec<crate::bytecode::code_object::CodePointer>>,
    /// Objects whose counts their owners must merge.
    pub merges: crate::refcount::merge_queue::Queues,
    /// Objects whose counts were contended.
    pub contended: crate::refcount::contention::List,
    /// Tasks of `asyncio` that are not done.
    pub tasks: crate::modules::asyncio::registry::AllTasks,
    /// References that other threads than the isolate's have given up.
    pub given_up: given_up::GivenUp,
    /// What lives as long as the isolate and is no object.
    pub kept: kept::Kept,
    /// Memory. It goes last: what was dropped before still looks at the headers of objects.
    pub space: Space,
}

/// A heap slot.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) arena: NonNull<Arena>,
    pub(crate) occupied: bool,
}

// SAFETY: the raw pointers are to arenas that only the occupying thread uses, under the slots' lock otherwise.
unsafe impl Send for Slot {}

/// Number of built-in types.
pub const BUILTINS: usize = Builtin::ALL.len();

impl Isolate {
    /// The environment.
    pub fn platform(&self) -> &'static dyn Platform {
        self.registry.platform()
    }

    /// Number of threads that have not ended as far as the program can tell.
    pub fn running_threads(&self) -> usize {
        self.registry.threads().saturating_sub(self.ending.load(Ordering::Acquire))
    }

    /// A built-in type.
    #[inline(always)]
    pub fn ty(&self, builtin: Builtin) -> &'static Object<Type> {
        // Relaxed: written once before any program runs.
        // SAFETY: set up by `start`, immortal afterwards.
        unsafe { &*self.types[builtin as usize].load(Ordering::Relaxed) }
    }

    /// A built-in type, if it has been made.
    #[cfg(any(debug_assertions, feature = "checks"))]
    fn made_type(&self, builtin: Builtin) -> Option<&'static Object<Type>> {
        // SAFETY: null, or as in `ty`.
        unsafe { self.types[builtin as usize].load(Ordering::Acquire).as_ref() }
    }

    pub(crate) fn set_type(&self, builtin: Builtin, ty: *mut Object<Type>) {
        self.types[builtin as usize].store(ty, Ordering::Release);
    }

    /// A well-known string.
    #[inline(always)]
    pub fn name(&self, name: names::Name) -> &'static Obj {
        // SAFETY: the word is that of an immortal string, set up by `start`; `Obj` and the word have one layout.
        unsafe { &*self.names.as_ptr().add(name.0 as usize).cast::<Obj>() }
    }

    /// The string of one ASCII character.
    #[inline(always)]
    pub fn ascii_char(&self, c: u8) -> &'static Obj {
        // SAFETY: as in `name`.
        unsafe { &*self.ascii.as_ptr().add(c as usize & 127).cast::<Obj>() }
    }

    /// The empty tuple.
    pub fn empty_tuple(&self) -> Obj {
        // SAFETY: immortal, set up by `start`.
        unsafe { Obj::from_borrowed(self.empty_tuple.peek()) }
    }

    /// The slot epoch, for a cache; read it before looking up.
    #[inline(always)]
    pub fn slot_epoch(&self) -> u32 {
        // Acquire: a cache that reads the new epoch also sees the class attribute that moved it.
        self.slot_epoch.load(Ordering::Acquire)
    }

    /// Makes all cached slots void, after a class got or lost a data descriptor or an attribute hook.
    pub fn forget_slots(&self) {
        // Release: pairs with the Acquire in `slot_epoch`. First, so that a site filled from now on is emptied below or filled anew.
        self.slot_epoch.fetch_add(1, Ordering::Release);
        for code in self.codes.lock().iter() {
            code.forget_caches();
        }
    }

    /// A fresh version number; 0 when they are exhausted (then nothing is specialised any more).
    pub fn new_version(&self) -> u32 {
        let v = self.next_version.fetch_add(1, Ordering::Relaxed);
        if v >= u32::MAX - 1024 {
            self.next_version.store(u32::MAX - 1024, Ordering::Relaxed);
            return 0;
        }
        v
    }
}

/// The isolate of the calling thread, which must be attached.
#[inline]
pub(crate) fn current() -> &'static Isolate {
    let p = freewheel_arch::platform::freewheel_current().cast::<Thread>();
    debug_assert!(!p.is_null());
    // SAFETY: an attached thread has a live state; the isolate outlives it.
    unsafe { (*p).isolate.as_ref() }
}

/// What a thread does when its `eval_breaker` is set.
pub(crate) fn safepoint(th: &mut Thread) -> R<()> {
    use crate::thread::breaker;
    let bits = th.head.safepoint();
    if bits & breaker::MERGE != 0 {
        crate::refcount::merge_queue::drain(th);
        given_up::GivenUp::drain(th);
    }
    if bits & breaker::GC != 0 {
        crate::heap::trim::if_asked(th);
        crate::gc::collect_if_due(th);
    }
    if bits & breaker::SIGNAL != 0 {
        th.isolate().signal(th)?;
    }
    Ok(())
}

impl Isolate {
    /// A signal arrived: its handler runs in the main thread. Without an environment that knows signals it is `KeyboardInterrupt`.
    fn signal(&self, th: &mut Thread) -> R<()> {
        interrupt::look(th)?;
        if th.ident != 1 {
            return Ok(());
        }
        match self.config.host {
            Some(host) => host.handle_signals(th),
            None => Err(th.raise_with(Builtin::KeyboardInterrupt, None)),
        }
    }
}
