//! Freeing a syntax tree without recursion.
//!
//! A chain of a million operators is a tree a million deep on its left side; its own `drop` would use as many stack frames. So are the trees
//! of texts with errors, which the limits need not have bounded.

use core::cell::RefCell;
use ruff_python_ast::visitor::transformer::{Transformer, walk_expr, walk_interpolated_string_element, walk_pattern, walk_stmt};
use ruff_python_ast::{
    AtomicNodeIndex, Expr, ExprEllipsisLiteral, InterpolatedStringElement, InterpolatedStringFormatSpec, Mod, Pattern,
    PatternMatchSingleton, Singleton, Stmt, StmtPass,
};
use ruff_text_size::TextRange;

/// Parts that are cut off and not yet freed.
#[derive(Default)]
struct Parts {
    statements: RefCell<Vec<Stmt>>,
    expressions: RefCell<Vec<Expr>>,
    patterns: RefCell<Vec<Pattern>>,
    specifications: RefCell<Vec<InterpolatedStringFormatSpec>>,
}

impl Transformer for Parts {
    fn visit_stmt(&self, stmt: &mut Stmt) {
        let pass = Stmt::Pass(StmtPass { node_index: AtomicNodeIndex::NONE, range: TextRange::default() });
        self.statements.borrow_mut().push(core::mem::replace(stmt, pass));
    }

    fn visit_expr(&self, expr: &mut Expr) {
        let leaf = Expr::EllipsisLiteral(ExprEllipsisLiteral { node_index: AtomicNodeIndex::NONE, range: TextRange::default() });
        self.expressions.borrow_mut().push(core::mem::replace(expr, leaf));
    }

    fn visit_pattern(&self, pattern: &mut Pattern) {
        let leaf = PatternMatchSingleton { node_index: AtomicNodeIndex::NONE, range: TextRange::default(), value: Singleton::None };
        self.patterns.borrow_mut().push(core::mem::replace(pattern, Pattern::MatchSingleton(leaf)));
    }

    fn visit_interpolated_string_element(&self, element: &mut InterpolatedStringElement) {
        // Format specifications nest elements in elements.
        if let InterpolatedStringElement::Interpolation(e) = element
            && let Some(spec) = e.format_spec.take()
        {
            self.specifications.borrow_mut().push(*spec);
        }
        walk_interpolated_string_element(self, element);
    }
}

/// Frees a tree of any depth.
pub(crate) fn dismantle(mut tree: Mod) {
    let parts = Parts::default();
    match &mut tree {
        Mod::Module(m) => parts.visit_body(&mut m.body),
        Mod::Expression(e) => parts.visit_expr(&mut e.body),
    }
    // Each part is freed when its own parts have been cut off.
    loop {
        let next = parts.expressions.borrow_mut().pop();
        if let Some(mut e) = next {
            walk_expr(&parts, &mut e);
            continue;
        }
        let next = parts.specifications.borrow_mut().pop();
        if let Some(mut s) = next {
            for e in &mut s.elements {
                parts.visit_interpolated_string_element(e);
            }
            continue;
        }
        let next = parts.patterns.borrow_mut().pop();
        if let Some(mut p) = next {
            walk_pattern(&parts, &mut p);
            continue;
        }
        let next = parts.statements.borrow_mut().pop();
        let Some(mut s) = next else { return };
        walk_stmt(&parts, &mut s);
    }
}
