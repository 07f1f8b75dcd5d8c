//! `match` statements.
//!
//! A pattern is tested from the outside in. What it binds stays in temporaries until the whole pattern has matched, as in CPython; a
//! failing pattern drops them. Registers that hold something while a pattern is tested are listed in [`Attempt::live`].

use crate::compiler::Compiler;
use crate::error::{Res, fail};
use freewheel_assembler::Label;
use freewheel_kernel::bytecode::isa::Op;
use freewheel_kernel::bytecode::unit::Const;
use ruff_python_ast::{self as ast, Expr, Pattern, Singleton};
use ruff_text_size::{Ranged, TextRange};

/// One pattern being tested.
struct Attempt {
    /// Where to go when it does not match; everything in `held` is dropped on the way.
    fail: Label,
    /// Where to go when it does not match and nothing is held yet.
    fail_clean: Label,
    /// Temporaries that may hold something when the pattern fails.
    held: Vec<u8>,
    /// Captured values, in order.
    captured: Vec<(String, TextRange, u8)>,
    /// Temporaries with values nobody wants, to be dropped on success.
    junk: Vec<u8>,
}

impl<'a> Compiler<'a> {
    /// A `match` statement.
    pub(crate) fn match_stmt(&mut self, m: &'a ast::StmtMatch) -> Res<()> {
        let end = self.label();
        let subject = match self.stable_subject(m) {
            Some(r) => r,
            None => self.temp(&m.subject)?,
        };
        let owned = !self.is_local(subject);
        let mark = self.frame.top;
        for case in &m.cases {
            let next = self.label();
            let mut attempt = self.attempt();
            self.pattern(&case.pattern, subject, &mut attempt)?;
            self.succeed(case.pattern.range(), &attempt);
            let skip = self.label();
            self.jump(case.range, skip);
            self.fail_code(case.pattern.range(), &attempt);
            self.jump(case.range, next);
            self.bind(skip);
            self.frame.top = mark;
            if let Some(guard) = &case.guard {
                self.jump_if(guard, next, false)?;
            }
            if owned {
                self.emit(case.pattern.range(), Op::CLEAR, subject, 0, 0);
            }
            self.body(&case.body)?;
            self.jump(case.range, end);
            self.bind(next);
            self.frame.top = mark;
        }
        if owned {
            self.emit(m.subject.range(), Op::CLEAR, subject, 0, 0);
        }
        self.bind(end);
        Ok(())
    }

    /// The subject's register when it is a local that no pattern or guard rebinds, so that it can be tested where it is.
    fn stable_subject(&self, m: &'a ast::StmtMatch) -> Option<u8> {
        // A pattern that matches anything does not look at it; that it is bound must be seen all the same.
        if m.cases.first().is_some_and(|c| matches!(&c.pattern, Pattern::MatchAs(p) if p.pattern.is_none() && p.name.is_none())) {
            return None;
        }
        let guards: Vec<&Expr> = m.cases.iter().filter_map(|c| c.guard.as_deref()).collect();
        let r = self.in_place(&m.subject, guards)?;
        let name = &m.subject.as_name_expr()?.id;
        let mut bound = Vec::new();
        m.cases.iter().for_each(|c| names(&c.pattern, &mut bound));
        (!bound.iter().any(|(n, _)| n == name.as_str())).then_some(r)
    }

    fn attempt(&mut self) -> Attempt {
        Attempt { fail: self.label(), fail_clean: self.label(), held: Vec::new(), captured: Vec::new(), junk: Vec::new() }
    }

    /// Binds the captured names and drops the rest.
    fn succeed(&mut self, at: TextRange, attempt: &Attempt) {
        for &r in &attempt.junk {
            self.emit(at, Op::CLEAR, r, 0, 0);
        }
        for (name, range, r) in &attempt.captured {
            self.store_name(*range, name, *r);
        }
    }

    /// Where a failing pattern ends up: drops what it held.
    fn fail_code(&mut self, at: TextRange, attempt: &Attempt) {
        self.bind(attempt.fail);
        for &r in &attempt.held {
            self.emit(at, Op::CLEAR, r, 0, 0);
        }
        self.bind(attempt.fail_clean);
    }

    fn failure(&self, attempt: &Attempt) -> Label {
        if attempt.held.is_empty() { attempt.fail_clean } else { attempt.fail }
    }

    /// A register that an instruction may consume, with the value of `r`.
    fn readable(&mut self, at: TextRange, r: u8) -> Res<u8> {
        if self.is_local(r) {
            return Ok(r);
        }
        let copy = self.push(at)?;
        self.emit(at, Op::COPY, copy, r, 0);
        Ok(copy)
    }

    fn hold(&mut self, attempt: &mut Attempt, r: u8) {
        attempt.held.push(r);
    }

    /// Tests `p` against the value in `subject`, which is kept.
    fn pattern(&mut self, p: &'a Pattern, subject: u8, attempt: &mut Attempt) -> Res<()> {
        let at = p.range();
        match p {
            Pattern::MatchValue(v) => {
                let mark = self.frame.top;
                let to = self.failure(attempt);
                let l = self.readable(at, subject)?;
                if let Some(i) = self.immediate(&v.value)? {
                    self.frame.asm.jump(at, Op::JUMP_EQ_I, l, i, 0, to);
                } else {
                    let r = self.operand(&v.value)?;
                    self.frame.asm.jump(at, Op::JUMP_EQ, l, r, 0, to);
                }
                self.frame.top = mark;
            }
            Pattern::MatchSingleton(s) => {
                let mark = self.frame.top;
                let to = self.failure(attempt);
                let l = self.readable(at, subject)?;
                match s.value {
                    Singleton::None => self.jump_on(at, Op::JUMP_IF_NOT_NONE, l, to),
                    Singleton::True | Singleton::False => {
                        let r = self.const_temp(at, Const::Bool(s.value == Singleton::True))?;
                        self.frame.asm.jump(at, Op::JUMP_IS, l, r, 0, to);
                    }
                }
                self.frame.top = mark;
            }
            Pattern::MatchSequence(s) => self.sequence_pattern(at, &s.patterns, subject, attempt)?,
            Pattern::MatchMapping(m) => self.mapping_pattern(m, subject, attempt)?,
            Pattern::MatchClass(c) => self.class_pattern(c, subject, attempt)?,
            Pattern::MatchOr(o) => self.or_pattern(o, subject, attempt)?,
            Pattern::MatchAs(a) => {
                if let Some(inner) = &a.pattern {
                    self.pattern(inner, subject, attempt)?;
                }
                if let Some(name) = &a.name {
                    let r = self.push(at)?;
                    self.emit(at, if self.is_local(subject) { Op::MOVE } else { Op::COPY }, r, subject, 0);
                    self.hold(attempt, r);
                    attempt.captured.push((name.to_string(), name.range, r));
                }
            }
            Pattern::MatchStar(_) => return fail(at, "star pattern cannot be used here"),
        }
        Ok(())
    }

    /// Jumps to failure when the boolean in the temporary `r` is false.
    fn require(&mut self, at: TextRange, r: u8, attempt: &Attempt) {
        let to = self.failure(attempt);
        self.jump_on(at, Op::JUMP_IF_FALSE, r, to);
    }

    fn require_length(&mut self, at: TextRange, subject: u8, op: Op, n: usize, attempt: &Attempt) -> Res<()> {
        let to = self.failure(attempt);
        let len = self.push(at)?;
        self.emit(at, Op::GET_LEN, len, subject, 0);
        match i8::try_from(n) {
            Ok(i) => {
                let op = if op == Op::JUMP_EQ { Op::JUMP_EQ_I } else { Op::JUMP_GE_I };
                self.frame.asm.jump(at, op, len, i as u8, 0, to);
            }
            Err(_) => {
                let r = self.const_temp(at, Const::Int(n as i64))?;
                self.frame.asm.jump(at, op, len, r, 0, to);
                self.frame.top -= 1;
            }
        }
        self.frame.top -= 1;
        Ok(())
    }

    fn sequence_pattern(&mut self, at: TextRange, patterns: &'a [Pattern], subject: u8, attempt: &mut Attempt) -> Res<()> {
        let test = self.push(at)?;
        self.emit(at, Op::MATCH_SEQUENCE, test, subject, 0);
        self.require(at, test, attempt);
        self.frame.top = usize::from(test);
        let star = patterns.iter().position(Pattern::is_match_star);
        let fixed = patterns.len() - usize::from(star.is_some());
        if star.is_none() || fixed > 0 {
            self.require_length(at, subject, if star.is_some() { Op::JUMP_GE } else { Op::JUMP_EQ }, fixed, attempt)?;
        }
        let ignored = |p: &Pattern| is_wildcard(p) || matches!(p, Pattern::MatchStar(s) if s.name.is_none());
        if patterns.iter().all(ignored) {
            return Ok(());
        }
        if let Some(before) = star.filter(|&i| matches!(&patterns[i], Pattern::MatchStar(s) if s.name.is_none())) {
            return self.items_of_sequence(at, patterns, before, subject, attempt);
        }
        let base = self.push_run(at, patterns.len())?;
        let src = self.readable(at, subject)?;
        match star {
            None => self.emit(at, Op::UNPACK, base, src, patterns.len() as u8),
            Some(before) => {
                self.frame.asm.emit_extra(at, Op::UNPACK_EX, base, src, before as u8, (patterns.len() - before - 1) as u32);
            }
        }
        self.frame.top = usize::from(base) + patterns.len();
        self.subpatterns(patterns.iter(), base, attempt)
    }

    /// A sequence whose middle nobody wants, which may be long or without end: asked for the items at its ends alone.
    fn items_of_sequence(&mut self, at: TextRange, patterns: &'a [Pattern], before: usize, subject: u8, attempt: &mut Attempt) -> Res<()> {
        for (i, p) in patterns.iter().enumerate() {
            if i == before || is_wildcard(p) {
                continue;
            }
            let item = self.push(at)?;
            let src = self.readable(at, subject)?;
            let index = if i < before {
                self.const_temp(at, Const::Int(i as i64))?
            } else {
                let index = self.push(at)?;
                self.emit(at, Op::GET_LEN, index, subject, 0);
                let from_end = self.const_temp(at, Const::Int((patterns.len() - i) as i64))?;
                self.emit(at, Op::SUB, index, index, from_end);
                index
            };
            self.emit(at, Op::LOAD_ITEM, item, src, index);
            self.frame.top = usize::from(item) + 1;
            self.subpatterns(core::iter::once(p), item, attempt)?;
        }
        Ok(())
    }

    /// Tests patterns against consecutive temporaries.
    fn subpatterns(&mut self, patterns: impl Iterator<Item = &'a Pattern> + Clone, base: u8, attempt: &mut Attempt) -> Res<()> {
        for (i, _) in patterns.clone().enumerate() {
            self.hold(attempt, base + i as u8);
        }
        for (i, p) in patterns.enumerate() {
            let r = base + i as u8;
            match p {
                // A plain capture needs no second register.
                Pattern::MatchAs(ast::PatternMatchAs { pattern: None, name: Some(name), .. })
                | Pattern::MatchStar(ast::PatternMatchStar { name: Some(name), .. }) => {
                    attempt.captured.push((name.to_string(), name.range, r));
                    continue;
                }
                Pattern::MatchStar(_) => {}
                p => self.pattern(p, r, attempt)?,
            }
            attempt.junk.push(r);
        }
        Ok(())
    }

    fn mapping_pattern(&mut self, m: &'a ast::PatternMatchMapping, subject: u8, attempt: &mut Attempt) -> Res<()> {
        let at = m.range;
        let test = self.push(at)?;
        self.emit(at, Op::MATCH_MAPPING, test, subject, 0);
        self.require(at, test, attempt);
        self.frame.top = usize::from(test);
        if m.keys.is_empty() && m.rest.is_none() {
            return Ok(());
        }
        if !m.keys.is_empty() {
            self.require_length(at, subject, Op::JUMP_GE, m.keys.len(), attempt)?;
        }
        let keys = self.push(at)?;
        self.frame.top = usize::from(keys);
        self.check_keys(m)?;
        let mut constants = Vec::new();
        for key in &m.keys {
            match self.fold(key)? {
                Some(v) => constants.push(v),
                None => break,
            }
        }
        if constants.len() == m.keys.len() {
            self.load_const(at, Const::Tuple(constants), keys)?;
        } else {
            for key in &m.keys {
                self.temp(key)?;
            }
            self.emit(at, Op::BUILD_TUPLE, keys, keys, m.keys.len() as u8);
        }
        self.frame.top = usize::from(keys) + 1;
        self.hold(attempt, keys);
        if !m.keys.is_empty() {
            let values = self.push(at)?;
            self.emit(at, Op::MATCH_KEYS, values, subject, keys);
            self.hold(attempt, values);
            self.unpack_matched(at, values, m.patterns.iter(), attempt)?;
        }
        match &m.rest {
            Some(rest) => {
                let r = self.push(at)?;
                self.emit(at, Op::MATCH_REST, r, subject, keys);
                self.hold(attempt, r);
                attempt.captured.push((rest.to_string(), rest.range, r));
            }
            None => attempt.junk.push(keys),
        }
        Ok(())
    }

    /// `values` is None (no match) or a tuple with a value for each pattern. It is held already.
    fn unpack_matched(
        &mut self,
        at: TextRange,
        values: u8,
        patterns: impl ExactSizeIterator<Item = &'a Pattern> + Clone,
        attempt: &mut Attempt,
    ) -> Res<()> {
        let to = self.failure(attempt);
        let copy = self.push(at)?;
        self.emit(at, Op::COPY, copy, values, 0);
        self.jump_on(at, Op::JUMP_IF_NONE, copy, to);
        self.frame.top = usize::from(copy);
        let n = patterns.len();
        let base = self.push_run(at, n)?;
        self.emit(at, Op::UNPACK, base, values, n as u8);
        self.subpatterns(patterns, base, attempt)
    }

    fn class_pattern(&mut self, c: &'a ast::PatternMatchClass, subject: u8, attempt: &mut Attempt) -> Res<()> {
        let at = c.range;
        let positional = c.arguments.patterns.len();
        let values = self.push(at)?;
        let class = self.temp(&c.cls)?;
        // Private names as they are written, as in CPython.
        let names = c.arguments.keywords.iter().map(|k| Const::Str(k.attr.to_string())).collect();
        self.const_temp(at, Const::Tuple(names))?;
        self.frame.asm.emit_extra(at, Op::MATCH_CLASS, values, subject, class, positional as u32);
        self.frame.top = usize::from(values) + 1;
        self.hold(attempt, values);
        let patterns: Vec<&'a Pattern> = c.arguments.patterns.iter().chain(c.arguments.keywords.iter().map(|k| &k.pattern)).collect();
        self.unpack_matched(at, values, patterns.iter().copied(), attempt)
    }

    fn or_pattern(&mut self, o: &'a ast::PatternMatchOr, subject: u8, attempt: &mut Attempt) -> Res<()> {
        let at = o.range;
        let mut bound = Vec::new();
        names(&o.patterns[0], &mut bound);
        // Every alternative delivers its captures in these registers.
        let shared = self.push_run(at, bound.len().max(1))?;
        if bound.is_empty() {
            self.frame.top = usize::from(shared);
        }
        let mark = self.frame.top;
        let done = self.label();
        let outer = self.failure(attempt);
        for p in &o.patterns {
            let mut inner = self.attempt();
            self.pattern(p, subject, &mut inner)?;
            for &r in &inner.junk {
                self.emit(at, Op::CLEAR, r, 0, 0);
            }
            for (name, range, r) in &inner.captured {
                if let Some(i) = bound.iter().position(|(n, _)| n == name) {
                    self.emit(*range, Op::MOVE, shared + i as u8, *r, 0);
                }
            }
            self.jump(at, done);
            self.fail_code(at, &inner);
            self.frame.top = mark;
        }
        self.jump(at, outer);
        self.bind(done);
        for (i, (name, range)) in bound.into_iter().enumerate() {
            self.hold(attempt, shared + i as u8);
            attempt.captured.push((name, range, shared + i as u8));
        }
        Ok(())
    }
}

fn is_wildcard(p: &Pattern) -> bool {
    matches!(p, Pattern::MatchAs(ast::PatternMatchAs { pattern: None, name: None, .. }))
}

/// The patterns directly inside another.
pub(crate) fn children(p: &Pattern) -> Vec<&Pattern> {
    match p {
        Pattern::MatchSequence(s) => s.patterns.iter().collect(),
        Pattern::MatchMapping(m) => m.patterns.iter().collect(),
        Pattern::MatchClass(c) => c.arguments.patterns.iter().chain(c.arguments.keywords.iter().map(|k| &k.pattern)).collect(),
        Pattern::MatchAs(a) => a.pattern.iter().map(|p| &**p).collect(),
        Pattern::MatchOr(o) => o.patterns.iter().collect(),
        _ => Vec::new(),
    }
}

/// Names that a pattern binds, those of an or-pattern once.
pub(crate) fn names(p: &Pattern, found: &mut Vec<(String, TextRange)>) {
    if let Pattern::MatchOr(o) = p {
        return o.patterns.first().map_or((), |p| names(p, found));
    }
    children(p).into_iter().for_each(|p| names(p, found));
    let name = match p {
        Pattern::MatchAs(a) => &a.name,
        Pattern::MatchStar(s) => &s.name,
        Pattern::MatchMapping(m) => &m.rest,
        _ => &None,
    };
    if let Some(name) = name {
        found.push((name.to_string(), p.range()));
    }
}

/// Expressions inside a pattern: values, keys and classes.
pub(crate) fn values<'p>(p: &'p Pattern, found: &mut Vec<&'p Expr>) {
    match p {
        Pattern::MatchValue(v) => found.push(&v.value),
        Pattern::MatchMapping(m) => found.extend(&m.keys),
        Pattern::MatchClass(c) => found.push(&c.cls),
        _ => {}
    }
    children(p).into_iter().for_each(|p| values(p, found));
}
