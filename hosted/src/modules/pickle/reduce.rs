//! Objects that are made again by a call, and what is found by its name, to pickles.

use freewheel_kernel::interp::import;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::modules::codecs;
use freewheel_kernel::native::{Args, Builtin, Obj, Object, R, Raised};
use freewheel_kernel::types::dict_object::Dict;
use freewheel_kernel::types::str_object::{self, Str};
use freewheel_kernel::types::tuple_object::{self, Tuple};
use freewheel_kernel::types::type_object::as_type;
use freewheel_kernel::types::{int_object, protocol};

use super::notes;
use super::opcodes::*;
use super::save::Save;
use super::tables::Table;

#[cold]
fn error(th: &mut Thread, text: core::fmt::Arguments<'_>) -> Raised {
    th.raise(Builtin::PicklingError, text)
}

/// The error of a part of a reduction that is of the wrong type.
#[cold]
fn wrong(th: &mut Thread, what: &str, got: &Obj) -> Raised {
    let t = protocol::shown_type(th, got);
    error(th, format_args!("{what}, not {t}"))
}

/// `v.name.name…`
pub(super) fn attribute_path(th: &mut Thread, v: &Obj, path: &str) -> R<Obj> {
    let mut at = v.clone();
    for name in path.split('.') {
        let name = th.intern(name)?;
        at = protocol::get_attr(th, &at, &name)?;
    }
    Ok(at)
}

/// Names of private attributes as they are in the classes.
fn mangled(name: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut before = String::new();
    for (i, part) in name.split('.').enumerate() {
        let class = before.trim_start_matches('_');
        let private = i > 0 && part.starts_with("__") && !part.ends_with("__") && !class.is_empty();
        out.push(if private { format!("_{class}{part}") } else { part.to_string() });
        before = part.to_string();
    }
    out.join(".")
}

impl Save {
    /// Writes a call of `f`, and notes its result as `v`.
    pub(super) fn reduce(&mut self, th: &mut Thread, f: &Obj, args: &Obj, v: Option<&Obj>) -> R<()> {
        self.save_reduce(th, &[f.clone(), args.clone()], v)
    }

    fn noted(&mut self, th: &mut Thread, v: &Obj, of: &Obj, what: &str) -> R<()> {
        self.save(th, v).map_err(|e| notes::part(th, e, of, what))
    }

    /// Writes what a reduction says.
    #[inline(never)]
    pub(super) fn save_reduce(&mut self, th: &mut Thread, parts: &[Obj], v: Option<&Obj>) -> R<()> {
        if !(2..=6).contains(&parts.len()) {
            return Err(error(th, format_args!("tuple returned by __reduce__ must contain 2 through 6 elements")));
        }
        let (f, args) = (&parts[0], &parts[1]);
        let [state, items, pairs, setter] = [2, 3, 4, 5].map(|i| parts.get(i).filter(|p| !p.is_none()));
        if !protocol::is_callable(th, f) {
            return Err(wrong(th, "first item of the tuple returned by __reduce__ must be callable", f));
        }
        if args.get::<Tuple>().is_none() {
            return Err(wrong(th, "second item of the tuple returned by __reduce__ must be a tuple", args));
        }
        for (which, part) in [("fourth", items), ("fifth", pairs)] {
            if let Some(part) = part.filter(|p| th.type_of(p).slots.next().is_none()) {
                return Err(wrong(th, &format!("{which} item of the tuple returned by __reduce__ must be an iterator"), part));
            }
        }
        if let Some(setter) = setter.filter(|s| !protocol::is_callable(th, s)) {
            return Err(wrong(th, "sixth item of the tuple returned by __reduce__ must be callable", setter));
        }
        let of = v.unwrap_or(f);
        let name = if self.proto >= 2 {
            protocol::get_attr_text(th, f, "__name__").or_else(|e| th.take_if(e, Builtin::AttributeError).map(|_| None))?
        } else {
            None
        };
        match name.as_ref().and_then(|n| n.get::<Str>()).map(|n| n.as_str()) {
            Some("__newobj_ex__") => self.new_with_keywords(th, args, of)?,
            Some("__newobj__") => self.new_object(th, args, v, of)?,
            _ => {
                self.noted(th, f, of, "reconstructor")?;
                self.noted(th, args, of, "reconstructor arguments")?;
                self.op(th, REDUCE)?;
            }
        }
        if let Some(v) = v {
            // Writing the parts has written the object when it is inside itself.
            if let Some(i) = self.memo.get(v) {
                self.op(th, POP)?;
                return self.fetch(th, i);
            }
            self.memoize(th, v)?;
        }
        if let Some(items) = items {
            self.append_all(th, items, of)?;
        }
        if let Some(pairs) = pairs {
            self.set_all(th, pairs, of)?;
        }
        match (state, setter) {
            (None, _) => Ok(()),
            (Some(state), None) => {
                self.noted(th, state, of, "state")?;
                self.op(th, BUILD)
            }
            (Some(state), Some(setter)) => {
                self.noted(th, setter, of, "state setter")?;
                self.save(th, of)?;
                self.noted(th, state, of, "state")?;
                self.out.put(th, &[TUPLE2, REDUCE, POP])
            }
        }
    }

    fn new_with_keywords(&mut self, th: &mut Thread, args: &Obj, of: &Obj) -> R<()> {
        let [class, args, keywords] = tuple_object::items(args) else {
            let n = tuple_object::items(args).len();
            return Err(error(th, format_args!("__newobj_ex__ expected 3 arguments, got {n}")));
        };
        if as_type(class).is_none() {
            return Err(wrong(th, "first argument to __newobj_ex__() must be a class", class));
        }
        let Some(positional) = args.get::<Tuple>() else {
            return Err(wrong(th, "second argument to __newobj_ex__() must be a tuple", args));
        };
        let Some(named) = keywords.get::<Dict>() else {
            return Err(wrong(th, "third argument to __newobj_ex__() must be a dict", keywords));
        };
        if self.proto >= 4 {
            self.noted(th, class, of, "class")?;
            self.noted(th, args, of, "__new__ arguments")?;
            self.noted(th, keywords, of, "__new__ arguments")?;
            return self.op(th, NEWOBJ_EX);
        }
        let new = th.intern("__new__")?;
        let first = [protocol::get_attr(th, class, &new)?, class.clone()];
        let (all, names) = with_keywords(th, &first, positional.items(), named)?;
        let partial = self.tables.get(th, Table::Partial)?;
        let f = protocol::call_args(th, &partial, &Args { all: &all, names: &names })?;
        self.noted(th, &f, of, "reconstructor")?;
        let empty = th.tuple(Vec::new())?;
        self.save(th, &empty)?;
        self.op(th, REDUCE)
    }

    fn new_object(&mut self, th: &mut Thread, args: &Obj, v: Option<&Obj>, of: &Obj) -> R<()> {
        let [class, rest @ ..] = tuple_object::items(args) else {
            return Err(error(th, format_args!("__newobj__ expected at least 1 argument, got 0")));
        };
        if as_type(class).is_none() {
            return Err(wrong(th, "first argument to __newobj__() must be a class", class));
        }
        if let Some(v) = v {
            let name = th.intern("__class__")?;
            let own = protocol::get_attr(th, v, &name)?;
            if !own.is(class) {
                let (own, class) = (protocol::repr(th, &own)?, protocol::repr(th, class)?);
                let (own, class) = (str_object::text(&own), str_object::text(&class));
                return Err(error(th, format_args!("first argument to __newobj__() must be {own}, not {class}")));
            }
        }
        self.noted(th, class, of, "class")?;
        let rest = th.tuple_of(rest)?;
        self.noted(th, &rest, of, "__new__ arguments")?;
        self.op(th, NEWOBJ)
    }

    // ---- by name ----

    /// A class whose metaclass is `type`.
    pub(super) fn class(&mut self, th: &mut Thread, v: &Obj) -> R<()> {
        for single in [Obj::NONE, Obj::ELLIPSIS, Obj::NOT_IMPLEMENTED] {
            if v.is(&th.type_of(&single).to_obj()) {
                let (class, args) = (th.builtin_type(Builtin::Type), th.tuple_of_array([single])?);
                return self.reduce(th, &class, &args, Some(v));
            }
        }
        self.global(th, v, None)
    }

    /// The module in which an object is found by its name.
    fn module_of(&mut self, th: &mut Thread, v: &Obj, name: &str) -> R<Obj> {
        let own = th.intern("__module__")?;
        let own = protocol::get_attr_quiet(th, v, &own)?.filter(|m| !m.is_none());
        if name.split('.').any(|part| part == "<locals>") {
            let shown = protocol::repr(th, v)?;
            return Err(error(th, format_args!("Can't pickle local object {}", str_object::text(&shown))));
        }
        let module_name = match own {
            Some(m) => m,
            None => self.search_modules(th, v, name)?,
        };
        let Some(text) = module_name.get::<Str>() else {
            let t = th.type_name(&module_name);
            return Err(th.type_error(format_args!("__import__() argument 1 must be str, not {t}")));
        };
        let module = match import::import(th, text.as_str(), &Obj::NONE, &Obj::TRUE, 0) {
            Ok(module) => module,
            Err(e) => return Err(self.not_imported(th, v, e)),
        };
        let place = text.as_str();
        let before = match attribute_path(th, &module, name) {
            Ok(found) if found.is(v) => return Ok(module_name.clone()),
            Ok(_) => None,
            Err(e) => Some(th.take_if(e, Builtin::AttributeError)?),
        };
        let shown = protocol::repr(th, v)?;
        let shown = str_object::text(&shown);
        Err(match before {
            Some(e) => {
                let text = format_args!("Can't pickle {shown}: it's not found as {place}.{name}");
                notes::after(th, e, Builtin::PicklingError, text)
            }
            None => error(th, format_args!("Can't pickle {shown}: it's not the same object as {place}.{name}")),
        })
    }

    #[cold]
    fn not_imported(&mut self, th: &mut Thread, v: &Obj, e: Raised) -> Raised {
        let known = [Builtin::ImportError, Builtin::ValueError, Builtin::KeyError];
        let exception = th.take(e);
        if !known.iter().any(|b| freewheel_kernel::types::exception::is_instance_of(th, &exception, *b)) {
            return th.reraise(exception);
        }
        let made = (|| {
            let (shown, why) = (protocol::repr(th, v)?, protocol::str(th, &exception)?);
            Ok((shown, why))
        })();
        match made {
            Ok((shown, why)) => {
                let text = format_args!("Can't pickle {}: {}", str_object::text(&shown), str_object::text(&why));
                notes::after(th, exception, Builtin::PicklingError, text)
            }
            Err(e) => e,
        }
    }

    /// Looks through all modules for an object that does not say where it is from.
    fn search_modules(&mut self, th: &mut Thread, v: &Obj, name: &str) -> R<Obj> {
        let loaded = self.tables.get(th, Table::Loaded)?;
        let all = match loaded.get::<Dict>() {
            Some(d) => d.snapshot(th)?,
            None => Vec::new(),
        };
        for (module_name, module) in all {
            if module.is_none() || matches!(str_object::text(&module_name), "__main__" | "__mp_main__") {
                continue;
            }
            match attribute_path(th, &module, name) {
                Ok(found) if found.is(v) => return Ok(module_name),
                Ok(_) => {}
                Err(e) => drop(th.take_if(e, Builtin::AttributeError)?),
            }
        }
        th.intern("__main__")
    }

    /// Writes an object by the name under which it is found.
    #[inline(never)]
    pub(super) fn global(&mut self, th: &mut Thread, v: &Obj, name: Option<&Obj>) -> R<()> {
        let mut name = match name {
            Some(n) => n.clone(),
            None => {
                let (qual, plain) = (th.intern("__qualname__")?, th.intern("__name__")?);
                match protocol::get_attr_quiet(th, v, &qual)? {
                    Some(n) => n,
                    None => protocol::get_attr(th, v, &plain)?,
                }
            }
        };
        if name.get::<Str>().is_none() {
            let t = th.type_name(&name);
            return Err(th.type_error(format_args!("__qualname__ must be str, not {t}")));
        }
        if str_object::text(&name).contains(".__") {
            let text = mangled(str_object::text(&name));
            name = th.str(&text)?;
        }
        let module = self.module_of(th, v, str_object::text(&name))?;
        if self.proto >= 2 && self.extension(th, &module, &name)? {
            return Ok(());
        }
        if self.proto >= 4 {
            self.save(th, &module)?;
            self.save(th, &name)?;
            self.op(th, STACK_GLOBAL)?;
        } else {
            self.dotted(th, &module, str_object::text(&name))?;
        }
        self.memoize(th, v)
    }

    /// Writes the number of what is registered as an extension.
    fn extension(&mut self, th: &mut Thread, module: &Obj, name: &Obj) -> R<bool> {
        let table = self.tables.get(th, Table::Extensions)?;
        let Some(d) = table.get::<Dict>().filter(|d| !d.is_empty()) else { return Ok(false) };
        let key = th.pair(module.clone(), name.clone())?;
        let Some(code) = d.get(th, &key)? else { return Ok(false) };
        let n = int_object::to_i64(&code).filter(|n| (1..=0x7fff_ffff).contains(n));
        let Some(n) = n else {
            let shown = protocol::repr(th, &code)?;
            return Err(th.raise(Builtin::RuntimeError, format_args!("extension code {} is out of range", str_object::text(&shown))));
        };
        let [a, b, c, d, ..] = n.to_le_bytes();
        match n {
            ..=0xff => self.out.put(th, &[EXT1, a])?,
            0x100..=0xffff => self.out.put(th, &[EXT2, a, b])?,
            _ => self.out.put(th, &[EXT4, a, b, c, d])?,
        }
        Ok(true)
    }

    /// Writes a name of protocols without names in parts: each further part is got by a call.
    fn dotted(&mut self, th: &mut Thread, module: &Obj, name: &str) -> R<()> {
        let mut parts = name.split('.');
        let first = parts.next().unwrap_or(name);
        if first.len() == name.len() {
            return self.top_level(th, module, name);
        }
        let getattr = self.tables.get(th, Table::GetAttr)?;
        for _ in parts.clone() {
            self.save(th, &getattr)?;
            if self.proto < 2 {
                self.op(th, MARK)?;
            }
        }
        self.top_level(th, module, first)?;
        for part in parts {
            let part = th.intern(part)?;
            self.save(th, &part)?;
            let tuple = if self.proto < 2 { TUPLE } else { TUPLE2 };
            self.out.put(th, &[tuple, REDUCE])?;
        }
        Ok(())
    }

    fn top_level(&mut self, th: &mut Thread, module: &Obj, name: &str) -> R<()> {
        let (mut module, mut name) = (module.clone(), th.str(name)?);
        if self.fix_imports && self.proto < 3 {
            (module, name) = self.old_names(th, module, name)?;
        }
        for (v, what) in [(&module, "module"), (&name, "global")] {
            if self.proto < 3 && !str_object::text(v).is_ascii() {
                let (shown, proto) = (protocol::repr(th, v)?, self.proto);
                let shown = str_object::text(&shown);
                let Err(e) = codecs::encode(th, v, "ascii", None) else { continue };
                let before = th.take_if(e, Builtin::UnicodeEncodeError)?;
                let text = format_args!("can't pickle {what} identifier {shown} using pickle protocol {proto}");
                return Err(notes::after(th, before, Builtin::PicklingError, text));
            }
        }
        self.op(th, GLOBAL)?;
        self.line(th, str_object::text(&module).as_bytes())?;
        self.line(th, str_object::text(&name).as_bytes())
    }

    /// The names that Python 2 has for something.
    fn old_names(&mut self, th: &mut Thread, module: Obj, name: Obj) -> R<(Obj, Obj)> {
        let (names, modules) = (self.tables.get(th, Table::OldNames)?, self.tables.get(th, Table::OldModules)?);
        let (Some(names), Some(modules)) = (names.get::<Dict>(), modules.get::<Dict>()) else { return Ok((module, name)) };
        let key = th.pair(module.clone(), name.clone())?;
        if let Some(old) = names.get(th, &key)? {
            return match tuple_object::items(&old) {
                [m, n] if m.get::<Str>().is_some() && n.get::<Str>().is_some() => Ok((m.clone(), n.clone())),
                _ => {
                    let t = th.type_name(&old);
                    let text = "_compat_pickle.REVERSE_NAME_MAPPING values should be 2-tuples";
                    Err(th.raise(Builtin::RuntimeError, format_args!("{text}, not {t}")))
                }
            };
        }
        match modules.get(th, &module)? {
            Some(m) if m.get::<Str>().is_some() => Ok((m, name)),
            Some(m) => {
                let t = th.type_name(&m);
                let text = "_compat_pickle.REVERSE_IMPORT_MAPPING values should be strings";
                Err(th.raise(Builtin::RuntimeError, format_args!("{text}, not {t}")))
            }
            None => Ok((module, name)),
        }
    }
}

/// Arguments of a call in a row, and the names of the last of them.
pub(super) fn with_keywords(th: &mut Thread, first: &[Obj], positional: &[Obj], keywords: &Object<Dict>) -> R<(Vec<Obj>, Vec<Obj>)> {
    let named = keywords.snapshot(th)?;
    let (mut all, mut names) = (th.vec(first.len() + positional.len() + named.len())?, th.vec(named.len())?);
    all.extend_from_slice(first);
    all.extend_from_slice(positional);
    for (name, value) in named {
        names.push(name);
        all.push(value);
    }
    Ok((all, names))
}
