"""A `global` anywhere in a text makes its name a global of the text itself, also where `exec` gives it a namespace of its own."""

globals_, locals_ = {}, {}
exec("""
x = 7
y = 8
def f():
    x = 1
    def g():
        global x
        return x
    return g()
found = f()
x += 1
del y
""", globals_, locals_)
print(globals_["x"], sorted(locals_), locals_["found"])


class C:
    x: int = 1

    def f(self):
        global z
        z = 2


z: int = 1
C().f()
print(z, C.x)
