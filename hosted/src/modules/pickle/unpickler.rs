//! `Unpickler`: what programs see of it, and the functions `load` and `loads`. A call of `load` has the memo for itself, as in `pickler`.

use core::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::borrow::Cow;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Field, Obj, Object, Payload, R, Signature, Trace};
use freewheel_kernel::types::dict_object::Dict;
use freewheel_kernel::types::spec::{BASE, GetSet, Method, SlotSpec, TypeSpec, Vtable};
use freewheel_kernel::types::str_object::{self, Str};
use freewheel_kernel::types::{attribute, buffer, int_object, protocol};

use super::exclusive::{self, Exclusive, Holder, Proxy, Remembers};
use super::input::{File, Input};
use super::load::{Load, Settings};
use super::load_objects::{find_class, no_persistent_load};
use super::memo::Read;
use super::pickler::{hook, set_field};
use super::tables::Tables;

/// What stays between calls of `load`.
#[derive(Debug, Default)]
pub(super) struct Kept {
    memo: Read,
    /// Bytes that were read from the file and not taken.
    rest: Vec<u8>,
}

/// Payload of `Unpickler`.
#[derive(Debug)]
pub(super) struct Unpickler {
    /// Methods of the file: `read`, empty before `__init__`, `readline`, `readinto`, `peek`.
    file: [Field; 4],
    /// What programs set in place of the class's method.
    persistent_load: Field,
    encoding: Field,
    errors: Field,
    buffers: Field,
    fix_imports: AtomicBool,
    /// Protocol of the pickle that was read last, by which names are looked up.
    proto: AtomicU8,
    kept: Exclusive<Kept>,
}

impl Unpickler {
    fn fields(&self) -> impl Iterator<Item = &Field> {
        self.file.iter().chain([&self.persistent_load, &self.encoding, &self.errors, &self.buffers])
    }
}

// SAFETY: 1: the number is used here alone. 2: the fields and the objects of the memo, each visited once. 3: as for `Pickler`.
unsafe impl Payload for Unpickler {
    const BUILTIN: Builtin = Builtin::Unpickler;
    fn trace(&self, visit: &mut dyn Trace) {
        self.fields().for_each(|f| visit.field(f));
        // SAFETY: as for `Pickler`.
        unsafe { self.kept.peek(|kept| kept.memo.trace(visit)) };
    }
    fn clear(&self) {
        self.fields().for_each(|f| drop(f.replace_raw(Obj::UNBOUND)));
        let mut old = Kept::default();
        // SAFETY: as for `Pickler`.
        unsafe { self.kept.peek(|kept| core::mem::swap(kept, &mut old)) };
        drop(old);
    }
}

impl Holder for Unpickler {
    type Kept = Kept;
    const CLASS: &'static str = "Unpickler";
    fn kept(&self) -> &Exclusive<Kept> {
        &self.kept
    }
}

/// The unpickler behind a value of that type.
fn unpickler(v: &Obj) -> &Object<Unpickler> {
    // SAFETY: called through slots and methods of the type, which check the receiver, and with the unpickler of a proxy.
    unsafe { v.get_unchecked::<Unpickler>() }
}

/// A method that a file may have.
fn method(th: &mut Thread, file: &Obj, name: &str) -> R<Option<Obj>> {
    protocol::get_attr_text(th, file, name).or_else(|e| th.take_if(e, Builtin::AttributeError).map(|_| None))
}

fn file_of(th: &mut Thread, v: &Obj) -> R<File> {
    let (peek, readinto) = (method(th, v, "peek")?, method(th, v, "readinto")?);
    match (method(th, v, "read")?, method(th, v, "readline")?) {
        (Some(read), Some(readline)) => Ok(File { read, readline, readinto, peek }),
        _ => Err(th.type_error(format_args!("file must have 'read' and 'readline' attributes"))),
    }
}

fn settings(th: &mut Thread, name: &str, [fix_imports, encoding, errors, buffers]: [Option<&Obj>; 4]) -> R<Settings> {
    let fix_imports = fix_imports.map_or(Ok(true), |f| protocol::truth(th, f))?;
    for (v, parameter) in [(encoding, "encoding"), (errors, "errors")] {
        if let Some(v) = v.filter(|v| v.get::<Str>().is_none()) {
            let t = th.argument_type(v);
            return Err(th.type_error(format_args!("{name}() argument '{parameter}' must be str, not {t}")));
        }
    }
    let buffers = match buffers.filter(|b| !b.is_none()) {
        Some(b) => Some(protocol::iter(th, b)?),
        None => None,
    };
    Ok(Settings { encoding: encoding.cloned(), errors: errors.cloned(), fix_imports, buffers })
}

fn init(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    const PARAMETERS: Signature<5> =
        Signature::new("Unpickler", ["file", "fix_imports", "encoding", "errors", "buffers"]).required(1).keyword_only_from(1);
    let [file, rest @ ..] = args.bind(th, &PARAMETERS)?;
    let u = unpickler(v);
    exclusive::check_idle(th, u)?;
    let file = file_of(th, file.unwrap_or(v))?;
    let s = settings(th, "Unpickler", rest)?;
    let all = [Some(file.read), Some(file.readline), file.readinto, file.peek];
    for (field, value) in u.file.iter().zip(all) {
        set_field(th, u, field, value.unwrap_or(Obj::UNBOUND))?;
    }
    set_field(th, u, &u.encoding, s.encoding.unwrap_or(Obj::UNBOUND))?;
    set_field(th, u, &u.errors, s.errors.unwrap_or(Obj::UNBOUND))?;
    set_field(th, u, &u.buffers, s.buffers.unwrap_or(Obj::UNBOUND))?;
    // Relaxed: whoever claims the unpickler has these by its Acquire.
    u.fix_imports.store(s.fix_imports, Ordering::Relaxed);
    u.proto.store(0, Ordering::Relaxed);
    exclusive::replace(th, u, Kept::default()).map(drop)
}

fn load(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "_pickle.Unpickler.load")?;
    let u = unpickler(v);
    let [read, readline, readinto, peek] = u.file.each_ref().map(|f| f.get(&u.header));
    let (Some(read), Some(readline)) = (read, readline) else {
        let t = th.type_name(v);
        return Err(th.raise(Builtin::UnpicklingError, format_args!("Unpickler.__init__() was not called by {t}.__init__()")));
    };
    let kept = exclusive::claim(th, u)?;
    let settings = Settings {
        encoding: u.encoding.get(&u.header),
        errors: u.errors.get(&u.header),
        // Relaxed: see `init`.
        fix_imports: u.fix_imports.load(Ordering::Relaxed),
        buffers: u.buffers.get(&u.header),
    };
    let mut load = Load::new(Input::of_file(kept.rest, File { read, readline, readinto, peek }), settings);
    load.memo = kept.memo;
    let done = (|| {
        load.hooks.persistent_load = hook(th, v, "persistent_load")?;
        load.hooks.find_class = hook(th, v, "find_class")?;
        let v = load.run(th)?;
        let rest = load.input.finish(th)?;
        Ok((v, rest))
    })();
    // Relaxed: see `init`.
    u.proto.store(load.proto, Ordering::Relaxed);
    let published = load.memo.publish(th, &u.header);
    let (done, rest) = match done {
        Ok((v, rest)) => (Ok(v), rest),
        Err(e) => (Err(e), Vec::new()),
    };
    let kept = if published.is_ok() { Kept { memo: core::mem::take(&mut load.memo), rest } } else { Kept::default() };
    exclusive::give_back(th, u, kept);
    let v = done?;
    published?;
    Ok(v)
}

/// `load(file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())`
pub(super) fn load_function(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<5> =
        Signature::new("load", ["file", "fix_imports", "encoding", "errors", "buffers"]).required(1).keyword_only_from(1);
    let [file, rest @ ..] = args.bind(th, &PARAMETERS)?;
    let file = file_of(th, file.unwrap_or(&Obj::NONE))?;
    let settings = settings(th, "load", rest)?;
    let mut load = Load::new(Input::of_file(Vec::new(), file), settings);
    let v = load.run(th)?;
    load.input.finish(th)?;
    Ok(v)
}

/// `loads(data, /, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())`
pub(super) fn loads_function(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<5> =
        Signature::new("loads", ["", "fix_imports", "encoding", "errors", "buffers"]).required(1).positional_only(1).keyword_only_from(1);
    let [data, rest @ ..] = args.bind(th, &PARAMETERS)?;
    let settings = settings(th, "loads", rest)?;
    let data: Cow<'_, [u8]> = match data {
        Some(data) => buffer::required(th, data)?,
        None => Cow::Borrowed(&[]),
    };
    Load::new(Input::of_bytes(data), settings).run(th)
}

fn set_memo(th: &mut Thread, v: &Obj, value: Option<&Obj>) -> R<()> {
    let Some(value) = value else { return Err(th.type_error(format_args!("attribute deletion is not supported"))) };
    let u = unpickler(v);
    let new = if let Some(proxy) = value.get::<Proxy<Unpickler>>() {
        copy(th, proxy.payload.object())?
    } else if let Some(d) = value.get::<Dict>() {
        let mut new = Read::default();
        for (key, object) in d.snapshot(th)? {
            let number = memo_key(th, &key)?;
            drop(new.set(th, number, object)?);
        }
        new
    } else {
        let t = th.type_name(value);
        return Err(th.type_error(format_args!("'memo' attribute must be an UnpicklerMemoProxy object or dict, not {t}")));
    };
    new.publish(th, &u.header)?;
    set_own_memo(th, u, new)
}

/// Puts another memo in the place of the one that is kept.
fn set_own_memo(th: &mut Thread, u: &Object<Unpickler>, new: Read) -> R<()> {
    exclusive::look(th, u, |_, kept| core::mem::replace(&mut kept.memo, new)).map(drop)
}

/// A copy of the memo.
fn copy(th: &mut Thread, u: &Object<Unpickler>) -> R<Read> {
    exclusive::look(th, u, |th, kept| kept.memo.copy(th))?
}

/// `Unpickler`
pub(crate) static SPEC: TypeSpec = TypeSpec {
    doc: "This takes a binary file for reading a pickle data stream.",
    flags: BASE,
    slots: SlotSpec {
        new: Some(|th, class, _| {
            th.new_payload(
                class,
                Unpickler {
                    file: core::array::from_fn(|_| Field::empty()),
                    persistent_load: Field::empty(),
                    encoding: Field::empty(),
                    errors: Field::empty(),
                    buffers: Field::empty(),
                    fix_imports: AtomicBool::new(true),
                    proto: AtomicU8::new(0),
                    kept: Exclusive::new(),
                },
            )
        }),
        init: Some(init),
        getattr: Some(|th, v, name| {
            let u = unpickler(v);
            match str_object::text(name) {
                "persistent_load" if let Some(f) = u.persistent_load.get(&u.header) => Ok(Some(f)),
                _ => attribute::get(th, v, name),
            }
        }),
        setattr: Some(|th, v, name, value| {
            let u = unpickler(v);
            if str_object::text(name) != "persistent_load" {
                return attribute::set(th, v, name, value);
            }
            set_field(th, u, &u.persistent_load, value.cloned().unwrap_or(Obj::UNBOUND))
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("load", load).doc("Load a pickle."),
        Method::new("find_class", |th, v, args| {
            let [module, name] = args.exactly::<2>(th, "find_class")?;
            let u = unpickler(v);
            // Relaxed: see `init`.
            let (proto, fix) = (u.proto.load(Ordering::Relaxed), u.fix_imports.load(Ordering::Relaxed));
            find_class(th, &mut Tables::default(), proto, fix, module, name)
        })
        .doc("Return an object from a specified module."),
        Method::new("persistent_load", |th, _, args| {
            args.exactly::<1>(th, "_pickle.Unpickler.persistent_load")?;
            Err(no_persistent_load(th))
        }),
    ],
    getsets: &[GetSet::write("memo", Proxy::<Unpickler>::of, set_memo)],
    ..TypeSpec::new(Builtin::Unpickler, const { &Vtable::of::<Unpickler>() })
};

impl Remembers for Unpickler {
    const PROXY: Builtin = Builtin::UnpicklerMemo;
    const METHODS: [&'static str; 3] =
        ["_pickle.UnpicklerMemoProxy.clear", "_pickle.UnpicklerMemoProxy.copy", "_pickle.UnpicklerMemoProxy.__reduce__"];
    fn forget(th: &mut Thread, u: &Object<Unpickler>) -> R<()> {
        set_own_memo(th, u, Read::default())
    }
    fn remembered(th: &mut Thread, u: &Object<Unpickler>) -> R<Obj> {
        let copied = copy(th, u)?;
        let out = th.dict()?;
        for (number, object) in copied.entries() {
            let number = th.int(number as i64)?;
            protocol::set_item(th, &out, &number, object)?;
        }
        Ok(out)
    }
}

/// `UnpicklerMemoProxy`
pub(crate) static MEMO: TypeSpec = exclusive::proxy_spec::<Unpickler>();

/// A number that is a key of an unpickler's memo.
fn memo_key(th: &mut Thread, v: &Obj) -> R<usize> {
    if !int_object::is_int(v) {
        return Err(th.type_error(format_args!("memo key must be integers")));
    }
    let n = protocol::index_size(th, v)?;
    usize::try_from(n).map_err(|_| th.value_error(format_args!("memo key must be positive integers.")))
}
