//! Comprehensions and generator expressions.

use crate::compiler::Compiler;
use crate::error::{Res, fail};
use crate::scope::{Role, ScopeId, ScopeKind};
use freewheel_kernel::bytecode::isa::Op;
use ruff_python_ast::{Comprehension, Expr};
use ruff_text_size::{Ranged, TextRange};

/// What is made of the values.
#[derive(Clone, Copy)]
enum Make<'a> {
    List(&'a Expr),
    Set(&'a Expr),
    /// A key is missing in `{**d for d in …}`.
    Dict(Option<&'a Expr>, &'a Expr),
    Yield(&'a Expr),
}

/// Deepest nesting of `for` clauses: CPython's limit on nested blocks.
const MAX_CLAUSES: usize = 40;

impl<'a> Compiler<'a> {
    /// A comprehension of any kind.
    pub(crate) fn comprehension(&mut self, e: &'a Expr, dst: u8) -> Res<()> {
        let (scope, generators, make) = match e {
            Expr::ListComp(c) => (self.scopes.of(c, Role::Body), &c.generators, Make::List(&c.elt)),
            Expr::SetComp(c) => (self.scopes.of(c, Role::Body), &c.generators, Make::Set(&c.elt)),
            Expr::DictComp(c) => (self.scopes.of(c, Role::Body), &c.generators, Make::Dict(c.key.as_deref(), &c.value)),
            Expr::Generator(c) => (self.scopes.of(c, Role::Body), &c.generators, Make::Yield(&c.elt)),
            _ => return fail(e, "invalid syntax"),
        };
        let Some(scope) = scope else { return fail(e, "invalid syntax") };
        if generators.len() > MAX_CLAUSES {
            return fail(e, "too many statically nested blocks");
        }
        match self.scopes.list[scope].kind {
            ScopeKind::Inlined(_) => self.inlined(e.range(), scope, generators, make, dst),
            _ => self.as_function(e.range(), scope, generators, make, dst),
        }
    }

    fn inlined(&mut self, at: TextRange, scope: ScopeId, generators: &'a [Comprehension], make: Make<'a>, dst: u8) -> Res<()> {
        let work = self.work(at, dst)?;
        let iterator = self.first_iterator(generators)?;
        self.emit_empty(at, make, work);
        self.frame.inlined.push(scope);
        let slots: Vec<(u8, bool)> = {
            let owner = &self.scopes.list[self.frame.scope];
            let hidden = self.frame.hidden;
            let mut slots: Vec<usize> = self.scopes.list[scope].slots.values().copied().collect();
            slots.sort_unstable();
            slots.into_iter().map(|s| ((hidden + s) as u8, owner.hidden[s].cell)).collect()
        };
        for &(r, cell) in &slots {
            if cell {
                // An exception may have left the cell of an earlier run behind.
                self.emit(at, Op::CLEAR, r, 0, 0);
                self.emit(at, Op::MAKE_CELL, r, 0, 0);
            }
        }
        self.clause(at, generators, 0, iterator, make, work)?;
        self.frame.inlined.pop();
        for (r, _) in slots {
            self.emit(at, Op::CLEAR, r, 0, 0);
        }
        self.finish_work(at, work, dst);
        Ok(())
    }

    fn as_function(&mut self, at: TextRange, scope: ScopeId, generators: &'a [Comprehension], make: Make<'a>, dst: u8) -> Res<()> {
        let name = self.scopes.list[scope].name.clone();
        let saved = self.open_helper(scope, &name, at)?;
        if let Make::Yield(_) = make {
            self.clause(at, generators, 0, 0, make, 0)?;
            self.emit(at, Op::RETURN_NONE, 0, 0, 0);
        } else {
            let work = self.push(at)?;
            self.emit_empty(at, make, work);
            self.clause(at, generators, 0, 0, make, work)?;
            self.emit(at, Op::RETURN, work, 0, 0);
        }
        let unit = self.close_frame()?;
        self.frame = saved;
        let base = self.make_plain(at, unit)?;
        self.first_iterator(generators)?;
        self.emit(at, Op::CALL, base, 1, dst);
        Ok(())
    }

    /// The iterator of the first clause, which is made outside of the comprehension's scope, in the next temporary.
    fn first_iterator(&mut self, generators: &'a [Comprehension]) -> Res<u8> {
        self.iterator(&generators[0])
    }

    fn iterator(&mut self, g: &'a Comprehension) -> Res<u8> {
        self.iterator_of(&g.iter, if g.is_async { Op::GET_AITER } else { Op::GET_ITER })
    }

    fn iterator_of(&mut self, e: &'a Expr, op: Op) -> Res<u8> {
        let iterator = self.push(e.range())?;
        self.frame.top = usize::from(iterator);
        let r = self.operand(e)?;
        self.frame.top = usize::from(iterator) + 1;
        self.emit(e.range(), op, iterator, r, 0);
        Ok(iterator)
    }

    fn emit_empty(&mut self, at: TextRange, make: Make<'a>, work: u8) {
        let op = match make {
            Make::List(_) => Op::BUILD_LIST,
            Make::Set(_) => Op::BUILD_SET,
            Make::Dict(..) => Op::BUILD_MAP,
            Make::Yield(_) => return,
        };
        self.emit(at, op, work, work, 0);
    }

    /// One `for` clause with all that follows it.
    fn clause(&mut self, at: TextRange, generators: &'a [Comprehension], index: usize, iterator: u8, make: Make<'a>, work: u8) -> Res<()> {
        let g = &generators[index];
        let (head, next, exhausted) = (self.label(), self.label(), self.label());
        let mark = self.frame.top;
        self.bind(head);
        let end = match g.is_async {
            true => Some(self.next_async_item(&g.target, at, iterator)?),
            false => {
                self.next_item(&g.target, g.iter.range(), iterator, exhausted)?;
                None
            }
        };
        for test in &g.ifs {
            self.jump_if(test, next, false)?;
        }
        if index + 1 < generators.len() {
            let inner = self.iterator(&generators[index + 1])?;
            self.clause(at, generators, index + 1, inner, make, work)?;
        } else {
            self.element(make, work)?;
        }
        self.frame.top = mark;
        self.bind(next);
        self.frame.asm.jump(at, Op::JUMP_BACK, 0, 0, 0, head);
        if let Some(end) = end {
            self.end_async_loop(g.iter.range(), end, iterator)?;
            self.frame.top = mark;
        }
        self.bind(exhausted);
        Ok(())
    }

    fn element(&mut self, make: Make<'a>, work: u8) -> Res<()> {
        let (single, many, e) = match make {
            Make::List(e) => (Op::LIST_APPEND, Op::LIST_EXTEND, e),
            Make::Set(e) => (Op::SET_ADD, Op::SET_UPDATE, e),
            Make::Dict(Some(key), value) => {
                let k = self.held(key, &[value])?;
                let v = self.operand(value)?;
                self.emit(value.range(), Op::MAP_ADD, work, k, v);
                return Ok(());
            }
            Make::Dict(None, value) => {
                let r = self.operand(value)?;
                self.emit(value.range(), Op::DICT_UPDATE, work, r, 0);
                return Ok(());
            }
            Make::Yield(e) => return self.yield_element(e),
        };
        let (op, e) = if let Expr::Starred(s) = e { (many, &*s.value) } else { (single, e) };
        let r = self.operand(e)?;
        self.emit(e.range(), op, work, r, 0);
        Ok(())
    }

    fn yield_element(&mut self, e: &'a Expr) -> Res<()> {
        let at = e.range();
        let Expr::Starred(s) = e else {
            let mark = self.frame.top;
            let sent = self.push(at)?;
            self.frame.top = mark;
            let r = self.operand(e)?;
            self.emit(at, Op::YIELD, sent, r, 0);
            self.emit(at, Op::CLEAR, sent, 0, 0);
            self.frame.top = mark;
            return Ok(());
        };
        let iterator = self.iterator_of(&s.value, Op::GET_ITER)?;
        let (head, exhausted) = (self.label(), self.label());
        self.bind(head);
        let value = self.push(at)?;
        self.frame.asm.jump(at, Op::FOR_ITER, value, iterator, 0, exhausted);
        self.emit(at, Op::YIELD, value, value, 0);
        self.emit(at, Op::CLEAR, value, 0, 0);
        self.frame.asm.jump(at, Op::JUMP_BACK, 0, 0, 0, head);
        self.bind(exhausted);
        Ok(())
    }
}
