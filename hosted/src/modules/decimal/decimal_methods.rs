//! Methods of `Decimal`.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::modules::warnings;
use freewheel_kernel::native::{Args, Builtin, Obj, R, Signature, text_argument};
use freewheel_kernel::text::complex_math::Complex64;
use freewheel_kernel::types::dict_object::Dict;
use freewheel_kernel::types::float_object::as_f64;
use freewheel_kernel::types::spec::Method;
use freewheel_kernel::types::{int_object, protocol, str_object};

use super::compare;
use super::context::{context, current, given, rounding_of};
use super::convert;
use super::decimal_type::{apply, of_class, rounded, shown};
use super::format::{Spec, Unread};
use super::logical::Logic;
use super::number::{Kind, Number, Rounding, Work};
use super::objects::{Decimal, far_apart, make, number, of_int, required, run};
use super::text::Notation;
use crate::modules::system::if_long;

/// A method without arguments that asks what a number is.
macro_rules! asks {
    ($name:literal, $f:expr) => {
        Method::new($name, |th, v, args| {
            args.exactly::<0>(th, concat!("Decimal.", $name))?;
            let f: fn(&Number) -> bool = $f;
            Ok(Obj::from_bool(f(number(v))))
        })
    };
}

/// A method without arguments that gives a number without a context.
macro_rules! changes {
    ($name:literal, $f:expr) => {
        Method::new($name, |th, v, args| {
            args.exactly::<0>(th, concat!("Decimal.", $name))?;
            let f: fn(&Number) -> Number = $f;
            make(th, f(number(v)))
        })
    };
}

/// A method whose one argument is a context.
macro_rules! unary {
    ($name:literal, $f:expr) => {
        Method::new($name, |th, v, args| {
            const PARAMETERS: Signature<1> = Signature::new($name, ["context"]).required(0);
            let [c] = args.bind(th, &PARAMETERS)?;
            let c = given(th, c)?;
            apply(th, &c, number(v), $f)
        })
    };
}

/// A method whose arguments are another number and a context.
macro_rules! binary {
    ($name:literal, $f:expr) => {
        Method::new($name, |th, v, args| {
            const PARAMETERS: Signature<2> = Signature::new($name, ["other", "context"]).required(1);
            let [other, c] = args.bind(th, &PARAMETERS)?;
            let f: fn(&mut Work, &Number, &Number) -> Number = $f;
            with_other(th, v, other, c, f)
        })
    };
}

/// A method without arguments that is the object itself.
macro_rules! itself {
    ($name:literal) => {
        Method::new($name, |th, v, args| {
            args.exactly::<0>(th, concat!("Decimal.", $name))?;
            Ok(v.clone())
        })
    };
}

fn with_other(th: &mut Thread, v: &Obj, other: Option<&Obj>, c: Option<&Obj>, f: fn(&mut Work, &Number, &Number) -> Number) -> R<Obj> {
    let c = given(th, c)?;
    let c = context(&c);
    let mut work = c.work();
    let x = number(v);
    let y = required(th, other.unwrap_or(v), &mut work)?;
    let n = run(th, &mut work, &[x, &y], true, |w| f(w, x, &y));
    c.settle(th, work.status)?;
    make(th, n)
}

/// A method that rounds to an integer: `rounding` and `context`.
fn integral(th: &mut Thread, v: &Obj, args: &Args<'_>, parameters: &Signature<2>, exact: bool) -> R<Obj> {
    let [rounding, c] = args.bind(th, parameters)?;
    let c = given(th, c)?;
    let c = context(&c);
    let mut work = c.work();
    if let Some(r) = rounding.filter(|r| !r.is_none()) {
        work.settings.rounding = rounding_of(th, r)?;
    }
    let x = number(v);
    let n = run(th, &mut work, &[x], false, |w| w.round_to_integral(x, exact));
    c.settle(th, work.status)?;
    make(th, n)
}

fn quantize(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<3> = Signature::new("quantize", ["exp", "rounding", "context"]).required(1);
    let [exponent, rounding, c] = args.bind(th, &PARAMETERS)?;
    let c = given(th, c)?;
    let c = context(&c);
    let mut work = c.work();
    let e = required(th, exponent.unwrap_or(v), &mut work)?;
    if let Some(r) = rounding.filter(|r| !r.is_none()) {
        work.settings.rounding = rounding_of(th, r)?;
    }
    let x = number(v);
    let n = run(th, &mut work, &[x, &e], far_apart(x, &e), |w| w.quantize(x, &e));
    c.settle(th, work.status)?;
    make(th, n)
}

fn round(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<1> = Signature::new("__round__", ["ndigits"]).required(0).positional_only(1);
    let [digits] = args.bind(th, &PARAMETERS)?;
    let Some(digits) = digits else { return rounded(th, v, Rounding::HalfEven) };
    if !int_object::is_int(digits) {
        return Err(th.type_error(format_args!("optional arg must be an integer")));
    }
    let digits = protocol::index_size(th, digits)?;
    let c = current(th)?;
    let c = context(&c);
    let mut work = c.work();
    let most = super::integral::MAX_EXPONENT;
    let (x, e) = (number(v), Number::zero(false, -digits.clamp(-most, most)));
    let n = run(th, &mut work, &[x], far_apart(x, &e), |w| w.quantize(x, &e));
    c.settle(th, work.status)?;
    make(th, n)
}

fn format(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let given = args.positional();
    let (spec, over) = match given {
        [spec] if args.names.is_empty() => (spec, None),
        [spec, over] if args.names.is_empty() => (spec, Some(over)),
        _ => {
            let n = given.len();
            let bound = if n == 0 { "at least 1 positional argument" } else { "at most 2 arguments" };
            return Err(th.type_error(format_args!("__format__() takes {bound} ({n} given)")));
        }
    };
    let text = text_argument_of(th, spec)?;
    let c = current(th)?;
    let capitals = context(&c).capitals();
    if over.is_none() {
        if text.is_empty() {
            return shown(th, number(v), Notation::Scientific, capitals);
        }
        match Spec::parse(text) {
            Ok(spec) => {
                let (n, rounding) = (number(v), context(&c).rounding());
                return match if_long(th, n.coefficient.bytes().saturating_add(spec.size()), || spec.format(n, rounding, capitals)) {
                    Ok(t) => th.str(&t),
                    Err(_) => Err(th.no_memory()),
                };
            }
            Err(Unread::TooLarge) => {
                return Err(th.value_error(format_args!("format specification exceeds internal limits of _decimal")));
            }
            Err(Unread::Other) => {}
        }
    }
    let Some(rest) = text.strip_suffix('N') else { return format_in_python(th, v, spec, &c, over) };
    let what = format_args!("Format specifier 'N' is deprecated and slated for removal in Python 3.18");
    warnings::warn(th, Builtin::DeprecationWarning, what, 1)?;
    let spec = th.str_fmt(format_args!("{rest}n"))?;
    let text = format_in_python(th, v, &spec, &c, over)?;
    protocol::call_method_text(th, &text, "upper", &[])
}

fn text_argument_of<'a>(th: &mut Thread, spec: &'a Obj) -> R<&'a str> {
    if spec.get::<str_object::Str>().is_some() {
        return text_argument(th, "__format__", spec);
    }
    let t = th.argument_type(spec);
    Err(th.type_error(format_args!("__format__() argument 1 must be str, not {t}")))
}

/// `format` by the module in Python, which knows all specifications.
fn format_in_python(th: &mut Thread, v: &Obj, spec: &Obj, c: &Obj, over: Option<&Obj>) -> R<Obj> {
    let module = freewheel_kernel::interp::import::import(th, "_pydecimal", &Obj::NONE, &Obj::NONE, 0)?;
    let text = shown(th, number(v), Notation::Scientific, true)?;
    let twin = protocol::call_method_text(th, &module, "Decimal", &[text])?;
    let mut arguments = vec![spec.clone(), c.clone()];
    if let Some(over) = over {
        arguments.push(conventions(th, over)?);
        // Only `n` looks at them there, and is `g` otherwise.
        if let Some(rest) = str_object::text(spec).strip_suffix('g') {
            arguments[0] = th.str_fmt(format_args!("{rest}n"))?;
        }
    }
    match protocol::call_method_text(th, &twin, "__format__", &arguments) {
        Ok(t) => Ok(t),
        Err(r) => {
            drop(th.take_if(r, Builtin::ValueError)?);
            Err(th.value_error(format_args!("invalid format string")))
        }
    }
}

/// Conventions of a locale as the module in Python takes them: sizes of groups are numbers, which come as characters.
fn conventions(th: &mut Thread, over: &Obj) -> R<Obj> {
    let Some(over) = over.get::<Dict>() else { return Err(th.type_error(format_args!("optional argument must be a dict"))) };
    let out = th.dict()?;
    for (name, default) in [("decimal_point", "."), ("thousands_sep", ""), ("grouping", "")] {
        let key = th.intern(name)?;
        let value = match over.get(th, &key)? {
            Some(v) if v.get::<str_object::Str>().is_none() => {
                return Err(th.type_error(format_args!("bad argument type for built-in operation")));
            }
            Some(v) => v,
            None => th.str(default)?,
        };
        let text = str_object::text(&value);
        // Separators are short; sizes of groups are those of C's `char`.
        let fits = match name {
            "grouping" => text.is_ascii(),
            "decimal_point" => (1..=4).contains(&text.len()),
            _ => text.len() <= 4,
        };
        if !fits {
            return Err(th.value_error(format_args!("invalid override dict")));
        }
        let value = if name == "grouping" { th.list(text.chars().map(|c| Obj::from_i31(c as i32)).collect())? } else { value };
        protocol::set_item(th, &out, &key, &value)?;
    }
    Ok(out)
}

/// All of them.
pub(super) const METHODS: &[Method] = methods![
    asks!("is_canonical", |_| true),
    changes!("copy_abs", Number::magnitude),
    changes!("copy_negate", |n| n.with_sign(!n.negative)),
    changes!("radix", |_| Number::from_i64(10)),
    itself!("canonical"),
    itself!("conjugate"),
    itself!("__copy__"),
    Method::new("__deepcopy__", |th, v, args| {
        args.exactly::<1>(th, "Decimal.__deepcopy__")?;
        Ok(v.clone())
    }),
    Method::new("is_normal", |th, v, args| {
        const PARAMETERS: Signature<1> = Signature::new("is_normal", ["context"]).required(0);
        let [c] = args.bind(th, &PARAMETERS)?;
        let c = given(th, c)?;
        Ok(Obj::from_bool(compare::is_normal(number(v), &context(&c).settings())))
    }),
    Method::new("is_subnormal", |th, v, args| {
        const PARAMETERS: Signature<1> = Signature::new("is_subnormal", ["context"]).required(0);
        let [c] = args.bind(th, &PARAMETERS)?;
        let c = given(th, c)?;
        Ok(Obj::from_bool(compare::is_subnormal(number(v), &context(&c).settings())))
    }),
    Method::new("number_class", |th, v, args| {
        const PARAMETERS: Signature<1> = Signature::new("number_class", ["context"]).required(0);
        let [c] = args.bind(th, &PARAMETERS)?;
        let c = given(th, c)?;
        th.intern(compare::class(number(v), &context(&c).settings()))
    }),
    Method::new("same_quantum", |th, v, args| {
        const PARAMETERS: Signature<2> = Signature::new("same_quantum", ["other", "context"]).required(1);
        let [other, c] = args.bind(th, &PARAMETERS)?;
        let c = given(th, c)?;
        let mut work = context(&c).work();
        let y = required(th, other.unwrap_or(v), &mut work)?;
        Ok(Obj::from_bool(compare::same_quantum(number(v), &y)))
    }),
    Method::new("to_eng_string", |th, v, args| {
        const PARAMETERS: Signature<1> = Signature::new("to_eng_string", ["context"]).required(0);
        let [c] = args.bind(th, &PARAMETERS)?;
        let c = given(th, c)?;
        shown(th, number(v), Notation::Engineering, context(&c).capitals())
    }),
    Method::new("to_integral", |th, v, args| {
        const PARAMETERS: Signature<2> = Signature::new("to_integral", ["rounding", "context"]).required(0);
        integral(th, v, args, &PARAMETERS, false)
    }),
    Method::new("to_integral_value", |th, v, args| {
        const PARAMETERS: Signature<2> = Signature::new("to_integral_value", ["rounding", "context"]).required(0);
        integral(th, v, args, &PARAMETERS, false)
    }),
    Method::new("to_integral_exact", |th, v, args| {
        const PARAMETERS: Signature<2> = Signature::new("to_integral_exact", ["rounding", "context"]).required(0);
        integral(th, v, args, &PARAMETERS, true)
    }),
    Method::new("quantize", quantize),
    Method::new("fma", |th, v, args| {
        const PARAMETERS: Signature<3> = Signature::new("fma", ["other", "third", "context"]).required(2);
        let [other, third, c] = args.bind(th, &PARAMETERS)?;
        let c = given(th, c)?;
        let c = context(&c);
        let mut work = c.work();
        let y = required(th, other.unwrap_or(v), &mut work)?;
        let z = required(th, third.unwrap_or(v), &mut work)?;
        let x = number(v);
        let n = run(th, &mut work, &[x, &y, &z], true, |w| w.fma(x, &y, &z));
        c.settle(th, work.status)?;
        make(th, n)
    }),
    Method::new("adjusted", |th, v, args| {
        args.exactly::<0>(th, "Decimal.adjusted")?;
        let n = number(v);
        th.int(if n.is_finite() { n.adjusted() } else { 0 })
    }),
    Method::new("as_tuple", |th, v, args| {
        args.exactly::<0>(th, "Decimal.as_tuple")?;
        convert::to_tuple(th, number(v))
    }),
    Method::new("as_integer_ratio", |th, v, args| {
        args.exactly::<0>(th, "Decimal.as_integer_ratio")?;
        convert::ratio(th, number(v))
    }),
    Method::class("from_float", |th, class, args| {
        const PARAMETERS: Signature<1> = Signature::new("from_float", ["f"]).positional_only(1);
        let [x] = args.bind(th, &PARAMETERS)?;
        let x = x.unwrap_or(class);
        let n = match (as_f64(x), of_int(x)) {
            (Some(x), _) => convert::of_float(x),
            (_, Some(n)) => n,
            _ => return Err(th.type_error(format_args!("argument must be int or float"))),
        };
        of_class(th, class, n)
    }),
    Method::class("from_number", |th, class, args| {
        const PARAMETERS: Signature<1> = Signature::new("from_number", ["number"]).positional_only(1);
        let [x] = args.bind(th, &PARAMETERS)?;
        let x = x.unwrap_or(class);
        if x.get::<Decimal>().is_none() && of_int(x).is_none() && as_f64(x).is_none() {
            return Err(super::objects::not_supported(th, x));
        }
        let c = current(th)?;
        let n = match as_f64(x) {
            // A number that is asked for by name is no mixture of kinds.
            Some(x) => convert::of_float(x),
            None => convert::number_of(th, x, context(&c), true)?,
        };
        of_class(th, class, n)
    }),
    Method::new("__reduce__", |th, v, args| {
        args.exactly::<0>(th, "Decimal.__reduce__")?;
        let class = th.type_of(v).to_obj();
        let text = protocol::str(th, v)?;
        let arguments = th.tuple_of(&[text])?;
        th.pair(class, arguments)
    }),
    Method::new("__complex__", |th, v, args| {
        args.exactly::<0>(th, "Decimal.__complex__")?;
        let x = convert::to_float(th, number(v))?;
        th.complex(Complex64::new(x, 0.0))
    }),
    Method::new("__trunc__", |th, v, args| {
        args.exactly::<0>(th, "Decimal.__trunc__")?;
        rounded(th, v, Rounding::Down)
    }),
    Method::new("__floor__", |th, v, args| {
        args.exactly::<0>(th, "Decimal.__floor__")?;
        rounded(th, v, Rounding::Floor)
    }),
    Method::new("__ceil__", |th, v, args| {
        args.exactly::<0>(th, "Decimal.__ceil__")?;
        rounded(th, v, Rounding::Ceiling)
    }),
    Method::new("__round__", round),
    Method::new("__format__", format),
    Method::new("__sizeof__", |th, v, args| {
        args.exactly::<0>(th, "Decimal.__sizeof__")?;
        let bytes = size_of::<freewheel_kernel::native::Object<Decimal>>() + number(v).coefficient.bytes();
        th.int(bytes as i64)
    }),
];
