# raise in all forms, causes and contexts, custom hierarchies, attributes of exceptions.
class AppError(Exception):
    def __init__(self, code, message="app"):
        super().__init__(message)
        self.code = code


class Deep(AppError): ...


try:
    raise Deep(5, "deep one")
except AppError as error:
    print(error, error.code, error.args, repr(error), type(error).__mro__[1].__name__)


def translate(cause):
    try:
        {}["missing"]
    except KeyError as error:
        if cause == "from error":
            raise ValueError("bad") from error
        if cause == "from None":
            raise ValueError("bad") from None
        if cause == "from class":
            raise ValueError("bad") from OSError
        raise ValueError("bad")


for cause in ("from error", "from None", "from class", "implicit"):
    try:
        translate(cause)
    except ValueError as error:
        print(cause, repr(error.__cause__), repr(error.__context__), error.__suppress_context__)
for bad in (5, "text", int, None):
    try:
        raise bad
    except TypeError as error:
        print(error)
try:
    raise ValueError from 5
except TypeError as error:
    print(error)


class NeedsArgument(Exception):
    def __init__(self, x):
        self.x = x


try:
    raise NeedsArgument
except TypeError as error:
    print(error)
e = ValueError("a", 1)
print(e, repr(e), e.args, ValueError(), repr(ValueError()), str(KeyError("k")), str(KeyError("a", "b")))
e.args = ("changed",)
print(e)
e.add_note("first note")
e.add_note("second")
print(e.__notes__)
try:
    e.add_note(5)
except TypeError as error:
    print(error)
try:
    raise e.with_traceback(None)
except ValueError as same:
    print(same is e, same.__traceback__.tb_lineno > 0)
cycle = ValueError("x")
try:
    try:
        raise cycle
    except ValueError:
        raise cycle
except ValueError as error:
    print(error.__context__)
print(issubclass(KeyError, LookupError), OSError is IOError, issubclass(FileNotFoundError, OSError))
print(OSError(2, "No such file"), OSError(2, "No such file", "name.txt"), type(OSError(2, "x")).__name__, OSError("only"))
err = OSError(13, "denied", "f")
print(err.errno, err.strerror, err.filename, isinstance(err, PermissionError))
print(StopIteration(7).value, SystemExit(3).code, UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"))
i = ImportError("msg", name="n", path="p")
print(i.name, i.path, i.msg, NameError("x", name="y").name, AttributeError("q", name="n", obj=1).obj)
group = ExceptionGroup("several", [ValueError(1), TypeError(2)])
print(group, group.exceptions, group.message)
print(BaseException.__subclasses__()[:1] != [], Exception.__base__)
try:
    try:
        raise KeyError("first")
    except KeyError:
        raise TypeError("second")
except TypeError as error:
    chain = []
    while error is not None:
        chain.append(repr(error))
        error = error.__context__
    print(chain)
