//! Code units as text, for snapshots.

use freewheel_kernel::bytecode::isa::{self, Op, Role, Tail};
use freewheel_kernel::bytecode::unit::{CodeUnit, Const};

fn constant(c: &Const) -> String {
    match c {
        Const::Code(unit) => format!("<code {}>", unit.name),
        other => format!("{other:?}"),
    }
}

/// One line per instruction. Registers are `r0`, or the local's name; temporaries `t0`.
pub(super) fn disassemble(unit: &CodeUnit) -> String {
    let mut out = String::new();
    let register = |r: u8| match unit.locals.get(usize::from(r)) {
        Some(name) => name.clone(),
        None => format!("t{}", usize::from(r) - unit.locals.len()),
    };
    let mut pc = 0;
    while pc < unit.code.len() {
        let word = unit.code[pc];
        let op = Op::from_u8(isa::op(word)).expect("a known opcode");
        let format = op.format();
        let mut parts = Vec::new();
        for (role, value) in format.roles.into_iter().zip([isa::a(word), isa::b(word), isa::c(word)]) {
            match role {
                Role::Unused => {}
                Role::Imm => parts.push(value.to_string()),
                Role::Signed => parts.push((value as i8).to_string()),
                _ => parts.push(register(value)),
            }
        }
        let end = pc + format.words();
        let jump = |d: i64| format!("->{}", end as i64 + d);
        let w = unit.code.get(pc + 1).copied().unwrap_or(0);
        match format.tail {
            Tail::None => {}
            Tail::ConstBx => parts.push(constant(&unit.consts[usize::from(isa::bx(word))])),
            Tail::IntBx => parts.push(isa::sbx(word).to_string()),
            Tail::FreeBx => parts.push(unit.free[usize::from(isa::bx(word))].clone()),
            Tail::FarBx => parts.push(unit.far[usize::from(isa::bx(word))].clone()),
            Tail::JumpBx => parts.push(jump(isa::sbx(word).into())),
            Tail::JumpAx => parts.push(jump(isa::sax(word).into())),
            Tail::SiteW => parts.push(unit.names[unit.sites[w as usize] as usize].clone()),
            Tail::JumpW => parts.push(jump((w as i32).into())),
            Tail::ConstW => parts.push(constant(&unit.consts[w as usize])),
            Tail::NameW => parts.push(unit.names[w as usize].clone()),
            Tail::NumberW => parts.push(w.to_string()),
        }
        out.push_str(&format!("{pc} {} {}\n", op.name(), parts.join(" ")));
        pc = end;
    }
    for h in &unit.handlers {
        out.push_str(&format!("{}..{} ->{} {}\n", h.start, h.end, h.target, register(h.exc_reg)));
    }
    out
}
