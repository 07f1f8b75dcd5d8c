//! `Pattern.sub`, and templates: what a replacement text with references to groups is compiled to. Templates are immutable.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, Object, Payload, R, Signature, Trace};
use freewheel_kernel::types::list_object::List;
use freewheel_kernel::types::spec::{TypeSpec, Vtable};
use freewheel_kernel::types::{bytes_object, int_object, protocol, str_type};

use super::matched;
use super::pattern::{is_str, pattern, subject};
use super::run::{How, Search};
use super::text::Place;

/// Payload of `_sre.SRE_Template`.
#[derive(Debug)]
pub(super) struct Template {
    /// What comes first.
    literal: Obj,
    /// Then groups, each with the text behind it.
    parts: Box<[(usize, Obj)]>,
}

// SAFETY: 1: the number is used here alone. 2: each reference is visited once. 3: nothing changes.
unsafe impl Payload for Template {
    const BUILTIN: Builtin = Builtin::ReTemplate;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.literal);
        for (_, literal) in &self.parts {
            visit.obj(literal);
        }
    }
}

/// The declaration.
pub(crate) static TEMPLATE: TypeSpec = TypeSpec { ..TypeSpec::new(Builtin::ReTemplate, const { &Vtable::of::<Template>() }) };

fn as_template(v: &Obj) -> Option<&Object<Template>> {
    v.get::<Template>()
}

/// `_sre.template(pattern, template)`: from a list of texts with numbers of groups between them.
pub(super) fn template(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [_, list] = args.exactly::<2>(th, "template")?;
    if list.get::<List>().is_none() {
        let t = th.argument_type(list);
        return Err(th.type_error(format_args!("template() argument 2 must be list, not {t}")));
    }
    let items = protocol::collect(th, list)?;
    let (literal, rest) = match items.split_first() {
        Some((literal, rest)) if rest.len().is_multiple_of(2) => (literal, rest),
        _ => return Err(th.type_error(format_args!("invalid template"))),
    };
    let mut parts = th.vec(rest.len() / 2)?;
    for pair in rest.chunks_exact(2) {
        if !int_object::is_int(&pair[0]) {
            return Err(th.type_error(format_args!("an integer is required")));
        }
        let Some(group) = int_object::to_i64(&pair[0]).and_then(|i| usize::try_from(i).ok()) else {
            return Err(th.type_error(format_args!("invalid template")));
        };
        parts.push((group, pair[1].clone()));
    }
    th.alloc(Template { literal: literal.clone(), parts: parts.into_boxed_slice() })
}

/// What `re` compiles a replacement to: a template.
pub(super) fn compiled(th: &mut Thread, pattern: &Obj, replacement: &Obj) -> R<Obj> {
    let re = freewheel_kernel::interp::import::import(th, "re", &Obj::NONE, &Obj::NONE, 0)?;
    protocol::call_method_text(th, &re, "_compile_template", &[pattern.clone(), replacement.clone()])
}

/// Texts joined, all `bytes` or all strings.
fn joined(th: &mut Thread, bytes: bool, items: Vec<Obj>) -> R<Obj> {
    let empty = if bytes { bytes_object::new_bytes(th, b"")? } else { th.str("")? };
    let list = th.list(items)?;
    if bytes { protocol::call_method_text(th, &empty, "join", &[list]) } else { str_type::join(th, &empty, &list) }
}

/// A template with what the groups of `found`, a match in bytes or in a string, matched.
pub(super) fn expanded(th: &mut Thread, found: &Obj, bytes: bool, template: &Obj) -> R<Obj> {
    let Some(t) = as_template(template) else { return Ok(template.clone()) };
    if t.parts.is_empty() {
        return Ok(t.literal.clone());
    }
    let mut out = th.vec(t.parts.len() * 2 + 1)?;
    out.push(t.literal.clone());
    for (group, literal) in &t.parts {
        let part = matched::group_of(th, found, *group, &Obj::NONE)?;
        if !part.is_none() {
            out.push(part);
        }
        out.push(literal.clone());
    }
    joined(th, bytes, out)
}

/// What a match is replaced by.
enum Replacement {
    /// The same each time.
    Literal(Obj),
    Template(Obj),
    /// What a function gives.
    Call(Obj),
}

fn replacement(th: &mut Thread, this: &Obj, given: &Obj) -> R<Replacement> {
    if protocol::is_callable(th, given) {
        return Ok(Replacement::Call(given.clone()));
    }
    let plain = if is_str(given) {
        !freewheel_kernel::types::str_object::text(given).contains('\\')
    } else {
        bytes_object::with_bytes(given, |b| !b.contains(&b'\\')).unwrap_or(false)
    };
    if plain {
        return Ok(Replacement::Literal(given.clone()));
    }
    let compiled = compiled(th, this, given)?;
    Ok(match as_template(&compiled) {
        Some(t) if t.parts.is_empty() => Replacement::Literal(t.literal.clone()),
        Some(_) => Replacement::Template(compiled),
        None if protocol::is_callable(th, &compiled) => Replacement::Call(compiled),
        None => Replacement::Literal(compiled),
    })
}

/// `sub` and, with the number of replacements, `subn`.
pub(super) fn sub(th: &mut Thread, this: &Obj, args: &Args<'_>, counted: bool) -> R<Obj> {
    let p = pattern(this);
    let signature = Signature::new(if counted { "subn" } else { "sub" }, ["repl", "string", "count"]).required(2);
    let [Some(given), Some(string), most] = args.bind(th, &signature)? else {
        return Err(th.type_error(format_args!("sub() missing required argument 'string' (pos 2)")));
    };
    let most = match most {
        Some(n) => protocol::index_size(th, n)?,
        None => 0,
    };
    let replacement = replacement(th, this, given)?;
    let text = subject(th, p, string)?;
    let mut search = Search::new(&text, p, 0, text.len());
    let mut out: Vec<Obj> = Vec::new();
    let (mut last, mut n) = (Place::default(), 0);
    while (most == 0 || n < most) && search.run(th, How::Search)? {
        let (start, end) = search.span();
        if last.index < start.index {
            let item = text.part(th, string, last, start)?;
            th.push(&mut out, item)?;
        }
        let item = match &replacement {
            Replacement::Literal(item) => item.clone(),
            Replacement::Template(t) => {
                let found = matched::new(th, this, string, &search, (0, text.len()))?;
                expanded(th, &found, text.is_bytes(), t)?
            }
            Replacement::Call(f) => {
                let found = matched::new(th, this, string, &search, (0, text.len()))?;
                protocol::call(th, f, &[found])?
            }
        };
        if !item.is_none() {
            th.push(&mut out, item)?;
        }
        last = end;
        n += 1;
        search.go_on(end);
    }
    let end = text.seek(last, text.len());
    if last.index < end.index {
        let item = text.part(th, string, last, end)?;
        th.push(&mut out, item)?;
    }
    let result = joined(th, text.is_bytes(), out)?;
    if !counted {
        return Ok(result);
    }
    let n = th.int(n)?;
    th.pair(result, n)
}
