//! `Pickler`: what programs see of it, and the functions `dump` and `dumps`.
//!
//! A call of `dump` takes the memo out of the pickler and has it for itself until it ends, so that writing needs no lock; who uses the pickler meanwhile,
//! from program code that is called or from another thread, is told so by a RuntimeError.

use core::sync::atomic::{AtomicBool, AtomicI32, AtomicU8, Ordering};

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Field, Obj, Object, OrRaise, Payload, R, Raised, Signature, Trace};
use freewheel_kernel::refcount::sharing;
use freewheel_kernel::types::dict_object::Dict;
use freewheel_kernel::types::function_object::NativeFunction;
use freewheel_kernel::types::spec::{BASE, GetSet, Method, SlotSpec, TypeSpec, Vtable};
use freewheel_kernel::types::{attribute, bytes_object, int_object, protocol, str_object, tuple_object};

use super::exclusive::{self, Exclusive, Holder, Proxy, Remembers};
use super::memo::{Written, identity};
use super::opcodes::HIGHEST;
use super::save::Save;

/// Payload of `Pickler`.
#[derive(Debug)]
pub(super) struct Pickler {
    /// The `write` method of the file; empty before `__init__`.
    write: Field,
    /// What programs set in place of the class's methods and of the tables of `copyreg`.
    persistent_id: Field,
    dispatch_table: Field,
    buffer_callback: Field,
    proto: AtomicU8,
    bin: AtomicI32,
    fast: AtomicI32,
    fix_imports: AtomicBool,
    memo: Exclusive<Written>,
}

// SAFETY: 1: the number is used here alone. 2: four fields and the objects of the memo, each visited once. 3: fields and atomics by themselves, the memo
// as a `LockedState`, and what goes into a shared pickler is shared before.
unsafe impl Payload for Pickler {
    const BUILTIN: Builtin = Builtin::Pickler;
    fn trace(&self, visit: &mut dyn Trace) {
        for f in [&self.write, &self.persistent_id, &self.dispatch_table, &self.buffer_callback] {
            visit.field(f);
        }
        // SAFETY: tracing happens with the world stopped, or by the owner of an unshared object.
        unsafe { self.memo.peek(|memo| memo.trace(visit)) };
    }
    fn clear(&self) {
        for f in [&self.write, &self.persistent_id, &self.dispatch_table, &self.buffer_callback] {
            drop(f.replace_raw(Obj::UNBOUND));
        }
        let mut old = Written::default();
        // SAFETY: the collector clears what nobody reaches.
        unsafe { self.memo.peek(|memo| core::mem::swap(memo, &mut old)) };
        drop(old);
    }
}

impl Holder for Pickler {
    type Kept = Written;
    const CLASS: &'static str = "Pickler";
    fn kept(&self) -> &Exclusive<Written> {
        &self.memo
    }
}

/// The pickler behind a value of that type.
fn pickler(v: &Obj) -> &Object<Pickler> {
    // SAFETY: called through slots and methods of the type, which check the receiver, and with the pickler of a proxy.
    unsafe { v.get_unchecked::<Pickler>() }
}

/// Sets a field of a native object.
pub(super) fn set_field<T>(th: &mut Thread, holder: &Object<T>, field: &Field, value: Obj) -> R<()> {
    sharing::barrier(th, &holder.header, &value)?;
    drop(field.replace_raw(value));
    Ok(())
}

/// The protocol that an argument asks for.
fn protocol_of(th: &mut Thread, v: Option<&Obj>, callback: Option<&Obj>) -> R<u8> {
    let proto = match v.filter(|v| !v.is_none()) {
        None => HIGHEST,
        Some(v) => {
            let n = protocol::index_i64(th, v, Builtin::OverflowError)?;
            match u8::try_from(n) {
                Ok(n) if n <= HIGHEST => n,
                _ if n < 0 => HIGHEST,
                _ => return Err(th.value_error(format_args!("pickle protocol must be <= {HIGHEST}"))),
            }
        }
    };
    if callback.is_some_and(|c| !c.is_none()) && proto < 5 {
        return Err(th.value_error(format_args!("buffer_callback needs protocol >= 5")));
    }
    Ok(proto)
}

/// The `write` method of a file.
fn write_of(th: &mut Thread, file: &Obj) -> R<Obj> {
    match protocol::get_attr_text(th, file, "write").or_else(|e| th.take_if(e, Builtin::AttributeError).map(|_| None))? {
        Some(write) => Ok(write),
        None => Err(th.type_error(format_args!("file must have a 'write' attribute"))),
    }
}

fn init(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    const PARAMETERS: Signature<4> =
        Signature::new("Pickler", ["file", "protocol", "fix_imports", "buffer_callback"]).required(1).keyword_only_from(2);
    let [file, proto, fix_imports, callback] = args.bind(th, &PARAMETERS)?;
    let p = pickler(v);
    exclusive::check_idle(th, p)?;
    let fix_imports = fix_imports.map_or(Ok(true), |f| protocol::truth(th, f))?;
    let proto = protocol_of(th, proto, callback)?;
    let write = write_of(th, file.unwrap_or(v))?;
    let own = protocol::get_attr_text(th, v, "dispatch_table").or_else(|e| th.take_if(e, Builtin::AttributeError).map(|_| None))?;
    set_field(th, p, &p.write, write)?;
    set_field(th, p, &p.buffer_callback, callback.filter(|c| !c.is_none()).cloned().unwrap_or(Obj::UNBOUND))?;
    set_field(th, p, &p.dispatch_table, own.unwrap_or(Obj::UNBOUND))?;
    // Relaxed: whoever claims the pickler has these by its Acquire, and nobody else needs them together.
    p.proto.store(proto, Ordering::Relaxed);
    p.bin.store(i32::from(proto > 0), Ordering::Relaxed);
    p.fast.store(0, Ordering::Relaxed);
    p.fix_imports.store(fix_imports, Ordering::Relaxed);
    forget(th, p)
}

/// Empties the memo.
fn forget(th: &mut Thread, p: &Object<Pickler>) -> R<()> {
    exclusive::replace(th, p, Written::default()).map(drop)
}

/// A method of a pickler or unpickler that programs may give, in a class or by assignment; `None` for that of the type itself, which `name` says.
pub(super) fn hook(th: &mut Thread, v: &Obj, name: &str) -> R<Option<Obj>> {
    let found = protocol::get_attr_text(th, v, name).or_else(|e| th.take_if(e, Builtin::AttributeError).map(|_| None))?;
    Ok(found.filter(|f| f.exact::<NativeFunction>().is_none_or(|f| !f.this.is(v) || f.method.name != name)))
}

/// `Pickler.dump`
fn dump(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let [object] = args.exactly::<1>(th, "_pickle.Pickler.dump")?;
    let p = pickler(v);
    let Some(write) = p.write.get(&p.header) else {
        let t = th.type_name(v);
        return Err(th.raise(Builtin::PicklingError, format_args!("Pickler.__init__() was not called by {t}.__init__()")));
    };
    let memo = exclusive::claim(th, p)?;
    // Relaxed: see `init`.
    let mut save = Save::new(p.proto.load(Ordering::Relaxed), Some(write));
    save.bin = p.bin.load(Ordering::Relaxed) != 0;
    save.fast = p.fast.load(Ordering::Relaxed) != 0;
    save.fix_imports = p.fix_imports.load(Ordering::Relaxed);
    save.buffer_callback = p.buffer_callback.get(&p.header);
    save.dispatch_table = p.dispatch_table.get(&p.header);
    save.memo = memo;
    let done = (|| {
        save.persistent_id = hook(th, v, "persistent_id")?;
        save.reducer_override = hook(th, v, "reducer_override")?;
        save.run(th, object)?;
        save.out.flush(th)
    })();
    let kept = save.memo.publish(th, &p.header);
    let memo = if kept.is_ok() { core::mem::take(&mut save.memo) } else { Written::default() };
    exclusive::give_back(th, p, memo);
    done?;
    kept?;
    Ok(Obj::NONE)
}

/// `dump(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None)`
pub(super) fn dump_function(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<5> =
        Signature::new("dump", ["obj", "file", "protocol", "fix_imports", "buffer_callback"]).required(2).keyword_only_from(3);
    let [object, file, proto, fix_imports, callback] = args.bind(th, &PARAMETERS)?;
    let mut save = one_call(th, proto, fix_imports, callback, file)?;
    save.run(th, object.unwrap_or(&Obj::NONE))?;
    save.out.flush(th)?;
    Ok(Obj::NONE)
}

/// `dumps(obj, protocol=None, *, fix_imports=True, buffer_callback=None)`
pub(super) fn dumps_function(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<4> =
        Signature::new("dumps", ["obj", "protocol", "fix_imports", "buffer_callback"]).required(1).keyword_only_from(2);
    let [object, proto, fix_imports, callback] = args.bind(th, &PARAMETERS)?;
    let mut save = one_call(th, proto, fix_imports, callback, None)?;
    save.run(th, object.unwrap_or(&Obj::NONE))?;
    bytes_object::new_bytes(th, save.out.bytes())
}

fn one_call(th: &mut Thread, proto: Option<&Obj>, fix_imports: Option<&Obj>, callback: Option<&Obj>, file: Option<&Obj>) -> R<Save> {
    let fix_imports = fix_imports.map_or(Ok(true), |f| protocol::truth(th, f))?;
    let proto = protocol_of(th, proto, callback)?;
    let write = match file {
        Some(file) => Some(write_of(th, file)?),
        None => None,
    };
    let mut save = Save::new(proto, write);
    save.fix_imports = fix_imports;
    save.buffer_callback = callback.filter(|c| !c.is_none()).cloned();
    Ok(save)
}

/// A number that programs may set.
fn set_number(th: &mut Thread, value: Option<&Obj>, to: &AtomicI32) -> R<()> {
    let Some(v) = value else { return Err(th.type_error(format_args!("can't delete numeric/char attribute"))) };
    let v = protocol::index(th, v)?;
    let Some(n) = int_object::to_i64(&v) else {
        return Err(th.raise(Builtin::OverflowError, format_args!("Python int too large to convert to C long")));
    };
    // Relaxed: it publishes nothing but itself.
    to.store(n as i32, Ordering::Relaxed);
    Ok(())
}

fn deleted(th: &mut Thread) -> Raised {
    th.type_error(format_args!("attribute deletion is not supported"))
}

/// What is assigned to the attribute `memo`: the proxy of another pickler, or a dict as its `copy` gives.
fn memo_from(th: &mut Thread, v: &Obj) -> R<Written> {
    if let Some(proxy) = v.get::<Proxy<Pickler>>() {
        return copy(th, proxy.payload.object());
    }
    let Some(d) = v.get::<Dict>() else {
        let t = th.type_name(v);
        return Err(th.type_error(format_args!("'memo' attribute must be a PicklerMemoProxy object or dict, not {t}")));
    };
    let mut out = Written::default();
    for (_, pair) in d.snapshot(th)? {
        let [number, object] = tuple_object::items(&pair) else {
            return Err(th.type_error(format_args!("'memo' values must be 2-item tuples")));
        };
        if !int_object::is_int(number) {
            return Err(th.type_error(format_args!("an integer is required")));
        }
        let number = protocol::index_size(th, number)?;
        if out.get(object).is_none() {
            out.add(number as usize, object).or_raise(th)?;
        }
    }
    Ok(out)
}

fn set_memo(th: &mut Thread, v: &Obj, value: Option<&Obj>) -> R<()> {
    let Some(value) = value else { return Err(deleted(th)) };
    let p = pickler(v);
    let new = memo_from(th, value)?;
    new.publish(th, &p.header)?;
    exclusive::replace(th, p, new).map(drop)
}

/// A copy of the memo.
fn copy(th: &mut Thread, p: &Object<Pickler>) -> R<Written> {
    exclusive::look(th, p, |_, memo| memo.copy())?.or_raise(th)
}

/// `Pickler`
pub(crate) static SPEC: TypeSpec = TypeSpec {
    doc: "This takes a binary file for writing a pickle data stream.",
    flags: BASE,
    slots: SlotSpec {
        new: Some(|th, class, _| {
            th.new_payload(
                class,
                Pickler {
                    write: Field::empty(),
                    persistent_id: Field::empty(),
                    dispatch_table: Field::empty(),
                    buffer_callback: Field::empty(),
                    proto: AtomicU8::new(0),
                    bin: AtomicI32::new(0),
                    fast: AtomicI32::new(0),
                    fix_imports: AtomicBool::new(false),
                    memo: Exclusive::new(),
                },
            )
        }),
        init: Some(init),
        getattr: Some(|th, v, name| {
            let p = pickler(v);
            match str_object::text(name) {
                "persistent_id" if let Some(f) = p.persistent_id.get(&p.header) => Ok(Some(f)),
                "dispatch_table" if let Some(f) = p.dispatch_table.get(&p.header) => Ok(Some(f)),
                _ => attribute::get(th, v, name),
            }
        }),
        setattr: Some(|th, v, name, value| {
            let p = pickler(v);
            let field = match str_object::text(name) {
                "persistent_id" => &p.persistent_id,
                "dispatch_table" if value.is_none() && p.dispatch_table.get(&p.header).is_none() => {
                    return Err(attribute::no_attribute(th, v, name));
                }
                "dispatch_table" => &p.dispatch_table,
                _ => return attribute::set(th, v, name, value),
            };
            set_field(th, p, field, value.cloned().unwrap_or(Obj::UNBOUND))
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("dump", dump).doc("Write a pickled representation of the given object to the open file."),
        Method::new("clear_memo", |th, v, args| {
            args.exactly::<0>(th, "_pickle.Pickler.clear_memo")?;
            forget(th, pickler(v)).map(|()| Obj::NONE)
        })
        .doc("Clears the pickler's \"memo\"."),
        Method::new("persistent_id", |th, _, args| {
            args.exactly::<1>(th, "_pickle.Pickler.persistent_id")?;
            Ok(Obj::NONE)
        }),
    ],
    getsets: &[
        // Relaxed: see `set_number`.
        GetSet::write("bin", |th, v| th.int(pickler(v).bin.load(Ordering::Relaxed).into()), |th, v, x| set_number(th, x, &pickler(v).bin)),
        GetSet::write(
            "fast",
            |th, v| th.int(pickler(v).fast.load(Ordering::Relaxed).into()),
            |th, v, x| set_number(th, x, &pickler(v).fast),
        ),
        GetSet::write("memo", Proxy::<Pickler>::of, set_memo),
    ],
    ..TypeSpec::new(Builtin::Pickler, const { &Vtable::of::<Pickler>() })
};

impl Remembers for Pickler {
    const PROXY: Builtin = Builtin::PicklerMemo;
    const METHODS: [&'static str; 3] =
        ["_pickle.PicklerMemoProxy.clear", "_pickle.PicklerMemoProxy.copy", "_pickle.PicklerMemoProxy.__reduce__"];
    fn forget(th: &mut Thread, p: &Object<Pickler>) -> R<()> {
        forget(th, p)
    }
    fn remembered(th: &mut Thread, p: &Object<Pickler>) -> R<Obj> {
        let copied = copy(th, p)?;
        let out = th.dict()?;
        for (number, object) in copied.objects() {
            let (id, number) = (th.int((identity(object) & (i64::MAX as usize)) as i64)?, th.int(*number as i64)?);
            let pair = th.pair(number, object.clone())?;
            protocol::set_item(th, &out, &id, &pair)?;
        }
        Ok(out)
    }
}

/// `PicklerMemoProxy`
pub(crate) static MEMO: TypeSpec = exclusive::proxy_spec::<Pickler>();
