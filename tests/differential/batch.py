"""Runs a batch of programs, each under a fresh namespace, and writes what each printed: `batch.py PROGRAMS RESULTS`.

PROGRAMS is JSON, a list of texts. RESULTS has a line per program, `[number, output]`, and before it the number alone, so that what a process that dies
was doing is known. Programs have a few functions of this file besides the builtins:

    show(v)    text that is the same in every process: sets sorted, iterators read, no addresses
    t(n, f)    prints n and show(f()), or the exception
    lim(v)     v cut short, so that loops cannot make values that fill the memory
"""

import collections
import io
import itertools
import json
import re
import sys
import types
import warnings

# A text that was cut off may hold the beginning of one.
ADDRESS = re.compile(r"(?<= at )0x[0-9a-f]*|0x[0-9a-f]{6,}", re.IGNORECASE)


def show(value, depth=0):
    kind = type(value)
    name = kind.__name__
    if depth > 6:
        return "..."
    if kind in (list, tuple, collections.deque):
        return name + "(" + ", ".join([show(v, depth + 1) for v in value]) + ")"
    if kind in (set, frozenset):
        return name + "{" + ", ".join(sorted([show(v, depth + 1) for v in value])) + "}"
    if kind in (dict, collections.OrderedDict, collections.defaultdict, collections.Counter, types.MappingProxyType):
        return name + "{" + ", ".join([show(k, depth + 1) + ": " + show(v, depth + 1) for k, v in value.items()]) + "}"
    if kind is memoryview:
        try:
            return f"memoryview({value.tobytes()!r}, {value.format!r}, {value.shape}, {value.strides}, {value.readonly})"
        except ValueError as e:
            return f"memoryview({e})"
    if kind in (type, types.FunctionType, types.BuiltinFunctionType, types.MethodType):
        return f"<{name} {value.__qualname__}>"
    if isinstance(value, BaseException):
        return f"{name}({', '.join([show(v, depth + 1) for v in value.args])})"
    if kind.__repr__ is object.__repr__ or hasattr(kind, "__next__"):
        if hasattr(kind, "__next__"):
            # Kinds of iterators that only optimise another have no names here.
            name = name if kind.__module__ != "builtins" or name == "generator" else "iterator"
            return f"<{name}>[" + ", ".join([show(v, depth + 1) for v in itertools.islice(value, 12)]) + "]"
        return f"<{name}>"
    return f"{name}:" + ADDRESS.sub("0x", repr(value))


def said(error):
    return f"{type(error).__name__}: {ADDRESS.sub('0x', str(error))}"


def t(name, function):
    try:
        print(name, show(function()))
    except Exception as e:
        print(name, "!", said(e))


def lim(value):
    if isinstance(value, (str, bytes, bytearray, list, tuple)) and len(value) > 30:
        return value[:30]
    if isinstance(value, int) and value.bit_length() > 200:
        return value % 1000003
    return value


def run(text):
    kept = sys.stdout
    sys.stdout = out = io.StringIO()
    namespace = {"__name__": "__main__", "show": show, "t": t, "lim": lim, "said": said, "deque": collections.deque, "collections": collections}
    try:
        exec(compile(text, "<program>", "exec"), namespace)
    except SystemExit as e:
        print("ends with", said(e))
    except BaseException as e:
        print("ends with", said(e))
    text = out.getvalue()
    # What generators print that end now, or whenever the collector finds them, is not for the next program.
    namespace.clear()
    sys.stdout = kept
    return ADDRESS.sub("0x", text)


def main():
    warnings.simplefilter("ignore")
    with open(sys.argv[1], encoding="utf-8") as file:
        programs = json.load(file)
    with open(sys.argv[2], "w", encoding="utf-8") as results:
        for number, text in enumerate(programs):
            results.write(f"{number}\n")
            results.flush()
            results.write(json.dumps([number, run(text)]) + "\n")


if __name__ == "__main__":
    main()
