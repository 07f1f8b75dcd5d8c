//! Abstract syntax trees as objects: nodes of the classes in `_ast`, made as a [`Program`] of the front-end says.

use freewheel_kernel::interp::import;
use freewheel_kernel::native::{Builtin, Obj, R, Thread};
use freewheel_kernel::types::dict_object::Dict;
use freewheel_kernel::types::type_object::{Type, as_type};
use freewheel_kernel::types::{attribute, protocol};
use freewheel_python::{Class, PLACE, Place, Places, Program, Step};

/// A class of nodes with the names of its fields, as objects.
struct Known {
    class: Obj,
    fields: Vec<Obj>,
    /// The node that stands for all of a class which has neither fields nor a place.
    only: Option<Obj>,
}

/// The classes of `_ast`, looked up when they are needed.
struct Classes {
    module: Obj,
    singletons: Obj,
    place: Vec<Obj>,
    known: [Option<Known>; Class::ALL.len()],
}

impl Classes {
    fn new(th: &mut Thread) -> R<Classes> {
        let module = import::import(th, "_ast", &Obj::NONE, &Obj::NONE, 0)?;
        let singletons = attribute(th, &module, "_singletons")?;
        let mut place = th.vec(PLACE.len())?;
        for name in PLACE {
            place.push(th.intern(name)?);
        }
        Ok(Classes { module, singletons, place, known: [const { None }; Class::ALL.len()] })
    }

    fn look_up(&mut self, th: &mut Thread, class: Class) -> R<()> {
        if self.known[class as usize].is_some() {
            return Ok(());
        }
        let name = th.intern(class.name())?;
        let mut fields = th.vec(class.fields().len())?;
        for f in class.fields() {
            fields.push(th.intern(f.name)?);
        }
        let only = self.singletons.get::<Dict>().and_then(|d| d.get_name(&name));
        self.known[class as usize] = Some(Known { class: protocol::get_attr(th, &self.module, &name)?, fields, only });
        Ok(())
    }

    /// A node with these values in its fields.
    fn node(&mut self, th: &mut Thread, class: Class, at: Place, values: &[Obj]) -> R<Obj> {
        self.look_up(th, class)?;
        let Some(known) = &self.known[class as usize] else { return Err(broken(th)) };
        if let Some(only) = &known.only {
            return Ok(only.clone());
        }
        let Some(ty) = as_type(&known.class) else { return Err(broken(th)) };
        let node = th.new_instance(ty)?;
        for (name, value) in known.fields.iter().zip(values) {
            set(th, &node, ty, name, value)?;
        }
        if class.places() != Places::No {
            let numbers = [at.line, at.column, at.end_line, at.end_column];
            for (name, n) in self.place.iter().zip(numbers) {
                let n = th.int(i64::from(n))?;
                set(th, &node, ty, name, &n)?;
            }
        }
        Ok(node)
    }
}

fn attribute(th: &mut Thread, v: &Obj, name: &str) -> R<Obj> {
    let name = th.intern(name)?;
    protocol::get_attr(th, v, &name)
}

fn set(th: &mut Thread, node: &Obj, ty: &freewheel_kernel::native::Object<Type>, name: &Obj, value: &Obj) -> R<()> {
    if attribute::set_own(th, node, ty, name, value)? { Ok(()) } else { Err(broken(th)) }
}

/// `_ast` is not what it was.
fn broken(th: &mut Thread) -> freewheel_kernel::native::Raised {
    th.raise(Builtin::SystemError, format_args!("the classes of _ast are not in order"))
}

/// Makes the objects of a tree.
///
/// # Errors
/// `MemoryError`; what importing `_ast` raises.
pub(crate) fn build(th: &mut Thread, program: &Program) -> R<Obj> {
    let mut classes = Classes::new(th)?;
    let mut stack: Vec<Obj> = Vec::new();
    for step in &program.steps {
        let made = match step {
            Step::Nothing => Obj::NONE,
            Step::Constant(c) => match th.plain_constant(c)? {
                Some(value) => value,
                None => return Err(broken(th)),
            },
            // Most are names, of which a program has few that differ.
            Step::Text(text) => th.intern(text)?,
            Step::List(count) => {
                let from = stack.len().saturating_sub(*count as usize);
                let mut items = th.vec(stack.len() - from)?;
                items.extend(stack.drain(from..));
                th.list(items)?
            }
            Step::Node(class, at) => {
                let from = stack.len().saturating_sub(class.fields().len());
                let node = classes.node(th, *class, *at, &stack[from..])?;
                stack.truncate(from);
                node
            }
        };
        th.push(&mut stack, made)?;
    }
    match stack.pop() {
        Some(tree) => Ok(tree),
        None => Err(broken(th)),
    }
}

/// Whether an object is a node.
///
/// # Errors
/// What importing `_ast` raises.
pub(crate) fn is_node(th: &mut Thread, v: &Obj) -> R<bool> {
    // Only instances of classes are, and whoever has made one has imported the module: bytes and the like need not.
    if !th.type_of(v).is_heap() {
        return Ok(false);
    }
    let module = import::import(th, "_ast", &Obj::NONE, &Obj::NONE, 0)?;
    let class = attribute(th, &module, "AST")?;
    let Some(class) = as_type(&class) else { return Ok(false) };
    Ok(th.type_of(v).is_subtype(class))
}

#[cfg(test)]
mod tests {
    use freewheel_python::{Class, Kind, Number, Places};

    /// The line that the grammar in `_ast` has for a class.
    fn line(class: Class) -> String {
        let fields: Vec<String> = class
            .fields()
            .iter()
            .map(|f| {
                let kind = match f.kind {
                    Kind::Node(sum) => sum,
                    Kind::Identifier => "identifier",
                    Kind::Text => "string",
                    Kind::Int => "int",
                    Kind::Constant => "constant",
                };
                let mark = match f.number {
                    Number::One => "",
                    Number::Optional => "?",
                    Number::Many => "*",
                    Number::ManyOptional => "?*",
                };
                format!("{kind}{mark} {}", f.name)
            })
            .collect();
        if fields.is_empty() { class.name().to_owned() } else { format!("{}({})", class.name(), fields.join(", ")) }
    }

    #[test]
    fn the_front_end_and_the_module_have_one_grammar() {
        let module = include_str!("modules/ast_native.py");
        let grammar = module.split("_GRAMMAR = \"\"\"\\\n").nth(1).and_then(|rest| rest.split("\"\"\"").next()).expect("the grammar");
        let mut written = Vec::new();
        let (mut sum, mut places) = ("", "");
        for text in grammar.lines() {
            let (head, at) = text.trim_end_matches(':').split_once('@').unwrap_or((text.trim_end_matches(':'), ""));
            match head.strip_prefix(' ') {
                Some(class) => written.push((sum, places, class.to_owned())),
                None if text.ends_with(':') => (sum, places) = (head, at),
                None => written.push((head.split('(').next().unwrap_or(head), at, head.to_owned())),
            }
        }
        let known: Vec<_> = Class::ALL
            .iter()
            .map(|c| {
                let places = match c.places() {
                    Places::No => "",
                    Places::Start => "place",
                    Places::Span => "span",
                };
                (c.sum(), places, line(*c))
            })
            .collect();
        assert_eq!(known, written);
    }
}
