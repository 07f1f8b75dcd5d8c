//! The `_locale` module: the C locale, in UTF-8. Numbers and texts are the same everywhere here, so no other locale can be set.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, R};
use freewheel_kernel::types::dict_object::Dict;
use freewheel_kernel::types::spec::{Method, ModuleSpec};
use freewheel_kernel::types::{exception, protocol, str_object};

macro_rules! numbers {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64),)*] };
}

const NUMBERS: &[(&str, i64)] = numbers! {
    LC_CTYPE LC_NUMERIC LC_TIME LC_COLLATE LC_MONETARY LC_MESSAGES LC_ALL
    CODESET RADIXCHAR THOUSEP YESEXPR NOEXPR CRNCYSTR D_T_FMT D_FMT T_FMT T_FMT_AMPM AM_STR PM_STR ERA ERA_D_FMT ERA_D_T_FMT ERA_T_FMT ALT_DIGITS
    DAY_1 DAY_2 DAY_3 DAY_4 DAY_5 DAY_6 DAY_7 ABDAY_1 ABDAY_2 ABDAY_3 ABDAY_4 ABDAY_5 ABDAY_6 ABDAY_7
    MON_1 MON_2 MON_3 MON_4 MON_5 MON_6 MON_7 MON_8 MON_9 MON_10 MON_11 MON_12
    ABMON_1 ABMON_2 ABMON_3 ABMON_4 ABMON_5 ABMON_6 ABMON_7 ABMON_8 ABMON_9 ABMON_10 ABMON_11 ABMON_12
};

/// "Nothing is said", in `localeconv`.
const CHAR_MAX: i32 = 127;

fn error(th: &mut Thread) -> R<Obj> {
    th.hidden("locale.Error", |th| exception::make_class(th, "locale", "Error", Builtin::Exception))
}

/// `setlocale(category, locale=None)`
fn setlocale(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "setlocale", 1, 2)?;
    let category = protocol::index_i64(th, &a[0], Builtin::OverflowError)?;
    let wanted = match a.get(1).filter(|l| !l.is_none()) {
        None => None,
        Some(l) if l.get::<str_object::Str>().is_some() => Some(str_object::text(l)),
        Some(l) => {
            let t = th.argument_type(l);
            return Err(th.type_error(format_args!("setlocale() argument 2 must be str or None, not {t}")));
        }
    };
    let known = matches!(wanted, None | Some("" | "C" | "POSIX" | "C.UTF-8" | "C.utf8"));
    if !known || !(0..=i64::from(libc::LC_ALL)).contains(&category) {
        let class = error(th)?;
        let text = th.str(if known { "invalid locale category" } else { "unsupported locale setting" })?;
        let x = protocol::call(th, &class, &[text])?;
        return Err(th.raise_instance(x));
    }
    th.str("C")
}

fn localeconv(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "_locale.localeconv")?;
    let out = th.dict()?;
    let Some(d) = out.get::<Dict>() else { return Ok(out) };
    for (name, text) in [
        ("decimal_point", "."),
        ("thousands_sep", ""),
        ("int_curr_symbol", ""),
        ("currency_symbol", ""),
        ("mon_decimal_point", ""),
        ("mon_thousands_sep", ""),
        ("positive_sign", ""),
        ("negative_sign", ""),
    ] {
        let (name, text) = (th.intern(name)?, th.str(text)?);
        d.set_name(th, &name, &text)?;
    }
    for name in ["grouping", "mon_grouping"] {
        let (name, list) = (th.intern(name)?, th.list(Vec::new())?);
        d.set_name(th, &name, &list)?;
    }
    for name in [
        "int_frac_digits",
        "frac_digits",
        "p_cs_precedes",
        "p_sep_by_space",
        "n_cs_precedes",
        "n_sep_by_space",
        "p_sign_posn",
        "n_sign_posn",
    ] {
        let name = th.intern(name)?;
        d.set_name(th, &name, &Obj::from_i31(CHAR_MAX))?;
    }
    Ok(out)
}

fn nl_langinfo(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [key] = args.exactly::<1>(th, "_locale.nl_langinfo")?;
    let key = protocol::index_i64(th, key, Builtin::OverflowError)?;
    if !NUMBERS.iter().any(|(n, v)| *v == key && !n.starts_with("LC_")) {
        return Err(th.value_error(format_args!("unsupported langinfo constant")));
    }
    if key == i64::from(libc::CODESET) {
        return th.str("UTF-8");
    }
    // SAFETY: a C string of the library's for one of its own keys; this process never leaves the C locale.
    let text = unsafe { std::ffi::CStr::from_ptr(libc::nl_langinfo(key as libc::nl_item)) }.to_string_lossy().into_owned();
    th.str(&text)
}

fn text<'a>(th: &mut Thread, v: &'a Obj, name: &str) -> R<&'a str> {
    freewheel_kernel::native::args::text_argument(th, name, v)
}

/// A message without a translation.
fn untranslated(th: &mut Thread, message: &Obj, name: &str) -> R<Obj> {
    text(th, message, name)?;
    Ok(message.clone())
}

/// The declaration.
pub(super) static SPEC: ModuleSpec = ModuleSpec {
    name: "_locale",
    doc: "Support for POSIX locales.",
    functions: &[
        Method::new("setlocale", setlocale),
        Method::new("localeconv", localeconv),
        Method::new("nl_langinfo", nl_langinfo),
        Method::new("getencoding", |th, _, _| th.str("utf-8")),
        Method::new("strcoll", |th, _, args| {
            let [a, b] = args.exactly::<2>(th, "strcoll")?;
            let order = text(th, a, "strcoll")?.cmp(text(th, b, "strcoll")?);
            Ok(Obj::from_i31(order as i32))
        }),
        Method::new("strxfrm", |th, _, args| {
            let [a] = args.exactly::<1>(th, "_locale.strxfrm")?;
            untranslated(th, a, "strxfrm")
        }),
        Method::new("gettext", |th, _, args| {
            let [m] = args.exactly::<1>(th, "_locale.gettext")?;
            untranslated(th, m, "gettext")
        }),
        Method::new("dgettext", |th, _, args| {
            let [_, m] = args.exactly::<2>(th, "dgettext")?;
            untranslated(th, m, "dgettext")
        }),
        Method::new("dcgettext", |th, _, args| {
            let [_, m, _] = args.exactly::<3>(th, "dcgettext")?;
            untranslated(th, m, "dcgettext")
        }),
        Method::new("textdomain", |th, _, args| {
            args.exactly::<1>(th, "_locale.textdomain")?;
            th.str("messages")
        }),
        Method::new("bindtextdomain", |th, _, args| {
            let [_, folder] = args.exactly::<2>(th, "bindtextdomain")?;
            Ok(folder.clone())
        }),
        Method::new("bind_textdomain_codeset", |th, _, args| {
            let [_, codeset] = args.exactly::<2>(th, "bind_textdomain_codeset")?;
            Ok(codeset.clone())
        }),
    ],
    init: Some(|th, m| {
        for (name, n) in NUMBERS {
            let n = th.int(*n)?;
            th.add_to_module(m, name, n)?;
        }
        th.add_to_module(m, "CHAR_MAX", Obj::from_i31(CHAR_MAX))?;
        let class = error(th)?;
        th.add_to_module(m, "Error", class)
    }),
};
