//! Forms to code units: one walk per function, which leaves the value of each form in a register.
//!
//! The registers of a function are its parameters, the variables of its `let`s, each in a place of its own, and then temporaries: a form whose value is to
//! be in temporary `t` uses those from `t` on. An instruction takes what it reads from a temporary away, and leaves variables as they are.

use freewheel_assembler::{Assembler, Label};
use freewheel_kernel::bytecode::isa::Op;
use freewheel_kernel::bytecode::unit::{CodeFlags, CodeUnit, Const, Location};

use crate::read::{Form, Kind, Wrong};

type Res<T> = Result<T, Wrong>;

/// Most registers of a function: instructions name them by a byte.
const MOST: usize = 250;

/// A function that is being compiled.
struct Function<'a> {
    asm: Assembler<u32>,
    /// Names of parameters and variables, by register.
    locals: Vec<String>,
    /// Variables that can be seen here, the innermost last.
    scope: Vec<(&'a str, u8)>,
    /// Registers of variables that `let`s have used so far.
    taken: usize,
    /// Registers in all.
    registers: usize,
    /// What functions around this one can see.
    outer: Vec<&'a str>,
    file: &'a str,
}

/// The code of a program: what it returns is the value of its last form.
pub(crate) fn program(file: &str, forms: &[Form]) -> Res<CodeUnit> {
    let flags = CodeFlags { module: true, ..CodeFlags::default() };
    function(file, "<module>", 1, &[], forms, Vec::new(), flags)
}

fn function<'a>(
    file: &'a str,
    name: &str,
    line: u32,
    parameters: &'a [Form],
    body: &'a [Form],
    outer: Vec<&'a str>,
    flags: CodeFlags,
) -> Res<CodeUnit> {
    let mut f =
        Function { asm: Assembler::default(), locals: Vec::new(), scope: Vec::new(), taken: parameters.len(), registers: 0, outer, file };
    for (i, p) in parameters.iter().enumerate() {
        let Kind::Symbol(p) = &p.kind else { return Err(Wrong(p.line, "a parameter is a name".into())) };
        f.locals.push(p.clone());
        f.scope.push((p, i as u8));
    }
    body.iter().for_each(|form| variables(form, &mut f.locals));
    f.asm.begin(parameters.len());
    let t = f.temporary(0, line)?;
    f.sequence(body, line, t)?;
    f.asm.emit(line, Op::RETURN, t, 0, 0);
    let mut unit = CodeUnit {
        name: name.into(),
        qualname: name.into(),
        filename: file.into(),
        first_line: line,
        flags,
        arg_count: parameters.len() as u32,
        locals: f.locals,
        registers: f.registers as u32,
        ..CodeUnit::default()
    };
    f.asm.finish(&mut unit, |pc, line| Location { pc, line, end_line: line, ..Location::default() }).map_err(too_large)?;
    Ok(unit)
}

fn too_large(e: freewheel_assembler::Error<u32>) -> Wrong {
    let (line, what) = e.into_parts();
    Wrong(line, what.into())
}

/// The variables of all `let`s of a function, in the order in which they will be met.
fn variables(form: &Form, locals: &mut Vec<String>) {
    let Kind::List(list) = &form.kind else { return };
    match list.first().map(|f| &f.kind) {
        Some(Kind::Symbol(s)) if s == "lambda" => return,
        Some(Kind::Symbol(s)) if s == "define" && matches!(list.get(1).map(|f| &f.kind), Some(Kind::List(_))) => return,
        Some(Kind::Symbol(s)) if s == "let" => {
            if let Some(Form { kind: Kind::List(pairs), .. }) = list.get(1) {
                for pair in pairs {
                    if let Kind::List(pair) = &pair.kind
                        && let [Form { kind: Kind::Symbol(name), .. }, value] = pair.as_slice()
                    {
                        variables(value, locals);
                        locals.push(name.clone());
                    }
                }
            }
            list.iter().skip(2).for_each(|form| variables(form, locals));
            return;
        }
        _ => {}
    }
    list.iter().for_each(|form| variables(form, locals));
}

impl<'a> Function<'a> {
    /// Temporary number `i`.
    fn temporary(&mut self, i: usize, line: u32) -> Res<u8> {
        let r = self.locals.len() + i;
        if r >= MOST {
            return Err(Wrong(line, "a function needs too many registers".into()));
        }
        self.registers = self.registers.max(r + 1);
        Ok(r as u8)
    }

    /// The one behind a temporary.
    fn after(&mut self, t: u8, line: u32) -> Res<u8> {
        self.temporary(usize::from(t) + 1 - self.locals.len(), line)
    }

    fn constant(&mut self, value: Const, line: u32, t: u8) -> Res<()> {
        let i = self.asm.constant(value, line).map_err(too_large)?;
        self.asm.emit_extra(line, Op::LOAD_CONST, t, 0, 0, i);
        Ok(())
    }

    /// Forms one after another; the value of the last in `t`.
    fn sequence(&mut self, forms: &'a [Form], line: u32, t: u8) -> Res<()> {
        let Some((last, others)) = forms.split_last() else { return self.constant(Const::None, line, t) };
        for form in others {
            self.form(form, t)?;
            self.asm.emit(form.line, Op::CLEAR, t, 0, 0);
        }
        self.form(last, t)
    }

    /// The value of a form in `t`.
    fn form(&mut self, form: &'a Form, t: u8) -> Res<()> {
        let line = form.line;
        match &form.kind {
            Kind::Int(i) => match i16::try_from(*i) {
                Ok(i) => self.asm.emit_extra(line, Op::LOAD_INT, t, 0, 0, u32::from(i.cast_unsigned())),
                Err(_) => self.constant(Const::Int(*i), line, t)?,
            },
            Kind::Float(x) => self.constant(Const::Float(*x), line, t)?,
            Kind::Text(s) => self.constant(Const::Str(s.clone()), line, t)?,
            Kind::Symbol(s) => match s.as_str() {
                "nil" => self.constant(Const::None, line, t)?,
                "true" => self.constant(Const::Bool(true), line, t)?,
                "false" => self.constant(Const::Bool(false), line, t)?,
                name => match self.variable(name, line)? {
                    Some(r) => self.asm.emit(line, Op::MOVE, t, r, 0),
                    None => self.asm.emit_site(line, Op::LOAD_GLOBAL, t, 0, name),
                },
            },
            Kind::List(list) => match list.first() {
                None => self.constant(Const::None, line, t)?,
                Some(Form { kind: Kind::Symbol(head), .. }) => self.list(head, list, line, t)?,
                Some(_) => self.call(list, line, t)?,
            },
        }
        Ok(())
    }

    /// The register of a variable; `None` for a global.
    fn variable(&self, name: &str, line: u32) -> Res<Option<u8>> {
        if let Some((_, r)) = self.scope.iter().rev().find(|(n, _)| *n == name) {
            return Ok(Some(*r));
        }
        if self.outer.contains(&name) {
            return Err(Wrong(line, format!("{name} is a variable of the function around this one, which is not supported")));
        }
        Ok(None)
    }

    /// Where an operand is: a variable's own register, or `t`.
    fn operand(&mut self, form: &'a Form, t: u8) -> Res<u8> {
        if let Kind::Symbol(name) = &form.kind
            && let Some(r) = self.variable(name, form.line)?
        {
            return Ok(r);
        }
        self.form(form, t)?;
        Ok(t)
    }

    fn list(&mut self, head: &'a str, list: &'a [Form], line: u32, t: u8) -> Res<()> {
        let rest = &list[1..];
        let count = |wanted: &str, ok: bool| {
            if ok { Ok(()) } else { Err(Wrong(line, format!("{head} takes {wanted}, not {}", rest.len()))) }
        };
        match head {
            "begin" => self.sequence(rest, line, t)?,
            "if" => {
                count("2 or 3 forms", matches!(rest.len(), 2 | 3))?;
                let (no, end) = (self.asm.label(), self.asm.label());
                self.form(&rest[0], t)?;
                self.asm.jump(line, Op::JUMP_IF_FALSE, t, 0, 0, no);
                self.form(&rest[1], t)?;
                self.asm.jump(line, Op::JUMP, 0, 0, 0, end);
                self.asm.bind(no);
                self.sequence(&rest[2..], line, t)?;
                self.asm.bind(end);
            }
            "while" => {
                count("a condition", !rest.is_empty())?;
                let (again, end) = (self.asm.label(), self.asm.label());
                self.asm.bind(again);
                self.form(&rest[0], t)?;
                self.asm.jump(line, Op::JUMP_IF_FALSE, t, 0, 0, end);
                self.sequence(&rest[1..], line, t)?;
                self.asm.emit(line, Op::CLEAR, t, 0, 0);
                self.asm.jump(line, Op::JUMP_BACK, 0, 0, 0, again);
                self.asm.bind(end);
                self.constant(Const::None, line, t)?;
            }
            "and" => self.one_of(rest, Op::JUMP_IF_FALSE_KEEP, Const::Bool(true), line, t)?,
            "or" => self.one_of(rest, Op::JUMP_IF_TRUE_KEEP, Const::None, line, t)?,
            "not" => {
                count("1 form", rest.len() == 1)?;
                let r = self.operand(&rest[0], t)?;
                self.asm.emit(line, Op::NOT, t, r, 0);
            }
            "define" | "set!" => self.define(head, rest, line, t)?,
            "lambda" => {
                let Some(Form { kind: Kind::List(parameters), .. }) = rest.first() else {
                    return Err(Wrong(line, "lambda takes a list of parameters".into()));
                };
                self.lambda("<lambda>", parameters, &rest[1..], line, t)?;
            }
            "let" => self.bindings(rest, line, t)?,
            "list" => {
                let n = self.arguments(rest, line, t)?;
                self.asm.emit(line, Op::BUILD_LIST, t, t, n);
            }
            _ => match operator(head) {
                Some(op) if self.variable(head, line)?.is_none() => self.operator(head, op, rest, line, t)?,
                _ => self.call(list, line, t)?,
            },
        }
        Ok(())
    }

    /// Values from `t` on; how many.
    fn arguments(&mut self, forms: &'a [Form], line: u32, t: u8) -> Res<u8> {
        let mut at = t;
        for (i, form) in forms.iter().enumerate() {
            if i > 0 {
                at = self.after(at, line)?;
            }
            self.form(form, at)?;
        }
        Ok(forms.len() as u8)
    }

    fn call(&mut self, list: &'a [Form], line: u32, t: u8) -> Res<()> {
        let n = self.arguments(list, line, t)? - 1;
        self.asm.emit(line, Op::CALL, t, n, t);
        Ok(())
    }

    /// The first value that decides, or the last.
    fn one_of(&mut self, forms: &'a [Form], decides: Op, none: Const, line: u32, t: u8) -> Res<()> {
        let Some((last, others)) = forms.split_last() else { return self.constant(none, line, t) };
        let end: Label = self.asm.label();
        for form in others {
            self.form(form, t)?;
            self.asm.jump(line, decides, t, 0, 0, end);
            self.asm.emit(line, Op::CLEAR, t, 0, 0);
        }
        self.form(last, t)?;
        self.asm.bind(end);
        Ok(())
    }

    fn operator(&mut self, name: &str, op: Op, forms: &'a [Form], line: u32, t: u8) -> Res<()> {
        let compares = !matches!(op, Op::ADD | Op::SUB | Op::MUL | Op::TRUE_DIV | Op::MOD);
        match forms {
            [x] if op == Op::SUB => {
                let r = self.operand(x, t)?;
                self.asm.emit(line, Op::NEG, t, r, 0);
            }
            [first, others @ ..] if !others.is_empty() && (!compares || others.len() == 1) => {
                let mut left = self.operand(first, t)?;
                for form in others {
                    let next = self.after(t, line)?;
                    let right = self.operand(form, next)?;
                    self.asm.emit(form.line, op, t, left, right);
                    left = t;
                }
            }
            _ => {
                let wanted = if compares { "2 forms" } else { "2 forms or more" };
                return Err(Wrong(line, format!("{name} takes {wanted}, not {}", forms.len())));
            }
        }
        Ok(())
    }

    fn define(&mut self, head: &str, rest: &'a [Form], line: u32, t: u8) -> Res<()> {
        match rest {
            [Form { kind: Kind::Symbol(name), .. }, value] => {
                self.form(value, t)?;
                match self.variable(name, line)? {
                    Some(r) => self.asm.emit(line, Op::MOVE, r, t, 0),
                    None => self.asm.emit_site(line, Op::STORE_GLOBAL, t, 0, name),
                }
            }
            [Form { kind: Kind::List(signature), .. }, body @ ..] if head == "define" => {
                let Some((Form { kind: Kind::Symbol(name), .. }, parameters)) = signature.split_first() else {
                    return Err(Wrong(line, "define takes a name before the parameters".into()));
                };
                self.lambda(name, parameters, body, line, t)?;
                self.asm.emit_site(line, Op::STORE_GLOBAL, t, 0, name);
            }
            _ => return Err(Wrong(line, format!("{head} takes a name and a value"))),
        }
        self.constant(Const::None, line, t)
    }

    fn lambda(&mut self, name: &str, parameters: &'a [Form], body: &'a [Form], line: u32, t: u8) -> Res<()> {
        let outer = self.outer.iter().copied().chain(self.scope.iter().map(|(n, _)| *n)).collect();
        let unit = function(self.file, name, line, parameters, body, outer, CodeFlags::default())?;
        let code = self.asm.constant(Const::Code(Box::new(unit)), line).map_err(too_large)?;
        self.asm.emit_extra(line, Op::MAKE_FUNCTION, t, 0, 0, code);
        Ok(())
    }

    fn bindings(&mut self, rest: &'a [Form], line: u32, t: u8) -> Res<()> {
        let wrong = || Wrong(line, "let takes pairs of a name and a value".into());
        let Some((Form { kind: Kind::List(pairs), .. }, body)) = rest.split_first() else { return Err(wrong()) };
        let seen = self.scope.len();
        for pair in pairs {
            let Kind::List(pair) = &pair.kind else { return Err(wrong()) };
            let [Form { kind: Kind::Symbol(name), .. }, value] = pair.as_slice() else { return Err(wrong()) };
            self.form(value, t)?;
            let r = self.taken as u8;
            self.taken += 1;
            self.asm.emit(line, Op::MOVE, r, t, 0);
            self.scope.push((name, r));
        }
        self.sequence(body, line, t)?;
        self.scope.truncate(seen);
        Ok(())
    }
}

fn operator(name: &str) -> Option<Op> {
    Some(match name {
        "+" => Op::ADD,
        "-" => Op::SUB,
        "*" => Op::MUL,
        "/" => Op::TRUE_DIV,
        "%" => Op::MOD,
        "<" => Op::LT,
        "<=" => Op::LE,
        ">" => Op::GT,
        ">=" => Op::GE,
        "=" => Op::EQ,
        _ => return None,
    })
}
