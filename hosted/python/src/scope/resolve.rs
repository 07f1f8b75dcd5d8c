//! From uses to homes: which scope each name belongs to, what is captured, and which registers comprehension variables share.

use super::{CONDITIONAL, Hidden, Home, NAMESPACE, ScopeId, ScopeKind, Scopes, flag};
use crate::error::{Res, fail};

/// Decides the home of every name.
pub(super) fn resolve(scopes: &mut Scopes) -> Res<()> {
    for id in 0..scopes.list.len() {
        let names = scopes.list[id].order.clone();
        for name in names {
            resolve_name(scopes, id, &name)?;
        }
    }
    for id in 0..scopes.list.len() {
        if !matches!(scopes.list[id].kind, ScopeKind::Inlined(_)) {
            let mut hidden = Vec::new();
            let children = scopes.list[id].inlined_children.clone();
            for child in children {
                place_hidden(scopes, child, &mut hidden, &mut Vec::new());
            }
            scopes.list[id].hidden = hidden;
        }
    }
    Ok(())
}

fn resolve_name(scopes: &mut Scopes, id: ScopeId, name: &str) -> Res<()> {
    let scope = &scopes.list[id];
    let symbol = scope.symbols[name];
    let free = symbol.flags & (flag::GLOBAL | flag::NONLOCAL | flag::LOCAL) == 0;
    let in_class = if free && scope.sees_class { class_flags(scopes, id, name) } else { 0 };
    let home = if in_class & (flag::GLOBAL | flag::LOCAL) != 0 && in_class & flag::NONLOCAL == 0 {
        // Found in the class's namespace or else as a global, as in the class body itself.
        if let Some(symbol) = scopes.list[id].symbols.get_mut(name) {
            symbol.flags |= in_class & flag::GLOBAL;
        }
        Home::Global
    } else if symbol.flags & flag::GLOBAL != 0 || scope.kind == ScopeKind::Module {
        Home::Global
    } else if symbol.flags & flag::NONLOCAL != 0 {
        if !capture(scopes, id, name) {
            return fail(symbol.at, format!("no binding for nonlocal '{name}' found"));
        }
        if names_type_param(scopes, id, name) {
            return fail(symbol.at, format!("nonlocal binding not allowed for type parameter '{name}'"));
        }
        Home::Free
    } else if symbol.flags & flag::LOCAL != 0 {
        // `capture` may have made it a cell already: inner scopes come later, but a class can be asked by its comprehensions.
        if symbol.home == Home::Cell { Home::Cell } else { Home::Local }
    } else if capture(scopes, id, name) {
        Home::Free
    } else {
        Home::Global
    };
    if let Some(symbol) = scopes.list[id].symbols.get_mut(name) {
        symbol.home = home;
    }
    Ok(())
}

/// How the class whose names `id` sees uses `name`.
fn class_flags(scopes: &Scopes, id: ScopeId, name: &str) -> u8 {
    let mut at = scopes.list[id].parent;
    while let Some(s) = at {
        let scope = &scopes.list[s];
        if scope.kind == ScopeKind::Class {
            return scope.symbols.get(name).map_or(0, |s| s.flags);
        }
        at = scope.parent;
    }
    0
}

/// Whether the variable that `nonlocal name` in `id` means is a type parameter.
fn names_type_param(scopes: &Scopes, id: ScopeId, name: &str) -> bool {
    let mut at = scopes.list[id].parent;
    while let Some(s) = at {
        let scope = &scopes.list[s];
        let flags = scope.symbols.get(name).map_or(0, |s| s.flags);
        if scope.kind != ScopeKind::Class && flags & flag::LOCAL != 0 && flags & flag::NONLOCAL == 0 {
            return flags & flag::TYPE_PARAM != 0;
        }
        at = scope.parent;
    }
    false
}

/// Looks for the function around `id` that owns `name`; makes it a cell there and a free variable of all functions between.
fn capture(scopes: &mut Scopes, id: ScopeId, name: &str) -> bool {
    let mut path = vec![id];
    let mut at = scopes.list[id].parent;
    while let Some(s) = at {
        let scope = &mut scopes.list[s];
        let flags = scope.symbols.get(name).map_or(0, |s| s.flags);
        let found = match scope.kind {
            ScopeKind::Module => return false,
            ScopeKind::Class if name == "__class__" => {
                scope.needs_class_cell = true;
                true
            }
            ScopeKind::Class if name == NAMESPACE => {
                scope.needs_namespace_cell = true;
                true
            }
            ScopeKind::Class if name == CONDITIONAL => {
                scope.needs_conditional_cell = true;
                true
            }
            ScopeKind::Class => false,
            ScopeKind::Inlined(_) => flags & flag::LOCAL != 0,
            _ if flags & flag::GLOBAL != 0 => return false,
            _ => flags & flag::LOCAL != 0 && flags & flag::NONLOCAL == 0,
        };
        if found {
            if scope.kind != ScopeKind::Class
                && let Some(symbol) = scope.symbols.get_mut(name)
            {
                symbol.home = Home::Cell;
            }
            for p in path {
                scopes.list[p].free.insert(name.to_owned());
            }
            return true;
        }
        if !matches!(scope.kind, ScopeKind::Inlined(_)) {
            path.push(s);
        }
        at = scope.parent;
    }
    false
}

/// Gives the variables of an inlined comprehension hidden locals. Comprehensions side by side share them, nested ones do not.
fn place_hidden(scopes: &mut Scopes, id: ScopeId, hidden: &mut Vec<Hidden>, busy: &mut Vec<usize>) {
    let depth = busy.len();
    for name in scopes.list[id].order.clone() {
        let symbol = scopes.list[id].symbols[&name];
        if symbol.flags & flag::LOCAL == 0 {
            continue;
        }
        let wanted = Hidden { name: name.clone(), cell: symbol.home == Home::Cell };
        let slot = (0..hidden.len()).find(|i| hidden[*i] == wanted && !busy.contains(i)).unwrap_or_else(|| {
            hidden.push(wanted);
            hidden.len() - 1
        });
        busy.push(slot);
        scopes.list[id].slots.insert(name, slot);
    }
    for child in scopes.list[id].inlined_children.clone() {
        place_hidden(scopes, child, hidden, busy);
    }
    busy.truncate(depth);
}
