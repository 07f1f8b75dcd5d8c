"""Annotations kept as text are written from the tree: blanks, comments and quotes of the source do not matter."""

from __future__ import annotations

class A:
    a: dict[str,int]
    b: list[  # hi
       int]
    c: Literal["a  b",'c']
    d: int|None | "str"
    e: Callable[[int,str],None]
    f: tuple[()]
    g: tuple[int,]
    h: (int,str)
    i: a.b.c[ x ](1,  2)
    j: "x"
    k: Literal["it's"]
    l: (int)
    m: Tuple[int, ...]
print(A.__annotations__)
def f(a:int|str, *b:"x", c:List[ int ]=1)->Dict[ str,int ]: pass
print(f.__annotations__)
def g(a: 'x  y'   +
      c, b: (a  |
   b).c, d: a + 'q' # comment "
    | e, g: x | y + z | w | v, h: (x if y else z) | w, i: (a | b) | c.d[1](2) | None): pass
for k, v in g.__annotations__.items(): print(k, v)
