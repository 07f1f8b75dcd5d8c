//! `try`, `with`, and leaving them early.
//!
//! Every construct that `return`, `break` or `continue` must tidy up after is a [`Block`] on the frame's stack. A block that catches
//! exceptions has a region: spans of code whose exceptions go to its handler. While the exit code of a block is inlined for an early
//! leave, its span is interrupted, so that the exit code itself is not covered.
//!
//! A handler's own body is a region too. When something raises there, the handled exception must become again what it was before the
//! handler; that is what [`Compiler::leave_handler_on_error`] does.

use crate::asynchronous::Waits;
use crate::compiler::{Compiler, at_start};
use crate::error::{Res, fail};
use freewheel_assembler::Label;
use freewheel_kernel::bytecode::isa::Op;
use freewheel_kernel::bytecode::unit::Const;
use ruff_python_ast::{self as ast, ExceptHandler, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};

/// Spans of code that one handler covers.
#[derive(Clone, Debug)]
pub(crate) struct Region {
    target: Label,
    exc_reg: u8,
    spans: Vec<(Label, Label)>,
    open: Option<Label>,
}

/// What leaving a block early has to do.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Exit<'a> {
    /// A loop: `continue` and `break` end here. A `for` loop has its iterator in a register.
    Loop { head: Label, exit: Label, iterator: Option<u8> },
    /// Only a region.
    Nothing,
    /// Run the body of `finally`.
    Finally(&'a [Stmt]),
    /// Call the context manager's exit function.
    With { exit: u8, at: TextRange, is_async: bool },
    /// End the handler whose exception is in this register.
    Handler(u8),
    /// Delete the name of `except … as name`.
    Name(&'a str, TextRange),
}

/// A block with its region, if it has one.
#[derive(Clone, Debug)]
pub(crate) struct Block<'a> {
    pub(crate) exit: Exit<'a>,
    region: Option<Region>,
}

/// Most blocks inside each other, as in CPython. The body of `finally` is compiled twice, so the code doubles with each of them.
const MAX_BLOCKS: usize = 21;

impl<'a> Compiler<'a> {
    fn push_block(&mut self, block: Block<'a>, at: TextRange) -> Res<()> {
        if self.frame.blocks.len() >= MAX_BLOCKS {
            return fail(at, "too many statically nested blocks");
        }
        self.frame.blocks.push(block);
        Ok(())
    }

    /// Enters a block without a region.
    pub(crate) fn enter(&mut self, exit: Exit<'a>, at: TextRange) -> Res<()> {
        self.push_block(Block { exit, region: None }, at)
    }

    /// Enters a block whose exceptions go to the returned label.
    pub(crate) fn enter_region(&mut self, exit: Exit<'a>, exc_reg: u8, at: TextRange) -> Res<Label> {
        let target = self.label();
        self.frame.asm.begin_region(target);
        let open = Some(self.frame.asm.mark());
        let region = Region { target, exc_reg, spans: Vec::new(), open };
        self.push_block(Block { exit, region: Some(region) }, at)?;
        Ok(target)
    }

    /// Leaves the innermost block; its handler gets its lines in the table. Returns whether anything is covered.
    pub(crate) fn leave(&mut self) -> bool {
        let Some(mut block) = self.frame.blocks.pop() else { return false };
        self.suspend(&mut block);
        let mut covered = false;
        if let Some(region) = block.region {
            for (start, end) in region.spans {
                if !self.frame.asm.is_empty_span(start, end) {
                    self.frame.asm.handler(start, end, region.target, region.exc_reg);
                    covered = true;
                }
            }
        }
        covered
    }

    fn suspend(&mut self, block: &mut Block<'a>) {
        if let Some(region) = &mut block.region
            && let Some(start) = region.open.take()
        {
            region.spans.push((start, self.frame.asm.mark()));
        }
    }

    /// Emits what leaving all blocks above `down_to` takes, then what `then` emits, outside of their regions.
    pub(crate) fn unwind(&mut self, down_to: usize, at: TextRange, then: impl FnOnce(&mut Self)) -> Res<()> {
        let mut left = Vec::new();
        while self.frame.blocks.len() > down_to
            && let Some(mut block) = self.frame.blocks.pop()
        {
            self.suspend(&mut block);
            let exit = block.exit;
            left.push(block);
            self.exit_code(exit, at)?;
        }
        then(self);
        while let Some(mut block) = left.pop() {
            if let Some(region) = &mut block.region {
                region.open = Some(self.frame.asm.mark());
            }
            self.frame.blocks.push(block);
        }
        Ok(())
    }

    fn exit_code(&mut self, exit: Exit<'a>, at: TextRange) -> Res<()> {
        match exit {
            Exit::Loop { .. } | Exit::Nothing => {}
            Exit::Finally(body) => self.body(body)?,
            Exit::With { exit, at, is_async: false } => self.emit(at, Op::WITH_EXIT, exit, 0, 0),
            Exit::With { exit, at, is_async: true } => self.async_with_exit(at, exit)?,
            Exit::Handler(exc) => self.emit(at, Op::EXIT_HANDLER, exc, 0, 0),
            Exit::Name(name, at) => self.forget_name(name, at)?,
        }
        Ok(())
    }

    fn forget_name(&mut self, name: &str, at: TextRange) -> Res<()> {
        let mark = self.frame.top;
        let r = self.const_temp(at, Const::None)?;
        self.store_name(at, name, r);
        self.delete_name(at, name);
        self.frame.top = mark;
        Ok(())
    }

    /// Whether a `return` here has more to do than to return.
    pub(crate) fn must_unwind(&self) -> bool {
        self.frame.blocks.iter().any(|b| !matches!(b.exit, Exit::Loop { .. } | Exit::Nothing))
    }

    /// Index of the innermost loop among the blocks.
    pub(crate) fn innermost_loop(&self) -> Option<usize> {
        self.frame.blocks.iter().rposition(|b| matches!(b.exit, Exit::Loop { .. }))
    }

    /// Starts a handler: binds `target` and reserves the exception's registers. Code follows only when something is `covered`.
    fn start_handler(&mut self, at: TextRange, target: Label, covered: bool, exc: u8) -> Res<Label> {
        self.frame.asm.start_handler(target, covered);
        self.frame.top = usize::from(exc);
        self.push_run(at, 2)?;
        self.emit(at, Op::ENTER_HANDLER, exc, 0, 0);
        // An exception in the handler: two registers for it, two to end this handler by.
        self.push_run(at, 4)?;
        self.frame.top -= 4;
        self.enter_region(Exit::Handler(exc), exc + 2, at)
    }

    /// Ends the region of a handler's body, with what happens when the body raises: the handler ends, and the new exception goes on.
    fn leave_handler_on_error(&mut self, target: Label, exc: u8, at: TextRange) {
        let covered = self.leave();
        let new = exc + 2;
        debug_assert!(!self.frame.asm.live(), "a handler ends by raising or by leaving");
        self.frame.asm.start_handler(target, covered);
        self.emit(at, Op::ENTER_HANDLER, new, 0, 0);
        // `new + 1` holds this handler's exception; end both handlers and enter the new one from outside.
        self.emit(at, Op::COPY, new + 2, new, 0);
        self.emit(at, Op::EXIT_HANDLER, new, 0, 0);
        self.emit(at, Op::EXIT_HANDLER, exc, 0, 0);
        self.emit(at, Op::ENTER_HANDLER, new + 2, 0, 0);
        self.emit(at, Op::RERAISE, new + 2, 0, 0);
    }

    // ---- try ----

    pub(crate) fn try_stmt(&mut self, t: &'a ast::StmtTry) -> Res<()> {
        if t.finalbody.is_empty() {
            return self.try_except(t);
        }
        let exc = self.frame.top as u8;
        let end = self.label();
        let target = self.enter_region(Exit::Finally(&t.finalbody), exc, t.range)?;
        if t.handlers.is_empty() {
            self.body(&t.body)?;
            self.body(&t.orelse)?;
        } else {
            self.try_except(t)?;
        }
        let covered = self.leave();
        self.body(&t.finalbody)?;
        let at = t.finalbody.last().map_or(t.range, Ranged::range);
        self.jump(at, end);
        let failed = self.start_handler(at_start(at), target, covered, exc)?;
        self.body(&t.finalbody)?;
        // RERAISE ends the handler itself, so it lies outside of the handler's region.
        self.suspend_innermost();
        self.emit(at, Op::RERAISE, exc, 0, 0);
        self.leave_handler_on_error(failed, exc, at);
        self.frame.top = usize::from(exc);
        self.bind(end);
        Ok(())
    }

    fn suspend_innermost(&mut self) {
        if let Some(mut block) = self.frame.blocks.pop() {
            self.suspend(&mut block);
            self.frame.blocks.push(block);
        }
    }

    /// `try` with `except*`: every clause takes its part of the exception, what the clauses raise is collected, and at the end all that is
    /// left is raised as one.
    fn try_except_star(&mut self, t: &'a ast::StmtTry) -> Res<()> {
        let exc = self.frame.top as u8;
        let end = self.label();
        let target = self.enter_region(Exit::Nothing, exc, t.range)?;
        self.body(&t.body)?;
        let covered = self.leave();
        self.body(&t.orelse)?;
        self.jump(t.range, end);
        let at = at_start(t.handlers.first().map_or(t.range, Ranged::range));
        let failed = self.start_handler(at, target, covered, exc)?;
        let rest = self.push(at)?;
        self.emit(at, Op::COPY, rest, exc, 0);
        let raised = self.push(at)?;
        self.emit(at, Op::BUILD_LIST, raised, raised, 0);
        for handler in &t.handlers {
            let ExceptHandler::ExceptHandler(h) = handler;
            self.except_star(h, rest, raised)?;
        }
        self.emit(at, Op::LIST_APPEND, raised, rest, 0);
        self.emit(at, Op::EXC_GROUP_REST, rest, exc, raised);
        self.suspend_innermost();
        let done = self.label();
        let test = self.push(at)?;
        self.emit(at, Op::COPY, test, rest, 0);
        self.jump_on(at, Op::JUMP_IF_NONE, test, done);
        self.emit(at, Op::EXIT_HANDLER, exc, 0, 0);
        self.emit(at, Op::ENTER_HANDLER, rest, 0, 0);
        self.emit(at, Op::RERAISE, rest, 0, 0);
        self.bind(done);
        self.emit(at, Op::CLEAR, rest, 0, 0);
        self.emit(at, Op::EXIT_HANDLER, exc, 0, 0);
        self.jump(at, end);
        self.leave_handler_on_error(failed, exc, at);
        self.frame.top = usize::from(exc);
        self.bind(end);
        Ok(())
    }

    fn except_star(&mut self, h: &'a ast::ExceptHandlerExceptHandler, rest: u8, raised: u8) -> Res<()> {
        let Some(kind) = &h.type_ else { return fail(h.range, "expected one or more exception types") };
        let (mark, next) = (self.frame.top, self.label());
        let taken = mark as u8;
        self.push_run(kind.range(), 2)?;
        let r = self.operand(kind)?;
        self.emit(kind.range(), Op::EXC_GROUP_MATCH, taken, rest, r);
        self.emit(kind.range(), Op::COPY, taken + 1, taken, 0);
        let nothing = self.label();
        self.jump_on(kind.range(), Op::JUMP_IF_NONE, taken + 1, nothing);
        self.frame.top = mark + 2;
        self.emit(h.range, Op::ENTER_HANDLER, taken, 0, 0);
        // An exception of the clause's own: two registers for it, one for its copy.
        self.push_run(h.range, 4)?;
        self.frame.top -= 4;
        let failed = self.enter_region(Exit::Handler(taken), taken + 2, h.range)?;
        if let Some(name) = &h.name {
            let r = self.push(name.range)?;
            self.emit(name.range, Op::COPY, r, taken, 0);
            self.store_name(name.range, name, r);
            self.frame.top = mark + 2;
        }
        self.body(&h.body)?;
        let covered = self.leave();
        let at = h.body.last().map_or(h.range, Ranged::range);
        if self.frame.asm.live()
            && let Some(name) = &h.name
        {
            self.forget_name(name, name.range)?;
        }
        self.emit(at, Op::EXIT_HANDLER, taken, 0, 0);
        self.jump(at, next);
        self.frame.asm.start_handler(failed, covered);
        self.push_run(at, 4)?;
        self.emit(at, Op::ENTER_HANDLER, taken + 2, 0, 0);
        self.emit(at, Op::COPY, taken + 4, taken + 2, 0);
        self.emit(at, Op::LIST_APPEND, raised, taken + 4, 0);
        self.emit(at, Op::EXIT_HANDLER, taken + 2, 0, 0);
        if let Some(name) = &h.name {
            self.forget_name(name, name.range)?;
        }
        self.emit(at, Op::EXIT_HANDLER, taken, 0, 0);
        self.jump(at, next);
        self.bind(nothing);
        self.emit(at, Op::CLEAR, taken, 0, 0);
        self.frame.top = mark;
        self.bind(next);
        Ok(())
    }

    fn try_except(&mut self, t: &'a ast::StmtTry) -> Res<()> {
        if t.is_star {
            return self.try_except_star(t);
        }
        let exc = self.frame.top as u8;
        let end = self.label();
        let target = self.enter_region(Exit::Nothing, exc, t.range)?;
        self.body(&t.body)?;
        let covered = self.leave();
        self.body(&t.orelse)?;
        self.jump(t.range, end);
        let at = t.handlers.first().map_or(t.range, Ranged::range);
        let failed = self.start_handler(at_start(at), target, covered, exc)?;
        for handler in &t.handlers {
            let ExceptHandler::ExceptHandler(h) = handler;
            self.except(h, exc, end)?;
        }
        self.suspend_innermost();
        self.emit(at_start(at), Op::RERAISE, exc, 0, 0);
        self.leave_handler_on_error(failed, exc, at_start(at));
        self.frame.top = usize::from(exc);
        self.bind(end);
        Ok(())
    }

    fn except(&mut self, h: &'a ast::ExceptHandlerExceptHandler, exc: u8, end: Label) -> Res<()> {
        let next = self.label();
        let mark = self.frame.top;
        if let Some(kind) = &h.type_ {
            let matched = self.push(kind.range())?;
            let r = self.operand(kind)?;
            self.emit(kind.range(), Op::EXC_MATCH, matched, exc, r);
            self.jump_on(kind.range(), Op::JUMP_IF_FALSE, matched, next);
            self.frame.top = mark;
        }
        if let Some(name) = &h.name {
            let r = self.push(name.range)?;
            self.emit(name.range, Op::COPY, r, exc, 0);
            self.store_name(name.range, name, r);
            self.frame.top = mark;
            let failed = self.enter_region(Exit::Name(name, name.range), exc + 2, h.range)?;
            self.body(&h.body)?;
            let covered = self.leave();
            let done = self.label();
            if self.frame.asm.live() {
                self.forget_name(name, name.range)?;
            }
            self.jump(name.range, done);
            self.frame.asm.start_handler(failed, covered);
            self.frame.top = mark;
            self.push_run(name.range, 2)?;
            self.emit(name.range, Op::ENTER_HANDLER, exc + 2, 0, 0);
            self.forget_name(name, name.range)?;
            self.emit(name.range, Op::RERAISE, exc + 2, 0, 0);
            self.frame.top = mark;
            self.bind(done);
        } else {
            self.enter(Exit::Nothing, h.range)?;
            self.body(&h.body)?;
            self.leave();
        }
        let at = h.body.last().map_or(h.range, Ranged::range);
        self.emit(at, Op::EXIT_HANDLER, exc, 0, 0);
        self.jump(at, end);
        self.bind(next);
        Ok(())
    }

    // ---- with ----

    pub(crate) fn with_stmt(&mut self, w: &'a ast::StmtWith, index: usize) -> Res<()> {
        let Some(item) = w.items.get(index) else { return self.body(&w.body) };
        let mark = self.frame.top;
        let at = item.context_expr.range();
        let exit = self.push(at)?;
        self.frame.top = mark;
        let manager = self.operand(&item.context_expr)?;
        self.frame.top = mark + 1;
        let local = match item.optional_vars.as_deref() {
            Some(Expr::Name(n)) => self.local(&n.id),
            _ => None,
        };
        let result = match local {
            Some(r) => r,
            None => self.push(at)?,
        };
        let block = Exit::With { exit, at, is_async: w.is_async };
        match w.is_async {
            true => self.async_with_enter(at, result, manager, exit)?,
            false => self.emit(at, Op::WITH_ENTER, result, manager, exit),
        }
        let target = self.enter_region(block, exit + 1, w.range)?;
        match &item.optional_vars {
            Some(_) if local.is_some() => {}
            Some(target) => self.store(target, result)?,
            None => self.emit(at, Op::CLEAR, result, 0, 0),
        }
        self.frame.top = mark + 1;
        self.with_stmt(w, index + 1)?;
        let covered = self.leave();
        self.exit_code(block, at)?;
        let end = self.label();
        self.jump(at, end);
        let exc = exit + 1;
        let failed = self.start_handler(at, target, covered, exc)?;
        let verdict = self.push(at)?;
        let suppressed = self.label();
        self.emit(at, Op::WITH_EXCEPT, verdict, exit, exc);
        if w.is_async {
            self.await_in_place(at, verdict, Waits::Exit)?;
        }
        self.jump_on(at, Op::JUMP_IF_TRUE, verdict, suppressed);
        self.suspend_innermost();
        self.emit(at, Op::RERAISE, exc, 0, 0);
        self.bind(suppressed);
        self.emit(at, Op::EXIT_HANDLER, exc, 0, 0);
        self.jump(at, end);
        self.leave_handler_on_error(failed, exc, at);
        self.frame.top = mark;
        self.bind(end);
        Ok(())
    }
}
