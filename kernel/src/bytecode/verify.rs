//! The verifier: what must hold of a code unit before it may run (D9).
//!
//! Checked per instruction: the opcode exists and is no specialised form; every register operand is inside the frame, with the whole run it
//! stands for; constants, names, sites, cells, free and far variables exist; each site belongs to one instruction; jumps land on the first
//! word of an instruction inside the code; the last instruction does not fall off the end. Per handler: its range and target lie on
//! instruction boundaries, its registers exist. Registers always hold valid values at run time (frames start unbound, every instruction
//! writes values), so operand *kinds* need no proof: handlers of instructions test them.

use alloc::vec::Vec;
use core::fmt;

use super::isa::{self, Op, Role, Tail};
use super::unit::{CodeUnit, Const};

/// Most registers of a frame.
pub const MAX_REGISTERS: u32 = 250;

/// Why a unit is not let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused<'u> {
    /// It breaks a rule.
    Broken {
        /// The qualified name of the unit, which may lie inside the one that was given.
        function: &'u str,
        /// Word of the instruction, or of nothing.
        at: Option<usize>,
        /// The rule.
        rule: &'static str,
    },
    /// There was no memory to look at it.
    NoMemory,
}

impl fmt::Display for Refused<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Broken { function, at: Some(at), rule } => write!(f, "{function}: invalid bytecode at word {at}: {rule}"),
            Refused::Broken { function, at: None, rule } => write!(f, "{function}: invalid code unit: {rule}"),
            Refused::NoMemory => f.write_str("no memory to verify code"),
        }
    }
}

/// What is wrong with one unit: the rule that it breaks, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    Rule(Option<usize>, &'static str),
    NoMemory,
}

fn refuse<T>(at: usize, rule: &'static str) -> Result<T, Wrong> {
    Err(Wrong::Rule(Some(at), rule))
}

fn whole(rule: &'static str) -> Wrong {
    Wrong::Rule(None, rule)
}

/// Flags, all down.
fn flags(n: usize) -> Result<Vec<bool>, Wrong> {
    let mut v = Vec::new();
    v.try_reserve_exact(n).map_err(|_| Wrong::NoMemory)?;
    v.resize(n, false);
    Ok(v)
}

/// Checks a unit and all units among its constants.
///
/// # Errors
/// The first rule that is broken, and where.
pub fn unit(u: &CodeUnit) -> Result<(), Refused<'_>> {
    fn push<'u, T>(work: &mut Vec<T>, item: T) -> Result<(), Refused<'u>> {
        work.try_reserve(1).map_err(|_| Refused::NoMemory)?;
        work.push(item);
        Ok(())
    }
    let mut work: Vec<&CodeUnit> = Vec::new();
    let mut constants: Vec<&[Const]> = Vec::new();
    push(&mut work, u)?;
    while let Some(u) = work.pop() {
        one(u).map_err(|wrong| match wrong {
            Wrong::Rule(at, rule) => Refused::Broken { function: &u.qualname, at, rule },
            Wrong::NoMemory => Refused::NoMemory,
        })?;
        push(&mut constants, &u.consts)?;
        while let Some(all) = constants.pop() {
            for c in all {
                match c {
                    Const::Code(inner) => push(&mut work, inner)?,
                    Const::Tuple(items) | Const::FrozenSet(items) => push(&mut constants, items)?,
                    _ => {}
                }
            }
        }
    }
    Ok(())
}

fn one(u: &CodeUnit) -> Result<(), Wrong> {
    let locals = u.locals.len() as u32;
    if u.registers > MAX_REGISTERS || locals > u.registers {
        return Err(whole("more registers than a frame has"));
    }
    let parameters =
        u.arg_count.checked_add(u.keyword_only).and_then(|n| n.checked_add(u32::from(u.flags.varargs) + u32::from(u.flags.varkeywords)));
    if parameters.is_none_or(|n| n > locals) || u.positional_only > u.arg_count {
        return Err(whole("more parameters than locals"));
    }
    if u.far.len() > 1 << 16 || u.code.is_empty() {
        return Err(whole("no code, or too many far locals"));
    }
    if u.cells.iter().any(|c| u32::from(*c) >= locals) || u.sites.iter().any(|s| *s as usize >= u.names.len()) {
        return Err(whole("a cell or site that names nothing"));
    }
    if (u.flags.coroutine || u.flags.async_generator) && !u.flags.generator || u.flags.coroutine && u.flags.async_generator {
        return Err(whole("a coroutine that is no generator, or an asynchronous one too"));
    }
    if u.flags.docstring && u.consts.is_empty() {
        return Err(whole("no docstring constant"));
    }
    // First words.
    let mut starts = flags(u.code.len() + 1)?;
    let mut at = 0;
    let mut last = Op::NOP;
    while at < u.code.len() {
        let Some(op) = Op::from_u8(isa::op(u.code[at])) else { return refuse(at, "no such opcode") };
        if op.is_specialised() {
            return refuse(at, "a form that only the runtime may write");
        }
        starts[at] = true;
        at += op.format().words();
        last = op;
    }
    if at != u.code.len() {
        return refuse(u.code.len() - 1, "an instruction that is cut off");
    }
    if !matches!(last, Op::RETURN | Op::RETURN_NONE | Op::JUMP | Op::JUMP_BACK | Op::RAISE | Op::RERAISE | Op::RERAISE_HANDLED) {
        return refuse(u.code.len() - 1, "control falls off the end");
    }
    let mut used = flags(u.sites.len())?;
    let mut at = 0;
    while at < u.code.len() {
        let w = u.code[at];
        // The opcode was checked above.
        let Some(op) = Op::from_u8(isa::op(w)) else { return refuse(at, "no such opcode") };
        instruction(u, at, op, w, &starts, &mut used)?;
        at += op.format().words();
    }
    for h in &u.handlers {
        let inside = |pc: u32| starts.get(pc as usize).copied().unwrap_or(false);
        if h.start > h.end || h.end as usize > u.code.len() || !inside(h.start) || (h.end as usize != u.code.len() && !inside(h.end)) {
            return refuse(h.start as usize, "a handler range off the instructions");
        }
        if !inside(h.target) || h.target as usize >= u.code.len() {
            return refuse(h.target as usize, "a handler target off the instructions");
        }
        if u32::from(h.exc_reg) < locals || u32::from(h.exc_reg) + 1 >= u.registers {
            return refuse(h.target as usize, "a handler register outside the temporaries");
        }
    }
    Ok(())
}

fn instruction(u: &CodeUnit, at: usize, op: Op, w: u32, starts: &[bool], used: &mut [bool]) -> Result<(), Wrong> {
    let format = op.format();
    let (a, b, c) = (u32::from(isa::a(w)), u32::from(isa::b(w)), u32::from(isa::c(w)));
    let second = if format.words() == 2 { u.code[at + 1] } else { 0 };
    let joined = matches!(format.tail, Tail::ConstBx | Tail::IntBx | Tail::FreeBx | Tail::FarBx | Tail::JumpBx);
    for (i, (role, field)) in format.roles.iter().zip([a, b, c]).enumerate() {
        if (joined && i > 0) || format.tail == Tail::JumpAx {
            continue;
        }
        let locals = u.locals.len() as u32;
        match role {
            Role::Dst | Role::Src | Role::Peek if field >= u.registers => return refuse(at, "a register outside the frame"),
            Role::Cell if field >= locals => return refuse(at, "a cell that is no local"),
            Role::Base if field < locals && run(op, w, second) > 0 => return refuse(at, "a run that does not start in the temporaries"),
            Role::Base if field + run(op, w, second) > u.registers => return refuse(at, "a run of registers outside the frame"),
            _ => {}
        }
    }
    let jump = |distance: i64| -> Result<(), Wrong> {
        let target = at as i64 + format.words() as i64 + distance;
        if target < 0 || target >= u.code.len() as i64 || !starts[target as usize] {
            return refuse(at, "a jump off the instructions");
        }
        Ok(())
    };
    let bx = usize::from(isa::bx(w));
    match format.tail {
        Tail::None | Tail::IntBx | Tail::NumberW => {}
        Tail::ConstBx if bx >= u.consts.len() => return refuse(at, "no such constant"),
        Tail::FreeBx if bx >= u.free.len() => return refuse(at, "no such free variable"),
        Tail::FarBx if bx >= u.far.len() => return refuse(at, "no such far local"),
        Tail::JumpBx => jump(i64::from(isa::sbx(w)))?,
        Tail::JumpAx => jump(i64::from(isa::sax(w)))?,
        Tail::JumpW => jump(i64::from(second as i32))?,
        Tail::ConstW if second as usize >= u.consts.len() => return refuse(at, "no such constant"),
        Tail::NameW if second as usize >= u.names.len() => return refuse(at, "no such name"),
        Tail::SiteW => match used.get_mut(second as usize) {
            None => return refuse(at, "no such site"),
            Some(true) => return refuse(at, "a site of two instructions"),
            Some(s) => *s = true,
        },
        _ => {}
    }
    match op {
        Op::MAKE_FUNCTION if !matches!(u.consts[second as usize], Const::Code(_)) => refuse(at, "a function without code"),
        Op::CALL_KW | Op::CALL_METHOD_KW => match &u.consts[second as usize] {
            Const::Tuple(names) if names.len() <= b as usize && names.iter().all(|n| matches!(n, Const::Str(_))) => Ok(()),
            _ => refuse(at, "keyword names that do not fit the call"),
        },
        Op::MAKE_CELL if a >= u.locals.len() as u32 => refuse(at, "a cell that is no local"),
        Op::LOAD_NAME_OR_FREE if b as usize >= u.free.len() => refuse(at, "no such free variable"),
        Op::BUILD_SLICE if c != 2 && c != 3 => refuse(at, "a slice of neither two nor three parts"),
        Op::LOAD_LOCALS | Op::LOAD_NAME | Op::STORE_NAME | Op::DEL_NAME | Op::LOAD_NAME_OR_FREE
            if !u.flags.class_body && !u.flags.namespace =>
        {
            refuse(at, "a class body's instruction outside one")
        }
        Op::YIELD | Op::YIELD_FROM if !u.flags.generator => refuse(at, "a yield outside a generator"),
        Op::YIELD if u.flags.coroutine => refuse(at, "a yield in a coroutine"),
        Op::GET_AWAITABLE if c > 2 => refuse(at, "an await of no known sort"),
        Op::GET_AWAITABLE | Op::GET_ANEXT | Op::ASYNC_WITH_ENTER if !u.flags.coroutine && !u.flags.async_generator => {
            refuse(at, "an await outside a coroutine")
        }
        _ => Ok(()),
    }
}

/// How many registers the Base operand of an instruction stands for.
fn run(op: Op, w: u32, second: u32) -> u32 {
    let (b, c) = (u32::from(isa::b(w)), u32::from(isa::c(w)));
    match op {
        Op::BUILD_SLICE | Op::BUILD_TUPLE | Op::BUILD_LIST | Op::BUILD_SET | Op::BUILD_STRING | Op::UNPACK => c,
        Op::BUILD_MAP => 2 * c,
        Op::LOAD_SLICE | Op::STORE_SLICE => 2,
        Op::UNPACK_EX => c.saturating_add(1).saturating_add(second),
        Op::MAKE_FUNCTION => 1 + (b & 15).count_ones(),
        Op::CALL | Op::CALL_KW => 1 + b,
        Op::CALL_METHOD | Op::CALL_METHOD_KW => 2 + b,
        Op::CALL_EX => 2 + b,
        Op::ENTER_HANDLER | Op::EXIT_HANDLER | Op::RERAISE | Op::END_ASYNC_FOR => 2,
        Op::RAISE => 1 + b,
        Op::MATCH_CLASS | Op::BUILD_TEMPLATE => 2,
        Op::BUILD_INTERPOLATION => 2 + (c >> 2 & 1),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use isa::{abc, abx};

    fn base() -> CodeUnit {
        CodeUnit { registers: 4, code: alloc::vec![abc(Op::RETURN_NONE, 0, 0, 0)], ..CodeUnit::default() }
    }

    #[test]
    fn accepts_the_empty_function() {
        assert_eq!(unit(&base()), Ok(()));
    }

    #[test]
    fn refuses_with_place_and_rule() {
        let mut u = base();
        u.code = alloc::vec![abc(Op::NOP, 0, 0, 0)];
        assert_eq!(one(&u), refuse(0, "control falls off the end"));
        u.code = alloc::vec![abc(Op::MOVE, 0, 9, 0), abc(Op::RETURN_NONE, 0, 0, 0)];
        assert_eq!(one(&u), refuse(0, "a register outside the frame"));
        u.code = alloc::vec![abx(Op::LOAD_CONST, 0, 0), abc(Op::RETURN_NONE, 0, 0, 0)];
        assert_eq!(one(&u), refuse(0, "no such constant"));
        u.code = alloc::vec![255];
        assert_eq!(one(&u), refuse(0, "no such opcode"));
        u.code = alloc::vec![Op::LOAD_ATTR_SLOT as u32, 0];
        assert_eq!(one(&u), refuse(0, "a form that only the runtime may write"));
    }
}
