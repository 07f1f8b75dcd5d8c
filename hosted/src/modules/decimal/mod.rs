//! `_decimal`: decimal floating-point arithmetic, by the General Decimal Arithmetic Specification.
//!
//! The arithmetic knows nothing of the interpreter: [`number`] has what a number is, and the operations, on [`coefficient`]s, are methods of
//! [`number::Work`], which has the settings of a context and gathers the conditions that are met. Each ends in [`rounding`]. The rest are the types that
//! programs see. Results, conditions and messages are those of CPython's module in C.

/// A table of methods: those that `Decimal` and `Context` both have, by the macros `unary`, `binary` and `asks` of whichever it is, and `$own`.
macro_rules! methods {
    ($($own:expr,)*) => {
        &[
            unary!("exp", Work::exp),
            unary!("ln", Work::ln),
            unary!("log10", Work::log10),
            unary!("logb", Work::logb),
            unary!("logical_invert", Work::invert),
            unary!("next_minus", Work::next_minus),
            unary!("next_plus", Work::next_plus),
            unary!("normalize", Work::normalize),
            unary!("sqrt", Work::sqrt),
            binary!("compare", |w, a, b| w.compare(a, b, false)),
            binary!("compare_signal", |w, a, b| w.compare(a, b, true)),
            binary!("compare_total", |_, a, b| compare::sign_of(compare::total(a, b))),
            binary!("compare_total_mag", |_, a, b| compare::sign_of(compare::total(&a.magnitude(), &b.magnitude()))),
            binary!("copy_sign", |_, a, b| a.with_sign(b.negative)),
            binary!("logical_and", |w, a, b| w.logical(a, b, Logic::And)),
            binary!("logical_or", |w, a, b| w.logical(a, b, Logic::Or)),
            binary!("logical_xor", |w, a, b| w.logical(a, b, Logic::Xor)),
            binary!("max", |w, a, b| w.pick(a, b, true, false)),
            binary!("max_mag", |w, a, b| w.pick(a, b, true, true)),
            binary!("min", |w, a, b| w.pick(a, b, false, false)),
            binary!("min_mag", |w, a, b| w.pick(a, b, false, true)),
            binary!("next_toward", Work::next_toward),
            binary!("remainder_near", Work::rem_near),
            binary!("rotate", Work::rotate),
            binary!("scaleb", Work::scaleb),
            binary!("shift", Work::shift),
            asks!("is_finite", Number::is_finite),
            asks!("is_infinite", Number::is_infinite),
            asks!("is_nan", Number::is_nan),
            asks!("is_qnan", |n| n.kind == Kind::Quiet),
            asks!("is_snan", |n| n.kind == Kind::Signaling),
            asks!("is_signed", |n| n.negative),
            asks!("is_zero", Number::is_zero),
            $($own,)*
        ]
    };
}

mod arithmetic;
mod coefficient;
mod compare;
mod context;
mod context_type;
mod convert;
mod decimal_methods;
mod decimal_type;
mod elementary;
mod fixed;
mod format;
mod integral;
mod local;
mod logical;
mod number;
mod objects;
mod power;
mod powers;
mod rounding;
mod signals;
#[cfg(test)]
mod tests;
mod text;
mod wide;

use freewheel_kernel::modules::warnings;
use freewheel_kernel::native::{Builtin, Obj};
use freewheel_kernel::types::spec::{Method, ModuleSpec, TypeSpec};
use freewheel_kernel::types::{protocol, str_object, tuple_object};

use context::Values;
use number::{MAX_EMAX, MAX_PREC, MIN_EMIN, MIN_ETINY, Rounding, Settings};

/// The native types.
pub(crate) static TYPES: [&TypeSpec; 4] = [&decimal_type::SPEC, &context_type::SPEC, &signals::MIXIN, &local::SPEC];

/// The widest interchange format that is known.
const IEEE_BITS: i64 = 512;

/// The declaration.
pub(crate) static SPEC: ModuleSpec = ModuleSpec {
    name: "_decimal",
    doc: "C decimal arithmetic module",
    functions: &[
        Method::new("getcontext", |th, _, args| {
            args.exactly::<0>(th, "_decimal.getcontext")?;
            context::current(th)
        }),
        Method::new("setcontext", |th, _, args| {
            let [c] = args.exactly::<1>(th, "_decimal.setcontext")?;
            context::set_current(th, c)?;
            Ok(Obj::NONE)
        }),
        Method::new("localcontext", |th, _, args| local::local_context(th, args)),
        Method::new("IEEEContext", |th, _, args| {
            let [bits] = args.exactly::<1>(th, "_decimal.IEEEContext")?;
            let bits = protocol::index_size(th, bits)?;
            if bits <= 0 || bits > IEEE_BITS || bits % 32 != 0 {
                return Err(th.value_error(format_args!("argument must be a multiple of 32, with a maximum of {IEEE_BITS}")));
            }
            let emax = 3 * (1 << (bits / 16 + 3));
            let settings = Settings { prec: 9 * (bits / 32) - 2, emax, emin: 1 - emax, rounding: Rounding::HalfEven, clamp: true };
            Values { settings, capitals: true, flags: 0, traps: 0 }.make(th)
        }),
        Method::new("__getattr__", |th, _, args| {
            let [name] = args.exactly::<1>(th, "_decimal.__getattr__")?;
            if name.get::<str_object::Str>().is_some_and(|s| s.as_str() == "__version__") {
                let what = format_args!("'__version__' is deprecated and slated for removal in Python 3.20");
                warnings::warn(th, Builtin::DeprecationWarning, what, 1)?;
                return th.intern("1.70");
            }
            let shown = protocol::repr(th, name)?;
            Err(th.raise(Builtin::AttributeError, format_args!("module 'decimal' has no attribute {}", str_object::text(&shown))))
        }),
    ],
    init: Some(|th, m| {
        for (name, class) in signals::exceptions(th)? {
            th.add_to_module(m, name, class)?;
        }
        for (name, b) in [("Decimal", Builtin::Decimal), ("Context", Builtin::DecimalContext)] {
            let t = th.builtin_type(b);
            th.add_to_module(m, name, t)?;
        }
        let tuple = signals::class(th, signals::Class::Tuple)?;
        th.add_to_module(m, "DecimalTuple", tuple)?;
        signals::register(th)?;
        let templates = context::templates(th)?;
        for (name, c) in ["DefaultContext", "BasicContext", "ExtendedContext"].into_iter().zip(tuple_object::items(&templates)) {
            th.add_to_module(m, name, c.clone())?;
        }
        for (_, name) in Rounding::ALL {
            let text = th.intern(name)?;
            th.add_to_module(m, name, text)?;
        }
        let numbers = [
            ("MAX_PREC", MAX_PREC),
            ("MAX_EMAX", MAX_EMAX),
            ("MIN_EMIN", MIN_EMIN),
            ("MIN_ETINY", MIN_ETINY),
            ("IEEE_CONTEXT_MAX_BITS", IEEE_BITS),
        ];
        for (name, n) in numbers {
            let n = th.int(n)?;
            th.add_to_module(m, name, n)?;
        }
        for name in ["HAVE_THREADS", "HAVE_CONTEXTVAR"] {
            th.add_to_module(m, name, Obj::TRUE)?;
        }
        for (name, text) in [("SPEC_VERSION", "1.70"), ("__libmpdec_version__", "2.5.1")] {
            let text = th.intern(text)?;
            th.add_to_module(m, name, text)?;
        }
        Ok(())
    }),
};
