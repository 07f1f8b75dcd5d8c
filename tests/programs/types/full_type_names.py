# Some messages name a type by its qualified name, with its module unless it is the main one or that of the builtins; others by its short name.
import collections


def local():
    class C:
        pass

    class S(str):
        pass

    class B(bytes):
        pass

    class A(bytearray):
        pass

    return [C(), S("ab"), B(b"ab"), A(b"ab")]


def say(name, f):
    try:
        print(name, "gives", f())
    except Exception as e:
        print(name, type(e).__name__, e)


for x in [*local(), collections.deque(), collections.Counter(), collections.UserDict()]:
    print("--", type(x).__name__)
    for spec in "dioxXeEfFgGc":
        for form in ("%" + spec, b"%" + spec.encode()):
            say(form, lambda: form % (x,))
            say(form, lambda: form % [x])
    say("%b", lambda: b"%b" % (x,) if type(x).__name__ not in "AB" else None)
    say("%*d", lambda: "%*d" % (x, 1))
    say("b%.*d", lambda: b"%.*d" % (x, 1))
    say("%(a)d", lambda: "%(a)d" % {"a": x})
    say("%(a)s", lambda: "%(a)s" % x if not hasattr(x, "keys") else None)
    say("complex", lambda: complex(x))
    say("complex real", lambda: complex(x, 1))
    say("complex imag", lambda: complex(imag=x))
    say("partition", lambda: "".partition(x))
    say("rpartition", lambda: "".rpartition(x))
    say("fromhex", lambda: bytes.fromhex(x))
    say("str", lambda: str(b"a", x))
    say("str errors", lambda: str(b"a", "ascii", x))
    say("str named", lambda: str(b"a", encoding=x))
    say("bytes", lambda: bytes("a", x))
    say("**", lambda: dict(**x))
    say("{**}", lambda: {**x})
    say("int", lambda: int(x))
    say("float", lambda: float(x))
    say("chr", lambda: chr(x))
    say("ord", lambda: ord(x))
    say("join", lambda: "".join([x, x]))
    say("index", lambda: [1][x])
