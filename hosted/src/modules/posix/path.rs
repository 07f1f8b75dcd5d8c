//! Paths between programs and the operating system.

use std::ffi::CString;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, Obj, R};
use freewheel_kernel::types::{bytes_object, int_object, protocol, str_object};

use crate::file_names;

/// A path argument.
#[derive(Debug)]
pub(super) struct PathArg {
    /// Its bytes.
    pub c: CString,
    /// An open descriptor instead.
    pub fd: Option<i32>,
    /// What was given, for errors: of an object with `__fspath__` what that answered.
    pub given: Obj,
    /// Whether it was given as bytes, so that names are answered as bytes.
    pub bytes: bool,
}

impl PathArg {
    /// A name below this path, of the kind the path was given as.
    pub(super) fn name(&self, th: &mut Thread, name: &[u8]) -> R<Obj> {
        file_name(th, name, self.bytes)
    }
}

/// A file name as an object.
pub(super) fn file_name(th: &mut Thread, name: &[u8], bytes: bool) -> R<Obj> {
    if bytes {
        return bytes_object::new_bytes(th, name);
    }
    match std::str::from_utf8(name) {
        Ok(s) => th.str(s),
        Err(_) => th.str(&file_names::decode(name)),
    }
}

/// `os.fspath`
pub(super) fn fspath(th: &mut Thread, v: &Obj) -> R<Obj> {
    if v.get::<str_object::Str>().is_some() || v.get::<bytes_object::Bytes>().is_some() {
        return Ok(v.clone());
    }
    let t = th.type_name(v);
    let cls = th.type_of(v).to_obj();
    let Some(f) = protocol::get_attr_text(th, &cls, "__fspath__")?.filter(|f| !f.is_none()) else {
        return Err(th.type_error(format_args!("expected str, bytes or os.PathLike object, not {t}")));
    };
    let p = protocol::call(th, &f, std::slice::from_ref(v))?;
    if p.get::<str_object::Str>().is_some() || p.get::<bytes_object::Bytes>().is_some() {
        return Ok(p);
    }
    let got = th.type_name(&p);
    Err(th.type_error(format_args!("expected {t}.__fspath__() to return str or bytes, not {got}")))
}

/// What a path argument may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Accept {
    /// A path.
    Path,
    /// A path or a descriptor.
    PathOrFd,
    /// A path, a descriptor, or None for the current folder.
    Any,
}

/// Takes a path argument.
pub(super) fn path(th: &mut Thread, function: &str, parameter: &str, v: &Obj, accept: Accept) -> R<PathArg> {
    if v.is_none() && accept == Accept::Any {
        return Ok(PathArg { c: c".".into(), fd: None, given: Obj::NONE, bytes: false });
    }
    let is_path = v.get::<str_object::Str>().is_some() || v.get::<bytes_object::Bytes>().is_some();
    if !is_path && accept != Accept::Path && th.type_of(v).slots.unary().is_some() && int_object::is_int(v) {
        let fd = descriptor(th, v)?;
        return Ok(PathArg { c: CString::default(), fd: Some(fd), given: v.clone(), bytes: false });
    }
    let p = if is_path {
        v.clone()
    } else {
        let cls = th.type_of(v).to_obj();
        let has = protocol::get_attr_text(th, &cls, "__fspath__")?;
        if has.is_none_or(|f| f.is_none()) {
            let t = th.argument_type(v);
            let t = if t == "None" { "NoneType" } else { t };
            let kinds = match accept {
                Accept::Path => "string, bytes or os.PathLike",
                Accept::PathOrFd => "string, bytes, os.PathLike or integer",
                Accept::Any => "string, bytes, os.PathLike, integer or None",
            };
            return Err(th.type_error(format_args!("{function}: {parameter} should be {kinds}, not {t}")));
        }
        fspath(th, v)?
    };
    let bytes = p.get::<bytes_object::Bytes>().is_some();
    let raw = match p.get::<bytes_object::Bytes>() {
        Some(b) => b.as_slice().to_vec(),
        None => file_names::encode(str_object::text(&p)),
    };
    match CString::new(raw) {
        Ok(c) => Ok(PathArg { c, fd: None, given: p, bytes }),
        Err(_) => Err(th.value_error(format_args!("{function}: embedded null character in {parameter}"))),
    }
}

/// Text for the system: a string, bytes or a path object's.
pub(in crate::modules) fn c_string(th: &mut Thread, v: &Obj) -> R<CString> {
    let p = fspath(th, v)?;
    let bytes = match p.get::<bytes_object::Bytes>() {
        Some(b) => b.as_slice().to_vec(),
        None => file_names::encode(str_object::text(&p)),
    };
    CString::new(bytes).map_err(|_| th.value_error(format_args!("embedded null byte")))
}

/// A list of [`c_string`].
pub(in crate::modules) fn c_strings(th: &mut Thread, v: &Obj) -> R<Vec<CString>> {
    let mut all = Vec::new();
    for x in protocol::collect(th, v)? {
        let t = c_string(th, &x)?;
        th.push(&mut all, t)?;
    }
    Ok(all)
}

/// Such a list as C has it, with null at its end.
pub(in crate::modules) fn pointers(list: &[CString]) -> Vec<*const libc::c_char> {
    list.iter().map(|s| s.as_ptr()).chain([core::ptr::null()]).collect()
}

/// A descriptor argument: an int, or an object with `fileno()`.
pub(in crate::modules) fn descriptor(th: &mut Thread, v: &Obj) -> R<i32> {
    let n = if int_object::is_int(v) {
        v.clone()
    } else if let Some(f) = protocol::get_attr_text(th, v, "fileno")? {
        let n = protocol::call(th, &f, &[])?;
        if !int_object::is_int(&n) {
            return Err(th.type_error(format_args!("fileno() returned a non-integer")));
        }
        n
    } else {
        return Err(th.type_error(format_args!("argument must be an int, or have a fileno() method.")));
    };
    match int_object::to_i64(&n).map(i32::try_from) {
        Some(Ok(n)) => Ok(n),
        _ => Err(th.raise(Builtin::OverflowError, format_args!("Python int too large to convert to C int"))),
    }
}
