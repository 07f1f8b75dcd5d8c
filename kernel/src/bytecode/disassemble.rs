//! Code units as text.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write;

use super::isa::{self, Op, Role, Tail};
use super::unit::{CodeUnit, Const};

/// One instruction per line, with the source line where it changes; inner units follow.
pub fn disassemble(u: &CodeUnit) -> String {
    let mut out = String::new();
    let mut work: Vec<&CodeUnit> = Vec::new();
    work.push(u);
    while let Some(u) = work.pop() {
        one(&mut out, u);
        for c in u.consts.iter().rev() {
            if let Const::Code(inner) = c {
                work.push(inner);
            }
        }
    }
    out
}

fn one(out: &mut String, u: &CodeUnit) {
    let _ = writeln!(out, "{} ({}:{}), {} registers, locals: {}", u.qualname, u.filename, u.first_line, u.registers, u.locals.join(" "));
    let mut at = 0;
    let mut line = 0;
    while at < u.code.len() {
        let w = u.code[at];
        let Some(op) = Op::from_u8(isa::op(w)) else {
            let _ = writeln!(out, "  {at:5}  ?{w:#x}");
            at += 1;
            continue;
        };
        let now = match u.locations.partition_point(|l| l.pc as usize <= at) {
            0 => 0,
            n => u.locations[n - 1].line,
        };
        let shown = if now == line || now == 0 { String::new() } else { alloc::format!("{now}") };
        line = now;
        let second = u.code.get(at + 1).copied().unwrap_or(0);
        let _ = writeln!(out, "{shown:>5} {at:5}  {:<20}{}", op.name(), operands(u, at, op, w, second));
        at += op.format().words();
    }
    for h in &u.handlers {
        let _ = writeln!(out, "      {}..{} -> {} with r{}", h.start, h.end, h.target, h.exc_reg);
    }
    out.push('\n');
}

fn register(u: &CodeUnit, i: u8) -> String {
    match u.locals.get(i as usize) {
        Some(n) => n.clone(),
        None => alloc::format!("r{i}"),
    }
}

fn operands(u: &CodeUnit, at: usize, op: Op, w: u32, second: u32) -> String {
    let f = op.format();
    let mut parts: Vec<String> = Vec::new();
    let joined = matches!(f.tail, Tail::ConstBx | Tail::IntBx | Tail::FreeBx | Tail::FarBx | Tail::JumpBx);
    for (i, (role, v)) in f.roles.iter().zip([isa::a(w), isa::b(w), isa::c(w)]).enumerate() {
        if (joined && i > 0) || f.tail == Tail::JumpAx {
            continue;
        }
        match role {
            Role::Unused => {}
            Role::Imm => parts.push(alloc::format!("{v}")),
            Role::Signed => parts.push(alloc::format!("{}", v as i8)),
            _ => parts.push(register(u, v)),
        }
    }
    let target = |d: i64| alloc::format!("-> {}", at as i64 + f.words() as i64 + d);
    let name = |i: u32| u.names.get(i as usize).cloned().unwrap_or_default();
    let constant = |i: usize| match u.consts.get(i) {
        Some(Const::Code(c)) => alloc::format!("<code {}>", c.qualname),
        Some(c) => alloc::format!("{c:?}"),
        None => String::new(),
    };
    match f.tail {
        Tail::None => {}
        Tail::ConstBx => parts.push(constant(isa::bx(w) as usize)),
        Tail::ConstW => parts.push(constant(second as usize)),
        Tail::IntBx => parts.push(alloc::format!("{}", isa::sbx(w))),
        Tail::FreeBx => parts.push(u.free.get(isa::bx(w) as usize).cloned().unwrap_or_default()),
        Tail::FarBx => parts.push(u.far.get(isa::bx(w) as usize).cloned().unwrap_or_default()),
        Tail::JumpBx => parts.push(target(i64::from(isa::sbx(w)))),
        Tail::JumpAx => parts.push(target(i64::from(isa::sax(w)))),
        Tail::JumpW => parts.push(target(i64::from(second as i32))),
        Tail::SiteW => parts.push(name(u.sites.get(second as usize).copied().unwrap_or(u32::MAX))),
        Tail::NameW => parts.push(name(second)),
        Tail::NumberW => parts.push(alloc::format!("{second}")),
    }
    parts.join(" ")
}
