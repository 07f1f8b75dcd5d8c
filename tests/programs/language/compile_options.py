"""What `compile` leaves out, names of files, and what is no valid argument."""

text = '''"module"
def f(x):
    "function"
    assert x, "no"
    if __debug__:
        return "debug"
    return "plain"
class A:
    "class"
    def m(self):
        """method
           with more"""
def only():
    "nothing else"
'''
for level in (-1, 0, 1, 2):
    ns = {}
    exec(compile(text, "text", "exec", optimize=level), ns)
    try:
        found = ns["f"](0)
    except AssertionError as e:
        found = e
    print(level, ns.get("__doc__"), ns["f"].__doc__, ns["A"].__doc__, ns["A"].m.__doc__, ns["only"].__doc__, ns["only"](), repr(found))

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)

code = attempt.__code__
attempt(lambda: compile("1", "text", "eval", optimize=3))
attempt(lambda: compile("1", "a\0b", "eval"))
attempt(lambda: compile("1", b"a\0b", "eval"))
attempt(lambda: compile("1", b"bytes", "eval").co_filename)
attempt(lambda: len(compile("1", b"a\xffb", "eval").co_filename))
attempt(lambda: compile("1", 5, "eval"))
attempt(lambda: code.replace(co_firstlineno=-5))
attempt(lambda: code.replace(co_firstlineno=7).co_firstlineno)
attempt(lambda: code.replace(co_firstlineno=2**40))
attempt(lambda: sentinel("x", repr=5))
attempt(lambda: sentinel("x", repr="shown"))

class B:
    pass

class C:
    a: int

def delete(c):
    del c.__annotations__

attempt(lambda: delete(B))
attempt(lambda: C.__annotations__)
attempt(lambda: delete(C))
attempt(lambda: delete(C))
