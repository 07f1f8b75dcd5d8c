# What cannot be written with type parameters.
def show(text):
    try:
        compile(text, "text", "exec")
    except SyntaxError as e:
        print(f"{e.msg} ({e.lineno}:{e.offset})")
    else:
        print("valid:", text)


show("def f[T, T](): pass")
show("def f[T = int, U](): pass")
show("def f[T: (x := 1)](): pass")
show("def f[T: (yield)](): pass")
show("def f[T: (int, (x := 1))](): pass")
show("def f[T = (x := 1)](): pass")
show("def f[*T = (x := 1)](): pass")
show("def f[**T = (yield)](): pass")
show("class C[T]((x := 1)): pass")
show("class C[T]((yield)): pass")
show("type X = (x := 1)")
show("type X[T] = (yield)")
show("type X = [x := 1 for i in y]")
show("def f[T: [x := 1 for i in y]](): pass")
show("class C[T]([x := 1 for i in y]): pass")
show("def f[__classdict__](): pass")
show("def f[T]():\n    nonlocal T")
show("class C[T]:\n    def g(self):\n        nonlocal T")
show("def f[T](x=(y := 1)): pass")
show("def f[T]():\n    global T")
show("def f[*Ts = *int](): pass")
show("def f[](): pass")
show("def f[T: int, *Ts, **P](): pass")
show("type X[] = int")
show("def f[*Ts: int](): pass")
show("def f[**P: int](): pass")
