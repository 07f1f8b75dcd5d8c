//! A structural checker: follows every path through a code unit and watches what each temporary holds.
//!
//! It finds what would corrupt a frame (operands out of range, values read that are not there) and what would merely keep objects alive
//! too long (a temporary that is still full where another path has emptied it).

use freewheel_kernel::bytecode::isa::{self, Op, Role, Tail};
use freewheel_kernel::bytecode::unit::CodeUnit;

/// What a temporary holds: on all paths nothing, on all paths something, or it depends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Empty,
    Full,
    Maybe,
}

use Slot::{Empty, Full, Maybe};

struct Checker<'u> {
    unit: &'u CodeUnit,
    /// State before each instruction that was reached.
    states: Vec<Option<Vec<Slot>>>,
    starts: Vec<bool>,
    work: Vec<usize>,
}

/// Checks a unit and all units inside.
pub(super) fn check_all(unit: &CodeUnit) -> Result<(), String> {
    let context = |e: String| format!("{} ({}): {e}\n{}", unit.qualname, unit.filename, super::disassemble::disassemble(unit));
    check(unit).map_err(context)?;
    super::children(unit).try_for_each(check_all)
}

fn check(unit: &CodeUnit) -> Result<(), String> {
    let n = unit.code.len();
    if unit.registers > 250 || unit.locals.len() > unit.registers as usize {
        return Err(format!("{} locals, {} registers", unit.locals.len(), unit.registers));
    }
    let parameters = unit.arg_count + unit.keyword_only + u32::from(unit.flags.varargs) + u32::from(unit.flags.varkeywords);
    if parameters as usize > unit.locals.len() || unit.positional_only > unit.arg_count {
        return Err("more parameters than locals".to_owned());
    }
    let mut starts = vec![false; n + 1];
    let mut sites = vec![false; unit.sites.len()];
    let mut pc = 0;
    while pc < n {
        starts[pc] = true;
        let word = unit.code[pc];
        let op = Op::from_u8(isa::op(word)).filter(|o| !o.is_specialised()).ok_or("bad opcode")?;
        if op.format().tail == Tail::SiteW {
            let site = unit.code[pc + 1] as usize;
            if core::mem::replace(sites.get_mut(site).ok_or("site out of range")?, true) {
                return Err(format!("{pc}: site {site} used twice"));
            }
            if unit.sites[site] as usize >= unit.names.len() {
                return Err(format!("{pc}: site {site} has no name"));
            }
        }
        pc += op.format().words();
    }
    if sites.contains(&false) {
        return Err("a site belongs to no instruction".to_owned());
    }
    for h in &unit.handlers {
        let ok = h.start < h.end && h.end as usize <= n && starts[h.start as usize] && (h.end as usize == n || starts[h.end as usize]);
        if !ok || !starts[h.target as usize] || usize::from(h.exc_reg) < unit.locals.len() || u32::from(h.exc_reg) + 1 >= unit.registers {
            return Err(format!("bad handler {h:?}"));
        }
        if isa::op(unit.code[h.target as usize]) != Op::ENTER_HANDLER as u8 || isa::a(unit.code[h.target as usize]) != h.exc_reg {
            return Err(format!("handler {h:?} does not begin with ENTER_HANDLER"));
        }
    }
    if unit.locations.windows(2).any(|w| w[0].pc >= w[1].pc) {
        return Err("locations are not ascending".to_owned());
    }
    let temporaries = unit.registers as usize - unit.locals.len();
    let mut checker = Checker { unit, states: vec![None; n + 1], starts, work: vec![0] };
    checker.states[0] = Some(vec![Empty; temporaries]);
    while let Some(pc) = checker.work.pop() {
        checker.step(pc).map_err(|e| format!("{pc}: {e}"))?;
    }
    match (0..n).find(|&pc| checker.starts[pc] && checker.states[pc].is_none()) {
        Some(pc) => Err(format!("{pc}: unreachable")),
        None => Ok(()),
    }
}

/// The state while one instruction is carried out.
struct Step<'s> {
    state: &'s mut Vec<Slot>,
    locals: usize,
}

impl Step<'_> {
    fn slot(&mut self, r: u8) -> Result<Option<&mut Slot>, String> {
        match usize::from(r).checked_sub(self.locals) {
            None => Ok(None),
            Some(t) => self.state.get_mut(t).map(Some).ok_or(format!("register {r} out of range")),
        }
    }
    fn take(&mut self, r: u8) -> Result<(), String> {
        let locals = self.locals;
        if let Some(slot) = self.slot(r)? {
            if *slot != Full {
                return Err(format!("reads t{} which is {slot:?}", usize::from(r) - locals));
            }
            *slot = Empty;
        }
        Ok(())
    }
    fn peek(&mut self, r: u8) -> Result<(), String> {
        match self.slot(r)? {
            Some(slot) if *slot != Full => Err(format!("peeks at a register which is {slot:?}")),
            _ => Ok(()),
        }
    }
    fn put(&mut self, r: u8, overwrite: bool) -> Result<(), String> {
        let locals = self.locals;
        if let Some(slot) = self.slot(r)? {
            // Maybe: one test decides several operators, so one way here consumed the value and another kept it. Writing drops what is there.
            if *slot != Empty && !overwrite {
                return Err(format!("overwrites t{} which is {slot:?}", usize::from(r) - locals));
            }
            *slot = Full;
        }
        Ok(())
    }
    fn empty(&mut self, r: u8) -> Result<(), String> {
        if let Some(slot) = self.slot(r)? {
            *slot = Empty;
        }
        Ok(())
    }
    fn run(&mut self, first: u8, n: usize) -> Result<(), String> {
        if usize::from(first) < self.locals && n > 0 {
            return Err("a run of locals".to_owned());
        }
        (0..n).try_for_each(|i| self.take(first + i as u8))
    }
}

impl Checker<'_> {
    fn flow(&mut self, to: usize, state: &[Slot]) -> Result<(), String> {
        if to >= self.unit.code.len() || !self.starts[to] {
            return Err(format!("control goes to {to}, where no instruction starts"));
        }
        match &mut self.states[to] {
            None => {
                self.states[to] = Some(state.to_vec());
                self.work.push(to);
            }
            Some(old) => {
                let mut changed = false;
                for (o, n) in old.iter_mut().zip(state) {
                    if *o != *n && *o != Maybe {
                        *o = Maybe;
                        changed = true;
                    }
                }
                if changed {
                    self.work.push(to);
                }
            }
        }
        Ok(())
    }

    fn step(&mut self, pc: usize) -> Result<(), String> {
        let unit = self.unit;
        let before = self.states[pc].clone().expect("only reached instructions are queued");
        let word = unit.code[pc];
        let op = Op::from_u8(isa::op(word)).expect("checked");
        let format = op.format();
        let (a, b, c) = (isa::a(word), isa::b(word), isa::c(word));
        let next = pc + format.words();
        let w = unit.code.get(pc + 1).copied().unwrap_or(0);
        let mut after = before.clone();
        let mut step = Step { state: &mut after, locals: unit.locals.len() };
        let in_range = match format.tail {
            Tail::ConstBx => usize::from(isa::bx(word)) < unit.consts.len(),
            Tail::ConstW => (w as usize) < unit.consts.len(),
            Tail::NameW => (w as usize) < unit.names.len(),
            Tail::FreeBx => usize::from(isa::bx(word)) < unit.free.len(),
            Tail::FarBx => usize::from(isa::bx(word)) < unit.far.len(),
            _ => true,
        };
        if !in_range {
            return Err(format!("{}: index out of range", op.name()));
        }
        for (role, r) in format.roles.into_iter().zip([a, b, c]) {
            match role {
                Role::Src => step.take(r)?,
                Role::Peek => step.peek(r)?,
                Role::Cell if !unit.cells.contains(&r) => return Err(format!("register {r} is no cell")),
                Role::Unused
                    if !matches!(format.tail, Tail::JumpAx | Tail::ConstBx | Tail::IntBx | Tail::FreeBx | Tail::FarBx | Tail::JumpBx)
                        && r != 0 =>
                {
                    return Err(format!("{}: unused operand is not zero", op.name()));
                }
                _ => {}
            }
        }
        let n = usize::from(c);
        match op {
            Op::BUILD_SLICE | Op::BUILD_TUPLE | Op::BUILD_LIST | Op::BUILD_SET | Op::BUILD_STRING => step.run(b, n)?,
            Op::BUILD_MAP => step.run(b, 2 * n)?,
            Op::LOAD_SLICE => step.run(c, 2)?,
            Op::STORE_SLICE => step.run(b, 2)?,
            Op::MAKE_FUNCTION => step.run(a + 1, b.count_ones() as usize)?,
            Op::CALL | Op::CALL_KW => step.run(a, usize::from(b) + 1)?,
            Op::CALL_METHOD | Op::CALL_METHOD_KW => step.run(a, usize::from(b) + 2)?,
            Op::CALL_EX => step.run(a, 2 + usize::from(b))?,
            Op::RAISE => step.run(a, 1 + usize::from(b))?,
            Op::MATCH_CLASS => step.run(c, 2)?,
            Op::BUILD_TEMPLATE => step.run(b, 2)?,
            Op::BUILD_INTERPOLATION => step.run(b, 2 + usize::from(c >> 2 & 1))?,
            Op::FORMAT if c & 4 != 0 => step.take(b + 1)?,
            Op::ENTER_HANDLER => step.peek(a)?,
            Op::RERAISE | Op::END_ASYNC_FOR => step.run(a, 2)?,
            _ => {}
        }
        // `and`, `or` and chained comparisons overwrite a decided value with the next.
        let overwrite = !matches!(op, Op::FOR_ITER | Op::LOAD_METHOD);
        for (role, r) in format.roles.into_iter().zip([a, b, c]) {
            if role == Role::Dst && op != Op::CLEAR && op != Op::FOR_ITER {
                step.put(r, overwrite)?;
            }
        }
        match op {
            Op::UNPACK => (0..c).try_for_each(|i| step.put(a + i, false))?,
            Op::UNPACK_EX => (0..=c + w as u8).try_for_each(|i| step.put(a + i, false))?,
            Op::MAKE_FUNCTION => step.put(a, false)?,
            Op::LOAD_METHOD => step.put(a + 1, false)?,
            Op::ENTER_HANDLER => step.put(a + 1, false)?,
            Op::EXIT_HANDLER => {
                step.empty(a)?;
                step.empty(a + 1)?;
            }
            Op::CLEAR => step.empty(a)?,
            Op::YIELD_FROM => {
                step.empty(b)?;
                step.empty(c)?;
            }
            _ => {}
        }
        for h in unit.handlers.iter().filter(|h| (h.start as usize..h.end as usize).contains(&pc)).take(1) {
            for state in [&before, &after] {
                let mut state = state.clone();
                let from = usize::from(h.exc_reg) - unit.locals.len();
                state[from..].fill(Empty);
                state[from] = Full;
                self.flow(h.target as usize, &state)?;
            }
        }
        let target = |d: i64| (next as i64 + d) as usize;
        match op {
            Op::JUMP | Op::JUMP_BACK => {
                let to = target(isa::sax(word).into());
                if (op == Op::JUMP_BACK) != (to <= pc) {
                    return Err(format!("{} goes to {to}", op.name()));
                }
                return self.flow(to, &after);
            }
            Op::RETURN | Op::RETURN_NONE | Op::RAISE | Op::RERAISE | Op::RERAISE_HANDLED => return Ok(()),
            Op::FOR_ITER => {
                let mut done = after.clone();
                Step { state: &mut done, locals: unit.locals.len() }.empty(b)?;
                self.flow(target((w as i32).into()), &done)?;
                Step { state: &mut after, locals: unit.locals.len() }.put(a, false)?;
            }
            _ => match format.tail {
                Tail::JumpBx | Tail::JumpW => {
                    let d = if format.tail == Tail::JumpBx { isa::sbx(word).into() } else { i64::from(w as i32) };
                    if d < 0 {
                        return Err("a conditional jump goes backwards".to_owned());
                    }
                    self.flow(target(d), &after)?;
                }
                _ => {}
            },
        }
        self.flow(next, &after)
    }
}
