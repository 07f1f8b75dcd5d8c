//! Arguments of a native function.

use super::{Attached, Exception, FromHandle, Function, Handle};
use crate::object::Obj;

/// The arguments of one call of a native function, in the order of its parameters.
#[derive(Debug)]
pub struct Arguments<'a, 'i> {
    /// What the function's parameters got; of a function without parameters declared, everything.
    given: &'a [Option<&'a Obj>],
    function: &'a Function,
    /// The brand of the attachment.
    handles: core::marker::PhantomData<Handle<'i>>,
}

impl<'a, 'i> Arguments<'a, 'i> {
    pub(super) fn new(given: &'a [Option<&'a Obj>], function: &'a Function) -> Arguments<'a, 'i> {
        Arguments { given, function, handles: core::marker::PhantomData }
    }

    /// How many there may be.
    pub fn len(&self) -> usize {
        self.given.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.given.is_empty()
    }

    /// Argument `i` as it is, if it was given.
    pub fn handle(&self, i: usize) -> Option<&'a Handle<'i>> {
        let given = self.given.get(i).copied().flatten()?;
        Handle::from_objects(core::slice::from_ref(given)).first()
    }

    /// Argument `i`, converted.
    ///
    /// # Errors
    /// What its conversion says, with the function's name and the parameter's before it; `TypeError` when it was not given.
    pub fn get<T: FromHandle<'i>>(&self, th: &mut Attached<'i>, i: usize) -> Result<T, Exception<'i>> {
        match self.handle(i) {
            Some(h) => self.convert(th, i, h),
            None => {
                let (name, n) = (&self.function.name, i + 1);
                Err(th.type_error(format_args!("{name}() has no argument {n}")))
            }
        }
    }

    /// Argument `i`, converted, or `default` when it was not given.
    ///
    /// # Errors
    /// As for [`get`](Self::get).
    pub fn get_or<T: FromHandle<'i>>(&self, th: &mut Attached<'i>, i: usize, default: T) -> Result<T, Exception<'i>> {
        match self.handle(i) {
            Some(h) => self.convert(th, i, h),
            None => Ok(default),
        }
    }

    fn convert<T: FromHandle<'i>>(&self, th: &mut Attached<'i>, i: usize, handle: &Handle<'i>) -> Result<T, Exception<'i>> {
        T::from_handle(th, handle).map_err(|e| self.placed(th, i, e))
    }

    /// Says which argument a conversion complained of.
    #[cold]
    fn placed(&self, th: &mut Attached<'i>, i: usize, e: Exception<'i>) -> Exception<'i> {
        use crate::object::Builtin;
        let class = [Builtin::TypeError, Builtin::OverflowError, Builtin::ValueError].into_iter().find(|c| e.is(th, *c));
        let Some(class) = class else { return e };
        let (name, said) = (&self.function.name, e.message(th));
        match self.function.parameters.as_ref().and_then(|p| p.get(i)) {
            Some(parameter) => th.error(class, format_args!("{name}() argument '{parameter}': {said}")),
            None => th.error(class, format_args!("{name}() argument {}: {said}", i + 1)),
        }
    }
}
