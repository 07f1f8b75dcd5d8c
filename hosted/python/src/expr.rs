//! Expressions that compute a value into a register.
//!
//! [`Compiler::operand`] gives a value in whatever register is cheapest: a local is read where it is. [`Compiler::expr_to`] puts it into a
//! given register, by the last instruction executed, so a local keeps its old value when something raises before.

use crate::compiler::Compiler;
use crate::error::{Res, fail};
use crate::fold;
use crate::scope::contains_walrus;
use crate::variable::Place;
use freewheel_assembler::Label;
use freewheel_kernel::bytecode::isa::Op;
use freewheel_kernel::bytecode::unit::Const;
use ruff_python_ast::{self as ast, BoolOp, Expr, Operator, UnaryOp};
use ruff_text_size::{Ranged, TextRange};

impl<'a> Compiler<'a> {
    /// Computes a value into a new temporary.
    pub(crate) fn temp(&mut self, e: &'a Expr) -> Res<u8> {
        let r = self.push(e.range())?;
        self.frame.top = usize::from(r);
        self.expr_to(e, r)?;
        self.frame.top = usize::from(r) + 1;
        Ok(r)
    }

    /// Computes a value: a local stays in its register, anything else goes to a new temporary.
    pub(crate) fn operand(&mut self, e: &'a Expr) -> Res<u8> {
        match e {
            Expr::Name(n) => {
                if let Some(r) = self.local(&n.id) {
                    return Ok(r);
                }
            }
            Expr::Named(n) => {
                if let Expr::Name(target) = &*n.target
                    && let Some(r) = self.local(&target.id)
                {
                    self.expr_to(&n.value, r)?;
                    return Ok(r);
                }
            }
            _ => {}
        }
        self.temp(e)
    }

    /// The register of a local that can be read where it is, although `later` is evaluated before the value is used: nothing in it rebinds the
    /// local, and nothing happens in it that must not happen when the local turns out to be unbound.
    pub(crate) fn in_place<'l>(&self, e: &Expr, later: impl IntoIterator<Item = &'l Expr>) -> Option<u8> {
        let Expr::Name(n) = e else { return None };
        let register = self.local(&n.id)?;
        let rebound = self.scopes.list[self.frame.scope].walrus.contains(self.mangled(&n.id).as_ref());
        let bound = self.is_bound(&n.id, register);
        for later in later {
            if !bound && !self.is_at_hand(later) || rebound && contains_walrus(later) {
                return None;
            }
        }
        Some(register)
    }

    /// Whether a local is certainly bound here.
    fn is_bound(&self, name: &str, register: u8) -> bool {
        self.frame.asm.has_written(register) && !self.scopes.list[self.frame.scope].deleted.contains(self.mangled(name).as_ref())
    }

    /// As `operand`; a local that is not bound is noticed here and not by the instruction that reads it.
    pub(crate) fn bound_operand(&mut self, e: &'a Expr) -> Res<u8> {
        match e {
            Expr::Name(n) if self.local(&n.id).is_some_and(|r| !self.is_bound(&n.id, r)) => self.temp(e),
            _ => self.operand(e),
        }
    }

    /// Whether nothing is computed for the value: it is a literal or a local.
    fn is_at_hand(&self, e: &Expr) -> bool {
        match e {
            Expr::Name(n) => self.local(&n.id).is_some(),
            _ => e.is_literal_expr(),
        }
    }

    /// As `operand`, when `later` is evaluated before the value is used: a local that `later` may rebind is copied.
    pub(crate) fn held(&mut self, e: &'a Expr, later: &[&'a Expr]) -> Res<u8> {
        match e {
            Expr::Name(_) => match self.in_place(e, later.iter().copied()) {
                Some(r) => Ok(r),
                None => self.temp(e),
            },
            Expr::Named(n) if self.in_place(&n.target, later.iter().copied()).is_none() => self.temp(e),
            _ => self.operand(e),
        }
    }

    /// Computes a value for its effects only.
    pub(crate) fn discard(&mut self, e: &'a Expr) -> Res<()> {
        if self.fold(e)?.is_some() {
            return Ok(());
        }
        let mark = self.frame.top;
        match e {
            Expr::BoolOp(b) => {
                let end = self.label();
                let (last, first) = b.values.split_last().expect("an operator has operands");
                for v in first {
                    self.jump_if(v, end, b.op == BoolOp::Or)?;
                }
                self.discard(last)?;
                self.bind(end);
            }
            Expr::If(i) => {
                let (other, end) = (self.label(), self.label());
                self.jump_if(&i.test, other, false)?;
                self.discard(&i.body)?;
                self.jump(i.range, end);
                self.bind(other);
                self.discard(&i.orelse)?;
                self.bind(end);
            }
            _ => {
                let r = self.temp(e)?;
                self.emit(e.range(), Op::CLEAR, r, 0, 0);
            }
        }
        self.frame.top = mark;
        Ok(())
    }

    /// Computes a value into `dst`: a local, or a temporary whose content nobody needs.
    pub(crate) fn expr_to(&mut self, e: &'a Expr, dst: u8) -> Res<()> {
        let mark = self.frame.top;
        self.expr_to_inner(e, dst)?;
        self.frame.top = mark;
        Ok(())
    }

    fn expr_to_inner(&mut self, e: &'a Expr, dst: u8) -> Res<()> {
        let at = e.range();
        match e {
            Expr::BinOp(_) | Expr::Attribute(_) | Expr::Subscript(_) | Expr::Call(_) => self.spine(e, dst),
            Expr::Name(n) if n.id != "__debug__" => self.load_name(at, &n.id, dst),
            Expr::UnaryOp(u) => match self.fold(e)? {
                Some(value) => self.load_const(at, value, dst),
                None => self.unary(u, dst),
            },
            Expr::Tuple(t) => match self.fold(e)? {
                Some(value) => self.load_const(at, value, dst),
                None => self.sequence(at, Op::BUILD_TUPLE, &t.elts, dst),
            },
            Expr::List(l) => self.sequence(at, Op::BUILD_LIST, &l.elts, dst),
            Expr::Set(s) => self.sequence(at, Op::BUILD_SET, &s.elts, dst),
            Expr::Dict(d) => self.dict(d, dst),
            Expr::BoolOp(b) => self.bool_op(b, dst),
            Expr::Compare(c) => self.compare(c, dst),
            Expr::If(i) => {
                let (other, end) = (self.label(), self.label());
                self.jump_if(&i.test, other, false)?;
                self.expr_to(&i.body, dst)?;
                self.jump(at, end);
                self.bind(other);
                self.expr_to(&i.orelse, dst)?;
                self.bind(end);
                Ok(())
            }
            Expr::Named(n) => self.named(n, dst),
            Expr::Lambda(l) => self.lambda(l, dst),
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => self.comprehension(e, dst),
            Expr::Yield(y) => {
                let value = match &y.value {
                    Some(v) => self.operand(v)?,
                    None => self.const_temp(at, Const::None)?,
                };
                self.emit(at, Op::YIELD, dst, value, 0);
                Ok(())
            }
            Expr::YieldFrom(y) => self.yield_from(y, dst),
            Expr::Await(a) => self.await_expr(a, dst),
            Expr::FString(f) => self.fstring(f, dst),
            Expr::TString(t) => self.tstring(t, dst),
            Expr::Slice(s) => self.slice(s, dst),
            Expr::Starred(_) => fail(at, "can't use starred expression here"),
            _ => match self.fold(e)? {
                Some(value) => self.load_const(at, value, dst),
                None => fail(at, "invalid syntax"),
            },
        }
    }

    /// The constant an expression amounts to, if it does.
    pub(crate) fn fold(&self, e: &Expr) -> Res<Option<Const>> {
        fold::fold(self.source, e)
    }

    /// A small integer constant that fits an instruction.
    pub(crate) fn immediate(&self, e: &Expr) -> Res<Option<u8>> {
        if !matches!(e, Expr::NumberLiteral(_) | Expr::UnaryOp(_) | Expr::BinOp(_)) {
            return Ok(None);
        }
        Ok(match self.fold(e)? {
            Some(Const::Int(i)) => i8::try_from(i).ok().map(|i| i as u8),
            _ => None,
        })
    }

    /// Operators, attributes, subscripts and calls that hang on each other to the left: a loop from the innermost outwards.
    fn spine(&mut self, e: &'a Expr, dst: u8) -> Res<()> {
        let mark = self.frame.top;
        let mut nodes = Vec::new();
        let mut base = e;
        loop {
            // A method call is one link, which takes the object.
            let (left, method): (&'a Expr, _) = match base {
                Expr::BinOp(b) => (&b.left, false),
                Expr::Attribute(a) => (&a.value, false),
                Expr::Subscript(s) => (&s.value, false),
                Expr::Call(c) if self.is_short_super(c) => break,
                Expr::Call(c) => match &*c.func {
                    Expr::Attribute(a) if !self.is_wide_call(&c.arguments) => (&a.value, true),
                    func => (func, false),
                },
                _ => break,
            };
            nodes.push((base, method));
            base = left;
        }
        let Some(&(first, method)) = nodes.last() else {
            let Expr::Call(c) = base else { return fail(base, "invalid syntax") };
            return self.short_super(c, dst);
        };
        // While everything so far is constant it is folded, not computed.
        let mut value = if first.is_bin_op_expr() { self.fold(base)? } else { None };
        let mut left = None;
        if value.is_none() {
            left = Some(self.spine_base(base, first, method)?);
        }
        while let Some((node, method)) = nodes.pop() {
            if let (Some(l), Expr::BinOp(b)) = (&value, node)
                && let Some(r) = self.fold(&b.right)?
                && let Some(folded) = fold::binary(l, b.op, &r)
            {
                value = Some(folded);
                continue;
            }
            let reg = match value.take() {
                Some(v) => self.const_temp(base.range(), v)?,
                None => left.expect("either a constant or a register"),
            };
            let to = if nodes.is_empty() { dst } else { mark as u8 };
            self.apply(node, method, reg, mark, to)?;
            self.frame.top = mark;
            if !nodes.is_empty() {
                left = Some(self.push(node.range())?);
            }
        }
        if let Some(v) = value {
            self.load_const(e.range(), v, dst)?;
        }
        Ok(())
    }

    /// The innermost operand of a chain, where its first link wants it.
    fn spine_base(&mut self, base: &'a Expr, first: &'a Expr, method: bool) -> Res<u8> {
        match first {
            Expr::BinOp(b) => self.held(base, &[&b.right]),
            Expr::Subscript(s) => self.held(base, &[&s.slice]),
            Expr::Call(_) if !method => self.temp(base),
            _ => self.operand(base),
        }
    }

    /// One link of a chain: `left` is in a register, temporaries from `mark` on are free but for `left`.
    fn apply(&mut self, node: &'a Expr, method: bool, left: u8, mark: usize, dst: u8) -> Res<()> {
        let at = node.range();
        match node {
            Expr::BinOp(b) => {
                if let Some(op) = immediate_op(b.op)
                    && let Some(i) = self.immediate(&b.right)?
                {
                    self.emit(at, op, dst, left, i);
                    return Ok(());
                }
                let right = self.operand(&b.right)?;
                self.emit(at, binary_op(b.op), dst, left, right);
            }
            Expr::Attribute(a) => {
                let name = self.mangled(&a.attr).into_owned();
                self.frame.asm.emit_site(at, Op::LOAD_ATTR, dst, left, &name);
            }
            Expr::Subscript(s) => {
                if let Some(i) = self.immediate(&s.slice)? {
                    self.emit(at, Op::LOAD_ITEM_I, dst, left, i);
                    return Ok(());
                }
                if let Some(parts) = self.plain_slice(&s.slice)? {
                    self.emit(at, Op::LOAD_SLICE, dst, left, parts);
                    return Ok(());
                }
                let index = self.operand(&s.slice)?;
                self.emit(at, Op::LOAD_ITEM, dst, left, index);
            }
            Expr::Call(c) if method => return self.method_call(c, left, mark, dst),
            Expr::Call(c) => {
                self.frame.top = mark + 1;
                return self.call_arguments(at, mark as u8, 0, Some(&c.arguments), dst);
            }
            _ => return fail(at, "invalid syntax"),
        }
        Ok(())
    }

    fn unary(&mut self, u: &'a ast::ExprUnaryOp, dst: u8) -> Res<()> {
        let op = match u.op {
            UnaryOp::Invert => Op::INVERT,
            UnaryOp::Not => Op::NOT,
            UnaryOp::UAdd => Op::POS,
            UnaryOp::USub => Op::NEG,
        };
        let r = self.operand(&u.operand)?;
        self.emit(u.range, op, dst, r, 0);
        Ok(())
    }

    fn bool_op(&mut self, b: &'a ast::ExprBoolOp, dst: u8) -> Res<()> {
        let work = self.work(b.range, dst)?;
        let end = self.label();
        let op = if b.op == BoolOp::And { Op::JUMP_IF_FALSE_KEEP } else { Op::JUMP_IF_TRUE_KEEP };
        let (last, first) = b.values.split_last().expect("an operator has operands");
        for v in first {
            self.link(v, b.op, op, work, end)?;
        }
        self.expr_to(last, work)?;
        self.bind(end);
        self.finish_work(b.range, work, dst);
        Ok(())
    }

    /// An operand of `and` or `or` that is not the last. Of an operand that is itself an `or` or `and` the truth of what it stops at is
    /// known, and not asked again.
    fn link(&mut self, v: &'a Expr, outer: BoolOp, leave: Op, work: u8, end: Label) -> Res<()> {
        let Expr::BoolOp(inner) = v else {
            self.expr_to(v, work)?;
            self.jump_on(v.range(), leave, work, end);
            return Ok(());
        };
        let (last, first) = inner.values.split_last().expect("an operator has operands");
        let next = self.label();
        for x in first {
            self.expr_to(x, work)?;
            let (op, to) = match (inner.op == outer, inner.op) {
                (true, _) => (leave, end),
                (false, BoolOp::Or) => (Op::JUMP_IF_TRUE, next),
                (false, BoolOp::And) => (Op::JUMP_IF_FALSE, next),
            };
            self.jump_on(x.range(), op, work, to);
        }
        self.link(last, outer, leave, work, end)?;
        self.bind(next);
        Ok(())
    }

    fn named(&mut self, n: &'a ast::ExprNamed, dst: u8) -> Res<()> {
        let Expr::Name(target) = &*n.target else { return fail(n.range, "invalid syntax") };
        if let Place::Local(r) = self.place(&self.mangled(&target.id)) {
            self.expr_to(&n.value, r)?;
            if r != dst {
                self.emit(n.range, Op::MOVE, dst, r, 0);
            }
            return Ok(());
        }
        let work = self.work(n.range, dst)?;
        self.expr_to(&n.value, work)?;
        let copy = self.push(n.range)?;
        self.emit(n.range, Op::COPY, copy, work, 0);
        self.store_name(n.range, &target.id, copy);
        self.finish_work(n.range, work, dst);
        Ok(())
    }

    fn yield_from(&mut self, y: &'a ast::ExprYieldFrom, dst: u8) -> Res<()> {
        // The result register differs from both operands, which are cleared after it was written.
        if !self.is_local(dst) {
            self.work(y.range, dst)?;
        }
        let iterator = self.push(y.range)?;
        self.frame.top = usize::from(iterator);
        let r = self.bound_operand(&y.value)?;
        self.frame.top = usize::from(iterator) + 1;
        self.emit(y.range, Op::GET_YIELD_FROM_ITER, iterator, r, 0);
        let sent = self.const_temp(y.range, Const::None)?;
        self.emit(y.range, Op::YIELD_FROM, dst, iterator, sent);
        Ok(())
    }

    fn slice(&mut self, s: &'a ast::ExprSlice, dst: u8) -> Res<()> {
        let mut parts = vec![&s.lower, &s.upper];
        if s.step.is_some() {
            parts.push(&s.step);
        }
        let base = self.slice_parts(s.range, &parts)?;
        self.emit(s.range, Op::BUILD_SLICE, dst, base, parts.len() as u8);
        Ok(())
    }

    /// Bounds of a slice in temporaries, `None` where one is left out.
    fn slice_parts(&mut self, at: TextRange, parts: &[&'a Option<Box<Expr>>]) -> Res<u8> {
        let base = self.frame.top as u8;
        for part in parts {
            match part {
                Some(e) => self.temp(e)?,
                None => self.const_temp(at, Const::None)?,
            };
        }
        Ok(base)
    }

    /// The bounds of a subscript that is a slice without a step, in two temporaries.
    pub(crate) fn plain_slice(&mut self, e: &'a Expr) -> Res<Option<u8>> {
        match e {
            Expr::Slice(s) if s.step.is_none() => self.slice_parts(s.range, &[&s.lower, &s.upper]).map(Some),
            _ => Ok(None),
        }
    }

    /// A list, tuple or set display.
    pub(crate) fn sequence(&mut self, at: TextRange, build: Op, elts: &'a [Expr], dst: u8) -> Res<()> {
        let constants = if elts.len() >= 3 && build != Op::BUILD_TUPLE { fold::all(self.source, elts)? } else { None };
        if constants.is_none() && self.has_room(elts.len()) && !elts.iter().any(Expr::is_starred_expr) {
            let base = self.frame.top as u8;
            for e in elts {
                self.temp(e)?;
            }
            self.emit(at, build, dst, base, elts.len() as u8);
            return Ok(());
        }
        let (start, add, extend) = match build {
            Op::BUILD_SET => (build, Op::SET_ADD, Op::SET_UPDATE),
            _ => (Op::BUILD_LIST, Op::LIST_APPEND, Op::LIST_EXTEND),
        };
        let work = self.work(at, dst)?;
        let mark = self.frame.top;
        if let Some(values) = constants {
            self.emit(at, start, work, mark as u8, 0);
            let r = self.const_temp(at, Const::Tuple(values))?;
            self.emit(at, extend, work, r, 0);
        } else {
            let plain = elts.iter().take_while(|e| !e.is_starred_expr()).count().min(if self.has_room(16) { 16 } else { 0 });
            for e in &elts[..plain] {
                self.temp(e)?;
            }
            self.emit(at, start, work, mark as u8, plain as u8);
            for e in &elts[plain..] {
                self.frame.top = mark;
                let (op, e) = if let Expr::Starred(s) = e { (extend, &*s.value) } else { (add, e) };
                let r = self.operand(e)?;
                self.emit(e.range(), op, work, r, 0);
            }
        }
        self.frame.top = mark;
        if build == Op::BUILD_TUPLE {
            self.emit(at, Op::LIST_TO_TUPLE, dst, work, 0);
        } else {
            self.finish_work(at, work, dst);
        }
        Ok(())
    }

    fn dict(&mut self, d: &'a ast::ExprDict, dst: u8) -> Res<()> {
        let plain = d.items.iter().take_while(|i| i.key.is_some()).count();
        let simple = plain == d.items.len() && self.has_room(2 * plain);
        let work = if simple { dst } else { self.work(d.range, dst)? };
        let mark = self.frame.top;
        let first = if simple { plain } else { plain.min(if self.has_room(16) { 8 } else { 0 }) };
        for item in &d.items[..first] {
            if let Some(key) = &item.key {
                self.temp(key)?;
            }
            self.temp(&item.value)?;
        }
        self.emit(d.range, Op::BUILD_MAP, work, mark as u8, first as u8);
        for item in &d.items[first..] {
            self.frame.top = mark;
            match &item.key {
                Some(key) => {
                    let k = self.held(key, &[&item.value])?;
                    let v = self.operand(&item.value)?;
                    self.emit(item.range(), Op::MAP_ADD, work, k, v);
                }
                None => {
                    let r = self.operand(&item.value)?;
                    self.emit(item.value.range(), Op::DICT_UPDATE, work, r, 0);
                }
            }
        }
        self.frame.top = mark;
        self.finish_work(d.range, work, dst);
        Ok(())
    }
}

/// The form of an operator with a small integer on its right.
pub(crate) fn immediate_op(op: Operator) -> Option<Op> {
    Some(match op {
        Operator::Add => Op::ADD_I,
        Operator::Sub => Op::SUB_I,
        Operator::Mult => Op::MUL_I,
        Operator::FloorDiv => Op::FLOOR_DIV_I,
        Operator::Mod => Op::MOD_I,
        Operator::LShift => Op::LSHIFT_I,
        Operator::RShift => Op::RSHIFT_I,
        Operator::BitAnd => Op::AND_I,
        _ => return None,
    })
}

/// The instruction of an operator.
pub(crate) fn binary_op(op: Operator) -> Op {
    match op {
        Operator::Add => Op::ADD,
        Operator::Sub => Op::SUB,
        Operator::Mult => Op::MUL,
        Operator::MatMult => Op::MAT_MUL,
        Operator::Div => Op::TRUE_DIV,
        Operator::Mod => Op::MOD,
        Operator::Pow => Op::POW,
        Operator::LShift => Op::LSHIFT,
        Operator::RShift => Op::RSHIFT,
        Operator::BitOr => Op::OR,
        Operator::BitXor => Op::XOR,
        Operator::BitAnd => Op::AND,
        Operator::FloorDiv => Op::FLOOR_DIV,
    }
}

/// The instruction of an in-place operator.
pub(crate) fn in_place_op(op: Operator) -> Op {
    match op {
        Operator::Add => Op::IADD,
        Operator::Sub => Op::ISUB,
        Operator::Mult => Op::IMUL,
        Operator::MatMult => Op::IMAT_MUL,
        Operator::Div => Op::ITRUE_DIV,
        Operator::Mod => Op::IMOD,
        Operator::Pow => Op::IPOW,
        Operator::LShift => Op::ILSHIFT,
        Operator::RShift => Op::IRSHIFT,
        Operator::BitOr => Op::IOR,
        Operator::BitXor => Op::IXOR,
        Operator::BitAnd => Op::IAND,
        Operator::FloorDiv => Op::IFLOOR_DIV,
    }
}
