//! What a `Pickler` or `Unpickler` keeps between calls, which a call has for itself; and the proxies by which programs see the memo in it.
//!
//! E1. A call takes what is kept out of the object and puts it back at its end. While it is out, whoever else wants it is told so by a RuntimeError. So no
//! lock is held while a call runs, and what is kept is either in the object or in one call.

use core::marker::PhantomData;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, Object, Payload, R, Raised, Trace};
use freewheel_kernel::types::locked_state::LockedState;
use freewheel_kernel::types::protocol;
use freewheel_kernel::types::spec::{Method, SlotSpec, TypeSpec, UNHASHABLE, Vtable};

/// Something for one call at a time.
#[derive(Debug)]
pub(super) struct Exclusive<T>(LockedState<Option<T>>);

impl<T: Default> Exclusive<T> {
    /// With nothing in it yet.
    pub(super) fn new() -> Exclusive<T> {
        Exclusive(LockedState::new(Some(T::default())))
    }

    /// Runs `f` on what is there, when no call has it.
    ///
    /// # Safety
    /// 1. The world is stopped, or the object is unshared, or nobody reaches it any more.
    pub(super) unsafe fn peek(&self, f: impl FnOnce(&mut T)) {
        // SAFETY: contract 1; `look` runs leaf code only.
        unsafe { self.0.peek(|kept| kept.as_mut().map(f)) };
    }
}

/// A payload that keeps something for one call at a time.
pub(super) trait Holder: Payload {
    /// What it keeps.
    type Kept: Default;
    /// What errors call an object of the type.
    const CLASS: &'static str;
    fn kept(&self) -> &Exclusive<Self::Kept>;
}

fn with<P: Holder, O>(th: &mut Thread, p: &Object<P>, f: impl FnOnce(&mut Thread, &mut Option<P::Kept>) -> O) -> O {
    // SAFETY: 1: what is asked of the callers of `look`; the others here move what is kept. 2: its own header.
    unsafe { p.payload.kept().0.with(th, &p.header, f) }
}

/// Runs `f` on what is kept, unless a call has it. `f` runs no program code, ends no object, and does not come here again.
pub(super) fn look<P: Holder, O>(th: &mut Thread, p: &Object<P>, f: impl FnOnce(&mut Thread, &mut P::Kept) -> O) -> R<O> {
    match with(th, p, |th, kept| kept.as_mut().map(|kept| f(th, kept))) {
        Some(out) => Ok(out),
        None => Err(in_use::<P>(th)),
    }
}

/// Refuses an object that a call is using.
pub(super) fn check_idle<P: Holder>(th: &mut Thread, p: &Object<P>) -> R<()> {
    look(th, p, |_, _| ())
}

/// Takes what is kept out for a call, which has to [`give_back`].
pub(super) fn claim<P: Holder>(th: &mut Thread, p: &Object<P>) -> R<P::Kept> {
    match with(th, p, |_, kept| kept.take()) {
        Some(kept) => Ok(kept),
        None => Err(in_use::<P>(th)),
    }
}

/// Puts back what was claimed, or what takes its place.
pub(super) fn give_back<P: Holder>(th: &mut Thread, p: &Object<P>, kept: P::Kept) {
    // By E1 nothing is there.
    drop(with(th, p, |_, place| place.replace(kept)));
}

/// Puts something else in the place of what is kept, which it gives.
pub(super) fn replace<P: Holder>(th: &mut Thread, p: &Object<P>, new: P::Kept) -> R<P::Kept> {
    look(th, p, |_, kept| core::mem::replace(kept, new))
}

#[cold]
fn in_use<P: Holder>(th: &mut Thread) -> Raised {
    th.raise(Builtin::RuntimeError, format_args!("{} object is already used", P::CLASS))
}

/// A payload whose memo programs may see.
pub(super) trait Remembers: Holder {
    /// The type of the proxy.
    const PROXY: Builtin;
    /// What errors call `clear`, `copy` and `__reduce__` of the proxy.
    const METHODS: [&'static str; 3];
    /// Empties the memo.
    fn forget(th: &mut Thread, p: &Object<Self>) -> R<()>;
    /// The memo as a dict.
    fn remembered(th: &mut Thread, p: &Object<Self>) -> R<Obj>;
}

/// Payload of `PicklerMemoProxy` and `UnpicklerMemoProxy`: the memo of an object, for programs.
#[derive(Debug)]
pub(super) struct Proxy<P> {
    of: Obj,
    kind: PhantomData<fn() -> P>,
}

// SAFETY: 1: the numbers are used here alone, each for one `P`. 2: one reference, visited once. 3: it never changes.
unsafe impl<P: Remembers> Payload for Proxy<P> {
    const BUILTIN: Builtin = P::PROXY;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.of);
    }
}

impl<P: Remembers> Proxy<P> {
    /// The proxy of an object that is known to be such.
    pub(super) fn of(th: &mut Thread, v: &Obj) -> R<Obj> {
        th.alloc(Proxy::<P> { of: v.clone(), kind: PhantomData })
    }

    /// The object of the proxy.
    pub(super) fn object(&self) -> &Object<P> {
        // SAFETY: `of` was given such an object.
        unsafe { self.of.get_unchecked::<P>() }
    }
}

fn proxied<P: Remembers>(v: &Obj) -> &Object<P> {
    // SAFETY: called through methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<Proxy<P>>() }.payload.object()
}

fn clear<P: Remembers>(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, P::METHODS[0])?;
    P::forget(th, proxied::<P>(v)).map(|()| Obj::NONE)
}

fn copy<P: Remembers>(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, P::METHODS[1])?;
    P::remembered(th, proxied::<P>(v))
}

/// A proxy is pickled as a dict.
fn reduce<P: Remembers>(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, P::METHODS[2])?;
    let contents = P::remembered(th, proxied::<P>(v))?;
    let (dict, args) = (th.builtin_type(Builtin::Dict), th.tuple_of_array([contents])?);
    th.pair(dict, args)
}

/// The type of the proxies.
pub(super) const fn proxy_spec<P: Remembers>() -> TypeSpec {
    TypeSpec {
        flags: UNHASHABLE,
        slots: SlotSpec { hash: Some(protocol::unhashable), ..SlotSpec::NONE },
        methods: const {
            &[
                Method::new("clear", clear::<P>).doc("Remove all items from memo."),
                Method::new("copy", copy::<P>).doc("Copy the memo to a new object."),
                Method::new("__reduce__", reduce::<P>).doc("Implement pickle support."),
            ]
        },
        ..TypeSpec::new(P::PROXY, const { &Vtable::of::<Proxy<P>>() })
    }
}
