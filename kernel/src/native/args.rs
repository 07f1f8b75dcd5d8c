//! Arguments of a call as native code sees them.

use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::{Obj, Value};
use crate::types::str_object;

/// Positional and keyword arguments, borrowed from the caller.
#[derive(Clone, Copy, Debug)]
pub struct Args<'a> {
    /// All values: the positional ones, then those of the keywords.
    pub all: &'a [Obj],
    /// Names of the last `names.len()` values: strings.
    pub names: &'a [Obj],
}

impl<'a> Args<'a> {
    /// No arguments.
    pub const NONE: Args<'static> = Args { all: &[], names: &[] };

    /// Positional arguments only.
    #[inline(always)]
    pub const fn new(all: &'a [Obj]) -> Args<'a> {
        Args { all, names: &[] }
    }

    /// The positional ones.
    #[inline(always)]
    pub fn positional(&self) -> &'a [Obj] {
        &self.all[..self.all.len() - self.names.len()]
    }

    /// The keyword ones, each with its name.
    pub fn keywords(&self) -> impl Iterator<Item = (&'a Obj, &'a Obj)> + use<'a> {
        self.names.iter().zip(&self.all[self.all.len() - self.names.len()..])
    }

    /// The same without the first positional argument.
    pub fn rest(&self) -> Args<'a> {
        Args { all: &self.all[1..], names: self.names }
    }

    /// Refuses keywords: `name() takes no keyword arguments`.
    #[inline]
    pub fn no_keywords(&self, th: &mut Thread, name: &str) -> R<()> {
        if self.names.is_empty() { Ok(()) } else { Err(th.type_error(format_args!("{name}() takes no keyword arguments"))) }
    }

    /// Exactly `N` positional arguments, no keywords; messages as CPython's `METH_NOARGS`, `METH_O` and clinic functions give.
    #[inline]
    pub fn exactly<const N: usize>(&self, th: &mut Thread, name: &str) -> R<&'a [Obj; N]> {
        if let (true, Ok(a)) = (self.names.is_empty(), self.all.try_into()) {
            return Ok(a);
        }
        self.no_keywords(th, name)?;
        let given = self.all.len();
        Err(match N {
            0 => th.type_error(format_args!("{name}() takes no arguments ({given} given)")),
            1 => th.type_error(format_args!("{name}() takes exactly one argument ({given} given)")),
            _ => th.type_error(format_args!("{name} expected {N} arguments, got {given}")),
        })
    }

    /// Between `min` and `max` positional arguments, no keywords.
    #[inline(always)]
    pub fn between(&self, th: &mut Thread, name: &str, min: usize, max: usize) -> R<&'a [Obj]> {
        if self.names.is_empty() && (min..=max).contains(&self.all.len()) { Ok(self.all) } else { self.not_between(th, name, min, max) }
    }

    #[cold]
    #[inline(never)]
    fn not_between(&self, th: &mut Thread, name: &str, min: usize, max: usize) -> R<&'a [Obj]> {
        self.no_keywords(th, name)?;
        let given = self.all.len();
        if given < min {
            let (bound, s) = (if min == max { "" } else { "at least " }, if min == 1 { "" } else { "s" });
            return Err(th.type_error(format_args!("{name} expected {bound}{min} argument{s}, got {given}")));
        }
        if given > max {
            let (bound, s) = (if min == max { "" } else { "at most " }, if max == 1 { "" } else { "s" });
            return Err(th.type_error(format_args!("{name} expected {bound}{max} argument{s}, got {given}")));
        }
        Ok(self.all)
    }

    /// Distributes arguments to named parameters: see [`Signature`].
    pub fn bind<const N: usize>(&self, th: &mut Thread, signature: &Signature<N>) -> R<[Option<&'a Obj>; N]> {
        let mut out: [Option<&'a Obj>; N] = [None; N];
        let most = signature.keyword_only_from.min(N);
        let given = self.all.len();
        if self.names.is_empty() && signature.required <= given && given <= most {
            for (slot, value) in out.iter_mut().zip(self.all) {
                *slot = Some(value);
            }
            return Ok(out);
        }
        self.bind_into(th, &signature.parameters(), &mut out)?;
        Ok(out)
    }

    /// [`bind`](Self::bind) for parameters whose number is known at run time only: `out`, which is as long, and holds nothing yet.
    ///
    /// # Errors
    /// `TypeError` in CPython's words.
    pub fn bind_into(&self, th: &mut Thread, signature: &Parameters<'_>, out: &mut [Option<&'a Obj>]) -> R<()> {
        let positional = self.positional();
        let (name, n) = (signature.name, out.len());
        let most = signature.keyword_only_from.min(n);
        let given = self.all.len();
        if given > n && (most > 0 || positional.is_empty()) {
            let (kind, s) = (if positional.is_empty() { "keyword " } else { "" }, if n == 1 { "" } else { "s" });
            return Err(th.type_error(format_args!("{name}() takes at most {n} {kind}argument{s} ({given} given)")));
        }
        if positional.len() > most {
            let given = positional.len();
            let s = if most == 1 { "" } else { "s" };
            if most == 0 {
                return Err(th.type_error(format_args!("{name}() takes no positional arguments")));
            }
            let bound = if signature.required >= most { "exactly" } else { "at most" };
            return Err(th.type_error(format_args!("{name}() takes {bound} {most} positional argument{s} ({given} given)")));
        }
        for (slot, value) in out.iter_mut().zip(positional) {
            *slot = Some(value);
        }
        // A missing argument is complained of first, then the first that is given twice, then an unknown one.
        let mut unknown = None;
        let mut twice = n;
        for (key, value) in self.keywords() {
            let text = str_object::text(key);
            match signature.names.iter().position(|p| *p == text).filter(|i| *i >= signature.positional_only) {
                Some(i) if out[i].is_none() => out[i] = Some(value),
                Some(i) => twice = twice.min(i),
                None => unknown = unknown.or(Some(text)),
            }
        }
        for (i, given) in out.iter().enumerate().take(signature.required) {
            if given.is_none() {
                let (parameter, at) = (signature.names[i], i + 1);
                if i < signature.positional_only {
                    let least = signature.required.min(signature.positional_only);
                    let bound = if least == most { "exactly" } else { "at least" };
                    let s = if least == 1 { "" } else { "s" };
                    let given = positional.len();
                    return Err(th.type_error(format_args!("{name}() takes {bound} {least} positional argument{s} ({given} given)")));
                }
                return Err(th.type_error(format_args!("{name}() missing required argument '{parameter}' (pos {at})")));
            }
        }
        if let Some(text) = signature.names.get(twice) {
            let at = twice + 1;
            return Err(th.type_error(format_args!("argument for {name}() given by name ('{text}') and position ({at})")));
        }
        if let Some(text) = unknown {
            let known = signature.names.iter().skip(signature.positional_only).copied();
            return Err(match crate::text::suggest::closest(text, known) {
                Some(near) => th.type_error(format_args!("{name}() got an unexpected keyword argument '{text}'. Did you mean '{near}'?")),
                None => th.type_error(format_args!("{name}() got an unexpected keyword argument '{text}'")),
            });
        }
        Ok(())
    }
}

/// Names and kinds of a function's parameters, as [`Args::bind_into`] takes them.
#[derive(Clone, Copy, Debug)]
pub struct Parameters<'a> {
    /// Function name in messages, without parentheses.
    pub name: &'a str,
    /// Parameter names in order.
    pub names: &'a [&'a str],
    /// How many of the first are required.
    pub required: usize,
    /// How many of the first are positional-only.
    pub positional_only: usize,
    /// Index of the first keyword-only parameter.
    pub keyword_only_from: usize,
}

/// Names and kinds of a native function's parameters.
#[derive(Debug)]
pub struct Signature<const N: usize> {
    /// Function name in messages, without parentheses.
    name: &'static str,
    /// Parameter names in order.
    parameters: [&'static str; N],
    /// How many of the first are required.
    required: usize,
    /// How many of the first are positional-only.
    positional_only: usize,
    /// Index of the first keyword-only parameter (`N` when none).
    keyword_only_from: usize,
}

impl<const N: usize> Signature<N> {
    fn parameters(&self) -> Parameters<'_> {
        Parameters {
            name: self.name,
            names: &self.parameters,
            required: self.required,
            positional_only: self.positional_only,
            keyword_only_from: self.keyword_only_from,
        }
    }
    /// All parameters are required, and may be given by position and by name.
    pub const fn new(name: &'static str, parameters: [&'static str; N]) -> Signature<N> {
        Signature { name, parameters, required: N, positional_only: 0, keyword_only_from: N }
    }
    /// The same, of which the first `n` alone are required.
    pub const fn required(self, n: usize) -> Signature<N> {
        Signature { required: n, ..self }
    }
    /// The same, whose first `n` parameters are given by position only.
    pub const fn positional_only(self, n: usize) -> Signature<N> {
        Signature { positional_only: n, ..self }
    }
    /// The same, whose parameters from number `n` on are given by name only.
    pub const fn keyword_only_from(self, n: usize) -> Signature<N> {
        Signature { keyword_only_from: n, ..self }
    }
}

impl Thread {
    /// The type of an argument as messages name it: the class, or `None` for the value of that name.
    pub fn argument_type(&mut self, v: &Obj) -> &'static str {
        if v.is_none() { "None" } else { self.type_name(v) }
    }
}

/// The only argument of a function, which must be a string.
pub fn text_argument<'a>(th: &mut Thread, name: &str, v: &'a Obj) -> R<&'a str> {
    match v.get::<str_object::Str>() {
        Some(s) => Ok(s.payload.as_str()),
        None => {
            let t = th.argument_type(v);
            Err(th.type_error(format_args!("{name}() argument must be str, not {t}")))
        }
    }
}

/// A named argument, which must be a string.
pub fn named_text_argument<'a>(th: &mut Thread, name: &str, parameter: &str, v: &'a Obj) -> R<&'a str> {
    match v.get::<str_object::Str>() {
        Some(s) => Ok(s.payload.as_str()),
        None => {
            let t = th.argument_type(v);
            Err(th.type_error(format_args!("{name}() argument '{parameter}' must be str, not {t}")))
        }
    }
}

/// Views register words as arguments.
#[inline(always)]
pub fn of_values(values: &[Value]) -> &[Obj] {
    Obj::from_slice(values)
}
