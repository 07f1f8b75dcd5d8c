"""Functions whose globals or builtins are of a class that is garbage with them: they end before the class, whose instances need it to end."""

import gc


def made(n):
    class Namespace(dict):
        pass

    class Meta(type):
        pass

    builtins = Namespace(vars(__import__("builtins")))
    names = Namespace(__builtins__=builtins, __name__=f"made{n}")
    exec("class A: pass\ndef f(): return len(str(x))\ndef g(): yield f\nx = 5\nr = f(), [*g()][0] is f", names)
    A = Meta("A", (names["A"],), {"names": names, "f": names["f"]})
    names["self"], names["Meta"] = names, Meta
    builtins["A"] = A
    return names["r"]


for n in range(50):
    assert made(n) == (1, True)
    more = [filter(None, ()) for _ in range(200)]
    if n % 5 == 0:
        gc.collect()
print(gc.collect() >= 0, len([o for o in gc.get_objects() if type(o).__name__ == "Namespace"]))
