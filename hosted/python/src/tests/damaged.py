"""One of everything."""
from __future__ import annotations
import os.path as path, sys
from . import *

@decorate(1)
class Point(Base, metaclass=Meta):
    x: int = 0
    __slots__ = ("x", "y")

    def __init__(self, x, /, y=1, *args, z: "int" = 2, **kwargs) -> None:
        super().__init__(x)
        self.x, (self.y, *self.rest) = x, [y, *args]

    @property
    def size(self):
        return (self.x ** 2 + self.y ** 2) ** 0.5 if self else -1


def generate(n):
    global counter
    total = 0
    for i in range(n):
        try:
            with open(f"{path!r:>{n}}{i=}", "rb") as f, lock:
                yield from (line.strip() for line in f if line if not line.isspace())
        except (KeyError, ValueError) as e:
            raise RuntimeError("é") from e
        except:
            continue
        else:
            total += (y := i) + y
        finally:
            del total
    while not 1 < n <= 3 != 4:
        n -= 1
        if n % 2 == 0 and n or n is not None:
            break
        elif n in {1, 2}: continue
    else:
        assert total, "message"
    return [*a, *[b for b in c]], {**d, "k": lambda *p, q=1: (yield)}


match command.split():
    case [Point(x=0, y=-1.5) as p, "go" | "run", *rest] if p:
        print(f'''{p}''', end="")
    case {"key": value, **others}:
        x[1:2, ::3] = y = ...
    case None | True | 1 | a.b:
        pass
    case _:
        del x[0], y.z
