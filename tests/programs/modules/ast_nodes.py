"""Nodes of syntax trees, made by hand: what the classes say of themselves, how they are made, shown, copied and walked."""

import ast
import copy
import pickle
import warnings

warnings.simplefilter("error")


def attempt(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__, e)


def place(node):
    return ast.fix_missing_locations(node)


# What the classes are.
classes = sorted((n for n in dir(ast) if isinstance(getattr(ast, n), type) and issubclass(getattr(ast, n), ast.AST)))
for name in classes:
    cls = getattr(ast, name)
    types = {k: v.__name__ if isinstance(v, type) else str(v) for k, v in getattr(cls, "_field_types", {}).items()}
    print(name, cls.__base__.__name__, cls._fields, cls._attributes, cls.__match_args__ == cls._fields, types)
    print("   ", cls.__doc__)
print(ast.PyCF_ONLY_AST, ast.PyCF_TYPE_COMMENTS, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, ast.PyCF_OPTIMIZED_AST)
print(ast.Name, ast.AST, ast.Name.__qualname__, ast.Name.__annotations__)
print(ast.expr.end_lineno, ast.arg.end_col_offset, hasattr(ast.pattern, "end_lineno"), hasattr(ast.Name, "lineno"))

# Making them.
name = ast.Name("a")
print(vars(name), name.ctx is ast.Name("b").ctx, ast.Load() is ast.Load(), ast.Load() == ast.Load())
print(sorted(vars(ast.FunctionDef("f", ast.arguments())).items()))
print(vars(ast.Name("a", ast.Store(), lineno=3, col_offset=4)))
print(ast.Return().value, ast.Constant(3).kind, ast.ExceptHandler().name)
attempt(lambda: ast.Name())
attempt(lambda: ast.BinOp())
attempt(lambda: ast.BinOp(op=ast.Add()))
attempt(lambda: ast.Name("a", "b", "c"))
attempt(lambda: ast.Add(1))
attempt(lambda: ast.Name("a", id="b"))
attempt(lambda: ast.Name("a", foo="b"))
attempt(lambda: ast.Name("a").lineno)
for cls in ast.AST, ast.expr, ast.stmt, ast.operator, ast.pattern:
    attempt(cls)


# Classes derived from them.
class Point(ast.AST):
    _fields = ("x", "y")


class Typed(ast.AST):
    _fields = ("name", "many", "context", "maybe")
    _field_types = {"name": str, "many": list[int], "context": ast.expr_context, "maybe": int | None}
    _attributes = ("mark",)


class Half(ast.AST):
    _fields = ("known", "unknown")
    _field_types = {"known": int}


class Special(ast.Name):
    pass


attempt(lambda: Point(1, 2))
attempt(lambda: vars(Point(y=2)))
attempt(lambda: Point(z=1))
attempt(lambda: Point())
attempt(lambda: Typed())
attempt(lambda: sorted(vars(Typed("n", mark=4))))
attempt(lambda: Half())
attempt(lambda: Special())
attempt(lambda: Special("s"))
attempt(lambda: Special("s", 1, 2))

# How they look.
call = ast.Call(ast.Name("f"), [ast.Constant(1), ast.BinOp(ast.Name("a"), ast.Mult(), ast.Constant("x"))], [ast.keyword("k", ast.List([ast.Constant(i) for i in range(5)]))])
print(call)
print(ast.Expr(ast.Expr(ast.Expr(ast.Expr(call)))))
print(ast.Constant((1, 2, 3)), ast.Constant([]), ast.Constant((1,)), ast.Constant([[1, 2, 3], [ast.Add()]]))
loop = ast.Constant(None)
loop.value = loop
print(loop)
loop.value = {"again": [loop]}
print(loop)
broken = ast.Name("a")
del broken.id
attempt(lambda: broken)
print(ast.dump(call, show_empty=True))
print(ast.dump(call, indent=1, show_empty=True))

# Copies.
module = place(ast.Module([ast.Assign([ast.Name("x", ast.Store())], call), ast.Expr(ast.Await(ast.Name("y")))]))
for other in copy.copy(module), copy.deepcopy(module), *(pickle.loads(pickle.dumps(module, p)) for p in range(6)):
    print(ast.dump(other, include_attributes=True) == ast.dump(module, include_attributes=True), other.body is module.body, ast.compare(other, module))
print(ast.Name("a").__reduce__(), ast.AST.__new__(ast.Name).__reduce__())
print(copy.replace(ast.Name("a", lineno=1), id="b").id, vars(copy.replace(ast.Name("a", lineno=1), lineno=7)))
attempt(lambda: copy.replace(ast.Name("a"), other=3))
attempt(lambda: broken.__replace__(ctx=ast.Store()))
attempt(lambda: ast.Name("a").__replace__(1))
extra = ast.Name("a")
extra.more = 1
print(vars(copy.replace(extra, id="z")), vars(copy.copy(extra)))

# Walks.
print([type(n).__name__ for n in ast.walk(module)])
print([f for f, _ in ast.iter_fields(call)], [type(n).__name__ for n in ast.iter_child_nodes(call)])


class Names(ast.NodeVisitor):
    def __init__(self):
        self.seen = []

    def visit_Name(self, node):
        self.seen.append((node.id, type(node.ctx).__name__))


class Renamer(ast.NodeTransformer):
    def visit_Name(self, node):
        return ast.copy_location(ast.Name(node.id.upper(), node.ctx), node)

    def visit_Constant(self, node):
        return None if node.value == 3 else node


names = Names()
names.visit(module)
print(names.seen)
print(ast.dump(Renamer().visit(copy.deepcopy(module)), show_empty=True))

# Patterns.
match call:
    case ast.Call(ast.Name(f), [ast.Constant(first), ast.BinOp(left=ast.Name(id), op=ast.Mult())], [ast.keyword(k, _)]):
        print(f, first, id, k)

print(ast.unparse(module))
print(ast.unparse(place(ast.Lambda(ast.arguments(args=[ast.arg("p"), ast.arg("q")], defaults=[ast.Constant(2)]), ast.IfExp(ast.Name("p"), ast.Tuple([ast.Name("q")]), ast.Dict([None], [ast.Name("r")]))))))
print(ast.literal_eval(ast.List([ast.Constant(1), ast.UnaryOp(ast.USub(), ast.Constant(2)), ast.Tuple([ast.Constant("x")])])))
