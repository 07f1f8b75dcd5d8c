"""The classes of abstract syntax trees: the part of `ast` that CPython has in C.

The grammar below says all there is to know of a class: its name and base, its fields, their types, which of them may be left out. Nodes are plain objects
with a dict; two threads that build or change one node see what they would see of any object with attributes.
"""

from _thread import _local

PyCF_ONLY_AST = 0x400
PyCF_TYPE_COMMENTS = 0x1000
PyCF_ALLOW_TOP_LEVEL_AWAIT = 0x2000
PyCF_OPTIMIZED_AST = 0x8400

# One class a line. A line that ends in ":" begins a sum, whose classes follow, indented; others are classes of their own. What stands behind "@" are the
# attributes: "place" is the four numbers of a place in the text, whose end may be left out, "span" is the same with the end required.
_GRAMMAR = """\
mod:
 Module(stmt* body, type_ignore* type_ignores)
 Interactive(stmt* body)
 Expression(expr body)
 FunctionType(expr* argtypes, expr returns)
stmt@place:
 FunctionDef(identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params)
 AsyncFunctionDef(identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params)
 ClassDef(identifier name, expr* bases, keyword* keywords, stmt* body, expr* decorator_list, type_param* type_params)
 Return(expr? value)
 Delete(expr* targets)
 Assign(expr* targets, expr value, string? type_comment)
 TypeAlias(expr name, type_param* type_params, expr value)
 AugAssign(expr target, operator op, expr value)
 AnnAssign(expr target, expr annotation, expr? value, int simple)
 For(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment)
 AsyncFor(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment)
 While(expr test, stmt* body, stmt* orelse)
 If(expr test, stmt* body, stmt* orelse)
 With(withitem* items, stmt* body, string? type_comment)
 AsyncWith(withitem* items, stmt* body, string? type_comment)
 Match(expr subject, match_case* cases)
 Raise(expr? exc, expr? cause)
 Try(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)
 TryStar(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)
 Assert(expr test, expr? msg)
 Import(alias* names, int? is_lazy)
 ImportFrom(identifier? module, alias* names, int? level, int? is_lazy)
 Global(identifier* names)
 Nonlocal(identifier* names)
 Expr(expr value)
 Pass
 Break
 Continue
expr@place:
 BoolOp(boolop op, expr* values)
 NamedExpr(expr target, expr value)
 BinOp(expr left, operator op, expr right)
 UnaryOp(unaryop op, expr operand)
 Lambda(arguments args, expr body)
 IfExp(expr test, expr body, expr orelse)
 Dict(expr?* keys, expr* values)
 Set(expr* elts)
 ListComp(expr elt, comprehension* generators)
 SetComp(expr elt, comprehension* generators)
 DictComp(expr key, expr? value, comprehension* generators)
 GeneratorExp(expr elt, comprehension* generators)
 Await(expr value)
 Yield(expr? value)
 YieldFrom(expr value)
 Compare(expr left, cmpop* ops, expr* comparators)
 Call(expr func, expr* args, keyword* keywords)
 FormattedValue(expr value, int conversion, expr? format_spec)
 Interpolation(expr value, constant str, int conversion, expr? format_spec)
 JoinedStr(expr* values)
 TemplateStr(expr* values)
 Constant(constant value, string? kind)
 Attribute(expr value, identifier attr, expr_context ctx)
 Subscript(expr value, expr slice, expr_context ctx)
 Starred(expr value, expr_context ctx)
 Name(identifier id, expr_context ctx)
 List(expr* elts, expr_context ctx)
 Tuple(expr* elts, expr_context ctx)
 Slice(expr? lower, expr? upper, expr? step)
expr_context:
 Load
 Store
 Del
boolop:
 And
 Or
operator:
 Add
 Sub
 Mult
 MatMult
 Div
 Mod
 Pow
 LShift
 RShift
 BitOr
 BitXor
 BitAnd
 FloorDiv
unaryop:
 Invert
 Not
 UAdd
 USub
cmpop:
 Eq
 NotEq
 Lt
 LtE
 Gt
 GtE
 Is
 IsNot
 In
 NotIn
comprehension(expr target, expr iter, expr* ifs, int is_async)
excepthandler@place:
 ExceptHandler(expr? type, identifier? name, stmt* body)
arguments(arg* posonlyargs, arg* args, arg? vararg, arg* kwonlyargs, expr?* kw_defaults, arg? kwarg, expr* defaults)
arg(identifier arg, expr? annotation, string? type_comment)@place
keyword(identifier? arg, expr value)@place
alias(identifier name, identifier? asname)@place
withitem(expr context_expr, expr? optional_vars)
match_case(pattern pattern, expr? guard, stmt* body)
pattern@span:
 MatchValue(expr value)
 MatchSingleton(constant value)
 MatchSequence(pattern* patterns)
 MatchMapping(expr* keys, pattern* patterns, identifier? rest)
 MatchClass(expr cls, pattern* patterns, identifier* kwd_attrs, pattern* kwd_patterns)
 MatchStar(identifier? name)
 MatchAs(pattern? pattern, identifier? name)
 MatchOr(pattern* patterns)
type_ignore:
 TypeIgnore(int lineno, string tag)
type_param@span:
 TypeVar(identifier name, expr? bound, expr? default_value)
 ParamSpec(identifier name, expr? default_value)
 TypeVarTuple(identifier name, expr? default_value)
"""

_PLACE = ("lineno", "col_offset", "end_lineno", "end_col_offset")
_REPR_DEPTH = 3

_GenericAlias = type(list[int])
_UnionType = type(int | str)

_abstract = set()
# Nodes without fields that trees share: name of the class to node. `Load` is also what a context is that nobody gives.
_singletons = {}
_running = _local()


def _full_name(cls):
    module = cls.__module__
    return cls.__qualname__ if module in ("__main__", "builtins") else "%s.%s" % (module, cls.__qualname__)


def _listed(names):
    names = [repr(n) for n in names]
    if len(names) < 3:
        return " and ".join(names)
    return ", ".join(names[:-1]) + ", and " + names[-1]


def _fill(self, cls, left):
    """Gives values to the fields that nobody named: an empty list, the context Load, or the class's own None."""
    types = getattr(cls, "_field_types", None)
    if types is None:
        return
    missing = []
    for name in left:
        try:
            kind = types[name]
        except KeyError:
            raise TypeError("Field %r is missing from %s._field_types" % (name, _full_name(cls))) from None
        if type(kind) is _GenericAlias:
            setattr(self, name, [])
        elif kind is expr_context:
            setattr(self, name, _singletons["Load"])
        elif type(kind) is not _UnionType:
            missing.append(name)
    if missing:
        s = "" if len(missing) == 1 else "s"
        raise TypeError("%s.__init__ missing %d required positional argument%s: %s" % (_full_name(cls), len(missing), s, _listed(missing)))


class AST:
    __module__ = "ast"
    _fields = ()
    _attributes = ()
    __match_args__ = ()
    __annotations__ = {}

    def __init__(self, /, *args, **kwargs):
        cls = type(self)
        if cls in _abstract:
            from warnings import warn
            warn("Instantiating abstract AST node class ast.%s is deprecated. This will become an error in Python 3.20" % cls.__name__,
                 DeprecationWarning, stacklevel=1)
        fields = cls._fields
        count = len(fields)
        given = len(args)
        if given > count:
            s = "" if count == 1 else "s"
            raise TypeError("%s constructor takes at most %d positional argument%s" % (cls.__name__, count, s))
        for name, value in zip(fields, args):
            setattr(self, name, value)
        if kwargs:
            left = [n for n in fields[given:] if n not in kwargs]
            for name, value in kwargs.items():
                if name in fields:
                    if name in fields[:given]:
                        raise TypeError("%s got multiple values for argument %r" % (_full_name(cls), name))
                elif name not in cls._attributes:
                    raise TypeError("%s.__init__ got an unexpected keyword argument %r" % (_full_name(cls), name))
                setattr(self, name, value)
            if left:
                _fill(self, cls, left)
        elif given < count:
            _fill(self, cls, fields[given:])

    def __reduce__(self):
        state = self.__dict__
        given = 0
        # Placeholders: the values come with the dict, after nodes that contain this one have been made.
        for name in type(self)._fields:
            if name not in state:
                break
            given += 1
        return type(self), (None,) * given, state.copy()

    def __replace__(self, /, *args, **fields):
        if args:
            raise TypeError("__replace__() takes no positional arguments")
        cls = type(self)
        state = self.__dict__
        values = {}
        for name in (*cls._fields, *cls._attributes):
            if name in state:
                values[name] = state[name]
        values.update(fields)
        return cls(**values)

    def __repr__(self):
        return _repr(self, _REPR_DEPTH)


def _repr(node, depth):
    cls = type(node)
    title = "ast.AST" if cls is AST else cls.__name__
    fields = cls._fields
    if depth <= 0:
        return title + "(...)"
    try:
        running = _running.nodes
    except AttributeError:
        running = _running.nodes = []
    if any(n is node for n in running):
        return title + "(...)"
    running.append(node)
    try:
        parts = []
        for name in fields:
            value = getattr(node, name)
            parts.append("%s=%s" % (name, _repr_value(value, depth)))
        return "%s(%s)" % (title, ", ".join(parts))
    finally:
        running.pop()


def _repr_value(value, depth):
    if isinstance(value, list):
        return "[%s]" % _repr_items(value, depth)
    if isinstance(value, tuple):
        return "(%s)" % _repr_items(value, depth)
    if isinstance(value, AST):
        return _repr(value, depth - 1)
    return repr(value)


def _repr_items(items, depth):
    """The first and the last of a list."""
    items = list(items)
    ends = items if len(items) < 2 else [items[0], items[-1]]
    shown = [_repr(v, depth - 1) if isinstance(v, AST) else repr(v) for v in ends]
    if len(items) > 2:
        shown.insert(1, "...")
    return ", ".join(shown)


def _build():
    """Makes the classes that the grammar names: first all of them, then the types of their fields, which name other classes."""
    space = globals()
    known = {"identifier": str, "string": str, "int": int, "constant": object}
    later = []
    base = None
    members = []
    for line in _GRAMMAR.splitlines():
        inner = line[0] == " "
        text, _, attributes = line.strip(" :").partition("@")
        name, _, fields = text.partition("(")
        pairs = [tuple(f.split(" ")) for f in fields[:-1].split(", ")] if fields else []
        names = tuple(field for _, field in pairs)
        body = {"__module__": "ast", "_fields": names, "__match_args__": names, "__doc__": text}
        for kind, field in pairs:
            if kind[-1] == "?":
                body[field] = None
        if not inner:
            body["_attributes"] = _PLACE if attributes else ()
            if attributes == "place":
                body["end_lineno"] = body["end_col_offset"] = None
        made = type(name, (base if inner else AST,), body)
        known[name] = space[name] = made
        if line[-1] == ":":
            base = made
            members.append((made, []))
            _abstract.add(made)
        else:
            later.append((made, pairs))
            if inner:
                members[-1][1].append(text)
                if not pairs and base.__name__ != "stmt":
                    _singletons[name] = made()
    for made, texts in members:
        plain = not any("(" in t for t in texts)
        between = " | " if plain else "\n%s| " % (" " * (len(made.__name__) + 1))
        made.__doc__ = "%s = %s" % (made.__name__, between.join(texts))
    for made, pairs in later:
        types = {}
        for kind, field in pairs:
            if kind not in known:
                plain = known[kind.rstrip("?*")]
                known[kind] = list[plain] if kind[-1] == "*" else plain | None
            types[field] = known[kind]
        made._field_types = types
        made.__annotations__ = types


_abstract.add(AST)
_build()
del _build
