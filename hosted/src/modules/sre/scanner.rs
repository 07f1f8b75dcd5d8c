//! `_sre.SRE_Scanner`: one match after the other, each call the next.
//!
//! The place where it goes on is a few words under a leaf lock. A call reads them, matches without the lock (polls may run program code),
//! and writes the new place if nobody else has been there meanwhile; otherwise it matches again from where the other went to. So each match is
//! given to one caller, in order, and no caller waits for a match that another is looking for.

use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, Obj, Object, Payload, R, Trace};
use freewheel_kernel::types::bytes_object;
use freewheel_kernel::types::spec::{GetSet, Method, TypeSpec, Vtable};

use super::matched;
use super::pattern::pattern;
use super::run::{How, Search};
use super::text::{Place, Text};

/// Where it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Next {
    from: Place,
    must_advance: bool,
    /// A call has found nothing: so will all others.
    done: bool,
}

/// Payload of `_sre.SRE_Scanner`.
#[derive(Debug)]
pub(super) struct Scanner {
    pattern: Obj,
    /// What matches say was searched.
    string: Obj,
    /// What is searched: the same, or a copy of what others may change.
    kept: Obj,
    bounds: (usize, usize),
    next: Mutex<Next>,
}

// SAFETY: 1: the number is used here alone. 2: three references, each visited once. 3: the changing words are plain data under a lock.
unsafe impl Payload for Scanner {
    const BUILTIN: Builtin = Builtin::ReScanner;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.pattern);
        visit.obj(&self.string);
        visit.obj(&self.kept);
    }
}

fn scanner(v: &Obj) -> &Object<Scanner> {
    // SAFETY: called through methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<Scanner>() }
}

/// A scanner of `string`, whose text is given.
pub(super) fn new(th: &mut Thread, pattern: &Obj, string: &Obj, text: &Text<'_>, start: usize, end: usize) -> R<Obj> {
    let kept = match text {
        Text::Bytes(b @ Cow::Owned(_)) => bytes_object::new_bytes(th, b)?,
        _ => string.clone(),
    };
    let next = Next { from: text.seek(Place::default(), start), must_advance: false, done: false };
    th.alloc(Scanner { pattern: pattern.clone(), string: string.clone(), kept, bounds: (start, end), next: Mutex::new(next) })
}

fn step(th: &mut Thread, v: &Obj, how: How) -> R<Obj> {
    let s = scanner(v);
    let text = Text::of(th, &s.kept)?;
    let place = || s.next.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let now = *place();
        if now.done {
            return Ok(Obj::NONE);
        }
        let mut search = Search::from_place(&text, pattern(&s.pattern), now.from, s.bounds.1, now.must_advance);
        let result = if search.run(th, how)? { matched::new(th, &s.pattern, &s.string, &search, s.bounds)? } else { Obj::NONE };
        let next = if result.is_none() {
            Next { done: true, ..now }
        } else {
            search.go_on(search.span().1);
            Next { from: search.from, must_advance: search.must_advance, done: false }
        };
        let mut place = place();
        // What differs after a match is the place, or that the next match must not be an empty one; it never comes back to what it was.
        if *place == now {
            *place = next;
            return Ok(result);
        }
    }
}

/// The declaration.
pub(crate) static SCANNER: TypeSpec = TypeSpec {
    methods: &[
        Method::new("match", |th, v, args| {
            args.exactly::<0>(th, "prefixmatch")?;
            step(th, v, How::Prefix)
        }),
        Method::new("prefixmatch", |th, v, args| {
            args.exactly::<0>(th, "prefixmatch")?;
            step(th, v, How::Prefix)
        }),
        Method::new("search", |th, v, args| {
            args.exactly::<0>(th, "search")?;
            step(th, v, How::Search)
        }),
    ],
    getsets: &[GetSet::read("pattern", |_, v| Ok(scanner(v).pattern.clone()))],
    ..TypeSpec::new(Builtin::ReScanner, const { &Vtable::of::<Scanner>() })
};
