//! `await`, and what waits without the word: asynchronous loops and context managers.

use crate::compiler::{Compiler, up_to};
use crate::error::Res;
use crate::unwind::Exit;
use freewheel_assembler::Label;
use freewheel_kernel::bytecode::isa::Op;
use freewheel_kernel::bytecode::unit::Const;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged, TextRange};

/// Who waits, for messages: `GET_AWAITABLE`'s operand.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Waits {
    Await = 0,
    Enter = 1,
    Exit = 2,
}

/// The handler of what awaiting the next value raises.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoopEnd {
    target: Label,
    covered: bool,
    exc: u8,
}

impl<'a> Compiler<'a> {
    /// `await value`
    pub(crate) fn await_expr(&mut self, a: &'a ast::ExprAwait, dst: u8) -> Res<()> {
        if !self.is_local(dst) {
            self.work(a.range, dst)?;
        }
        let mark = self.frame.top;
        let r = self.operand(&a.value)?;
        self.frame.top = mark;
        self.await_register(a.range, r, dst, Waits::Await)
    }

    /// Awaits what is in a register, a temporary of which is the next one if it is not `dst`; the result goes to `dst`, below all temporaries.
    fn await_register(&mut self, at: TextRange, r: u8, dst: u8, who: Waits) -> Res<()> {
        let iterator = self.push(at)?;
        self.emit(at, Op::GET_AWAITABLE, iterator, r, who as u8);
        let sent = self.const_temp(at, Const::None)?;
        self.emit(at, Op::YIELD_FROM, dst, iterator, sent);
        Ok(())
    }

    /// Awaits what is in a temporary, which the result replaces.
    pub(crate) fn await_in_place(&mut self, at: TextRange, r: u8, who: Waits) -> Res<()> {
        let mark = self.frame.top;
        self.await_register(at, r, r, who)?;
        self.frame.top = mark;
        Ok(())
    }

    /// Enters the context manager in `manager`: its exit function goes to `exit`, what it gives to `result`.
    pub(crate) fn async_with_enter(&mut self, at: TextRange, result: u8, manager: u8, exit: u8) -> Res<()> {
        let mark = self.frame.top;
        let entered = self.push(at)?;
        self.emit(at, Op::ASYNC_WITH_ENTER, entered, manager, exit);
        self.frame.top = mark;
        self.await_register(at, entered, result, Waits::Enter)?;
        self.frame.top = mark;
        Ok(())
    }

    /// Calls a context manager's exit function without an exception, and awaits what it gives.
    pub(crate) fn async_with_exit(&mut self, at: TextRange, exit: u8) -> Res<()> {
        let mark = self.frame.top;
        let base = self.push(at)?;
        self.emit(at, Op::MOVE, base, exit, 0);
        for _ in 0..3 {
            self.const_temp(at, Const::None)?;
        }
        self.emit(at, Op::CALL, base, 3, base);
        self.frame.top = usize::from(base) + 1;
        self.await_in_place(at, base, Waits::Exit)?;
        self.emit(at, Op::CLEAR, base, 0, 0);
        self.frame.top = mark;
        Ok(())
    }

    /// An `async for` statement.
    pub(crate) fn async_for(&mut self, f: &'a ast::StmtFor) -> Res<()> {
        let at = f.iter.range();
        let iterator = self.push(at)?;
        self.frame.top = usize::from(iterator);
        let r = self.operand(&f.iter)?;
        self.frame.top = usize::from(iterator) + 1;
        self.emit(at, Op::GET_AITER, iterator, r, 0);
        let (head, exit) = (self.label(), self.label());
        self.bind(head);
        let end = self.next_async_item(&f.target, f.range, iterator)?;
        self.enter(Exit::Loop { head, exit, iterator: Some(iterator) }, f.range)?;
        self.body(&f.body)?;
        self.leave();
        self.frame.asm.jump(up_to(f.range, f.iter.end()), Op::JUMP_BACK, 0, 0, 0, head);
        self.end_async_loop(at, end, iterator)?;
        self.frame.top = usize::from(iterator);
        self.body(&f.orelse)?;
        self.bind(exit);
        Ok(())
    }

    /// Awaits the next value of an asynchronous iterator and stores it in a target.
    pub(crate) fn next_async_item(&mut self, target: &'a Expr, at: TextRange, iterator: u8) -> Res<LoopEnd> {
        let mark = self.frame.top;
        let exc = mark as u8;
        self.push_run(at, 2)?;
        self.frame.top = mark;
        let handler = self.enter_region(Exit::Nothing, exc, at)?;
        let local = match target {
            Expr::Name(n) => self.local(&n.id),
            _ => None,
        };
        let value = match local {
            Some(r) => r,
            None => self.push(at)?,
        };
        let next = self.push(at)?;
        self.emit(at, Op::GET_ANEXT, next, iterator, 0);
        let sent = self.const_temp(at, Const::None)?;
        self.emit(at, Op::YIELD_FROM, value, next, sent);
        let covered = self.leave();
        if local.is_none() {
            self.frame.top = usize::from(value) + 1;
            self.store(target, value)?;
        }
        self.frame.top = mark;
        Ok(LoopEnd { target: handler, covered, exc })
    }

    /// Where a loop goes on that has come to its end.
    pub(crate) fn end_async_loop(&mut self, at: TextRange, end: LoopEnd, iterator: u8) -> Res<()> {
        self.frame.asm.start_handler(end.target, end.covered);
        self.frame.top = usize::from(end.exc);
        self.push_run(at, 2)?;
        self.emit(at, Op::ENTER_HANDLER, end.exc, 0, 0);
        self.emit(at, Op::END_ASYNC_FOR, end.exc, 0, 0);
        self.emit(at, Op::CLEAR, iterator, 0, 0);
        self.frame.top = usize::from(end.exc);
        Ok(())
    }
}
