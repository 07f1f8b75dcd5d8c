//! The `faulthandler` module: where the calling thread is, on request.
//!
//! Faults themselves do not come from program code here, so that asking to be told of them is accepted. What other threads do cannot be looked at while
//! they run: their frames are left out. What would have to happen at a signal or at a time, beside the program, is refused.

use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R, Raised};
use crate::native::{Args, Signature};
use crate::object::{Builtin, Obj};
use crate::text::text_buf::TextBuf;
use crate::types::bytes_object::new_bytes;
use crate::types::list_object::List;
use crate::types::spec::{Method, ModuleSpec};
use crate::types::{int_object, protocol, str_object};

/// A list whose one item says whether the program has asked to be told of faults.
fn enabled(th: &mut Thread) -> R<Obj> {
    th.hidden("faulthandler.enabled", |th| {
        let mut one = th.vec(1)?;
        one.push(Obj::FALSE);
        th.list(one)
    })
}

/// Sets whether the program is told of faults; what it was before.
fn set_enabled(th: &mut Thread, on: bool) -> R<bool> {
    let state = enabled(th)?;
    let Some(l) = state.get::<List>() else { return Ok(false) };
    let before = l.exchange_item(th, 0, Obj::from_bool(on))?;
    Ok(before.is_some_and(|b| b.is(&Obj::TRUE)))
}

/// The calling thread's frames, innermost first, after a heading.
fn frames(th: &mut Thread, all_threads: bool) -> R<TextBuf> {
    let mut out = TextBuf::new();
    let ident = th.ident;
    if all_threads {
        out.push_fmt(format_args!("Current thread 0x{ident:016x} (most recent call first):\n")).or_raise(th)?;
    } else {
        out.push_str("Stack (most recent call first):\n").or_raise(th)?;
    }
    let mut lines = Ok(());
    for f in th.stack.frames().iter().rev().take(100) {
        // SAFETY: a frame keeps its code alive; its `pc` lies in its code.
        let (code, line) = unsafe {
            let code = f.code.as_ref();
            let at = f.pc.offset_from(code.words.as_ptr()).max(1) as u32 - 1;
            (code, code.location(at).line)
        };
        let (file, name) = (str_object::text(&code.filename), str_object::text(&code.name));
        lines = lines.and_then(|()| out.push_fmt(format_args!("  File \"{file}\", line {line} in {name}\n")));
    }
    lines.or_raise(th)?;
    Ok(out)
}

/// The descriptor to write to: a number, that of a file object, or that of `sys.stderr`.
fn descriptor(th: &mut Thread, file: Option<&Obj>) -> R<i64> {
    let file = match file.filter(|f| !f.is_none()) {
        Some(f) => f.clone(),
        None => {
            let sys = crate::interp::import::import(th, "sys", &Obj::NONE, &Obj::NONE, 0)?;
            match protocol::get_attr_text(th, &sys, "stderr")? {
                Some(f) if !f.is_none() => f,
                Some(_) => return Err(th.raise(Builtin::RuntimeError, format_args!("sys.stderr is None"))),
                None => return Err(th.raise(Builtin::RuntimeError, format_args!("unable to get sys.stderr"))),
            }
        }
    };
    if int_object::is_int(&file) {
        let n = protocol::index_i64(th, &file, Builtin::OverflowError)?;
        return match i32::try_from(n) {
            Ok(n) if n >= 0 => Ok(i64::from(n)),
            Ok(_) => Err(th.value_error(format_args!("file is not a valid file descriptor"))),
            Err(_) => Err(th.raise(Builtin::OverflowError, format_args!("Python int too large to convert to C int"))),
        };
    }
    let n = protocol::call_method_text(th, &file, "fileno", &[])?;
    let n = int_object::to_i64(&n).filter(|n| *n >= 0);
    let Some(n) = n else {
        return Err(th.raise(Builtin::RuntimeError, format_args!("file.fileno() is not a valid file descriptor")));
    };
    // What the file holds back comes before; whether that succeeds does not matter.
    if let Err(e) = protocol::call_method_text(th, &file, "flush", &[]) {
        drop(th.take(e));
    }
    Ok(n)
}

/// A truth value among arguments.
fn truth(th: &mut Thread, v: Option<&Obj>, otherwise: bool) -> R<bool> {
    v.map_or(Ok(otherwise), |v| protocol::truth(th, v))
}

/// `max_threads` among arguments, which must be a number.
fn most(th: &mut Thread, v: Option<&Obj>) -> R<()> {
    v.map_or(Ok(()), |v| protocol::index_i64(th, v, Builtin::OverflowError).map(drop))
}

fn unsupported(th: &mut Thread, what: &str) -> Raised {
    th.raise(Builtin::NotImplementedError, format_args!("faulthandler.{what}() is not supported"))
}

fn enable(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    const ENABLE: Signature<4> = Signature {
        name: "enable",
        parameters: ["file", "all_threads", "c_stack", "max_threads"],
        required: 0,
        positional_only: 0,
        keyword_only_from: 3,
    };
    let [file, all_threads, c_stack, max_threads] = args.bind(th, &ENABLE)?;
    truth(th, all_threads, true)?;
    truth(th, c_stack, true)?;
    most(th, max_threads)?;
    descriptor(th, file)?;
    set_enabled(th, true)?;
    Ok(Obj::NONE)
}

fn dump_traceback(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    const DUMP: Signature<3> = Signature {
        name: "dump_traceback",
        parameters: ["file", "all_threads", "max_threads"],
        required: 0,
        positional_only: 0,
        keyword_only_from: 2,
    };
    let [file, all_threads, max_threads] = args.bind(th, &DUMP)?;
    let all_threads = truth(th, all_threads, true)?;
    most(th, max_threads)?;
    let to = descriptor(th, file)?;
    let text = frames(th, all_threads)?;
    let (to, text) = (th.int(to)?, new_bytes(th, text.as_str().as_bytes())?);
    let system = crate::interp::import::import(th, "posix", &Obj::NONE, &Obj::NONE, 0)?;
    protocol::call_method_text(th, &system, "write", &[to, text])?;
    Ok(Obj::NONE)
}

fn dump_c_stack(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    const DUMP: Signature<1> =
        Signature { name: "dump_c_stack", parameters: ["file"], required: 0, positional_only: 0, keyword_only_from: 1 };
    let [file] = args.bind(th, &DUMP)?;
    descriptor(th, file)?;
    Err(unsupported(th, "dump_c_stack"))
}

fn dump_traceback_later(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    const LATER: Signature<5> = Signature {
        name: "dump_traceback_later",
        parameters: ["timeout", "repeat", "file", "exit", "max_threads"],
        required: 1,
        positional_only: 0,
        keyword_only_from: 4,
    };
    let [timeout, repeat, file, exit, max_threads] = args.bind(th, &LATER)?;
    let none = Obj::NONE;
    if super::time::duration(th, timeout.unwrap_or(&none))?.is_none_or(|n| n == 0) {
        return Err(th.value_error(format_args!("timeout must be greater than 0")));
    }
    truth(th, repeat, false)?;
    truth(th, exit, false)?;
    most(th, max_threads)?;
    descriptor(th, file)?;
    Err(unsupported(th, "dump_traceback_later"))
}

fn register(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    const REGISTER: Signature<5> = Signature {
        name: "register",
        parameters: ["signum", "file", "all_threads", "chain", "max_threads"],
        required: 1,
        positional_only: 0,
        keyword_only_from: 4,
    };
    let [signal, file, all_threads, chain, max_threads] = args.bind(th, &REGISTER)?;
    protocol::index_i64(th, signal.unwrap_or(&Obj::NONE), Builtin::OverflowError)?;
    truth(th, all_threads, true)?;
    truth(th, chain, false)?;
    most(th, max_threads)?;
    descriptor(th, file)?;
    Err(unsupported(th, "register"))
}

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "faulthandler",
    doc: "faulthandler module.",
    functions: &[
        Method::new("enable", enable),
        Method::new("disable", |th, _, args| {
            args.exactly::<0>(th, "faulthandler.disable")?;
            Ok(Obj::from_bool(set_enabled(th, false)?))
        }),
        Method::new("is_enabled", |th, _, args| {
            args.exactly::<0>(th, "faulthandler.is_enabled")?;
            let state = enabled(th)?;
            Ok(state.get::<List>().and_then(|l| l.item(0)).unwrap_or(Obj::FALSE))
        }),
        Method::new("dump_traceback", dump_traceback),
        Method::new("dump_c_stack", dump_c_stack),
        Method::new("dump_traceback_later", dump_traceback_later),
        // There is nothing to cancel, and nothing to unregister.
        Method::new("cancel_dump_traceback_later", |th, _, args| {
            args.exactly::<0>(th, "faulthandler.cancel_dump_traceback_later")?;
            Ok(Obj::NONE)
        }),
        Method::new("register", register),
        Method::new("unregister", |th, _, args| {
            let [signal] = args.exactly::<1>(th, "faulthandler.unregister")?;
            protocol::index_i64(th, signal, Builtin::OverflowError)?;
            Ok(Obj::FALSE)
        }),
    ],
    init: None,
};
