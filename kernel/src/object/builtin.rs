//! The built-in types by number, those that an environment brings along (`Config::types`) among them. The number is also the id of the shape of their plain instances (D2: process-wide ids).

macro_rules! builtins {
    ($($name:ident $text:literal,)*) => {
        /// A built-in type.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum Builtin { $(#[doc = concat!("`", $text, "`")] $name,)* }

        impl Builtin {
            /// All of them in numeric order.
            pub const ALL: &'static [Builtin] = &[$(Builtin::$name,)*];
            /// The name programs see.
            pub const fn name(self) -> &'static str {
                const NAMES: &[&str] = &[$($text,)*];
                NAMES[self as usize]
            }
        }
    };
}

builtins! {
    Object "object", Type "type", NoneType "NoneType", Int "int", Bool "bool", Float "float", Complex "complex", Str "str", Bytes "bytes",
    ByteArray "bytearray", MemoryView "memoryview", Tuple "tuple", List "list", Dict "dict", Set "set", FrozenSet "frozenset", Range "range", Slice "slice", Sentinel "sentinel", FrozenDict "frozendict",
    TupleField "_collections._tuplegetter", Console "_io.TextIOWrapper", EllipsisType "ellipsis", NotImplementedType "NotImplementedType", Function "function", NativeFunction "builtin_function_or_method", NativeClosure "builtin_function_or_method",
    MethodDescriptor "method_descriptor", SlotWrapper "wrapper_descriptor", MethodWrapper "method-wrapper", ClassMethodDescriptor "classmethod_descriptor", GetSet "getset_descriptor",
    Member "member_descriptor", BoundMethod "method", StaticMethod "staticmethod", ClassMethod "classmethod", Property "property",
    StructField "member_descriptor",
    Super "super", Module "module", Code "code", Cell "cell", Frame "frame", Traceback "traceback", Generator "generator",
    Coroutine "coroutine", CoroutineWrapper "coroutine_wrapper", AsyncGenerator "async_generator", AsyncSend "async_generator_asend",
    AsyncThrow "async_generator_athrow", AnextAwaitable "anext_awaitable",
    Weakref "weakref.ReferenceType", WeakProxy "weakref.ProxyType", CallableProxy "weakref.CallableProxyType", MappingProxy "mappingproxy", SimpleNamespace "types.SimpleNamespace", GenericAlias "types.GenericAlias", Union "typing.Union", StringTemplate "string.templatelib.Template", TemplateIter "string.templatelib.TemplateIter", Interpolation "string.templatelib.Interpolation",
    ListIter "list_iterator", ListRevIter "list_reverseiterator", TupleIter "tuple_iterator", StrIter "str_iterator",
    BytesIter "bytes_iterator", ByteArrayIter "bytearray_iterator", RangeIter "range_iterator", SetIter "set_iterator",
    DictKeys "dict_keys", DictValues "dict_values", DictItems "dict_items", DictKeyIter "dict_keyiterator", DictValueIter "dict_valueiterator",
    DictItemIter "dict_itemiterator", DictRevKeyIter "dict_reversekeyiterator", DictRevValueIter "dict_reversevalueiterator",
    DictRevItemIter "dict_reverseitemiterator", SeqIter "iterator", CallIter "callable_iterator",
    Enumerate "enumerate", Zip "zip", Map "map", Filter "filter", Reversed "reversed",
    Array "array.array", Struct "_struct.Struct", StructIter "_struct.unpack_iterator", Partial "functools.partial", Deque "collections.deque", DequeIter "collections._deque_iterator", DequeRevIter "collections._deque_reverse_iterator", Random "_random.Random",
    NativeState "native_state", Lock "_thread.lock", RLock "_thread.RLock", ThreadLocal "_thread._local", AttrGetter "operator.attrgetter",
    ItemGetter "operator.itemgetter", MethodCaller "operator.methodcaller",
    Accumulate "itertools.accumulate", Batched "itertools.batched", Chain "itertools.chain", Combinations "itertools.combinations",
    CombinationsRepeated "itertools.combinations_with_replacement", Compress "itertools.compress", Count "itertools.count",
    Cycle "itertools.cycle", DropWhile "itertools.dropwhile", FilterFalse "itertools.filterfalse", GroupBy "itertools.groupby",
    Grouper "itertools._grouper", ISlice "itertools.islice", Pairwise "itertools.pairwise", Permutations "itertools.permutations",
    Product "itertools.product", Repeat "itertools.repeat", StarMap "itertools.starmap", TakeWhile "itertools.takewhile",
    Tee "itertools._tee", TeeData "itertools._tee_dataobject", ZipLongest "itertools.zip_longest",
    CmpKey "functools.KeyWrapper", LruCache "functools._lru_cache_wrapper", Placeholder "functools._PlaceholderType",
    ContextVar "_contextvars.ContextVar", Context "_contextvars.Context", ContextToken "_contextvars.Token", TokenMissing "Token.MISSING",
    ThreadHandle "_thread._ThreadHandle", JsonScanner "_json.Scanner", JsonEncoder "_json.Encoder",
    AsyncFuture "_asyncio.Future", AsyncTask "_asyncio.Task", AsyncFutureIter "_asyncio.FutureIter", AsyncTaskStep "_asyncio.TaskStepMethWrapper",
    HashState "_hashes_native.State", DeflateStream "_zlib_native.Stream", RePattern "re.Pattern", ReMatch "re.Match", ReScanner "_sre.SRE_Scanner", ReTemplate "_sre.SRE_Template",
    Decimal "decimal.Decimal", DecimalContext "decimal.Context", DecimalSignals "decimal.SignalDictMixin", DecimalLocal "decimal.ContextManager",
    TimeDelta "datetime.timedelta", TzInfo "datetime.tzinfo", TimeZone "datetime.timezone", Date "datetime.date", TimeOfDay "datetime.time", DateTime "datetime.datetime",
    Epoll "select.epoll",
    IoBase "_io._IOBase", RawIoBase "_io._RawIOBase", BufferedIoBase "_io._BufferedIOBase", TextIoBase "_io._TextIOBase", BytesIo "_io.BytesIO", StringIo "_io.StringIO", TextFile "_io._TextFile", RawFile "_io._RawFile", BufferedFile "_io._BufferedFile", NewlineDecoder "_io.IncrementalNewlineDecoder",
    PickleBuffer "pickle.PickleBuffer", Pickler "_pickle.Pickler", Unpickler "_pickle.Unpickler", PicklerMemo "_pickle.PicklerMemoProxy", UnpicklerMemo "_pickle.UnpicklerMemoProxy",
    Site "_sitebuiltins.Site", ModuleStandIn "importlib.stand_in",
    BaseException "BaseException", Exception "Exception", BaseExceptionGroup "BaseExceptionGroup", GeneratorExit "GeneratorExit", KeyboardInterrupt "KeyboardInterrupt",
    SystemExit "SystemExit", ArithmeticError "ArithmeticError", FloatingPointError "FloatingPointError", OverflowError "OverflowError",
    ZeroDivisionError "ZeroDivisionError", AssertionError "AssertionError", AttributeError "AttributeError", BufferError "BufferError",
    EOFError "EOFError", ImportError "ImportError", ModuleNotFoundError "ModuleNotFoundError", LookupError "LookupError",
    IndexError "IndexError", KeyError "KeyError", MemoryError "MemoryError", NameError "NameError",
    UnboundLocalError "UnboundLocalError", OSError "OSError", BlockingIOError "BlockingIOError", ChildProcessError "ChildProcessError",
    ConnectionError "ConnectionError", BrokenPipeError "BrokenPipeError", ConnectionAbortedError "ConnectionAbortedError",
    ConnectionRefusedError "ConnectionRefusedError", ConnectionResetError "ConnectionResetError", FileExistsError "FileExistsError",
    FileNotFoundError "FileNotFoundError", InterruptedError "InterruptedError", IsADirectoryError "IsADirectoryError",
    NotADirectoryError "NotADirectoryError", PermissionError "PermissionError", ProcessLookupError "ProcessLookupError",
    TimeoutError "TimeoutError", ReferenceError "ReferenceError", RuntimeError "RuntimeError", NotImplementedError "NotImplementedError",
    PythonFinalizationError "PythonFinalizationError", RecursionError "RecursionError", StopAsyncIteration "StopAsyncIteration",
    StopIteration "StopIteration", SyntaxError "SyntaxError", IndentationError "IndentationError", TabError "TabError",
    IncompleteInputError "_IncompleteInputError",
    SystemError "SystemError", TypeError "TypeError", ValueError "ValueError", UnicodeError "UnicodeError",
    UnicodeDecodeError "UnicodeDecodeError", UnicodeEncodeError "UnicodeEncodeError", UnicodeTranslateError "UnicodeTranslateError",
    Warning "Warning", BytesWarning "BytesWarning", DeprecationWarning "DeprecationWarning", EncodingWarning "EncodingWarning",
    FutureWarning "FutureWarning", ImportWarning "ImportWarning", PendingDeprecationWarning "PendingDeprecationWarning",
    ResourceWarning "ResourceWarning", RuntimeWarning "RuntimeWarning", SyntaxWarning "SyntaxWarning", UnicodeWarning "UnicodeWarning",
    UserWarning "UserWarning", StructError "struct.error", BinasciiError "binascii.Error", BinasciiIncomplete "binascii.Incomplete",
    ZlibError "zlib.error", PickleError "_pickle.PickleError", PicklingError "_pickle.PicklingError", UnpicklingError "_pickle.UnpicklingError",
}

impl Builtin {
    /// Shape id of plain instances.
    #[inline(always)]
    pub const fn shape(self) -> u32 {
        self as u32
    }

    /// The type with this number.
    pub fn from_id(id: u32) -> Option<Builtin> {
        Builtin::ALL.get(id as usize).copied()
    }

    /// Its base class; `object` for itself.
    pub const fn base(self) -> Builtin {
        use Builtin::*;
        match self {
            Bool => Int,
            AsyncTask => AsyncFuture,
            TimeZone => TzInfo,
            DateTime => Date,
            RawIoBase | BufferedIoBase | TextIoBase => IoBase,
            RawFile => RawIoBase,
            BytesIo | BufferedFile => BufferedIoBase,
            StringIo | TextFile => TextIoBase,
            Exception | BaseExceptionGroup | GeneratorExit | KeyboardInterrupt | SystemExit => BaseException,
            ArithmeticError | AssertionError | AttributeError | BufferError | EOFError | ImportError | LookupError | MemoryError
            | NameError | OSError | ReferenceError | RuntimeError | StopAsyncIteration | StopIteration | SyntaxError | SystemError
            | TypeError | ValueError | Warning | StructError | BinasciiIncomplete | ZlibError | PickleError => Exception,
            PicklingError | UnpicklingError => PickleError,
            FloatingPointError | OverflowError | ZeroDivisionError => ArithmeticError,
            ModuleNotFoundError => ImportError,
            IndexError | KeyError => LookupError,
            UnboundLocalError => NameError,
            BlockingIOError | ChildProcessError | ConnectionError | FileExistsError | FileNotFoundError | InterruptedError
            | IsADirectoryError | NotADirectoryError | PermissionError | ProcessLookupError | TimeoutError => OSError,
            BrokenPipeError | ConnectionAbortedError | ConnectionRefusedError | ConnectionResetError => ConnectionError,
            NotImplementedError | PythonFinalizationError | RecursionError => RuntimeError,
            IndentationError | IncompleteInputError => SyntaxError,
            TabError => IndentationError,
            UnicodeError | BinasciiError => ValueError,
            UnicodeDecodeError | UnicodeEncodeError | UnicodeTranslateError => UnicodeError,
            BytesWarning
            | DeprecationWarning
            | EncodingWarning
            | FutureWarning
            | ImportWarning
            | PendingDeprecationWarning
            | ResourceWarning
            | RuntimeWarning
            | SyntaxWarning
            | UnicodeWarning
            | UserWarning => Warning,
            _ => Object,
        }
    }

    /// Whether this is an exception class.
    pub const fn is_exception(self) -> bool {
        self as u16 >= Builtin::BaseException as u16
    }
}
