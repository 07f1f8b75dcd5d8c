//! `unicodedata`: properties of characters from a table that was written by CPython, names and normal forms through crates.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::system::if_long;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, R};
use freewheel_kernel::types::spec::{Method, ModuleSpec};
use freewheel_kernel::types::str_object::{self, Str};
use rustpython_unicode::data::{LookupResult, character_name, lookup_name};
use unicode_normalization::UnicodeNormalization;

/// What characters of a range have in common.
struct Record {
    category: &'static str,
    bidirectional: &'static str,
    combining: u8,
    width: &'static str,
    mirrored: bool,
}

struct Number {
    decimal: Option<u8>,
    digit: Option<u8>,
    numeric: f64,
}

#[derive(Default)]
struct Data {
    version: &'static str,
    /// First characters, ascending, and what holds from there on.
    ranges: Vec<(u32, Record)>,
    numbers: HashMap<u32, Number>,
    decompositions: HashMap<u32, &'static str>,
}

static DATA: LazyLock<Data> = LazyLock::new(|| {
    let mut data = Data::default();
    for line in include_str!("unicode_data.txt").lines() {
        let (kind, rest) = line.split_at_checked(2).unwrap_or((line, ""));
        let (code, fields) = rest.split_once(' ').unwrap_or((rest, ""));
        let number = u32::from_str_radix(code, 16).unwrap_or(0);
        match kind {
            "v " => data.version = code,
            "d " => drop(data.decompositions.insert(number, fields)),
            "r " => {
                let mut f = fields.split(' ');
                let mut next = || f.next().unwrap_or("");
                let (category, bidirectional, combining, width) = (next(), next(), next(), next());
                data.ranges.push((
                    number,
                    Record {
                        category,
                        bidirectional: if bidirectional == "-" { "" } else { bidirectional },
                        combining: combining.parse().unwrap_or(0),
                        width,
                        mirrored: next() == "1",
                    },
                ));
            }
            _ => {
                let mut f = fields.split(' ');
                let mut next = || f.next().unwrap_or("");
                let (decimal, digit) = (next().parse().ok(), next().parse().ok());
                data.numbers.insert(number, Number { decimal, digit, numeric: next().parse().unwrap_or(0.0) });
            }
        }
    }
    data
});

fn record(c: char) -> &'static Record {
    let ranges = &DATA.ranges;
    let after = ranges.partition_point(|r| r.0 <= u32::from(c));
    // The first range begins at 0.
    &ranges[after.saturating_sub(1)].1
}

/// The character that a string is.
fn one(th: &mut Thread, name: &str, argument: &str, v: &Obj) -> R<char> {
    let Some(s) = v.get::<Str>() else {
        let t = th.argument_type(v);
        return Err(th.type_error(format_args!("{name}() argument{argument} must be a unicode character, not {t}")));
    };
    let mut chars = s.as_str().chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Ok(c),
        _ => {
            let n = s.as_str().chars().count();
            Err(th.type_error(format_args!(
                "{name}(): argument{} must be a unicode character, not a string of length {n}",
                if argument.is_empty() { "" } else { argument }
            )))
        }
    }
}

fn alone(th: &mut Thread, a: &Args<'_>, name: &str) -> R<char> {
    let [v] = a.exactly::<1>(th, &format!("unicodedata.{name}"))?;
    one(th, name, "", v)
}

/// A property that may be missing: the second argument then, or `ValueError`.
fn optional(th: &mut Thread, a: &Args<'_>, name: &str, missing: &str, f: fn(&mut Thread, char) -> R<Option<Obj>>) -> R<Obj> {
    let a = a.between(th, name, 1, 2)?;
    let c = one(th, name, " 1", &a[0])?;
    match (f(th, c)?, a.get(1)) {
        (Some(v), _) => Ok(v),
        (None, Some(d)) => Ok(d.clone()),
        (None, None) => Err(th.value_error(format_args!("{missing}"))),
    }
}

/// The decomposition of a Hangul syllable, by its number: a consonant and a vowel, and perhaps another consonant.
fn hangul(n: u32) -> String {
    let (first, vowel) = (0x1100 + n / 588, 0x1161 + n % 588 / 28);
    match n % 28 {
        0 => format!("{first:04X} {vowel:04X}"),
        last => format!("{first:04X} {vowel:04X} {:04X}", 0x11a7 + last),
    }
}

/// What `form_and_text` found, normalized; detached, since it may be long.
fn normal(th: &mut Thread, form: &str, text: &str) -> R<String> {
    type Form = fn(&str) -> String;
    // How many times as long a text may become, in bytes: U+0390 and U+FDFA are the worst (UAX #15, "Maximum expansion factors").
    let (f, factor): (Form, usize) = match form {
        "NFC" => (|t| t.nfc().collect(), 3),
        "NFD" => (|t| t.nfd().collect(), 3),
        "NFKC" => (|t| t.nfkc().collect(), 11),
        "NFKD" => (|t| t.nfkd().collect(), 11),
        _ => return Err(th.value_error(format_args!("invalid normalization form"))),
    };
    th.afford(text.len().checked_mul(factor))?;
    Ok(if_long(th, text.len(), || f(text)))
}

/// The form and the text that `normalize` and `is_normalized` take. Strings do not change, and the caller keeps these.
fn form_and_text<'a>(th: &mut Thread, a: &'a Args<'_>, name: &str) -> R<(&'a str, &'a str)> {
    let [form, text] = a.exactly::<2>(th, name)?;
    for (i, v) in [form, text].into_iter().enumerate() {
        if v.get::<Str>().is_none() {
            let (i, t) = (i + 1, th.argument_type(v));
            return Err(th.type_error(format_args!("{name}() argument {i} must be str, not {t}")));
        }
    }
    Ok((str_object::text(form), str_object::text(text)))
}

/// The declaration.
pub(crate) static SPEC: ModuleSpec = ModuleSpec {
    name: "unicodedata",
    doc: "This module provides access to the Unicode Character Database.",
    functions: &[
        Method::new("category", |th, _, a| {
            let c = alone(th, a, "category")?;
            th.str(record(c).category)
        }),
        Method::new("bidirectional", |th, _, a| {
            let c = alone(th, a, "bidirectional")?;
            th.str(record(c).bidirectional)
        }),
        Method::new("combining", |th, _, a| {
            let c = alone(th, a, "combining")?;
            th.int(i64::from(record(c).combining))
        }),
        Method::new("mirrored", |th, _, a| {
            let c = alone(th, a, "mirrored")?;
            th.int(i64::from(record(c).mirrored))
        }),
        Method::new("east_asian_width", |th, _, a| {
            let c = alone(th, a, "east_asian_width")?;
            th.str(record(c).width)
        }),
        Method::new("decomposition", |th, _, a| {
            let c = alone(th, a, "decomposition")?;
            match u32::from(c).checked_sub(0xac00).filter(|n| *n < 11172) {
                Some(n) => th.str(&hangul(n)),
                None => th.str(DATA.decompositions.get(&u32::from(c)).copied().unwrap_or("")),
            }
        }),
        Method::new("decimal", |th, _, a| {
            optional(th, a, "decimal", "not a decimal", |th, c| {
                DATA.numbers.get(&u32::from(c)).and_then(|n| n.decimal).map(|d| th.int(i64::from(d))).transpose()
            })
        }),
        Method::new("digit", |th, _, a| {
            optional(th, a, "digit", "not a digit", |th, c| {
                DATA.numbers.get(&u32::from(c)).and_then(|n| n.digit).map(|d| th.int(i64::from(d))).transpose()
            })
        }),
        Method::new("numeric", |th, _, a| {
            optional(th, a, "numeric", "not a numeric character", |th, c| {
                DATA.numbers.get(&u32::from(c)).map(|n| th.float(n.numeric)).transpose()
            })
        }),
        Method::new("name", |th, _, a| optional(th, a, "name", "no such name", |th, c| character_name(c).map(|n| th.str(&n)).transpose())),
        Method::new("lookup", |th, _, a| {
            let [n] = a.exactly::<1>(th, "unicodedata.lookup")?;
            if n.get::<Str>().is_none() {
                let t = th.type_name(n);
                return Err(th.type_error(format_args!("a bytes-like object is required, not '{t}'")));
            }
            let n = str_object::text(n);
            match lookup_name(n) {
                Some(LookupResult::Character(c)) => th.char(c),
                Some(LookupResult::Sequence(s)) => th.str(s),
                None => {
                    let text = th.str_fmt(format_args!("undefined character name '{n}'"))?;
                    Err(th.raise_with(Builtin::KeyError, Some(text)))
                }
            }
        }),
        Method::new("normalize", |th, _, a| {
            let (form, text) = form_and_text(th, a, "normalize")?;
            let r = normal(th, form, text)?;
            // A text that is in the form already comes back itself.
            if r == text { Ok(a.exactly::<2>(th, "normalize")?[1].clone()) } else { th.str(&r) }
        }),
        Method::new("is_normalized", |th, _, a| {
            let (form, text) = form_and_text(th, a, "is_normalized")?;
            Ok(Obj::from_bool(normal(th, form, text)? == text))
        }),
        Method::new("isxidstart", |th, _, a| {
            let c = alone(th, a, "isxidstart")?;
            Ok(Obj::from_bool(c != '_' && freewheel_kernel::text::unicode::is_identifier_start(c)))
        }),
        Method::new("isxidcontinue", |th, _, a| {
            let c = alone(th, a, "isxidcontinue")?;
            Ok(Obj::from_bool(freewheel_kernel::text::unicode::is_identifier_continue(c)))
        }),
    ],
    init: Some(|th, m| {
        let v = th.str(DATA.version)?;
        th.add_to_module(m, "unidata_version", v)
    }),
};
