//! Starting an isolate, its threads, and ending them.
//!
//! Order of a start: memory, strings, bare types, their attributes, modules. Order of an end: see [`Thread::end`].

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::marker::PhantomPinned;
use core::ptr::NonNull;

use freewheel_arch::Platform;
use freewheel_arch::platform::{NO_SLOT, freewheel_set_current};
use spin::Mutex;

use super::{BUILTINS, Config, Isolate, Slot, Thread, intern, names};
use crate::heap::{Arena, Kind, Space, kind_of};
use crate::interp::stack::Stack;
use crate::native::raised::{OrRaise, R};
use crate::object::header::FLAG_WEAKLY_REFERENCED;
use crate::object::shape::ShapeTable;
use crate::object::{Builtin, Field, Header, Obj};
use crate::prim::{AtomicBool, AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use crate::refcount::{biased, merge_queue, sharing};
use crate::thread::{Registry, ThreadHead};
use crate::types::dict_object::Dict;
use crate::types::type_object::{LOOKUPS, Lookup};
use crate::types::{SPECS, exception, fallback};

impl Isolate {
    /// Starts an isolate; the calling thread becomes its main thread, attached.
    ///
    /// `None` when there is not enough memory to begin.
    pub fn start(platform: &'static dyn Platform, config: Config) -> Option<Box<Thread>> {
        let isolate = Isolate {
            registry: Registry::new(platform, config.gil),
            space: Space::new(platform, config.heap_limit),
            shapes: ShapeTable::new(platform)?,
            types: [const { AtomicPtr::new(core::ptr::null_mut()) }; BUILTINS],
            names: [const { AtomicPtr::new(core::ptr::null_mut()) }; names::TEXTS.len()],
            ascii: [const { AtomicPtr::new(core::ptr::null_mut()) }; 128],
            empty_tuple: Field::empty(),
            interned: intern::Table::default(),
            builtins: Field::empty(),
            exception_group: Field::empty(),
            modules: Field::empty(),
            import_hooks: [Field::empty(), Field::empty()],
            imports: crate::interp::import_lock::Imports::default(),
            sys: Field::empty(),
            hidden: Field::empty(),
            traceback_links: crate::sync::leaf::Leaf::new(platform, ()),
            memory_error: Field::empty(),
            config,
            slots: Mutex::new(Vec::new()),
            finalizing: AtomicBool::new(false),
            multi: AtomicBool::new(false),
            next_version: AtomicU32::new(1),
            slot_epoch: AtomicU32::new(1),
            abc_registrations: AtomicU32::new(0),
            ending: AtomicUsize::new(0),
            next_ident: AtomicU64::new(1),
            recursion_limit: AtomicUsize::new(1000),
            int_max_str_digits: AtomicUsize::new(crate::text::int_text::DEFAULT_MAX_DIGITS),
            switch_interval: AtomicU64::new(5000),
            gc: crate::gc::State::default(),
            weak: crate::refcount::weak_table::Table::new(platform),
            codes: Mutex::new(Vec::new()),
            merges: merge_queue::Queues::new(),
            contended: crate::refcount::contention::List::default(),
            tasks: crate::modules::asyncio::registry::AllTasks::new(platform),
            given_up: super::given_up::GivenUp::default(),
            kept: super::kept::Kept::default(),
        };
        // The isolate lives until the process (or whoever embeds it) ends: threads may refer to it from anywhere.
        let isolate: &'static Isolate = Box::leak(Thread::boxed(isolate).ok()?);
        let mut th = isolate.attach_thread()?;
        isolate.populate(&mut th)?;
        isolate.gc.set_full_at(isolate);
        Some(th)
    }

    /// The state of a thread that is to run in a slot, registered and detached.
    fn prepare_thread(&'static self, slot: u16, arena: NonNull<Arena>) -> Option<Box<Thread>> {
        let platform = self.platform();
        let stack = Stack::new(platform)?;
        let mut th = Thread::boxed(Thread {
            head: ThreadHead::new(slot),
            isolate: NonNull::from(self),
            arena,
            exception: Obj::UNBOUND,
            handled: Obj::NONE,
            stack,
            ending: 0,
            trash: Vec::new(),
            lookups: Thread::boxed([Lookup { version: 0, name: 0, value: crate::object::Value::UNBOUND }; LOOKUPS]).ok()?,
            stubs: crate::interp::stub_cache::StubCache::new().ok()?,
            repr_guard: Vec::new(),
            recursion_limit: self.recursion_limit.load(Ordering::Relaxed),
            stack_limit: platform.stack_limit(),
            object: Obj::UNBOUND,
            origin_depth: 0,
            async_hooks: [Obj::UNBOUND, Obj::UNBOUND],
            locals: Vec::new(),
            context: Obj::UNBOUND,
            context_pick: Obj::UNBOUND,
            running_loop: Obj::UNBOUND,
            running_task: Obj::UNBOUND,
            done: None,
            ident: self.next_ident.fetch_add(1, Ordering::Relaxed),
            native: 0,
            pace: crate::gc::Pace::new(&self.gc),
            interrupts: crate::thread::interrupts::Interrupts::new(),
            collecting: false,
            _pinned: PhantomPinned,
        })
        .ok()?;
        let limit = th.recursion_limit;
        th.stack.set_limit(limit);
        // SAFETY: the state is boxed and stays in place until `discard`.
        if !unsafe { self.registry.register((&raw mut *th).cast()) } {
            // SAFETY: it never had a frame.
            unsafe { th.stack.free(platform) };
            return None;
        }
        self.merges.occupy(slot, (&raw const *th).cast());
        Some(th)
    }

    /// Makes the calling thread one of the isolate's, attached.
    pub fn attach_thread(&'static self) -> Option<Box<Thread>> {
        let (slot, arena) = self.take_slot()?;
        match self.prepare_thread(slot, arena) {
            Some(mut th) => {
                th.begin();
                Some(th)
            }
            None => {
                self.leave_slot(slot);
                None
            }
        }
    }

    fn leave_slot(&self, slot: u16) {
        if let Some(s) = self.slots.lock().get_mut(slot as usize) {
            s.occupied = false;
        }
    }

    /// A heap slot for a new thread: one that another thread has left, or a new one.
    fn take_slot(&self) -> Option<(u16, NonNull<Arena>)> {
        let mut slots = self.slots.lock();
        if let Some(i) = slots.iter().position(|s| !s.occupied) {
            slots[i].occupied = true;
            return Some((i as u16, slots[i].arena));
        }
        let i = slots.len();
        if i >= merge_queue::MAX_SLOTS || slots.try_reserve(1).is_err() || !self.merges.reserve(i as u16, self.platform()) {
            return None;
        }
        let arena = Thread::boxed(Arena::new(&self.space, i as u16)).ok()?;
        let arena = NonNull::from(Box::leak(arena));
        slots.push(Slot { arena, occupied: true });
        Some((i as u16, arena))
    }

    /// Strings, types, modules.
    fn populate(&self, th: &mut Thread) -> Option<()> {
        let ok = self.try_populate(th);
        if ok.is_err() {
            return None;
        }
        Some(())
    }

    fn try_populate(&self, th: &mut Thread) -> R<()> {
        for (place, text) in self.names.iter().zip(names::TEXTS) {
            let s = th.intern(text)?;
            place.store(s.value().pointer_unchecked(), Ordering::Release);
        }
        for (i, place) in self.ascii.iter().enumerate() {
            let mut buf = [0; 4];
            let text = char::from(i as u8).encode_utf8(&mut buf);
            let s = th.intern(text)?;
            place.store(s.value().pointer_unchecked(), Ordering::Release);
        }
        let empty = th.tuple_raw(&[])?;
        immortal(&empty);
        drop(self.empty_tuple.replace_raw(empty));
        th.make_builtin_types(SPECS, fallback)?;
        th.fill_builtin_types()?;
        crate::types::template::finish(th)?;
        let args = self.empty_tuple();
        let e = exception::make(th, Builtin::MemoryError, args)?;
        immortal(&e);
        drop(self.memory_error.replace_raw(e));
        let modules = th.dict()?;
        drop(self.modules.replace_raw(modules.clone()));
        let hidden = th.dict()?;
        drop(self.hidden.replace_raw(hidden));
        // SAFETY: just made.
        let all = unsafe { modules.get_unchecked::<Dict>() };
        for name in ["builtins", "sys"] {
            let Some(spec) = crate::modules::ALL.iter().find(|s| s.name == name) else { continue };
            let m = th.native_module(spec)?;
            if name == "builtins" {
                for f in crate::interp::class_body::FUNCTIONS.iter().chain(crate::interp::execute::FUNCTIONS) {
                    th.add_function(&m, f)?;
                }
                let group = crate::types::exception_group::make_class(th)?;
                th.add_to_module(&m, "ExceptionGroup", group.clone())?;
                drop(self.exception_group.replace_raw(group));
            }
            let key = th.intern(name)?;
            all.set_name(th, &key, &m)?;
            if name == "builtins"
                && let Some(m) = m.get::<crate::types::module_object::Module>()
            {
                drop(self.builtins.replace_raw(m.payload.dict.clone()));
            }
            if name == "sys" {
                drop(self.sys.replace_raw(m));
            }
        }
        Ok(())
    }

    /// Before a second thread starts: everything that all threads can reach becomes shared (D5).
    pub fn go_multi(&self, th: &mut Thread) -> R<()> {
        if self.multi.load(Ordering::Relaxed) {
            return Ok(());
        }
        for p in self.immortals(th)? {
            // SAFETY: an immortal object is alive.
            sharing::share_contents(th, unsafe { p.as_ref() })?;
        }
        for &b in Builtin::ALL {
            let ty = self.ty(b);
            let mut subclasses: Vec<Obj> = Vec::new();
            ty.push_subclasses(&mut subclasses).or_raise(th)?;
            for s in subclasses {
                sharing::share(th, &s)?;
            }
        }
        let [find, adopt] = &self.import_hooks;
        for f in [
            find,
            adopt,
            &self.modules,
            &self.builtins,
            &self.sys,
            &self.hidden,
            &self.memory_error,
            &self.exception_group,
            &self.gc.callbacks,
        ] {
            let v = f.peek();
            sharing::share(th, Obj::from_ref(&v))?;
        }
        // Globals of code that runs without a module in `sys.modules`.
        let globals: Vec<Obj> = th
            .stack
            .frames()
            .iter()
            // SAFETY: the frames' globals are alive.
            .map(|f| unsafe { f.globals.as_ref() }.to_obj())
            .collect();
        for g in globals {
            sharing::share(th, &g)?;
        }
        self.multi.store(true, Ordering::Release);
        Ok(())
    }

    /// The immortal objects that may refer to others, or be referred to weakly, while the calling thread is the only one.
    fn immortals(&self, th: &mut Thread) -> R<Vec<NonNull<Header>>> {
        let (mut all, mut complete) = (Vec::new(), true);
        let refers = |p: NonNull<Header>| {
            // SAFETY: an object in use.
            let flags = unsafe { p.as_ref() }.flags.load(Ordering::Relaxed);
            // SAFETY: as above.
            flags & FLAG_WEAKLY_REFERENCED != 0 || unsafe { kind_of(p.cast()) } == Kind::Container
        };
        // SAFETY: there is no other thread; the vector's memory is not the heap's.
        unsafe {
            self.space.for_each_object(true, &mut |p| {
                if biased::is_immortal(p.as_ref()) && refers(p) {
                    complete = complete && all.try_reserve(1).is_ok();
                    if complete {
                        all.push(p);
                    }
                }
            });
        }
        if complete { Ok(all) } else { Err(th.no_memory()) }
    }
}

fn immortal(o: &Obj) {
    if let Some(h) = o.header() {
        biased::make_immortal(h);
    }
}

/// What a started thread runs.
type Body = Box<dyn FnOnce(&mut Thread) + Send>;

struct Starting {
    /// Always there when the thread starts.
    thread: Option<Box<Thread>>,
    body: Body,
}

fn entry(argument: usize) {
    let p = core::ptr::with_exposed_provenance_mut::<Starting>(argument);
    // SAFETY: the pointer is that of the box given away in `start_thread`, received once.
    let starting = unsafe { Box::from_raw(p) };
    let Starting { thread, body } = *starting;
    let Some(thread) = thread else { return };
    // The others know the state until `end`. Should the body panic, it stays.
    let mut thread = core::mem::ManuallyDrop::new(thread);
    thread.begin();
    body(&mut thread);
    core::mem::ManuallyDrop::into_inner(thread).end();
}

impl Thread {
    /// Starts a thread of this isolate that runs `body`; gives its number. Everything `body` brings along must be shared.
    ///
    /// # Errors
    /// `RuntimeError: can't start new thread`; `MemoryError`.
    pub fn start_thread(&mut self, body: Body) -> R<u64> {
        let isolate = self.isolate();
        isolate.go_multi(self)?;
        // All that can fail for want of memory fails here, where there is someone to tell; once started, a thread runs its body.
        let Ok(mut starting) = Thread::boxed(Starting { thread: None, body }) else { return Err(self.no_memory()) };
        let Some((slot, arena)) = isolate.take_slot() else { return Err(self.cannot_start()) };
        let Some(thread) = isolate.prepare_thread(slot, arena) else {
            isolate.leave_slot(slot);
            return Err(self.no_memory());
        };
        let ident = thread.ident;
        starting.thread = Some(thread);
        let p = Box::into_raw(starting);
        if isolate.platform().start_thread(entry, p.expose_provenance()) {
            return Ok(ident);
        }
        // SAFETY: nobody received it.
        let Starting { thread, body } = *unsafe { Box::from_raw(p) };
        drop(body);
        self.detached(|| thread.map(Thread::discard));
        Err(self.cannot_start())
    }

    fn cannot_start(&mut self) -> crate::native::Raised {
        self.raise(Builtin::RuntimeError, format_args!("can't start new thread"))
    }

    /// The calling thread becomes the one whose state this is.
    pub(crate) fn begin(&mut self) {
        self.head.attach();
        freewheel_set_current(core::ptr::from_mut(self).cast(), self.head.slot);
        let platform = self.isolate().platform();
        self.stack_limit = platform.stack_limit();
        self.native = platform.thread_number().unwrap_or(0);
    }

    /// Drops the values that are the thread's own: finalizers may run.
    pub(super) fn forget_all(&mut self) {
        self.object = Obj::UNBOUND;
        self.async_hooks = [Obj::UNBOUND, Obj::UNBOUND];
        self.running_task = Obj::UNBOUND;
        self.running_loop = Obj::UNBOUND;
        self.context_pick = Obj::UNBOUND;
        self.context = Obj::UNBOUND;
        while let Some(local) = self.locals.pop() {
            drop(local);
        }
        self.handled = Obj::NONE;
        self.exception = Obj::UNBOUND;
    }

    /// Ends the calling thread's part in the isolate: its values die on it, its queue is drained, its slot waits for another thread.
    pub fn end(mut self: Box<Thread>) {
        self.forget_all();
        merge_queue::leave(&mut self);
        let isolate = self.isolate();
        // Before anyone is told, so that whoever joins the thread does not count it any more.
        isolate.ending.fetch_add(1, Ordering::AcqRel);
        if let Some(done) = self.done.take() {
            done.give_back(&mut self);
        }
        self.head.detach();
        self.discard();
        isolate.ending.fetch_sub(1, Ordering::AcqRel);
    }

    /// Takes the state of a thread that does not run, and is detached, out of the isolate. The caller is not attached.
    fn discard(mut self: Box<Thread>) {
        let isolate = self.isolate();
        isolate.merges.occupy(self.head.slot, core::ptr::null());
        // SAFETY: registered in `prepare_thread`; after this nobody refers to the head.
        unsafe { isolate.registry.unregister((&raw mut *self).cast()) };
        freewheel_set_current(core::ptr::null_mut(), NO_SLOT);
        // SAFETY: no frame is left: the thread's function has returned, or never began.
        unsafe { self.stack.free(isolate.platform()) };
        isolate.leave_slot(self.head.slot);
    }
}
