//! `localcontext`: another current context for the length of a `with` statement.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, Payload, R, Signature, Trace};
use freewheel_kernel::types::spec::{Method, TypeSpec, Vtable};

use super::context::{context, current, given, set_current};
use super::context_type::set_given;

/// Payload of the manager.
#[derive(Debug)]
struct Local {
    /// The context inside.
    inner: Obj,
    /// The context outside.
    outer: Obj,
}

// SAFETY: 1: the number is used here alone. 2: two references, each visited once. 3: they never change.
unsafe impl Payload for Local {
    const BUILTIN: Builtin = Builtin::DecimalLocal;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.inner);
        visit.obj(&self.outer);
    }
}

fn local(v: &Obj) -> &Local {
    // SAFETY: called through methods of the type, which check the receiver.
    unsafe { &v.get_unchecked::<Local>().payload }
}

/// The type of managers.
pub(crate) static SPEC: TypeSpec = TypeSpec {
    methods: &[
        Method::new("__enter__", |th, v, args| {
            args.exactly::<0>(th, "decimal.ContextManager.__enter__")?;
            let l = local(v);
            set_current(th, &l.inner)?;
            Ok(l.inner.clone())
        }),
        Method::new("__exit__", |th, v, _| {
            set_current(th, &local(v).outer)?;
            Ok(Obj::FALSE)
        }),
    ],
    ..TypeSpec::new(Builtin::DecimalLocal, const { &Vtable::of::<Local>() })
};

/// `localcontext(ctx=None, **attributes)`
pub(super) fn local_context(th: &mut Thread, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<9> =
        Signature::new("localcontext", ["ctx", "prec", "rounding", "Emin", "Emax", "capitals", "clamp", "flags", "traps"])
            .required(0)
            .keyword_only_from(1);
    let [c, attributes @ ..] = args.bind(th, &PARAMETERS)?;
    let outer = current(th)?;
    let c = given(th, c)?;
    let inner = context(&c).values().make(th)?;
    set_given(th, context(&inner), attributes)?;
    th.alloc(Local { inner, outer })
}
