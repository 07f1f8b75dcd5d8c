//! Pickles to objects: items of containers, calls, state, and what is found by its name.

use freewheel_kernel::interp::import;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::modules::codecs;
use freewheel_kernel::native::{Args, Builtin, Obj, R};
use freewheel_kernel::types::dict_object::Dict;
use freewheel_kernel::types::list_object::List;
use freewheel_kernel::types::set_object::{self, Set};
use freewheel_kernel::types::str_object::{self, Str};
use freewheel_kernel::types::tuple_object::{self, Tuple};
use freewheel_kernel::types::type_object::as_type;
use freewheel_kernel::types::{attribute, protocol};

use super::load::{Load, error};
use super::notes;
use super::reduce::{attribute_path, with_keywords};
use super::tables::Table;

impl Load<'_> {
    // ---- items ----

    /// The container below the items that begin at a height.
    fn below(&self, th: &mut Thread, at: usize) -> R<Obj> {
        match self.stack.get(at.wrapping_sub(1)) {
            Some(v) if at <= self.stack.len() && at > self.fence => Ok(v.clone()),
            _ => Err(self.underflow(th)),
        }
    }

    #[inline(always)]
    pub(super) fn append_from(&mut self, th: &mut Thread, at: usize) -> R<()> {
        let to = self.below(th, at)?;
        if let Some(l) = to.exact::<List>() {
            if at == self.stack.len() {
                return Ok(());
            }
            if at + 1 == self.stack.len()
                && let Some(v) = self.stack.pop()
            {
                return l.push(th, v);
            }
            let items = self.pop_from(th, at)?;
            return l.extend(th, items);
        }
        self.append_to(th, &to, at)
    }

    #[inline(never)]
    fn append_to(&mut self, th: &mut Thread, to: &Obj, at: usize) -> R<()> {
        let items = self.pop_from(th, at)?;
        if let Some(extend) = protocol::get_attr_text(th, to, "extend").or_else(|e| th.take_if(e, Builtin::AttributeError).map(|_| None))? {
            let items = th.list(items)?;
            return protocol::call(th, &extend, &[items]).map(drop);
        }
        let name = th.intern("append")?;
        let append = protocol::get_attr(th, to, &name)?;
        items.iter().try_for_each(|v| protocol::call(th, &append, core::slice::from_ref(v)).map(drop))
    }

    #[inline(always)]
    pub(super) fn set_from(&mut self, th: &mut Thread, at: usize) -> R<()> {
        let to = self.below(th, at)?;
        let n = self.stack.len() - at;
        if n == 0 {
            return Ok(());
        }
        if !n.is_multiple_of(2) {
            return Err(error(th, format_args!("odd number of items for SETITEMS")));
        }
        if let Some(d) = to.exact::<Dict>() {
            if n > 2 {
                d.reserve(th, n / 2)?;
            }
            let mut i = at;
            // Program code that is called has its own stack, so this one stays as it is.
            while let Some([key, value]) = self.stack.get(i..i + 2) {
                d.set(th, key, value)?;
                i += 2;
            }
        } else {
            let mut i = at;
            while let Some([key, value]) = self.stack.get(i..i + 2) {
                protocol::set_item(th, &to, key, value)?;
                i += 2;
            }
        }
        self.stack.truncate(at);
        Ok(())
    }

    pub(super) fn add_items(&mut self, th: &mut Thread) -> R<()> {
        let at = self.mark(th)?;
        let to = self.below(th, at)?;
        let items = self.pop_from(th, at)?;
        if to.get::<Set>().is_some() {
            return items.iter().try_for_each(|v| set_object::add(th, &to, v));
        }
        let name = th.intern("add")?;
        let add = protocol::get_attr(th, &to, &name)?;
        items.iter().try_for_each(|v| protocol::call(th, &add, core::slice::from_ref(v)).map(drop))
    }

    // ---- calls ----

    pub(super) fn reduce(&mut self, th: &mut Thread) -> R<()> {
        let args = self.pop(th)?;
        let f = self.pop(th)?;
        let Some(t) = args.get::<Tuple>() else {
            return Err(th.type_error(format_args!("argument list must be a tuple")));
        };
        let v = protocol::call(th, &f, t.items())?;
        self.push(th, v)
    }

    pub(super) fn new_object(&mut self, th: &mut Thread, named: bool) -> R<()> {
        let keywords = if named { Some(self.pop(th)?) } else { None };
        let args = self.pop(th)?;
        let class = self.pop(th)?;
        let op = if named { "NEWOBJ_EX" } else { "NEWOBJ" };
        let Some(ty) = as_type(&class) else {
            let t = th.type_name(&class);
            return Err(error(th, format_args!("{op} class argument must be a type, not {t}")));
        };
        let Some(new) = ty.slots.new() else {
            let t = ty.name_text();
            return Err(error(th, format_args!("{op} class argument '{t}' doesn't have __new__")));
        };
        let Some(positional) = args.get::<Tuple>() else {
            let t = th.type_name(&args);
            return Err(error(th, format_args!("{op} args argument must be a tuple, not {t}")));
        };
        let v = match &keywords {
            None => new(th, &class, &Args::new(positional.items()))?,
            Some(keywords) => {
                let Some(d) = keywords.get::<Dict>() else {
                    let t = th.type_name(keywords);
                    return Err(error(th, format_args!("{op} kwargs argument must be a dict, not {t}")));
                };
                let (all, names) = with_keywords(th, &[], positional.items(), d)?;
                if names.iter().any(|name| name.get::<Str>().is_none()) {
                    return Err(th.type_error(format_args!("keywords must be strings")));
                }
                new(th, &class, &Args { all: &all, names: &names })?
            }
        };
        self.push(th, v)
    }

    /// Makes an instance as Python 2 did.
    fn instantiate(&mut self, th: &mut Thread, class: &Obj, args: &[Obj]) -> R<()> {
        let plain = args.is_empty() && as_type(class).is_some() && {
            protocol::get_attr_text(th, class, "__getinitargs__")
                .or_else(|e| th.take_if(e, Builtin::AttributeError).map(|_| None))?
                .is_none()
        };
        let v = if plain {
            protocol::call_method_text(th, class, "__new__", core::slice::from_ref(class))?
        } else {
            protocol::call(th, class, args)?
        };
        self.push(th, v)
    }

    pub(super) fn object(&mut self, th: &mut Thread) -> R<()> {
        let at = self.mark(th)?;
        if self.stack.len() <= at {
            return Err(self.underflow(th));
        }
        let args = self.pop_from(th, at + 1)?;
        let class = self.pop(th)?;
        self.instantiate(th, &class, &args)
    }

    pub(super) fn instance(&mut self, th: &mut Thread) -> R<()> {
        let at = self.mark(th)?;
        let class = self.named_by_lines(th, "ascii")?;
        let args = self.pop_from(th, at)?;
        self.instantiate(th, &class, &args)
    }

    // ---- state ----

    pub(super) fn build(&mut self, th: &mut Thread) -> R<()> {
        if self.stack.len() < self.fence + 2 {
            return Err(self.underflow(th));
        }
        let state = self.pop(th)?;
        let v = self.top(th)?.clone();
        let setstate = protocol::get_attr_text(th, &v, "__setstate__").or_else(|e| th.take_if(e, Builtin::AttributeError).map(|_| None))?;
        if let Some(f) = setstate {
            return protocol::call(th, &f, &[state]).map(drop);
        }
        let (own, slots) = match state.get::<Tuple>().map(|t| t.items()) {
            Some([own, slots]) => (own, Some(slots)),
            _ => (&state, None),
        };
        if !own.is_none() {
            self.set_own(th, &v, own)?;
        }
        let Some(slots) = slots.filter(|s| !s.is_none()) else { return Ok(()) };
        let Some(d) = slots.get::<Dict>() else { return Err(error(th, format_args!("slot state is not a dictionary"))) };
        for (name, value) in d.snapshot(th)? {
            if name.get::<Str>().is_none() {
                let t = th.type_name(&name);
                return Err(th.type_error(format_args!("attribute name must be string, not '{t}'")));
            }
            let name = th.intern_obj(&name)?;
            protocol::set_attr(th, &v, &name, Some(&value))?;
        }
        Ok(())
    }

    /// What an instance holds by itself.
    fn set_own(&mut self, th: &mut Thread, v: &Obj, state: &Obj) -> R<()> {
        let Some(d) = state.get::<Dict>() else { return Err(error(th, format_args!("state is not a dictionary"))) };
        let ty = th.type_of(v);
        let plain = ty.is_heap() && ty.layout == Builtin::Object;
        let mut own = None;
        for (name, value) in d.snapshot(th)? {
            let name = if name.exact::<Str>().is_some() { th.intern_obj(&name)? } else { name };
            if own.is_none() && plain && name.exact::<Str>().is_some() && attribute::set_own(th, v, ty, &name, &value)? {
                continue;
            }
            let dict = match &own {
                Some(d) => d,
                None => {
                    let key = th.intern("__dict__")?;
                    own.insert(protocol::get_attr(th, v, &key)?)
                }
            };
            protocol::set_item(th, dict, &name, &value)?;
        }
        if own.is_none() && d.is_empty() {
            // An object without attributes is told apart from one with none.
            let key = th.intern("__dict__")?;
            protocol::get_attr(th, v, &key)?;
        }
        Ok(())
    }

    // ---- names ----

    /// What two lines name: the module and the name there.
    fn named_by_lines(&mut self, th: &mut Thread, encoding: &str) -> R<Obj> {
        let line = self.input.full_line(th)?;
        let module = codecs::decode(th, line, &Obj::NONE, encoding, None)?;
        let line = self.input.full_line(th)?;
        let name = codecs::decode(th, line, &Obj::NONE, encoding, None)?;
        self.find(th, &module, &name)
    }

    pub(super) fn global(&mut self, th: &mut Thread) -> R<()> {
        let v = self.named_by_lines(th, "utf-8")?;
        self.push(th, v)
    }

    pub(super) fn stack_global(&mut self, th: &mut Thread) -> R<()> {
        let name = self.pop(th)?;
        let module = self.pop(th)?;
        if module.exact::<Str>().is_none() || name.exact::<Str>().is_none() {
            return Err(error(th, format_args!("STACK_GLOBAL requires str")));
        }
        let v = self.find(th, &module, &name)?;
        self.push(th, v)
    }

    fn find(&mut self, th: &mut Thread, module: &Obj, name: &Obj) -> R<Obj> {
        match self.hooks.find_class.clone() {
            Some(f) => protocol::call(th, &f, &[module.clone(), name.clone()]),
            None => {
                let (proto, fix) = (self.proto, self.settings.fix_imports);
                find_class(th, &mut self.tables, proto, fix, module, name)
            }
        }
    }

    pub(super) fn extension(&mut self, th: &mut Thread, n: i64) -> R<()> {
        if n <= 0 {
            return Err(error(th, format_args!("EXT specifies code <= 0")));
        }
        let key = th.int(n)?;
        let (cache, inverted) = (self.tables.get(th, Table::Cache)?, self.tables.get(th, Table::Inverted)?);
        let (Some(cache), Some(inverted)) = (cache.get::<Dict>(), inverted.get::<Dict>()) else { return Ok(()) };
        if let Some(v) = cache.get(th, &key)? {
            return self.push(th, v);
        }
        let Some(pair) = inverted.get(th, &key)? else {
            return Err(th.value_error(format_args!("unregistered extension code {n}")));
        };
        let v = match pair.get::<Tuple>().map(|t| t.items()) {
            Some([module, name]) if Self::is_text(module) && Self::is_text(name) => self.find(th, module, name)?,
            _ => return Err(th.value_error(format_args!("_inverted_registry[{n}] isn't a 2-tuple of strings"))),
        };
        cache.set(th, &key, &v)?;
        self.push(th, v)
    }

    // ---- persistent ids ----

    pub(super) fn persistent(&mut self, th: &mut Thread, id: Obj) -> R<()> {
        let Some(f) = self.hooks.persistent_load.clone() else { return Err(no_persistent_load(th)) };
        let v = protocol::call(th, &f, &[id])?;
        self.push(th, v)
    }

    pub(super) fn persistent_line(&mut self, th: &mut Thread) -> R<()> {
        let line = self.input.line(th)?;
        let id = match std::str::from_utf8(line) {
            Ok(text) if text.is_ascii() => th.str(text)?,
            _ => return Err(error(th, format_args!("persistent IDs in protocol 0 must be ASCII strings"))),
        };
        self.persistent(th, id)
    }
}

/// The error of a persistent id that nobody is there to load.
#[cold]
pub(super) fn no_persistent_load(th: &mut Thread) -> freewheel_kernel::native::Raised {
    let text = "A load persistent id instruction was encountered, but no persistent_load function was specified.";
    error(th, format_args!("{text}"))
}

/// `Unpickler.find_class`
pub(super) fn find_class(
    th: &mut Thread,
    tables: &mut super::tables::Tables,
    proto: u8,
    fix_imports: bool,
    module: &Obj,
    name: &Obj,
) -> R<Obj> {
    let (mut module, mut name) = (module.clone(), name.clone());
    if proto < 3 && fix_imports {
        (module, name) = new_names(th, tables, module, name)?;
    }
    let Some(text) = module.get::<Str>() else {
        let t = th.type_name(&module);
        return Err(th.type_error(format_args!("__import__() argument 1 must be str, not {t}")));
    };
    // Where another thread is importing it, this waits.
    let found = import::import(th, text.as_str(), &Obj::NONE, &Obj::TRUE, 0)?;
    if name.get::<Str>().is_none() {
        let t = th.type_name(&name);
        return Err(th.type_error(format_args!("attribute name must be string, not '{t}'")));
    }
    if proto < 4 || !str_object::text(&name).contains('.') {
        let key = th.intern_obj(&name)?;
        return protocol::get_attr(th, &found, &key);
    }
    match attribute_path(th, &found, str_object::text(&name)) {
        Ok(v) => Ok(v),
        Err(e) => {
            let before = th.take_if(e, Builtin::AttributeError)?;
            let (path, module) = (protocol::repr(th, &name)?, protocol::repr(th, &module)?);
            let text = format_args!("Can't resolve path {} on module {}", str_object::text(&path), str_object::text(&module));
            Err(notes::after(th, before, Builtin::AttributeError, text))
        }
    }
}

/// What a name of Python 2 is today.
fn new_names(th: &mut Thread, tables: &mut super::tables::Tables, module: Obj, name: Obj) -> R<(Obj, Obj)> {
    let (names, modules) = (tables.get(th, Table::Names)?, tables.get(th, Table::Modules)?);
    let (Some(names), Some(modules)) = (names.get::<Dict>(), modules.get::<Dict>()) else { return Ok((module, name)) };
    let key = th.pair(module.clone(), name.clone())?;
    if let Some(new) = names.get(th, &key)? {
        return match tuple_object::items(&new) {
            [m, n] if m.get::<Str>().is_some() && n.get::<Str>().is_some() => Ok((m.clone(), n.clone())),
            _ => {
                let t = th.type_name(&new);
                Err(th.raise(Builtin::RuntimeError, format_args!("_compat_pickle.NAME_MAPPING values should be 2-tuples, not {t}")))
            }
        };
    }
    match modules.get(th, &module)? {
        Some(m) if m.get::<Str>().is_some() => Ok((m, name)),
        Some(m) => {
            let t = th.type_name(&m);
            Err(th.raise(Builtin::RuntimeError, format_args!("_compat_pickle.IMPORT_MAPPING values should be strings, not {t}")))
        }
        None => Ok((module, name)),
    }
}
