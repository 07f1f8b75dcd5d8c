//! The classes of nodes, with their fields. `_ast` (`hosted/src/modules/ast_native.py`) makes Python's classes of the same grammar; a test there compares the two.

/// What a field, or an item of a field that is a list, must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A node of the sum of this name, or of the class of this name.
    Node(&'static str),
    /// A string that names something.
    Identifier,
    /// Any other string.
    Text,
    /// An integer.
    Int,
    /// The value of a literal.
    Constant,
}

/// How many values a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// One.
    One,
    /// One, or `None`.
    Optional,
    /// A list.
    Many,
    /// A list of values and `None`.
    ManyOptional,
}

/// A field of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// How much of it.
    pub number: Number,
}

/// Which attributes a class has beside its fields: the names of [`PLACE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Places {
    /// None.
    No,
    /// All; the end may be left out.
    Start,
    /// All.
    Span,
}

/// Attributes that say where a node stands.
pub const PLACE: [&str; 4] = ["lineno", "col_offset", "end_lineno", "end_col_offset"];

macro_rules! kind {
    (identifier) => {
        Kind::Identifier
    };
    (string) => {
        Kind::Text
    };
    (int) => {
        Kind::Int
    };
    (constant) => {
        Kind::Constant
    };
    ($node:ident) => {
        Kind::Node(stringify!($node))
    };
}

macro_rules! number {
    () => {
        Number::One
    };
    (?) => {
        Number::Optional
    };
    (*) => {
        Number::Many
    };
    (? *) => {
        Number::ManyOptional
    };
}

/// Sums with their classes. A class that belongs to no sum is the only one of its own.
macro_rules! classes {
    ($($sum:ident $places:ident: $($class:ident $name:literal ($($kind:ident [$($mark:tt)*] $field:literal),*))*;)*) => {
        /// A class of nodes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Class {
            $($(#[doc = concat!("`", $name, "`")] $class,)*)*
        }

        impl Class {
            /// All of them, each at its number.
            pub const ALL: &[Class] = &[$($(Class::$class,)*)*];

            /// Its name in Python.
            pub const fn name(self) -> &'static str {
                match self { $($(Class::$class => $name,)*)* }
            }

            /// The name of the sum it belongs to, or its own.
            pub const fn sum(self) -> &'static str {
                match self { $($(Class::$class => stringify!($sum),)*)* }
            }

            /// Its fields, in order.
            pub const fn fields(self) -> &'static [Field] {
                match self {
                    $($(Class::$class => &[$(Field { name: $field, kind: kind!($kind), number: number!($($mark)*) }),*],)*)*
                }
            }

            /// Its attributes.
            pub const fn places(self) -> Places {
                match self { $($(Class::$class => Places::$places,)*)* }
            }
        }
    };
}

classes! {
    mod No:
        Module "Module" (stmt [*] "body", type_ignore [*] "type_ignores")
        Interactive "Interactive" (stmt [*] "body")
        Expression "Expression" (expr [] "body")
        FunctionType "FunctionType" (expr [*] "argtypes", expr [] "returns");
    stmt Start:
        FunctionDef "FunctionDef" (identifier [] "name", arguments [] "args", stmt [*] "body", expr [*] "decorator_list", expr [?] "returns", string [?] "type_comment", type_param [*] "type_params")
        AsyncFunctionDef "AsyncFunctionDef" (identifier [] "name", arguments [] "args", stmt [*] "body", expr [*] "decorator_list", expr [?] "returns", string [?] "type_comment", type_param [*] "type_params")
        ClassDef "ClassDef" (identifier [] "name", expr [*] "bases", keyword [*] "keywords", stmt [*] "body", expr [*] "decorator_list", type_param [*] "type_params")
        Return "Return" (expr [?] "value")
        Delete "Delete" (expr [*] "targets")
        Assign "Assign" (expr [*] "targets", expr [] "value", string [?] "type_comment")
        TypeAlias "TypeAlias" (expr [] "name", type_param [*] "type_params", expr [] "value")
        AugAssign "AugAssign" (expr [] "target", operator [] "op", expr [] "value")
        AnnAssign "AnnAssign" (expr [] "target", expr [] "annotation", expr [?] "value", int [] "simple")
        For "For" (expr [] "target", expr [] "iter", stmt [*] "body", stmt [*] "orelse", string [?] "type_comment")
        AsyncFor "AsyncFor" (expr [] "target", expr [] "iter", stmt [*] "body", stmt [*] "orelse", string [?] "type_comment")
        While "While" (expr [] "test", stmt [*] "body", stmt [*] "orelse")
        If "If" (expr [] "test", stmt [*] "body", stmt [*] "orelse")
        With "With" (withitem [*] "items", stmt [*] "body", string [?] "type_comment")
        AsyncWith "AsyncWith" (withitem [*] "items", stmt [*] "body", string [?] "type_comment")
        Match "Match" (expr [] "subject", match_case [*] "cases")
        Raise "Raise" (expr [?] "exc", expr [?] "cause")
        Try "Try" (stmt [*] "body", excepthandler [*] "handlers", stmt [*] "orelse", stmt [*] "finalbody")
        TryStar "TryStar" (stmt [*] "body", excepthandler [*] "handlers", stmt [*] "orelse", stmt [*] "finalbody")
        Assert "Assert" (expr [] "test", expr [?] "msg")
        Import "Import" (alias [*] "names", int [?] "is_lazy")
        ImportFrom "ImportFrom" (identifier [?] "module", alias [*] "names", int [?] "level", int [?] "is_lazy")
        Global "Global" (identifier [*] "names")
        Nonlocal "Nonlocal" (identifier [*] "names")
        Expr "Expr" (expr [] "value")
        Pass "Pass" ()
        Break "Break" ()
        Continue "Continue" ();
    expr Start:
        BoolOp "BoolOp" (boolop [] "op", expr [*] "values")
        NamedExpr "NamedExpr" (expr [] "target", expr [] "value")
        BinOp "BinOp" (expr [] "left", operator [] "op", expr [] "right")
        UnaryOp "UnaryOp" (unaryop [] "op", expr [] "operand")
        Lambda "Lambda" (arguments [] "args", expr [] "body")
        IfExp "IfExp" (expr [] "test", expr [] "body", expr [] "orelse")
        Dict "Dict" (expr [? *] "keys", expr [*] "values")
        Set "Set" (expr [*] "elts")
        ListComp "ListComp" (expr [] "elt", comprehension [*] "generators")
        SetComp "SetComp" (expr [] "elt", comprehension [*] "generators")
        DictComp "DictComp" (expr [] "key", expr [?] "value", comprehension [*] "generators")
        GeneratorExp "GeneratorExp" (expr [] "elt", comprehension [*] "generators")
        Await "Await" (expr [] "value")
        Yield "Yield" (expr [?] "value")
        YieldFrom "YieldFrom" (expr [] "value")
        Compare "Compare" (expr [] "left", cmpop [*] "ops", expr [*] "comparators")
        Call "Call" (expr [] "func", expr [*] "args", keyword [*] "keywords")
        FormattedValue "FormattedValue" (expr [] "value", int [] "conversion", expr [?] "format_spec")
        Interpolation "Interpolation" (expr [] "value", constant [] "str", int [] "conversion", expr [?] "format_spec")
        JoinedStr "JoinedStr" (expr [*] "values")
        TemplateStr "TemplateStr" (expr [*] "values")
        Constant "Constant" (constant [] "value", string [?] "kind")
        Attribute "Attribute" (expr [] "value", identifier [] "attr", expr_context [] "ctx")
        Subscript "Subscript" (expr [] "value", expr [] "slice", expr_context [] "ctx")
        Starred "Starred" (expr [] "value", expr_context [] "ctx")
        Name "Name" (identifier [] "id", expr_context [] "ctx")
        List "List" (expr [*] "elts", expr_context [] "ctx")
        Tuple "Tuple" (expr [*] "elts", expr_context [] "ctx")
        Slice "Slice" (expr [?] "lower", expr [?] "upper", expr [?] "step");
    expr_context No:
        Load "Load" ()
        Store "Store" ()
        Del "Del" ();
    boolop No:
        And "And" ()
        Or "Or" ();
    operator No:
        Add "Add" ()
        Sub "Sub" ()
        Mult "Mult" ()
        MatMult "MatMult" ()
        Div "Div" ()
        Mod "Mod" ()
        Pow "Pow" ()
        LShift "LShift" ()
        RShift "RShift" ()
        BitOr "BitOr" ()
        BitXor "BitXor" ()
        BitAnd "BitAnd" ()
        FloorDiv "FloorDiv" ();
    unaryop No:
        Invert "Invert" ()
        Not "Not" ()
        UAdd "UAdd" ()
        USub "USub" ();
    cmpop No:
        Eq "Eq" ()
        NotEq "NotEq" ()
        Lt "Lt" ()
        LtE "LtE" ()
        Gt "Gt" ()
        GtE "GtE" ()
        Is "Is" ()
        IsNot "IsNot" ()
        In "In" ()
        NotIn "NotIn" ();
    comprehension No:
        Comprehension "comprehension" (expr [] "target", expr [] "iter", expr [*] "ifs", int [] "is_async");
    excepthandler Start:
        ExceptHandler "ExceptHandler" (expr [?] "type", identifier [?] "name", stmt [*] "body");
    arguments No:
        Arguments "arguments" (arg [*] "posonlyargs", arg [*] "args", arg [?] "vararg", arg [*] "kwonlyargs", expr [? *] "kw_defaults", arg [?] "kwarg", expr [*] "defaults");
    arg Start:
        Arg "arg" (identifier [] "arg", expr [?] "annotation", string [?] "type_comment");
    keyword Start:
        Keyword "keyword" (identifier [?] "arg", expr [] "value");
    alias Start:
        Alias "alias" (identifier [] "name", identifier [?] "asname");
    withitem No:
        WithItem "withitem" (expr [] "context_expr", expr [?] "optional_vars");
    match_case No:
        MatchCase "match_case" (pattern [] "pattern", expr [?] "guard", stmt [*] "body");
    pattern Span:
        MatchValue "MatchValue" (expr [] "value")
        MatchSingleton "MatchSingleton" (constant [] "value")
        MatchSequence "MatchSequence" (pattern [*] "patterns")
        MatchMapping "MatchMapping" (expr [*] "keys", pattern [*] "patterns", identifier [?] "rest")
        MatchClass "MatchClass" (expr [] "cls", pattern [*] "patterns", identifier [*] "kwd_attrs", pattern [*] "kwd_patterns")
        MatchStar "MatchStar" (identifier [?] "name")
        MatchAs "MatchAs" (pattern [?] "pattern", identifier [?] "name")
        MatchOr "MatchOr" (pattern [*] "patterns");
    type_ignore No:
        TypeIgnore "TypeIgnore" (int [] "lineno", string [] "tag");
    type_param Span:
        TypeVar "TypeVar" (identifier [] "name", expr [?] "bound", expr [?] "default_value")
        ParamSpec "ParamSpec" (identifier [] "name", expr [?] "default_value")
        TypeVarTuple "TypeVarTuple" (identifier [] "name", expr [?] "default_value");
}
