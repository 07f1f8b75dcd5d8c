//! `IncrementalNewlineDecoder`: makes line ends alike, behind a decoder or on text.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Field, Obj, Object, OrRaise, Payload, R, Raised, Signature, Trace};
use freewheel_kernel::refcount::sharing;
use freewheel_kernel::text::bytes_text::find_in;
use freewheel_kernel::text::text_buf::TextBuf;
use freewheel_kernel::types::locked_state::LockedState;
use freewheel_kernel::types::spec::{BASE, GetSet, Method, SlotSpec, TypeSpec, Vtable};
use freewheel_kernel::types::str_object::Str;
use freewheel_kernel::types::{bytes_object, protocol, tuple_object};

use super::newlines;

#[derive(Clone, Copy, Debug)]
struct State {
    translate: bool,
    /// A `\r` at the end of a piece waits for what follows.
    pending: bool,
    /// Kinds of line ends so far.
    seen: u8,
}

/// Payload of `IncrementalNewlineDecoder`.
#[derive(Debug)]
pub(super) struct NewlineDecoder {
    /// The decoder, or None; unbound before `__init__`.
    decoder: Field,
    state: LockedState<State>,
}

// SAFETY: 1: the number is used here alone. 2: one reference. 3: a field, and a `LockedState`.
unsafe impl Payload for NewlineDecoder {
    const BUILTIN: Builtin = Builtin::NewlineDecoder;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.field(&self.decoder);
    }
    fn clear(&self) {
        drop(self.decoder.replace_raw(Obj::NONE));
    }
}

fn object(v: &Obj) -> &Object<NewlineDecoder> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked() }
}

/// Runs `f` on the state, at one moment; `f` computes.
fn with<T>(th: &mut Thread, v: &Obj, f: impl FnOnce(&mut State) -> T) -> T {
    let object = object(v);
    // SAFETY: 1: what is asked of `f`, in this file alone. 2: its own header.
    unsafe { object.payload.state.with(th, &object.header, |_, s| f(s)) }
}

/// The decoder; `None` for text.
fn decoder(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    match object(v).payload.decoder.get(&object(v).header) {
        Some(d) => Ok(Some(d).filter(|d| !d.is_none())),
        None => Err(th.value_error(format_args!("IncrementalNewlineDecoder.__init__() not called"))),
    }
}

#[cold]
fn not_text(th: &mut Thread, v: &Obj) -> Raised {
    let t = th.type_name(v);
    th.type_error(format_args!("decoder should return a string result, not '{t}'"))
}

/// What a piece of text becomes.
fn translated(th: &mut Thread, v: &Obj, x: Obj, last: bool) -> R<Obj> {
    let Some(s) = x.get::<Str>() else { return Err(not_text(th, &x)) };
    let text = s.as_str();
    let held_back = !last && text.ends_with('\r');
    let State { pending, translate, .. } = with(th, v, |s| {
        let before = *s;
        s.pending = held_back || s.pending && text.is_empty() && !last;
        before
    });
    let begins_late = pending && (last || !text.is_empty());
    if !begins_late && find_in(text.as_bytes(), b"\r").is_none() {
        if find_in(text.as_bytes(), b"\n").is_some() {
            with(th, v, |s| s.seen |= newlines::FEED);
        }
        return Ok(x);
    }
    let mut whole = TextBuf::with_capacity(text.len() + 1).or_raise(th)?;
    if begins_late {
        whole.push_str("\r").or_raise(th)?;
    }
    whole.push_str(if held_back { &text[..text.len() - 1] } else { text }).or_raise(th)?;
    let kinds = newlines::kinds(whole.as_str());
    with(th, v, |s| s.seen |= kinds);
    if translate && kinds & !newlines::FEED != 0 {
        let alike = newlines::alike(whole.as_str());
        return th.str_buf(alike);
    }
    th.str(whole.as_str())
}

fn decode(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<2> = Signature::new("decode", ["input", "final"]).required(1);
    let [input, last] = args.bind(th, &PARAMETERS)?;
    let last = last.map_or(Ok(false), |x| protocol::truth(th, x))?;
    let input = input.unwrap_or(v);
    let text = match decoder(th, v)? {
        Some(d) => protocol::call_method_text(th, &d, "decode", &[input.clone(), Obj::from_bool(last)])?,
        None => input.clone(),
    };
    translated(th, v, text, last)
}

fn get_state(th: &mut Thread, v: &Obj) -> R<Obj> {
    let (data, flags) = match decoder(th, v)? {
        None => (bytes_object::new_bytes(th, b"")?, 0),
        Some(d) => {
            let state = protocol::call_method_text(th, &d, "getstate", &[])?;
            match state.get::<tuple_object::Tuple>().map(|_| tuple_object::items(&state)) {
                Some([data, flags]) => (data.clone(), protocol::index_size(th, flags)?),
                _ => return Err(th.type_error(format_args!("illegal decoder state"))),
            }
        }
    };
    let pending = with(th, v, |s| s.pending);
    let flags = th.int(flags << 1 | i64::from(pending))?;
    th.pair(data, flags)
}

fn set_state(th: &mut Thread, v: &Obj, state: &Obj) -> R<()> {
    let d = decoder(th, v)?;
    if state.get::<tuple_object::Tuple>().is_none() {
        return Err(th.type_error(format_args!("state argument must be a tuple")));
    }
    let [data, flags] = tuple_object::items(state) else {
        return Err(th.type_error(format_args!("setstate(): illegal state argument")));
    };
    let flags = protocol::index_size(th, flags)?;
    with(th, v, |s| s.pending = flags & 1 == 1);
    if let Some(d) = d {
        let flags = th.int(flags >> 1)?;
        let inner = th.pair(data.clone(), flags)?;
        protocol::call_method_text(th, &d, "setstate", &[inner])?;
    }
    Ok(())
}

/// The type.
pub(super) static SPEC: TypeSpec = TypeSpec {
    doc: "Codec used when reading a file in universal newlines mode.",
    flags: BASE,
    slots: SlotSpec {
        new: Some(|th, class, _| {
            let state = LockedState::new(State { translate: false, pending: false, seen: 0 });
            th.new_payload(class, NewlineDecoder { decoder: Field::empty(), state })
        }),
        init: Some(|th, v, args| {
            const PARAMETERS: Signature<3> = Signature::new("IncrementalNewlineDecoder", ["decoder", "translate", "errors"]).required(2);
            let [d, translate, _] = args.bind(th, &PARAMETERS)?;
            let translate = translate.map_or(Ok(false), |x| protocol::truth(th, x))?;
            let d = d.cloned().unwrap_or(Obj::NONE);
            sharing::barrier(th, &object(v).header, &d)?;
            drop(object(v).payload.decoder.replace_raw(d));
            with(th, v, |s| *s = State { translate, pending: false, seen: 0 });
            Ok(())
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("decode", decode),
        Method::new("getstate", |th, v, args| {
            args.exactly::<0>(th, "IncrementalNewlineDecoder.getstate")?;
            get_state(th, v)
        }),
        Method::new("setstate", |th, v, args| {
            let [state] = args.exactly::<1>(th, "_io.IncrementalNewlineDecoder.setstate")?;
            set_state(th, v, state).map(|()| Obj::NONE)
        }),
        Method::new("reset", |th, v, args| {
            args.exactly::<0>(th, "IncrementalNewlineDecoder.reset")?;
            let d = decoder(th, v)?;
            with(th, v, |s| (s.pending, s.seen) = (false, 0));
            match d {
                Some(d) => protocol::call_method_text(th, &d, "reset", &[]),
                None => Ok(Obj::NONE),
            }
        }),
    ],
    getsets: &[GetSet::read("newlines", |th, v| {
        decoder(th, v)?;
        let seen = with(th, v, |s| s.seen);
        newlines::shown_kinds(th, seen)
    })],
    ..TypeSpec::new(Builtin::NewlineDecoder, const { &Vtable::of::<NewlineDecoder>() })
};
