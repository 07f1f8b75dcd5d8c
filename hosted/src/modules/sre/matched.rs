//! `re.Match`. Immutable, so all of it is lock-free.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, Object, Payload, R, Signature, Trace};
use freewheel_kernel::types::dict_object::Dict;
use freewheel_kernel::types::spec::{GetSet, Method, SlotSpec, TypeSpec, Vtable};
use freewheel_kernel::types::str_object::Str;
use freewheel_kernel::types::{int_object, protocol};

use super::pattern::{self, Pattern, itself, pattern, shown, subscript};
use super::replace;
use super::run::{Search, Span};
use super::text;

/// Payload of `re.Match`.
#[derive(Debug)]
pub(super) struct Match {
    /// The pattern.
    pattern: Obj,
    /// What was searched.
    string: Obj,
    /// Of the search.
    bounds: (usize, usize),
    last_index: Option<usize>,
    /// Where the whole and each group matched.
    spans: Box<[Span]>,
}

// SAFETY: 1: the number is used here alone. 2: two references, each visited once. 3: nothing changes.
unsafe impl Payload for Match {
    const BUILTIN: Builtin = Builtin::ReMatch;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.pattern);
        visit.obj(&self.string);
    }
}

fn matched(v: &Obj) -> &Object<Match> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<Match>() }
}

/// The match that `search` found.
pub(super) fn new(th: &mut Thread, pattern_object: &Obj, string: &Obj, search: &Search<'_>, bounds: (usize, usize)) -> R<Obj> {
    let groups = pattern(pattern_object).groups;
    let mut spans = th.vec(groups + 1)?;
    spans.push(Some(search.span()));
    spans.extend((1..=groups).map(|i| search.group(i)));
    th.alloc(Match {
        pattern: pattern_object.clone(),
        string: string.clone(),
        bounds,
        last_index: search.last_index(),
        spans: spans.into_boxed_slice(),
    })
}

impl Match {
    fn pattern(&self) -> &Object<Pattern> {
        pattern(&self.pattern)
    }
}

/// What a group matched, or `default`.
fn part(th: &mut Thread, m: &Match, group: usize, default: &Obj) -> R<Obj> {
    match m.spans.get(group).copied().flatten() {
        Some((from, to)) => text::part_of(th, &m.string, from, to),
        None => Ok(default.clone()),
    }
}

/// What a group of the match `v` matched.
pub(super) fn group_of(th: &mut Thread, v: &Obj, group: usize, default: &Obj) -> R<Obj> {
    part(th, matched(v), group, default)
}

/// The number of the group that a program names.
fn number(th: &mut Thread, m: &Match, group: &Obj) -> R<usize> {
    let i = if th.type_of(group).slots.unary().is_some() { index_of(th, group)? } else { None };
    let i = match i {
        Some(i) => Some(i),
        None => match m.pattern().by_name.get::<Dict>() {
            Some(d) => d.get(th, group)?.as_ref().and_then(int_object::to_i64),
            None => None,
        },
    };
    match i.and_then(|i| usize::try_from(i).ok()).filter(|i| *i < m.spans.len()) {
        Some(i) => Ok(i),
        None => Err(th.raise(Builtin::IndexError, format_args!("no such group"))),
    }
}

/// A value as an index, if it can be one.
fn index_of(th: &mut Thread, v: &Obj) -> R<Option<i64>> {
    if let Some(i) = int_object::to_i64(v) {
        return Ok(Some(i));
    }
    match protocol::index(th, v) {
        // One too large for a word is the number of no group.
        Ok(i) => Ok(Some(int_object::to_i64(&i).unwrap_or(i64::MAX))),
        Err(e) => {
            drop(th.take_if(e, Builtin::TypeError)?);
            Ok(None)
        }
    }
}

fn group(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let m = matched(v);
    args.no_keywords(th, "group")?;
    match args.all {
        [] => part(th, m, 0, &Obj::NONE),
        [one] => {
            let i = number(th, m, one)?;
            part(th, m, i, &Obj::NONE)
        }
        several => {
            let mut out = th.vec(several.len())?;
            for g in several {
                let i = number(th, m, g)?;
                out.push(part(th, m, i, &Obj::NONE)?);
            }
            th.tuple(out)
        }
    }
}

/// The only argument, `default`.
fn default(th: &mut Thread, args: &Args<'_>, name: &'static str) -> R<Obj> {
    let signature = Signature::new(name, ["default"]).required(0);
    let [default] = args.bind(th, &signature)?;
    Ok(default.cloned().unwrap_or(Obj::NONE))
}

fn groups(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let m = matched(v);
    let default = default(th, args, "groups")?;
    let mut out = th.vec(m.spans.len() - 1)?;
    for i in 1..m.spans.len() {
        out.push(part(th, m, i, &default)?);
    }
    th.tuple(out)
}

fn groupdict(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let m = matched(v);
    let default = default(th, args, "groupdict")?;
    let out = th.dict()?;
    if let (Some(names), Some(d)) = (m.pattern().by_name.get::<Dict>(), out.get::<Dict>()) {
        for (name, i) in names.snapshot(th)? {
            let i = int_object::to_i64(&i).and_then(|i| usize::try_from(i).ok()).unwrap_or(usize::MAX);
            let x = part(th, m, i, &default)?;
            d.set(th, &name, &x)?;
        }
    }
    Ok(out)
}

/// Start and end of a group in characters; -1 when it matched nothing.
fn ends(m: &Match, group: usize) -> (i64, i64) {
    m.spans[group].map_or((-1, -1), |(a, b)| (a.index as i64, b.index as i64))
}

/// The span of the group that the optional argument names.
fn span_of(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &'static str) -> R<(i64, i64)> {
    let m = matched(v);
    match args.between(th, name, 0, 1)? {
        [g] => {
            let i = number(th, m, g)?;
            Ok(ends(m, i))
        }
        _ => Ok(ends(m, 0)),
    }
}

fn pair(th: &mut Thread, (a, b): (i64, i64)) -> R<Obj> {
    let (a, b) = (th.int(a)?, th.int(b)?);
    th.pair(a, b)
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let m = matched(v);
    let (start, end) = ends(m, 0);
    let whole = part(th, m, 0, &Obj::NONE)?;
    let whole = shown(th, &whole, 50)?;
    th.str_fmt(format_args!("<re.Match object; span=({start}, {end}), match={whole}>"))
}

/// The declaration.
pub(crate) static MATCH: TypeSpec = TypeSpec {
    doc: "The result of re.match() and re.search().\nMatch objects always have a boolean value of True.",
    slots: SlotSpec {
        repr: Some(repr),
        getitem: Some(|th, v, key| {
            let m = matched(v);
            let i = number(th, m, key)?;
            part(th, m, i, &Obj::NONE)
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("group", group).doc(
            "group([group1, ...]) -> str or tuple.\nReturn subgroup(s) of the match by indices or names.\nFor 0 returns the entire match.",
        ),
        Method::new("groups", groups).doc("Return a tuple containing all the subgroups of the match, from 1."),
        Method::new("groupdict", groupdict)
            .doc("Return a dictionary containing all the named subgroups of the match, keyed by the subgroup name."),
        Method::new("start", |th, v, args| {
            let (a, _) = span_of(th, v, args, "start")?;
            th.int(a)
        })
        .doc("Return index of the start of the substring matched by group."),
        Method::new("end", |th, v, args| {
            let (_, b) = span_of(th, v, args, "end")?;
            th.int(b)
        })
        .doc("Return index of the end of the substring matched by group."),
        Method::new("span", |th, v, args| {
            let s = span_of(th, v, args, "span")?;
            pair(th, s)
        })
        .doc("For match object m, return the 2-tuple (m.start(group), m.end(group))."),
        Method::new("expand", |th, v, args| {
            let signature = Signature::new("expand", ["template"]);
            let [template] = args.bind(th, &signature)?;
            let m = matched(v);
            let template = replace::compiled(th, &m.pattern, template.unwrap_or(&Obj::NONE))?;
            replace::expanded(th, v, m.string.get::<Str>().is_none(), &template)
        })
        .doc("Return the string obtained by doing backslash substitution on the string template, as done by the sub() method."),
        Method::new("__copy__", itself),
        Method::new("__deepcopy__", itself),
        Method::class("__class_getitem__", subscript).doc("See PEP 585"),
    ],
    getsets: &[
        GetSet::read("string", |_, v| Ok(matched(v).string.clone())),
        GetSet::read("re", |_, v| Ok(matched(v).pattern.clone())),
        GetSet::read("pos", |th, v| th.int(matched(v).bounds.0 as i64)),
        GetSet::read("endpos", |th, v| th.int(matched(v).bounds.1 as i64)),
        GetSet::read("lastindex", |th, v| match matched(v).last_index {
            Some(i) => th.int(i as i64),
            None => Ok(Obj::NONE),
        }),
        GetSet::read("lastgroup", |_, v| {
            let m = matched(v);
            Ok(m.last_index.map_or(Obj::NONE, |i| pattern::name_of(m.pattern(), i)))
        }),
        GetSet::read("regs", |th, v| {
            let m = matched(v);
            let mut out = th.vec(m.spans.len())?;
            for i in 0..m.spans.len() {
                out.push(pair(th, ends(m, i))?);
            }
            th.tuple(out)
        }),
    ],
    ..TypeSpec::new(Builtin::ReMatch, const { &Vtable::of::<Match>() })
};
