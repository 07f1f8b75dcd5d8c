//! Conditions (expressions that become jumps instead of values) and comparisons.

use crate::compiler::Compiler;
use crate::error::Res;
use crate::fold;
use freewheel_assembler::Label;
use freewheel_kernel::bytecode::isa::Op;
use freewheel_kernel::bytecode::unit::Const;
use ruff_python_ast::{self as ast, BoolOp, CmpOp, Expr, UnaryOp};
use ruff_text_size::Ranged;

impl<'a> Compiler<'a> {
    /// Jumps to `to` when the truth of `e` is `when`; otherwise control goes on.
    pub(crate) fn jump_if(&mut self, e: &'a Expr, to: Label, when: bool) -> Res<()> {
        let mark = self.frame.top;
        self.jump_if_inner(e, to, when)?;
        self.frame.top = mark;
        Ok(())
    }

    fn jump_if_inner(&mut self, e: &'a Expr, to: Label, when: bool) -> Res<()> {
        match e {
            Expr::UnaryOp(u) if u.op == UnaryOp::Not => return self.jump_if(&u.operand, to, !when),
            Expr::BoolOp(b) => return self.jump_if_bool(b, to, when),
            Expr::If(i) => {
                let (other, end) = (self.label(), self.label());
                self.jump_if(&i.test, other, false)?;
                self.jump_if(&i.body, to, when)?;
                self.jump(i.range, end);
                self.bind(other);
                self.jump_if(&i.orelse, to, when)?;
                self.bind(end);
                return Ok(());
            }
            Expr::Compare(c) => return self.jump_if_compare(c, to, when),
            _ => {}
        }
        if let Some(value) = self.fold(e)? {
            if fold::truth(&value) == when {
                self.jump(e.range(), to);
            }
            return Ok(());
        }
        let r = self.operand(e)?;
        self.jump_on(e.range(), if when { Op::JUMP_IF_TRUE } else { Op::JUMP_IF_FALSE }, r, to);
        Ok(())
    }

    fn jump_if_bool(&mut self, b: &'a ast::ExprBoolOp, to: Label, when: bool) -> Res<()> {
        let (last, first) = b.values.split_last().expect("an operator has operands");
        // `and` is decided by a false operand, `or` by a true one.
        let decisive = b.op == BoolOp::Or;
        let skip = self.label();
        for v in first {
            self.jump_if(v, if when == decisive { to } else { skip }, decisive)?;
        }
        self.jump_if(last, to, when)?;
        self.bind(skip);
        Ok(())
    }

    fn jump_if_compare(&mut self, c: &'a ast::ExprCompare, to: Label, when: bool) -> Res<()> {
        if let ([op], [right]) = (&*c.ops, &*c.comparators) {
            if matches!(op, CmpOp::Is | CmpOp::IsNot) && right.is_none_literal_expr() {
                let r = self.operand(&c.left)?;
                let none = (*op == CmpOp::Is) == when;
                self.jump_on(c.range, if none { Op::JUMP_IF_NONE } else { Op::JUMP_IF_NOT_NONE }, r, to);
                return Ok(());
            }
            let l = self.held(&c.left, &[right])?;
            return self.jump_compare_expr(c, *op, l, right, to, when);
        }
        let (op, right) = (c.ops[c.ops.len() - 1], &c.comparators[c.comparators.len() - 1]);
        let end = self.label();
        let middles = c.comparators.len() - 1;
        if (0..middles).all(|i| self.in_place(&c.comparators[i], &c.comparators[i + 1..]).is_some()) {
            // Nothing is held in between: an early end needs no tidying.
            let stop = if when { end } else { to };
            let (l, _) = self.chain(c, |g, op, l, r| g.jump_compare(c, op, l, r, stop, false))?;
            self.jump_compare_expr(c, op, l, right, to, when)?;
            self.bind(end);
            return Ok(());
        }
        let stop = self.label();
        let (l, slots) = self.chain(c, |g, op, l, r| g.jump_compare(c, op, l, r, stop, false))?;
        self.jump_compare_expr(c, op, l, right, if when { to } else { end }, true)?;
        self.jump(c.range, if when { end } else { to });
        self.bind(stop);
        for r in slots {
            self.emit(c.range, Op::CLEAR, r, 0, 0);
        }
        if !when {
            self.jump(c.range, to);
        }
        self.bind(end);
        Ok(())
    }

    /// All but the last comparison of `a < b < c`: `test` makes one, given operator and registers. Returns the left register of the last
    /// comparison, and the temporaries that hold something when the chain ends early.
    fn chain(&mut self, c: &'a ast::ExprCompare, mut test: impl FnMut(&mut Self, CmpOp, u8, u8)) -> Res<(u8, Vec<u8>)> {
        // Two registers take turns in holding the operand in the middle; the third is its copy for the earlier comparison.
        let slots = [self.push(c.range)?, self.push(c.range)?];
        let copy = self.push(c.range)?;
        let mut used = Vec::new();
        let mut turn = 0;
        let mut left = match self.in_place(&c.left, &c.comparators[..1]) {
            Some(r) => r,
            None => {
                self.expr_to(&c.left, slots[0])?;
                turn = 1;
                slots[0]
            }
        };
        for (i, op) in c.ops[..c.ops.len() - 1].iter().enumerate() {
            let right = &c.comparators[i];
            if let Some(r) = self.in_place(right, &c.comparators[i + 1..]) {
                test(self, *op, left, r);
                left = r;
                continue;
            }
            let slot = slots[turn];
            self.expr_to(right, slot)?;
            self.emit(right.range(), Op::COPY, copy, slot, 0);
            test(self, *op, left, copy);
            if !used.contains(&slot) {
                used.push(slot);
            }
            left = slot;
            turn = 1 - turn;
        }
        Ok((left, used))
    }

    /// A comparison as a value.
    pub(crate) fn compare(&mut self, c: &'a ast::ExprCompare, dst: u8) -> Res<()> {
        if let ([op], [right]) = (&*c.ops, &*c.comparators) {
            let l = self.held(&c.left, &[right])?;
            let r = self.comparand(*op, right)?;
            self.emit(c.range, compare_op(*op), dst, l, r);
            return Ok(());
        }
        let work = self.work(c.range, dst)?;
        let (stop, end) = (self.label(), self.label());
        let (l, slots) = self.chain(c, |g, op, l, r| {
            g.emit(c.range, compare_op(op), work, l, r);
            g.jump_on(c.range, Op::JUMP_IF_FALSE_KEEP, work, stop);
        })?;
        let op = c.ops[c.ops.len() - 1];
        let r = self.comparand(op, &c.comparators[c.comparators.len() - 1])?;
        self.emit(c.range, compare_op(op), work, l, r);
        if !slots.is_empty() {
            self.jump(c.range, end);
        }
        self.bind(stop);
        for r in slots {
            self.emit(c.range, Op::CLEAR, r, 0, 0);
        }
        self.bind(end);
        self.finish_work(c.range, work, dst);
        Ok(())
    }

    /// Right operand of a comparison. A constant display that is only searched need not be mutable.
    fn comparand(&mut self, op: CmpOp, e: &'a Expr) -> Res<u8> {
        if matches!(op, CmpOp::In | CmpOp::NotIn) {
            let (elts, set) = match e {
                Expr::List(l) => (&l.elts, false),
                Expr::Set(s) => (&s.elts, true),
                _ => return self.operand(e),
            };
            if let Some(values) = fold::all(self.source, elts)? {
                return self.const_temp(e.range(), if set { Const::FrozenSet(values) } else { Const::Tuple(values) });
            }
        }
        self.operand(e)
    }

    /// Jumps when the truth of `l op right` is `when`.
    fn jump_compare_expr(&mut self, c: &'a ast::ExprCompare, op: CmpOp, l: u8, right: &'a Expr, to: Label, when: bool) -> Res<()> {
        if let Some(jump) = compare_jump_immediate(op)
            && let Some(i) = self.immediate(right)?
        {
            self.frame.asm.jump(c.range, jump, l, i, when.into(), to);
            return Ok(());
        }
        let r = self.comparand(op, right)?;
        self.jump_compare(c, op, l, r, to, when);
        Ok(())
    }

    fn jump_compare(&mut self, c: &ast::ExprCompare, op: CmpOp, l: u8, r: u8, to: Label, when: bool) {
        let (jump, same) = match op {
            CmpOp::Lt => (Op::JUMP_LT, true),
            CmpOp::LtE => (Op::JUMP_LE, true),
            CmpOp::Eq => (Op::JUMP_EQ, true),
            CmpOp::NotEq => (Op::JUMP_NE, true),
            CmpOp::Gt => (Op::JUMP_GT, true),
            CmpOp::GtE => (Op::JUMP_GE, true),
            CmpOp::Is => (Op::JUMP_IS, true),
            CmpOp::IsNot => (Op::JUMP_IS, false),
            CmpOp::In => (Op::JUMP_IN, true),
            CmpOp::NotIn => (Op::JUMP_IN, false),
        };
        self.frame.asm.jump(c.range, jump, l, r, (when == same).into(), to);
    }
}

/// The jump of a comparison with a small integer.
fn compare_jump_immediate(op: CmpOp) -> Option<Op> {
    Some(match op {
        CmpOp::Lt => Op::JUMP_LT_I,
        CmpOp::LtE => Op::JUMP_LE_I,
        CmpOp::Eq => Op::JUMP_EQ_I,
        CmpOp::NotEq => Op::JUMP_NE_I,
        CmpOp::Gt => Op::JUMP_GT_I,
        CmpOp::GtE => Op::JUMP_GE_I,
        _ => return None,
    })
}

/// The instruction of a comparison.
pub(crate) fn compare_op(op: CmpOp) -> Op {
    match op {
        CmpOp::Lt => Op::LT,
        CmpOp::LtE => Op::LE,
        CmpOp::Eq => Op::EQ,
        CmpOp::NotEq => Op::NE,
        CmpOp::Gt => Op::GT,
        CmpOp::GtE => Op::GE,
        CmpOp::Is => Op::IS,
        CmpOp::IsNot => Op::IS_NOT,
        CmpOp::In => Op::IN,
        CmpOp::NotIn => Op::NOT_IN,
    }
}
