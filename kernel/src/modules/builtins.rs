//! The `builtins` module.

use alloc::string::String;
use alloc::vec::Vec;

use crate::isolate::{Thread, names};
use crate::native::raised::{OrRaise, R};
use crate::native::{Args, Signature};
use crate::object::{Builtin, Obj, Value};
use crate::text::int_text::{self, Integer};
use crate::text::text_buf::TextBuf;
use crate::types::module_object::Module;
use crate::types::spec::{BinaryOp, CompareOp, Method, ModuleSpec, UnaryOp};
use crate::types::str_object::{self, Str};
use crate::types::{int_object, iterators, list_type, number_protocol, protocol};
use freewheel_arch::Stream;

/// The declaration. `__build_class__`, `__import__`, `globals` and `locals` come from `interp::class_body`.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "builtins",
    doc: "Built-in functions, types, exceptions, and other objects.",
    functions: &[
        Method::new("abs", |th, _, a| {
            let [x] = a.exactly::<1>(th, "abs")?;
            protocol::unary(th, UnaryOp::Abs, x)
        })
        .doc("The absolute value of a number."),
        Method::new("all", |th, _, a| {
            let [x] = a.exactly::<1>(th, "all")?;
            every(th, x, false).map(|found| Obj::from_bool(!found))
        })
        .doc("Whether all that an iterable gives is true; so it is of nothing."),
        Method::new("any", |th, _, a| {
            let [x] = a.exactly::<1>(th, "any")?;
            every(th, x, true).map(Obj::from_bool)
        })
        .doc("Whether something that an iterable gives is true."),
        Method::new("aiter", |th, _, a| {
            let [x] = a.exactly::<1>(th, "aiter")?;
            let Some(it) = protocol::call_special(th, x, names::AITER, &[])? else {
                let t = th.type_name(x);
                return Err(th.type_error(format_args!("'{t}' object is not an async iterable")));
            };
            if crate::interp::coroutine::has_anext(th, &it) {
                return Ok(it);
            }
            Err(protocol::wrong_result(th, x, "__aiter__", "an async iterator", &it))
        })
        .doc("The asynchronous iterator of an asynchronous iterable."),
        Method::new("anext", |th, _, a| {
            let a = a.between(th, "anext", 1, 2)?;
            let Some(next) = protocol::call_special(th, &a[0], names::ANEXT, &[])? else {
                let t = th.type_name(&a[0]);
                return Err(th.type_error(format_args!("'{t}' object is not an async iterator")));
            };
            match a.get(1) {
                Some(default) => crate::interp::async_awaits::anext_or(th, next, default.clone()),
                None => Ok(next),
            }
        })
        .doc("What awaits the next value of an asynchronous iterator, or the default when there is none."),
        Method::new("ascii", |th, _, a| {
            let [x] = a.exactly::<1>(th, "ascii")?;
            protocol::ascii(th, x)
        })
        .doc("repr() with escapes for all that is not ASCII."),
        Method::new("bin", |th, _, a| radix(th, a, "bin", 2)).doc("An integer in binary digits, as '0b101'."),
        Method::new("oct", |th, _, a| radix(th, a, "oct", 8)).doc("An integer in octal digits, as '0o17'."),
        // Files are the environment's: its library has a module for them.
        Method::new("open", |th, _, a| {
            let io = crate::interp::import::import(th, "_io", &Obj::NONE, &Obj::NONE, 0)?;
            let name = th.intern("_open")?;
            let f = protocol::get_attr(th, &io, &name)?;
            protocol::call_args(th, &f, a)
        })
        .doc("Opens a file, by its name or descriptor, in a mode: 'r', 'w', 'x' or 'a', with 'b' for bytes and '+' for both ways."),
        Method::new("hex", |th, _, a| radix(th, a, "hex", 16)).doc("An integer in hexadecimal digits, as '0xff'."),
        Method::new("breakpoint", super::breakpoint::breakpoint).doc("Calls sys.breakpointhook()."),
        Method::new("callable", |th, _, a| {
            let [x] = a.exactly::<1>(th, "callable")?;
            Ok(Obj::from_bool(protocol::is_callable(th, x)))
        })
        .doc("Whether an object can be called."),
        Method::new("chr", |th, _, a| {
            let [x] = a.exactly::<1>(th, "chr")?;
            if let Some(i @ 0..128) = x.value().as_small() {
                return th.char(char::from(i as u8));
            }
            let i = protocol::index(th, x)?;
            match int_object::to_i64(&i).and_then(|i| u32::try_from(i).ok()) {
                Some(n) if (0xd800..0xe000).contains(&n) => {
                    Err(th.value_error(format_args!("chr() arg is a surrogate, which strings here cannot hold")))
                }
                Some(n) => match char::from_u32(n) {
                    Some(c) => th.char(c),
                    None => Err(th.value_error(format_args!("chr() arg not in range(0x110000)"))),
                },
                None => Err(th.value_error(format_args!("chr() arg not in range(0x110000)"))),
            }
        })
        .doc("The character of a code point."),
        Method::new("delattr", |th, _, a| {
            let [x, n] = a.exactly::<2>(th, "delattr")?;
            name_argument(th, n)?;
            protocol::set_attr(th, x, n, None)?;
            Ok(Obj::NONE)
        })
        .doc("Takes an attribute of this name away: del object.name."),
        Method::new("dir", dir).doc("The names of an object's attributes, sorted; without one, the names in this scope."),
        Method::new("divmod", |th, _, a| {
            let [x, y] = a.exactly::<2>(th, "divmod")?;
            protocol::binary(th, BinaryOp::DivMod, x, y)
        })
        .doc("Quotient, rounded down, and remainder: (x // y, x % y)."),
        Method::new("format", |th, _, a| {
            let a = a.between(th, "format", 1, 2)?;
            let empty = th.name(names::EMPTY);
            let spec = a.get(1).unwrap_or(empty);
            if spec.get::<Str>().is_none() {
                let t = th.argument_type(spec);
                return Err(th.type_error(format_args!("format() argument 2 must be str, not {t}")));
            }
            protocol::format(th, &a[0], spec)
        })
        .doc("A value as text, as a format specification wants it."),
        Method::new("getattr", |th, _, a| {
            let a = a.between(th, "getattr", 2, 3)?;
            name_argument(th, &a[1])?;
            let r = match a.get(2) {
                None => return protocol::get_attr(th, &a[0], &a[1]),
                Some(_) => protocol::get_attr_opt(th, &a[0], &a[1]),
            };
            match r {
                Ok(Some(x)) => Ok(x),
                Ok(None) => Ok(a[2].clone()),
                Err(e) => th.take_if(e, Builtin::AttributeError).map(|_| a[2].clone()),
            }
        })
        .doc("The attribute of this name: object.name; the default, if one is given, where there is none."),
        Method::new("hasattr", |th, _, a| {
            let [x, n] = a.exactly::<2>(th, "hasattr")?;
            name_argument(th, n)?;
            match protocol::get_attr_opt(th, x, n) {
                Ok(r) => Ok(Obj::from_bool(r.is_some())),
                Err(e) => th.take_if(e, Builtin::AttributeError).map(|_| Obj::FALSE),
            }
        })
        .doc("Whether an object has an attribute of this name."),
        Method::new("hash", |th, _, a| {
            let [x] = a.exactly::<1>(th, "hash")?;
            let h = protocol::hash(th, x)?;
            th.int(h)
        })
        .doc("The hash of an object; equal objects have the same."),
        Method::new("id", |th, _, a| {
            let [x] = a.exactly::<1>(th, "id")?;
            th.int((x.value().without_uncounted().to_bits() & (i64::MAX as usize)) as i64)
        })
        .doc("A number that no other object has at the same time."),
        Method::new("input", input)
            .doc("A line from the standard input without its end, after the prompt has been written; EOFError at the end."),
        Method::new("isinstance", |th, _, a| {
            let [x, c] = a.exactly::<2>(th, "isinstance")?;
            protocol::is_instance(th, x, c).map(Obj::from_bool)
        })
        .doc("Whether an object is an instance of a class, or of one in a tuple or a union."),
        Method::new("issubclass", |th, _, a| {
            let [x, c] = a.exactly::<2>(th, "issubclass")?;
            protocol::is_subclass(th, x, c).map(Obj::from_bool)
        })
        .doc("Whether a class is derived from another or is it, or one in a tuple or a union."),
        Method::new("iter", |th, _, a| {
            let a = a.between(th, "iter", 1, 2)?;
            match a.get(1) {
                None => protocol::iter(th, &a[0]),
                Some(s) => {
                    if !protocol::is_callable(th, &a[0]) {
                        return Err(th.type_error(format_args!("iter(v, w): v must be callable")));
                    }
                    iterators::call_iterator(th, &a[0], s)
                }
            }
        })
        .doc("The iterator of an iterable; of a function and a value, one that calls the function until it returns the value."),
        Method::new("len", |th, _, a| {
            let [x] = a.exactly::<1>(th, "len")?;
            let n = protocol::len(th, x)?;
            th.int(n as i64)
        })
        .doc("How many items a container has.")
        .leaf(|_, a| {
            let [x] = a else { return None };
            let n = if let Some(l) = x.exact::<crate::types::list_object::List>() {
                l.len()
            } else if let Some(t) = x.exact::<crate::types::tuple_object::Tuple>() {
                t.items().len()
            } else {
                x.exact::<crate::types::dict_object::Dict>()?.len()
            };
            Value::from_small(n as i64)
        }),
        Method::new("max", |th, _, a| extreme(th, a, "max", CompareOp::Gt))
            .doc("The largest of the arguments, or of what an iterable gives, by key; the default for nothing."),
        Method::new("min", |th, _, a| extreme(th, a, "min", CompareOp::Lt))
            .doc("The smallest of the arguments, or of what an iterable gives, by key; the default for nothing."),
        Method::new("next", |th, _, a| {
            let a = a.between(th, "next", 1, 2)?;
            match protocol::next_with_value(th, &a[0]) {
                Ok(Some(x)) => Ok(x),
                Ok(None) => match a.get(1) {
                    Some(d) => Ok(d.clone()),
                    None => Err(th.raise_with(Builtin::StopIteration, None)),
                },
                Err(e) => match a.get(1) {
                    Some(d) => th.take_if(e, Builtin::StopIteration).map(|_| d.clone()),
                    None => Err(e),
                },
            }
        })
        .doc("The next value of an iterator; at its end the default, or StopIteration where none is given."),
        Method::new("ord", |th, _, a| {
            let [x] = a.exactly::<1>(th, "ord")?;
            if let Some(s) = x.get::<Str>() {
                if let [byte] = s.as_str().as_bytes() {
                    return Ok(Obj::from_i31(i32::from(*byte)));
                }
                if s.chars() != 1 {
                    let n = s.chars();
                    return Err(th.type_error(format_args!("ord() expected a character, but string of length {n} found")));
                }
                return th.int(s.as_str().chars().next().map_or(0, |c| i64::from(c as u32)));
            }
            match crate::types::bytes_object::with_bytes(x, |b| (b.len(), b.first().copied())) {
                Some((1, Some(b))) => Ok(Obj::from_i31(i32::from(b))),
                Some((n, _)) => Err(th.type_error(format_args!("ord() expected a character, but string of length {n} found"))),
                None => {
                    let t = th.type_name(x);
                    Err(th.type_error(format_args!("ord() expected string of length 1, but {t} found")))
                }
            }
        })
        .doc("The code point of a character."),
        Method::new("pow", |th, _, args| {
            let [x, y, m] = args.bind(th, &Signature::new("pow", ["base", "exp", "mod"]).required(2))?;
            let none = Obj::NONE;
            number_protocol::power(th, x.unwrap_or(&none), y.unwrap_or(&none), m.unwrap_or(&none))
        })
        .doc("base ** exp; with mod, the remainder of that, computed without the large power."),
        Method::new("print", print).doc("Writes objects as text to a file (sys.stdout), sep between them and end behind."),
        Method::new("repr", |th, _, a| {
            let [x] = a.exactly::<1>(th, "repr")?;
            protocol::repr(th, x)
        })
        .doc("An object as text for those who write programs."),
        Method::new("round", |th, _, args| {
            let [x, d] = args.bind(th, &Signature::new("round", ["number", "ndigits"]).required(1))?;
            let none = Obj::NONE;
            number_protocol::round(th, x.unwrap_or(&none), d)
        })
        .doc("A number rounded to so many digits behind the point, halves to the even digit; without digits, to an int."),
        Method::new("setattr", |th, _, a| {
            let [x, n, v] = a.exactly::<3>(th, "setattr")?;
            name_argument(th, n)?;
            protocol::set_attr(th, x, n, Some(v))?;
            Ok(Obj::NONE)
        })
        .doc("Sets the attribute of this name: object.name = value."),
        Method::new("sorted", sorted).doc("A new list of what an iterable gives, in ascending order, by key; equal items stay in order."),
        Method::new("sum", |th, _, args| {
            let [x, start] = args.bind(th, &Signature::new("sum", ["iterable", "start"]).required(1).positional_only(1))?;
            let (none, zero) = (Obj::NONE, Obj::from_i31(0));
            if let Some(s) = start
                && s.get::<Str>().is_some()
            {
                protocol::iter(th, x.unwrap_or(&none))?;
                return Err(th.type_error(format_args!("sum() can't sum strings [use ''.join(seq) instead]")));
            }
            let bytes = start.is_some_and(|s| s.get::<crate::types::bytes_object::Bytes>().is_some());
            if bytes || start.is_some_and(|s| s.get::<crate::types::bytes_object::ByteArray>().is_some()) {
                protocol::iter(th, x.unwrap_or(&none))?;
                let t = if bytes { "bytes" } else { "bytearray" };
                return Err(th.type_error(format_args!("sum() can't sum {t} [use b''.join(seq) instead]")));
            }
            number_protocol::sum(th, x.unwrap_or(&none), start.unwrap_or(&zero))
        })
        .doc("The sum of start (0) and what an iterable gives."),
        Method::new("vars", |th, this, a| {
            let a = a.between(th, "vars", 0, 1)?;
            match a.first() {
                None => crate::interp::class_body::locals(th, this, &Args::NONE),
                Some(x) => match protocol::get_attr_opt(th, x, th.name(names::DICT))? {
                    Some(d) => Ok(d),
                    None => Err(th.type_error(format_args!("vars() argument must have __dict__ attribute"))),
                },
            }
        })
        .doc("The dict of an object's attributes; without one, locals()."),
    ],
    init: Some(init),
};

fn init(th: &mut Thread, m: &Obj) -> R<()> {
    let hidden = [
        "ellipsis",
        "NoneType",
        "NotImplementedType",
        "function",
        "builtin_function_or_method",
        "method_descriptor",
        "wrapper_descriptor",
        "method-wrapper",
        "classmethod_descriptor",
        "getset_descriptor",
        "member_descriptor",
        "method",
        "module",
        "code",
        "cell",
        "frame",
        "traceback",
        "generator",
        "coroutine",
        "mappingproxy",
        "native_state",
        "iterator",
    ];
    for &b in Builtin::ALL {
        let n = b.name();
        if n.contains('.') || (n.contains('_') && !b.is_exception()) || hidden.contains(&n) {
            continue;
        }
        let t = th.builtin_type(b);
        th.add_to_module(m, n, t)?;
    }
    let os_error = th.builtin_type(Builtin::OSError);
    th.add_to_module(m, "IOError", os_error.clone())?;
    th.add_to_module(m, "EnvironmentError", os_error)?;
    th.add_to_module(m, "NotImplemented", Obj::NOT_IMPLEMENTED)?;
    th.add_to_module(m, "Ellipsis", Obj::ELLIPSIS)?;
    th.add_to_module(m, "None", Obj::NONE)?;
    th.add_to_module(m, "True", Obj::TRUE)?;
    th.add_to_module(m, "False", Obj::FALSE)?;
    let debug = th.isolate().config.flags.left_out() == 0;
    th.add_to_module(m, "__debug__", Obj::from_bool(debug))
}

fn name_argument(th: &mut Thread, n: &Obj) -> R<()> {
    if n.get::<Str>().is_some() {
        return Ok(());
    }
    let t = th.type_name(n);
    Err(th.type_error(format_args!("attribute name must be string, not '{t}'")))
}

/// Whether some value of an iterable has the truth `wanted`.
fn every(th: &mut Thread, x: &Obj, wanted: bool) -> R<bool> {
    let it = protocol::iter(th, x)?;
    while let Some(v) = protocol::next(th, &it)? {
        if protocol::truth(th, &v)? == wanted {
            return Ok(true);
        }
    }
    Ok(false)
}

fn radix(th: &mut Thread, a: &Args<'_>, name: &str, base: u32) -> R<Obj> {
    let [x] = a.exactly::<1>(th, name)?;
    let i = protocol::index(th, x)?;
    let n = int_object::to_integer(&i).unwrap_or(Integer::Small(0));
    let mut out = TextBuf::new();
    match int_text::push_prefixed(&mut out, &n, base) {
        Ok(()) => th.str(out.as_str()),
        Err(_) => Err(th.no_memory()),
    }
}

fn dir(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "dir", 0, 1)?;
    let list = match a.first() {
        None => {
            let l = crate::interp::class_body::locals(th, this, &Args::NONE)?;
            protocol::collect(th, &l)?
        }
        Some(x) => {
            if let Some(m) = x.exact::<Module>() {
                match m.attributes().get_name(th.name(names::DIR)) {
                    Some(f) => {
                        let list = protocol::call(th, &f, &[])?;
                        protocol::collect(th, &list)?
                    }
                    None => protocol::collect(th, &m.payload.dict)?,
                }
            } else {
                match protocol::call_special(th, x, names::DIR, &[])? {
                    Some(l) => protocol::collect(th, &l)?,
                    None => Vec::new(),
                }
            }
        }
    };
    let l = th.list(list)?;
    list_type::sort(th, &l, None, false)?;
    Ok(l)
}

fn input(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "input", 0, 1)?;
    if let Some(p) = a.first() {
        let t = protocol::str(th, p)?;
        write(th, names::STDOUT, &t)?;
    }
    for which in [names::STDERR, names::STDOUT] {
        if let Some(f) = stream(th, which).filter(|f| !f.is_none()) {
            protocol::call_method(th, &f, th.name(names::FLUSH), &[])?;
        }
    }
    let sys = th.isolate().sys.peek();
    let stdin = match Obj::from_ref(&sys).get::<Module>() {
        Some(m) => m.attributes().get_name(th.name(names::STDIN)),
        None => None,
    };
    let Some(stdin) = stdin.filter(|s| !s.is_none()) else {
        return Err(th.raise(Builtin::RuntimeError, format_args!("input(): lost sys.stdin")));
    };
    let line = protocol::call_method(th, &stdin, th.name(names::READLINE), &[])?;
    let t = str_object::text(&line);
    if t.is_empty() {
        return Err(th.raise(Builtin::EOFError, format_args!("EOF when reading a line")));
    }
    th.str(t.strip_suffix('\n').unwrap_or(t))
}

/// `sys.stdout` or `sys.stderr` as the program set it.
fn stream(th: &mut Thread, which: names::Name) -> Option<Obj> {
    let sys = th.isolate().sys.peek();
    match Obj::from_ref(&sys).get::<Module>() {
        Some(m) => m.attributes().get_name(th.name(which)),
        None => None,
    }
}

/// Writes to `sys.stdout` or `sys.stderr`.
pub(super) fn write(th: &mut Thread, which: names::Name, text: &Obj) -> R<()> {
    match stream(th, which) {
        None => super::sys::write_console(th, Stream::Out, str_object::text(text)),
        Some(f) if f.is_none() => Ok(()),
        Some(f) => protocol::call_method(th, &f, th.name(names::WRITE), core::slice::from_ref(text)).map(drop),
    }
}

fn print(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let (mut sep, mut end, mut file, mut flush) = (None, None, None, false);
    for (k, v) in args.keywords() {
        match str_object::text(k) {
            "sep" => sep = Some(v.clone()),
            "end" => end = Some(v.clone()),
            "file" => file = Some(v.clone()).filter(|f| !f.is_none()),
            "flush" => flush = protocol::truth(th, v)?,
            other => {
                let other = String::from(other);
                return Err(th.type_error(format_args!("print() got an unexpected keyword argument '{other}'")));
            }
        }
    }
    for (v, name) in [(&sep, "sep"), (&end, "end")] {
        if let Some(v) = v
            && !v.is_none()
            && v.get::<Str>().is_none()
        {
            let t = th.type_name(v);
            return Err(th.type_error(format_args!("{name} must be None or a string, not {t}")));
        }
    }
    let text = |v: &Option<Obj>, otherwise: &'static str| match v {
        Some(v) if !v.is_none() => String::from(str_object::text(v)),
        _ => String::from(otherwise),
    };
    let (sep, end) = (text(&sep, " "), text(&end, "\n"));
    // A file of the program's own sees one write per part, as it expects.
    let target = match &file {
        Some(f) => Some(f.clone()),
        None => stream(th, names::STDOUT),
    };
    let at_once = target.as_ref().map_or(Ok(false), |f| writes_at_once(th, f))?;
    if let Some(f) = target.filter(|_| !at_once) {
        if f.is_none() {
            return Ok(Obj::NONE);
        }
        let write = |th: &mut Thread, t: Obj| protocol::call_method(th, &f, th.name(names::WRITE), &[t]).map(drop);
        for (i, v) in args.positional().iter().enumerate() {
            if i > 0 {
                let sep = th.str(&sep)?;
                write(th, sep)?;
            }
            let t = protocol::str(th, v)?;
            write(th, t)?;
        }
        let end = th.str(&end)?;
        write(th, end)?;
        if flush {
            protocol::call_method(th, &f, th.name(names::FLUSH), &[])?;
        }
        return Ok(Obj::NONE);
    }
    // One write to the console and to text files, so that lines of several threads do not mix.
    let mut out = TextBuf::new();
    for (i, v) in args.positional().iter().enumerate() {
        if i > 0 {
            out.push_str(&sep).or_raise(th)?;
        }
        let s = protocol::str(th, v)?;
        out.push_str(str_object::text(&s)).or_raise(th)?;
    }
    out.push_str(&end).or_raise(th)?;
    let whole = th.str(out.as_str())?;
    match &file {
        Some(f) => {
            protocol::call_method(th, f, th.name(names::WRITE), &[whole])?;
            if flush {
                protocol::call_method(th, f, th.name(names::FLUSH), &[])?;
            }
        }
        None => {
            write(th, names::STDOUT, &whole)?;
            if flush && let Some(f) = stream(th, names::STDOUT).filter(|f| !f.is_none()) {
                protocol::call_method(th, &f, th.name(names::FLUSH), &[])?;
            }
        }
    }
    Ok(Obj::NONE)
}

/// Whether a file is the console, or of a class (that very one) that says that it does not mind how a text comes to it.
fn writes_at_once(th: &mut Thread, f: &Obj) -> R<bool> {
    if f.get::<crate::modules::sys::Console>().is_some() {
        return Ok(true);
    }
    let key = th.intern("_takes_lines_at_once")?;
    Ok(th.type_of(f).attributes().get_name(&key).is_some())
}

fn sorted(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [x] = args.positional() else {
        let n = args.positional().len();
        return Err(th.type_error(format_args!("sorted expected 1 argument, got {n}")));
    };
    let (mut key, mut reverse) = (None, false);
    for (k, v) in args.keywords() {
        match str_object::text(k) {
            "key" => key = Some(v.clone()),
            "reverse" => reverse = protocol::truth(th, v)?,
            other => {
                let other = String::from(other);
                return Err(th.type_error(format_args!("sort() got an unexpected keyword argument '{other}'")));
            }
        }
    }
    let items = protocol::collect_list(th, x)?;
    let l = th.list(items)?;
    list_type::sort(th, &l, key.as_ref(), reverse)?;
    Ok(l)
}

fn extreme(th: &mut Thread, args: &Args<'_>, name: &str, op: CompareOp) -> R<Obj> {
    if let ([first, rest @ ..], true) = (args.all, args.names.is_empty())
        && !rest.is_empty()
    {
        let mut best = first;
        for x in rest {
            if protocol::compare_truth(th, op, x, best)? {
                best = x;
            }
        }
        return Ok(best.clone());
    }
    let (mut key, mut default) = (None, None);
    for (k, v) in args.keywords() {
        match str_object::text(k) {
            "key" => key = Some(v.clone()).filter(|k| !k.is_none()),
            "default" => default = Some(v.clone()),
            other => {
                let other = String::from(other);
                return Err(th.type_error(format_args!("{name}() got an unexpected keyword argument '{other}'")));
            }
        }
    }
    let positional = args.positional();
    let it = match positional {
        [] => return Err(th.type_error(format_args!("{name} expected at least 1 argument, got 0"))),
        [one] => protocol::iter(th, one)?,
        many => {
            if default.is_some() {
                return Err(th.type_error(format_args!("Cannot specify a default for {name}() with multiple positional arguments")));
            }
            let t = th.tuple_of(many)?;
            iterators::tuple_iterator(th, &t)?
        }
    };
    let mut best: Option<(Obj, Obj)> = None;
    while let Some(x) = protocol::next(th, &it)? {
        let k = match &key {
            Some(f) => protocol::call(th, f, core::slice::from_ref(&x))?,
            None => x.clone(),
        };
        let better = match &best {
            None => true,
            Some((_, b)) => protocol::compare_truth(th, op, &k, b)?,
        };
        if better {
            best = Some((x, k));
        }
    }
    match (best, default) {
        (Some((x, _)), _) => Ok(x),
        (None, Some(d)) => Ok(d),
        (None, None) => Err(th.value_error(format_args!("{name}() iterable argument is empty"))),
    }
}
