//! Native functions.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::known::Known;
use super::{Arguments, Attached, Exception, Handle, IntoHandle};
use crate::isolate::Thread;
use crate::native::args::Parameters;
use crate::native::{Args, R};
use crate::object::{Builtin, Obj};
use crate::types::native_closure;

/// The code of a function: with the token, and the arguments.
type Code = Box<dyn for<'a, 'i> Fn(&mut Attached<'i>, &Arguments<'a, 'i>) -> Result<Handle<'i>, Exception<'i>> + Send + Sync>;

/// A native function as it is declared: a name, parameters and code, which may capture what is `Send` and `Sync`.
///
/// Without [`parameters`](Self::parameters) it takes any number of positional arguments.
///
/// # Example
/// ```no_run
/// use freewheel_kernel::native::embed::Function;
///
/// let repeat = Function::new("repeat", |th, args| {
///     let (text, times): (String, usize) = (args.get(th, 0)?, args.get_or(th, 1, 2)?);
///     Ok(text.repeat(times))
/// })
/// .parameters(["text", "times"])
/// .required(1)
/// .doc("The text, so many times.");
/// # let _ = repeat;
/// ```
pub struct Function {
    pub(super) name: String,
    doc: String,
    pub(super) parameters: Option<Vec<String>>,
    required: Option<usize>,
    positional_only: usize,
    keyword_only_from: Option<usize>,
    code: Code,
}

impl core::fmt::Debug for Function {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Function").field("name", &self.name).field("parameters", &self.parameters).finish_non_exhaustive()
    }
}

/// Most parameters: their values lie in the native stack.
const MOST: usize = 16;

impl Function {
    /// A function of this name. Its result is anything that objects can be made of.
    pub fn new<T, F>(name: &str, code: F) -> Function
    where
        T: for<'i> IntoHandle<'i>,
        F: for<'a, 'i> Fn(&mut Attached<'i>, &Arguments<'a, 'i>) -> Result<T, Exception<'i>> + Send + Sync + 'static,
    {
        Function::of_handles(name, move |th, args| code(th, args)?.into_handle(th))
    }

    /// The same, for results that are objects already.
    pub fn of_handles<F>(name: &str, code: F) -> Function
    where
        F: for<'a, 'i> Fn(&mut Attached<'i>, &Arguments<'a, 'i>) -> Result<Handle<'i>, Exception<'i>> + Send + Sync + 'static,
    {
        Function {
            name: name.into(),
            doc: String::new(),
            parameters: None,
            required: None,
            positional_only: 0,
            keyword_only_from: None,
            code: Box::new(code),
        }
    }

    /// Names its parameters, all of them required unless [`required`](Self::required) says otherwise. They may be given by position and by name.
    ///
    /// # Panics
    /// With more than 16.
    pub fn parameters<const N: usize>(mut self, names: [&str; N]) -> Function {
        assert!(N <= MOST, "a native function has at most {MOST} parameters");
        self.parameters = Some(names.iter().map(|n| String::from(*n)).collect());
        self
    }

    /// Only the first `n` parameters must be given.
    pub fn required(mut self, n: usize) -> Function {
        self.required = Some(n);
        self
    }

    /// The first `n` parameters are given by position only.
    pub fn positional_only(mut self, n: usize) -> Function {
        self.positional_only = n;
        self
    }

    /// The parameters from number `n` on, counted from 0, are given by name only.
    pub fn keyword_only_from(mut self, n: usize) -> Function {
        self.keyword_only_from = Some(n);
        self
    }

    /// Its docstring.
    pub fn doc(mut self, text: &str) -> Function {
        self.doc = text.into();
        self
    }

    /// Makes its object, of a module of this name or of none.
    pub(super) fn make<'i>(self, th: &mut Attached<'i>, module: Obj) -> Result<Handle<'i>, Exception<'i>> {
        let known = th.known().clone();
        let kernel = th.th();
        let made = (|| {
            let name = kernel.intern(&self.name)?;
            let doc = if self.doc.is_empty() { Obj::NONE } else { kernel.str(&self.doc)? };
            let code = native_closure::boxed(kernel, move |th, args| self.enter(th, &known, args))?;
            kernel.closure(name, doc, module, code)
        })();
        th.made(made)
    }

    /// A call.
    fn enter(&self, th: &mut Thread, known: &Known, args: &Args<'_>) -> R<Obj> {
        let Some(parameters) = &self.parameters else { return self.enter_any(th, known, args) };
        let (n, given) = (parameters.len(), args.all.len());
        let mut values: [Option<&Obj>; MOST] = [None; MOST];
        if args.names.is_empty() && given <= self.keyword_only_from.unwrap_or(n).min(n) && given >= self.required.unwrap_or(n).min(n) {
            for (value, argument) in values.iter_mut().zip(args.all) {
                *value = Some(argument);
            }
        } else {
            self.bind(th, parameters, args, &mut values[..n])?;
        }
        self.run(th, known, &values[..n])
    }

    /// Binds arguments that are not simply all parameters' in their order.
    #[cold]
    #[inline(never)]
    fn bind<'a>(&self, th: &mut Thread, parameters: &[String], args: &Args<'a>, values: &mut [Option<&'a Obj>]) -> R<()> {
        let mut names: [&str; MOST] = [""; MOST];
        for (name, parameter) in names.iter_mut().zip(parameters) {
            *name = parameter;
        }
        let n = parameters.len();
        let signature = Parameters {
            name: &self.name,
            names: &names[..n],
            required: self.required.unwrap_or(n).min(n),
            positional_only: self.positional_only,
            keyword_only_from: self.keyword_only_from.unwrap_or(n),
        };
        args.bind_into(th, &signature, values)
    }

    /// A call without parameters declared.
    fn enter_any(&self, th: &mut Thread, known: &Known, args: &Args<'_>) -> R<Obj> {
        args.no_keywords(th, &self.name)?;
        let mut all = th.vec(args.all.len())?;
        all.extend(args.all.iter().map(Some));
        self.run(th, known, &all)
    }

    fn run(&self, th: &mut Thread, known: &Known, given: &[Option<&Obj>]) -> R<Obj> {
        let arguments = Arguments::new(given, self);
        // SAFETY: 1: the thread calls, and waits for the function. 2: the function's isolate is the one that calls it; `known` is the function's own. 3: the
        // code works for every lifetime, so this one is known to nobody else.
        let mut attached = unsafe { Attached::new(th, known) };
        let mut result = None;
        let mut call = || result = Some((self.code)(&mut attached, &arguments));
        let panicked = match th.isolate().config.host {
            Some(host) => host.guard(&mut call).err(),
            None => {
                call();
                None
            }
        };
        match (panicked, result) {
            (None, Some(Ok(value))) => Ok(value.into_obj()),
            (None, Some(Err(e))) => Err(th.reraise(e.into_obj())),
            (said, _) => {
                let (name, said) = (&self.name, said.unwrap_or_default());
                Err(th.raise(Builtin::SystemError, format_args!("{name}() panicked: {said}")))
            }
        }
    }
}

impl<'i> Attached<'i> {
    /// The object of a native function that belongs to no module.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn function(&mut self, function: Function) -> Result<Handle<'i>, Exception<'i>> {
        function.make(self, Obj::NONE)
    }
}
