//! `IsoCalendarDate`: the tuple of `isocalendar()`, with names for its items.

use core::sync::atomic::Ordering;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, R, Signature};
use freewheel_kernel::types::class;
use freewheel_kernel::types::dict_object::Dict;
use freewheel_kernel::types::function_object::{MethodDescriptor, NativeFunction};
use freewheel_kernel::types::spec::Method;
use freewheel_kernel::types::tuple_object::{self, Tuple};
use freewheel_kernel::types::type_object::as_type;
use freewheel_kernel::types::{protocol, str_object};

const NAMES: [&str; 3] = ["year", "week", "weekday"];

static METHODS: [Method; 2] = [
    Method::new("__repr__", |th, v, args| {
        args.exactly::<0>(th, "IsoCalendarDate.__repr__")?;
        let mut out = format!("{}(", protocol::shown_type(th, v));
        for (i, (x, name)) in tuple_object::items(v).iter().zip(NAMES).enumerate() {
            let shown = protocol::repr(th, x)?;
            out.push_str(&format!("{}{name}={}", if i == 0 { "" } else { ", " }, str_object::text(&shown)));
        }
        out.push(')');
        th.str(&out)
    }),
    // It is a plain tuple for those who load it.
    Method::new("__reduce__", |th, v, args| {
        args.exactly::<0>(th, "IsoCalendarDate.__reduce__")?;
        let items = th.tuple_of(tuple_object::items(v))?;
        let given = th.tuple_of(&[items])?;
        let class = th.builtin_type(Builtin::Tuple);
        th.pair(class, given)
    }),
];
static NEW: Method = Method::fixed("__new__", new);

fn new(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<3> = Signature::new("IsoCalendarDate", NAMES);
    let Some((class, _)) = args.positional().split_first() else {
        return Err(th.type_error(format_args!("datetime.IsoCalendarDate.__new__(): not enough arguments")));
    };
    let class = class.clone();
    let given = args.rest().bind(th, &PARAMETERS)?;
    let mut numbers = [0; 3];
    for (place, v) in numbers.iter_mut().zip(given) {
        *place = match v {
            Some(v) => protocol::index_c_int(th, v)?,
            None => 0,
        };
    }
    as_class(th, &class, numbers)
}

fn as_class(th: &mut Thread, class: &Obj, numbers: [i32; 3]) -> R<Obj> {
    let mut items = th.vec(3)?;
    for n in numbers {
        items.push(th.int(i64::from(n))?);
    }
    match as_type(class) {
        Some(t) => Tuple::allocate_for(th, t, &mut items.into_iter()),
        None => th.tuple(items),
    }
}

/// A new one.
pub(super) fn make(th: &mut Thread, numbers: [i32; 3]) -> R<Obj> {
    let class = class(th)?;
    as_class(th, &class, numbers)
}

fn class(th: &mut Thread) -> R<Obj> {
    th.hidden("datetime.IsoCalendarDate", make_class)
}

fn make_class(th: &mut Thread) -> R<Obj> {
    let (tuple, meta) = (th.builtin_type(Builtin::Tuple), th.builtin_type(Builtin::Type));
    let (bases, ns, name) = (th.tuple_of(&[tuple])?, th.dict()?, th.intern("IsoCalendarDate")?);
    let (slots, none, module, own) =
        (th.intern("__slots__")?, th.isolate().empty_tuple(), th.intern("__module__")?, th.intern("datetime")?);
    // Items by name, as `collections.namedtuple` has them.
    let field = th.builtin_type(Builtin::TupleField);
    protocol::set_item(th, &ns, &slots, &none)?;
    protocol::set_item(th, &ns, &module, &own)?;
    for (i, name) in NAMES.into_iter().enumerate() {
        let key = th.intern(name)?;
        let doc = th.str("")?;
        let f = protocol::call(th, &field, &[Obj::from_i31(i as i32), doc])?;
        protocol::set_item(th, &ns, &key, &f)?;
    }
    let Some(d) = ns.get::<Dict>() else { return Err(th.no_memory()) };
    let made = class::type_new(th, &meta, &name, &bases, d, &Args::NONE)?;
    let Some(ty) = as_type(&made) else { return Err(th.no_memory()) };
    for m in &METHODS {
        // Acquire: as where instances are made; the shape is there since the class is.
        let f = th.alloc(MethodDescriptor { method: m, shape: ty.root_shape.load(Ordering::Acquire), owner: made.clone() })?;
        let key = th.intern(m.name)?;
        ty.attributes().set_name(th, &key, &f)?;
    }
    let f = th.alloc(NativeFunction { method: &NEW, this: made.clone(), module: Obj::NONE })?;
    let key = th.intern("__new__")?;
    ty.attributes().set_name(th, &key, &f)?;
    let key = th.intern("__slots__")?;
    ty.attributes().remove(th, &key)?;
    class::update_slots(th, ty);
    class::close(th, ty);
    Ok(made)
}
