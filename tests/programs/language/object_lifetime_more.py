# Lifetimes around calls, assignment targets, finally and return.
class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name, end="; ")


def line(text):
    print()
    print(text, end=": ")


def identity(x):
    return x


def drop(x):
    del x
    print("dropped inside", end=" ")


line("passed through")
identity(identity(Noisy("n")))
print("next", end=" ")
line("dropped by callee")
drop(Noisy("d"))
print("back", end=" ")
line("keyword")
identity(x=Noisy("k"))
line("star")
identity(*[Noisy("s")])
line("double star")
identity(**{"x": Noisy("ss")})
line("list literal")
len([Noisy("l1"), Noisy("l2")])
line("assignment order")
x = Noisy("old")
x = (print("computing", end=" "), Noisy("new"))[1]
line("attribute assignment")


class Box: ...


box = Box()
box.v = Noisy("v1")
box.v = Noisy("v2")
del box
line("finally")


def f():
    inner = Noisy("inner")
    try:
        return 1
    finally:
        print("finally", end=" ")


f()
line("while")
n = 2
while n:
    w = Noisy(f"w{n}")
    n -= 1
line("del in loop")
for i in range(2):
    y = Noisy(f"y{i}")
    del y
    print("body", end=" ")
line("conditional expression")
Noisy("a") if Noisy("test") else Noisy("b")
line("boolean")
Noisy("x") and Noisy("y")
line("not")
not Noisy("n")
line("subscript")
{"k": Noisy("sub")}["k"].name
line("slice")
[Noisy("e1"), Noisy("e2")][0:1]
line("multiple targets")
p = q = Noisy("pq")
del p
print("still", end=" ")
del q
line("starred")
first, *rest = [Noisy("f"), Noisy("r1"), Noisy("r2")]
del rest
print("-", end=" ")
del first
line("bound method")
m = Noisy("bm").__init__
print("kept", end=" ")
del m
line("map")
list(map(identity, [Noisy("m1")]))
line("generator expression")
sum(1 for _ in [Noisy("g")])
line("return in loop")


def r():
    for o in [Noisy("o1"), Noisy("o2")]:
        return 5


r()
line("recursion")


def rec(n):
    o = Noisy(f"rec{n}")
    if n:
        rec(n - 1)
    print("leave", n, end=" ")


rec(2)
line("end")
