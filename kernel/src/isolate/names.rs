//! Strings the runtime itself looks up: interned, immortal, by number.

/// A well-known string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name(pub u16);

macro_rules! names {
    ($($id:ident $text:literal,)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Index { $($id,)* }
        $(#[doc = concat!("`", $text, "`")] pub const $id: Name = Name(Index::$id as u16);)*
        /// Their texts, by number.
        pub const TEXTS: &[&str] = &[$($text,)*];
    };
}

names! {
    ADD "__add__", SUB "__sub__", MUL "__mul__", TRUEDIV "__truediv__", FLOORDIV "__floordiv__", MOD "__mod__", POW "__pow__",
    MATMUL "__matmul__", LSHIFT "__lshift__", RSHIFT "__rshift__", AND "__and__", OR "__or__", XOR "__xor__", DIVMOD "__divmod__",
    RADD "__radd__", RSUB "__rsub__", RMUL "__rmul__", RTRUEDIV "__rtruediv__", RFLOORDIV "__rfloordiv__", RMOD "__rmod__",
    RPOW "__rpow__", RMATMUL "__rmatmul__", RLSHIFT "__rlshift__", RRSHIFT "__rrshift__", RAND "__rand__", ROR "__ror__",
    RXOR "__rxor__", RDIVMOD "__rdivmod__",
    IADD "__iadd__", ISUB "__isub__", IMUL "__imul__", ITRUEDIV "__itruediv__", IFLOORDIV "__ifloordiv__", IMOD "__imod__",
    IPOW "__ipow__", IMATMUL "__imatmul__", ILSHIFT "__ilshift__", IRSHIFT "__irshift__", IAND "__iand__", IOR "__ior__", IXOR "__ixor__",
    NEG "__neg__", POS "__pos__", INVERT "__invert__", ABS "__abs__", INT "__int__", FLOAT "__float__", INDEX "__index__", COMPLEX "__complex__",
    LT "__lt__", LE "__le__", EQ "__eq__", NE "__ne__", GT "__gt__", GE "__ge__",
    REPR "__repr__", STR "__str__", HASH "__hash__", CALL "__call__", GETATTRIBUTE "__getattribute__", GETATTR "__getattr__",
    SETATTR "__setattr__", DELATTR "__delattr__", ITER "__iter__", NEXT "__next__", BOOL "__bool__", LEN "__len__",
    GETITEM "__getitem__", SETITEM "__setitem__", DELITEM "__delitem__", CONTAINS "__contains__", GET "__get__", SET "__set__",
    DELETE "__delete__", NEW "__new__", INIT "__init__", DEL "__del__",
    ENTER "__enter__", EXIT "__exit__", FORMAT "__format__", ROUND "__round__", TRUNC "__trunc__", FLOOR "__floor__", CEIL "__ceil__",
    REVERSED "__reversed__", MISSING "__missing__", LENGTH_HINT "__length_hint__", BYTES "__bytes__", DIR "__dir__",
    INIT_SUBCLASS "__init_subclass__", SET_NAME "__set_name__", CLASS_GETITEM "__class_getitem__", PREPARE "__prepare__",
    INSTANCECHECK "__instancecheck__", SUBCLASSCHECK "__subclasscheck__", ABC_IMPL "_abc_impl", MRO_ENTRIES "__mro_entries__", MATCH_ARGS "__match_args__",
    SLOTS "__slots__", DICT "__dict__", CLASS "__class__", NAME "__name__", QUALNAME "__qualname__", MODULE "__module__", DOC "__doc__",
    BASES "__bases__", MRO "__mro__", WEAKREF "__weakref__", STATIC_ATTRIBUTES "__static_attributes__", FIRSTLINENO "__firstlineno__",
    ANNOTATE "__annotate__", ANNOTATE_FUNC "__annotate_func__", ANNOTATIONS "__annotations__", ANNOTATIONS_CACHE "__annotations_cache__", BUILTINS "__builtins__", MAIN "__main__", FILE "__file__", PATH "__path__",
    PACKAGE "__package__", SPEC "__spec__", LOADER "__loader__", ALL "__all__", WRAPPED "__wrapped__", CLASSCELL "__classcell__", NOTES "__notes__",
    CAUSE "__cause__", CONTEXT "__context__", TRACEBACK "__traceback__", SUPPRESS_CONTEXT "__suppress_context__", ABSTRACTMETHODS "__abstractmethods__",
    SIZEOF "__sizeof__", REDUCE "__reduce__", GETSTATE "__getstate__", GETNEWARGS "__getnewargs__", GETNEWARGS_EX "__getnewargs_ex__", NEWOBJ "__newobj__", NEWOBJ_EX "__newobj_ex__", COPYREG "copyreg", REDUCE_OLD "_reduce_ex", COPY "__copy__", DEEPCOPY "__deepcopy__", OBJCLASS "__objclass__", SELF "__self__", FUNC "__func__",
    DEFAULTS "__defaults__", KWDEFAULTS "__kwdefaults__", CODE "__code__", CLOSURE "__closure__", GLOBALS "__globals__", HOOK_IMPORT "__import__", TYPE_PARAMS "__type_params__",
    BUILD_CLASS "__build_class__", EMPTY "", KEYS "keys", ITEMS "items", VALUES "values", KEY "key", METACLASS "metaclass", SYS "sys", MODULES "modules",
    STDOUT "stdout", STDERR "stderr", STDIN "stdin", WRITE "write", FLUSH "flush", BUILTINS_MODULE "builtins", READLINE "readline", ERRNO "errno", STRERROR "strerror", FILENAME "filename",
    NAME_FIELD "name", OBJ_FIELD "obj", MSG "msg", VALUE "value", ARGS "args", APPEND "append", CLOSE "close", SEND "send", THROW "throw", STRICT "strict", START "start", STOP "stop", STEP "step",
    AWAIT "__await__", AITER "__aiter__", ANEXT "__anext__", AENTER "__aenter__", AEXIT "__aexit__",
    UNDERSCORE "_", DISPLAYHOOK "displayhook", EXCEPTHOOK "excepthook", UNRAISABLEHOOK "unraisablehook", STDLIB_MODULE_NAMES "stdlib_module_names", GET_METHOD "get", COPY_METHOD "copy", LAST_EXC "last_exc", PATH_ATTR "path", ARGV "argv", FGET "fget", FSET "fset", FDEL "fdel",
    CALL_SOON "call_soon", CONTEXT_WORD "context", CANCEL "cancel", CALL_EXCEPTION_HANDLER "call_exception_handler", GET_EVENT_LOOP "get_event_loop", GET_DEBUG "get_debug", IS_RUNNING "is_running",
    ADD_DONE_CALLBACK "add_done_callback", FUTURE_BLOCKING "_asyncio_future_blocking", GET_LOOP "get_loop", LOOP "_loop", RESULT "result", DONE "done", ADD_METHOD "add", DISCARD "discard",
}
