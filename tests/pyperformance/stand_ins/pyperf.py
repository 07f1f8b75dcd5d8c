"""Stands in for the package pyperf: runs each benchmark once, with few loops, and prints a digest of what it computed.

A function that returns its result is judged by the result. One that returns the time it took is judged by what the functions and methods of the
benchmark that it calls return, and by what they leave in their arguments. Printed per benchmark: its name, how many results, their digest.
PYPERF_SHOW=1 prints the results themselves, cut short.

With PYPERF_SECONDS=S benchmarks are timed instead: each runs so many times in a row that it takes S seconds of the process's processor time, three times over, and
the least of the three, divided by the number, is printed in seconds.
"""

import argparse
import array
import asyncio
import collections
import datetime
import functools
import hashlib
import os
import re
import resource
import subprocess
import sys
import time
import types

__version__ = "2.10.0"

# Where a launcher stands before the interpreter, children need it too.
sys.executable = os.environ.get("PYPERF_EXECUTABLE", sys.executable)
LOOPS = int(os.environ.get("PYPERF_LOOPS", "1"))
if "asyncio_tcp" in sys.argv[0]:
    # This one imports ssl, used or not.
    try:
        import ssl
    except ImportError:
        sys.modules["ssl"] = types.ModuleType("ssl")
# Lists are compared without their order, where a benchmark makes them from sets.
UNORDERED = bool(os.environ.get("PYPERF_UNORDERED"))
# Enough to tell two runs apart; a benchmark may call millions of functions.
MOST_RESULTS = 1000
MOST_NODES = 20_000


# How long a benchmark is to run when it is timed, in seconds; 0 when it is judged by its results.
SECONDS = float(os.environ.get("PYPERF_SECONDS", "0"))
# How often the time was asked for.
asked = 0


def perf_counter():
    global asked
    asked += 1
    return time.process_time() if SECONDS else time.perf_counter()


def timed(name, run):
    """Prints the seconds of one loop of `run`, which takes a number of loops and gives the seconds that they took."""
    loops = 1
    while (took := run(loops)) < SECONDS:
        loops = max(loops + 1, min(loops * 10, round(loops * SECONDS / max(took, 1e-9) * 1.1)))
    print(f"{name}: {min([took] + [run(loops) for _ in range(2)]) / loops!r} seconds", flush=True)


def timed_call(call):
    """What `timed` runs, of something that is called once for each loop."""

    def run(loops):
        start = perf_counter()
        for _ in range(loops):
            call()
        return perf_counter() - start

    return run


class Describer:
    """Writes a value as text that says the same in every process: no addresses, no order of sets, each object once."""

    def __init__(self):
        self.seen = {}
        self.nodes = 0

    def text(self, value, depth=0):
        self.nodes += 1
        if value is None or value is Ellipsis or isinstance(value, (bool, int, float, complex, bytes, range)):
            return repr(value)
        if isinstance(value, str):
            # Names of temporary files are others each time.
            return re.sub(r"/tmp\w{6,}", "/tmp", repr(value))
        if self.nodes > MOST_NODES or depth > 60:
            return "..."
        if id(value) in self.seen:
            return f"<{self.seen[id(value)][0]}>"
        self.seen[id(value)] = (len(self.seen), value)
        kind = type(value).__name__

        def all_of(items):
            return ",".join([self.text(item, depth + 1) for item in items])

        if isinstance(value, list) and UNORDERED:
            return f"{kind}({','.join(sorted(Describer().text(item, depth + 1) for item in value))})"
        if isinstance(value, (list, tuple, collections.deque)):
            return f"{kind}({all_of(value)})"
        if isinstance(value, (set, frozenset)):
            # What is shared between items cannot be numbered, as sets have no order.
            return f"{kind}({','.join(sorted(Describer().text(item, depth + 1) for item in value))})"
        if isinstance(value, dict):
            return f"{kind}({','.join([self.text(k, depth + 1) + ':' + self.text(v, depth + 1) for k, v in value.items()])})"
        if isinstance(value, (bytearray, memoryview)):
            return f"{kind}({bytes(value)!r})"
        if isinstance(value, array.array):
            return f"array({value.typecode},{value.tobytes()!r})"
        if isinstance(value, BaseException):
            return f"{kind}({all_of(value.args)})"
        if isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.ModuleType)):
            return f"<{getattr(value, '__qualname__', value.__name__)}>"
        if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)) or type(value).__module__ in ("decimal", "fractions", "_decimal", "_pydecimal"):
            return f"{kind}({value})"
        if type(value).__module__ == "__main__":
            state = dict(getattr(value, "__dict__", {}))
            for cls in type(value).__mro__:
                slots = cls.__dict__.get("__slots__", ())
                for name in (slots,) if isinstance(slots, str) else slots:
                    if hasattr(value, name):
                        state[name] = getattr(value, name)
            return f"{kind}{{{','.join([name + '=' + self.text(state[name], depth + 1) for name in sorted(state)])}}}"
        return f"<{kind}>"


class Recorder:
    """Puts a wrapper around each function and method of a module, which notes what the outermost of them return and leave in their arguments."""

    def __init__(self):
        self.depth = 0
        self.results = []

    def note(self, *values):
        if len(self.results) < MOST_RESULTS:
            describer = Describer()
            self.results.append(" ".join([describer.text(value) for value in values]))

    def wrap(self, function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            if self.depth:
                return function(*args, **kwargs)
            self.depth += 1
            try:
                before = asked
                result = function(*args, **kwargs)
                timed = isinstance(result, float) and asked != before
                self.note(function.__qualname__, "time" if timed else result, args, kwargs)
                return result
            finally:
                self.depth -= 1

        return wrapper

    def wrap_all(self, namespace, timed):
        for name, value in list(namespace.items()):
            if isinstance(value, types.FunctionType):
                # Of a generator or coroutine the call itself says nothing.
                if value is not timed and value.__module__ == "__main__" and not value.__code__.co_flags & 0x2A0:
                    namespace[name] = self.wrap(value)
            elif isinstance(value, type) and value.__module__ == "__main__" and issubclass(type(value), type):
                for key, member in list(vars(value).items()):
                    if isinstance(member, types.FunctionType) and not member.__code__.co_flags & 0x2A0 and (key == "__init__" or not key.startswith("__")):
                        try:
                            setattr(value, key, self.wrap(member))
                        except (AttributeError, TypeError):
                            pass


class Runner:
    """The part of pyperf.Runner that benchmarks use."""

    def __init__(self, values=None, processes=None, loops=0, min_time=0, metadata=None, show_name=True, program_args=None, add_cmdline_args=None, **more):
        self.metadata = dict(metadata or {})
        self.argparser = argparse.ArgumentParser()
        self.args = None

    def parse_args(self, args=None):
        if self.args is None:
            self.args = self.argparser.parse_args(args)
        return self.args

    def report(self, name, results):
        if os.environ.get("PYPERF_SHOW"):
            for result in results:
                print("   ", result[:2000])
        print(f"{name}: {len(results)} results, {hashlib.sha256('\n'.join(results).encode('utf-8', 'backslashreplace')).hexdigest()[:16]}", flush=True)

    def bench_func(self, name, func, *args, inner_loops=None, metadata=None):
        self.parse_args()
        if SECONDS:
            return timed(name, timed_call(lambda: func(*args)))
        self.report(name, [Describer().text([func(*args), args]) for _ in range(LOOPS)])

    def bench_time_func(self, name, time_func, *args, inner_loops=None, metadata=None):
        self.parse_args()
        if SECONDS:
            return timed(name, lambda loops: time_func(loops, *args))
        recorder = Recorder()
        namespace = sys.modules["__main__"].__dict__
        kept = dict(namespace)
        recorder.wrap_all(namespace, time_func)
        try:
            took = time_func(LOOPS, *args)
        finally:
            namespace.update(kept)
        assert isinstance(took, float) and took >= 0, took
        self.report(name, recorder.results + [Describer().text(args)])

    def bench_async_func(self, name, func, *args, inner_loops=None, metadata=None, loop_factory=None):
        self.parse_args()
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            if SECONDS:
                return timed(name, timed_call(lambda: runner.run(func(*args))))
            self.report(name, [Describer().text(runner.run(func(*args))) for _ in range(LOOPS)])

    def bench_command(self, name, command, inner_loops=None, metadata=None):
        self.parse_args()
        if SECONDS:
            def run(loops):
                start = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
                for _ in range(loops):
                    subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)
                return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - start

            return timed(name, run)
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="backslashreplace")
        self.report(name, [f"{done.returncode}", done.stdout, done.stderr])
        if done.returncode:
            sys.exit(done.stderr[-2000:])

    def timeit(self, name, stmt=None, setup="pass", **more):
        self.parse_args()
        namespace = {}
        exec(setup, namespace)
        if SECONDS:
            exec(f"def timed_statement():\n" + "".join(f"    {line}\n" for line in stmt.splitlines()), namespace)
            return timed(name, timed_call(namespace["timed_statement"]))
        exec(stmt, namespace)
        self.report(name, [])


def python_implementation():
    return sys.implementation.name


def python_has_jit():
    return False
