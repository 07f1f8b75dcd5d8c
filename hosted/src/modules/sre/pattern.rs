//! `re.Pattern`. Immutable, so all of it is lock-free.

use std::sync::OnceLock;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, Object, OrRaise, Payload, R, Signature, Trace};
use freewheel_kernel::types::dict_object::Dict;
use freewheel_kernel::types::list_object::List;
use freewheel_kernel::types::spec::{CompareOp, GetSet, Method, SlotSpec, TypeSpec, Vtable, WEAK};
use freewheel_kernel::types::str_object::{self, Str};
use freewheel_kernel::types::tuple_object::{self, Tuple};
use freewheel_kernel::types::{generic_alias, iterators, mapping_proxy, protocol};

use super::build::build;
use super::codes::flag;
use super::program::Program;
use super::run::{How, Search};
use super::text::{Place, Text};
use super::{matched, replace, scanner, validate};

/// Payload of `re.Pattern`.
#[derive(Debug)]
pub(super) struct Pattern {
    /// What it was compiled from; `None` when that was no text.
    source: Obj,
    flags: i64,
    /// Number of groups.
    pub(super) groups: usize,
    /// Dict of numbers of groups by name.
    pub(super) by_name: Obj,
    /// Tuple of names by number.
    pub(super) by_number: Obj,
    /// Made for bytes, or for text; `None`: for either.
    is_bytes: Option<bool>,
    pub(super) code: Box<[u32]>,
    /// What runs in bytes and ASCII text, and in other text; made when the first such text is searched.
    programs: [OnceLock<Box<Program>>; 2],
}

// SAFETY: 1: the number is used here alone. 2: three references, each visited once. 3: nothing changes but that programs, which
// are plain data, are added once.
unsafe impl Payload for Pattern {
    const BUILTIN: Builtin = Builtin::RePattern;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.source);
        visit.obj(&self.by_name);
        visit.obj(&self.by_number);
    }
}

pub(super) fn pattern(v: &Obj) -> &Object<Pattern> {
    // SAFETY: called through slots and methods of the type, which check the receiver, and for fields that hold patterns.
    unsafe { v.get_unchecked::<Pattern>() }
}

/// `_sre.compile(pattern, flags, code, groups, groupindex, indexgroup)`
pub(super) fn compile(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let signature = Signature::new("compile", ["pattern", "flags", "code", "groups", "groupindex", "indexgroup"]);
    let [Some(source), Some(flags), Some(code), Some(groups), Some(by_name), Some(by_number)] = args.bind(th, &signature)? else {
        return Err(th.type_error(format_args!("compile() takes exactly 6 arguments")));
    };
    let flags = protocol::index_i64(th, flags, Builtin::OverflowError)?;
    let groups = protocol::index_i64(th, groups, Builtin::OverflowError)?;
    for (v, good, want) in [
        (code, code.get::<List>().is_some(), "list"),
        (by_name, by_name.get::<Dict>().is_some(), "dict"),
        (by_number, by_number.get::<Tuple>().is_some(), "tuple"),
    ] {
        if !good {
            let t = th.argument_type(v);
            return Err(th.type_error(format_args!("compile() argument must be {want}, not {t}")));
        }
    }
    let is_bytes = if source.is_none() { None } else { Some(Text::of(th, source)?.is_bytes()) };
    let items = protocol::collect(th, code)?;
    let mut words: Vec<u32> = th.vec(items.len())?;
    for i in &items {
        let word = protocol::index_i64(th, i, Builtin::OverflowError)?;
        match u32::try_from(word) {
            Ok(w) => words.push(w),
            Err(_) => return Err(th.raise(Builtin::OverflowError, format_args!("regular expression code size limit exceeded"))),
        }
    }
    let groups = usize::try_from(groups).ok().filter(|g| *g as i64 <= super::MAXGROUPS);
    let Some(groups) = groups.filter(|g| validate::is_valid(&words, *g)) else {
        return Err(th.raise(Builtin::RuntimeError, format_args!("invalid SRE code")));
    };
    // Whoever compiled keeps the dict, and may change it.
    let names = match by_name.get::<Dict>() {
        Some(d) => d.copy(th)?,
        None => th.dict()?,
    };
    th.alloc(Pattern {
        source: source.clone(),
        flags,
        groups,
        by_name: names,
        by_number: by_number.clone(),
        is_bytes,
        code: words.into_boxed_slice(),
        programs: [const { OnceLock::new() }; 2],
    })
}

impl Pattern {
    /// The program for UTF-8 text, or for bytes and ASCII text.
    #[inline]
    pub(super) fn program(&self, th: &mut Thread, wide: bool) -> R<&Program> {
        match self.programs[usize::from(wide)].get() {
            Some(program) => Ok(program),
            None => self.translate(th, wide),
        }
    }

    #[cold]
    fn translate(&self, th: &mut Thread, wide: bool) -> R<&Program> {
        let program = build(&self.code, wide).and_then(Thread::boxed).ok().or_raise(th)?;
        // Of two threads that come here at once the first one's program stays. Nobody waits.
        Ok(self.programs[usize::from(wide)].get_or_init(|| program))
    }
}

/// The subject of a pattern.
pub(super) fn subject<'a>(th: &mut Thread, pattern: &Pattern, v: &'a Obj) -> R<Text<'a>> {
    let text = Text::of(th, v)?;
    match pattern.is_bytes {
        Some(true) if !text.is_bytes() => Err(th.type_error(format_args!("cannot use a bytes pattern on a string-like object"))),
        Some(false) if text.is_bytes() => Err(th.type_error(format_args!("cannot use a string pattern on a bytes-like object"))),
        _ => Ok(text),
    }
}

/// Where a search begins and ends, within the text.
fn bounds(th: &mut Thread, text: &Text<'_>, pos: Option<&Obj>, endpos: Option<&Obj>) -> R<(usize, usize)> {
    let len = text.len();
    let mut within = |v: Option<&Obj>, default| match v {
        Some(v) => Ok(usize::try_from(protocol::index_size(th, v)?).unwrap_or(0).min(len)),
        None => Ok(default),
    };
    Ok((within(pos, 0)?, within(endpos, len)?))
}

/// The arguments `string`, `pos` and `endpos`.
fn region<'a>(th: &mut Thread, name: &'static str, args: &Args<'a>) -> R<(&'a Obj, [Option<&'a Obj>; 2])> {
    let signature = Signature::new(name, ["string", "pos", "endpos"]).required(1);
    match args.bind(th, &signature)? {
        [Some(string), pos, endpos] => Ok((string, [pos, endpos])),
        _ => Err(th.type_error(format_args!("{name}() missing required argument 'string' (pos 1)"))),
    }
}

fn first(th: &mut Thread, this: &Obj, args: &Args<'_>, name: &'static str, how: How) -> R<Obj> {
    let p = pattern(this);
    let (string, [pos, endpos]) = region(th, name, args)?;
    let text = subject(th, p, string)?;
    let (start, end) = bounds(th, &text, pos, endpos)?;
    let mut search = Search::new(&text, p, start, end);
    if search.run(th, how)? { matched::new(th, this, string, &search, (start, end)) } else { Ok(Obj::NONE) }
}

/// What `findall` gives for a match.
fn found(th: &mut Thread, p: &Pattern, string: &Obj, search: &Search<'_>, (start, end): (Place, Place)) -> R<Obj> {
    let text = search.text;
    let group = |th: &mut Thread, i| match search.group(i) {
        Some((a, b)) => text.part(th, string, a, b),
        None => text.part(th, string, start, start),
    };
    match p.groups {
        0 => text.part(th, string, start, end),
        1 => group(th, 1),
        n => {
            let mut all = th.vec(n)?;
            for i in 1..=n {
                all.push(group(th, i)?);
            }
            th.tuple(all)
        }
    }
}

fn findall(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    let p = pattern(this);
    let (string, [pos, endpos]) = region(th, "findall", args)?;
    let text = subject(th, p, string)?;
    let (start, end) = bounds(th, &text, pos, endpos)?;
    let mut search = Search::new(&text, p, start, end);
    let mut out = Vec::new();
    while search.run(th, How::Search)? {
        let span = search.span();
        let item = found(th, p, string, &search, span)?;
        th.push(&mut out, item)?;
        search.go_on(span.1);
    }
    th.list(out)
}

fn split(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    let p = pattern(this);
    let signature = Signature::new("split", ["string", "maxsplit"]).required(1);
    let [Some(string), most] = args.bind(th, &signature)? else {
        return Err(th.type_error(format_args!("split() missing required argument 'string' (pos 1)")));
    };
    let most = match most {
        Some(n) => protocol::index_size(th, n)?,
        None => 0,
    };
    let text = subject(th, p, string)?;
    let mut search = Search::new(&text, p, 0, text.len());
    let mut out = Vec::new();
    let (mut last, mut n) = (Place::default(), 0);
    while (most == 0 || n < most) && search.run(th, How::Search)? {
        let (start, end) = search.span();
        let item = text.part(th, string, last, start)?;
        th.push(&mut out, item)?;
        for i in 1..=p.groups {
            let item = match search.group(i) {
                Some((a, b)) => text.part(th, string, a, b)?,
                None => Obj::NONE,
            };
            th.push(&mut out, item)?;
        }
        n += 1;
        last = end;
        search.go_on(end);
    }
    let end = text.seek(last, text.len());
    let item = text.part(th, string, last, end)?;
    th.push(&mut out, item)?;
    th.list(out)
}

fn make_scanner(th: &mut Thread, this: &Obj, args: &Args<'_>, name: &'static str) -> R<Obj> {
    let p = pattern(this);
    let (string, [pos, endpos]) = region(th, name, args)?;
    let text = subject(th, p, string)?;
    let (start, end) = bounds(th, &text, pos, endpos)?;
    scanner::new(th, this, string, &text, start, end)
}

/// The names of flags as they stand in a representation.
const FLAGS: [(&str, i64); 7] = [
    ("re.IGNORECASE", flag::IGNORECASE),
    ("re.LOCALE", flag::LOCALE),
    ("re.MULTILINE", flag::MULTILINE),
    ("re.DOTALL", flag::DOTALL),
    ("re.VERBOSE", flag::VERBOSE),
    ("re.DEBUG", flag::DEBUG),
    ("re.ASCII", flag::ASCII),
];

/// At most `n` characters of a value's representation.
pub(super) fn shown(th: &mut Thread, v: &Obj, n: usize) -> R<String> {
    let r = protocol::repr(th, v)?;
    Ok(str_object::text(&r).chars().take(n).collect())
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let p = pattern(v);
    let source = shown(th, &p.source, 200)?;
    let mut flags = p.flags;
    let charset = flag::LOCALE | flag::UNICODE | flag::ASCII;
    // What text has anyway.
    if p.is_bytes == Some(false) && flags & charset == flag::UNICODE {
        flags &= !flag::UNICODE;
    }
    let mut names: Vec<String> = Vec::new();
    for (name, bit) in FLAGS {
        if flags & bit != 0 {
            names.push(name.into());
            flags &= !bit;
        }
    }
    if flags != 0 {
        names.push(format!("0x{flags:x}"));
    }
    if names.is_empty() {
        return th.str_fmt(format_args!("re.compile({source})"));
    }
    th.str_fmt(format_args!("re.compile({source}, {})", names.join("|")))
}

fn compare(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    let (CompareOp::Eq | CompareOp::Ne, Some(y)) = (op, b.get::<Pattern>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
    let x = pattern(a);
    let same =
        a.is(b) || (x.flags == y.flags && x.is_bytes == y.is_bytes && x.code == y.code && protocol::equal(th, &x.source, &y.source)?);
    Ok(Obj::from_bool(same == (op == CompareOp::Eq)))
}

fn hash(th: &mut Thread, v: &Obj) -> R<i64> {
    let p = pattern(v);
    // The code follows from text and flags.
    let h = protocol::hash(th, &p.source)? ^ p.flags ^ (p.code.len() as i64) << 32;
    Ok(if h == -1 { -2 } else { h })
}

/// Gives the object itself: it never changes.
pub(super) fn itself(_: &mut Thread, v: &Obj, _: &Args<'_>) -> R<Obj> {
    Ok(v.clone())
}

/// `cls[item]`
pub(super) fn subscript(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    let [key] = args.exactly::<1>(th, "__class_getitem__")?;
    generic_alias::subscript(th, cls, key)
}

/// The declaration.
pub(crate) static PATTERN: TypeSpec = TypeSpec {
    flags: WEAK,
    doc: "Compiled regular expression object.",
    slots: SlotSpec { repr: Some(repr), hash: Some(hash), compare: Some(compare), ..SlotSpec::NONE },
    methods: &[
        Method::new("match", |th, v, args| first(th, v, args, "prefixmatch", How::Prefix))
            .doc("Matches zero or more characters at the beginning of the string."),
        Method::new("prefixmatch", |th, v, args| first(th, v, args, "prefixmatch", How::Prefix))
            .doc("Matches zero or more characters at the beginning of the string."),
        Method::new("fullmatch", |th, v, args| first(th, v, args, "fullmatch", How::Full)).doc("Matches against all of the string."),
        Method::new("search", |th, v, args| first(th, v, args, "search", How::Search)).doc(
            "Scan through string looking for a match, and return a corresponding match object instance.\n\nReturn None if no position in \
             the string matches.",
        ),
        Method::new("findall", findall).doc("Return a list of all non-overlapping matches of pattern in string."),
        Method::new("finditer", |th, v, args| {
            let scanner = make_scanner(th, v, args, "finditer")?;
            match protocol::get_attr_text(th, &scanner, "search")? {
                Some(search) => iterators::call_iterator(th, &search, &Obj::NONE),
                None => Ok(Obj::NONE),
            }
        })
        .doc("Return an iterator over all non-overlapping matches for the RE pattern in string.\n\nFor each match, the iterator returns a match object."),
        Method::new("scanner", |th, v, args| make_scanner(th, v, args, "scanner")),
        Method::new("split", split).doc("Split string by the occurrences of pattern."),
        Method::new("sub", |th, v, args| replace::sub(th, v, args, false)).doc(
            "Return the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string by the replacement repl.",
        ),
        Method::new("subn", |th, v, args| replace::sub(th, v, args, true)).doc(
            "Return the tuple (new_string, number_of_subs_made) found by replacing the leftmost non-overlapping occurrences of pattern with \
             the replacement repl.",
        ),
        Method::new("__copy__", itself),
        Method::new("__deepcopy__", itself),
        Method::class("__class_getitem__", subscript).doc("See PEP 585"),
    ],
    getsets: &[
        GetSet::read("pattern", |_, v| Ok(pattern(v).source.clone())),
        GetSet::read("flags", |th, v| th.int(pattern(v).flags)),
        GetSet::read("groups", |th, v| th.int(pattern(v).groups as i64)),
        GetSet::read("groupindex", |th, v| mapping_proxy::new(th, &pattern(v).by_name)),
    ],
    ..TypeSpec::new(Builtin::RePattern, const { &Vtable::of::<Pattern>() })
};

/// The name of a group, by number.
pub(super) fn name_of(p: &Pattern, group: usize) -> Obj {
    tuple_object::items(&p.by_number).get(group).cloned().unwrap_or(Obj::NONE)
}

/// Whether a value is text.
pub(super) fn is_str(v: &Obj) -> bool {
    v.get::<Str>().is_some()
}
