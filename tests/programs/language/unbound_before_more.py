# A local that is not bound is noticed before what comes after it is computed, wherever it may have got lost.
def say(*a):
    print(*a, end=" ")
    return 1


class C:
    def __getattr__(self, n):
        return say("attribute", n)


c = C()


def never(): 
    x + say("right"); x = 1
def item():
    return x[say("index")]; x = 1
def comparison():
    return x < say("right") < 2; x = 1
def middle():
    return 0 < x < say("right"); x = 1
def augmented():
    x += say("value")
def attribute():
    return x + c.a; x = 1
def name():
    return x + nowhere; x = 1
def pair():
    a, b = x, say("second"); x = 1
def branch(t):
    if t: x = 1
    return x + say("right")
def both(t):
    if t: x = 1
    else: x = 2
    return x + say("right")
def loop(n):
    for i in range(n): x = i
    return i * say("one") + x * say("two")
def tried(t):
    try:
        t.b
        x = 1
        1 // t
    except (ZeroDivisionError, AttributeError):
        return x + say("right")
def tried_before(t):
    x = 1
    try:
        1 // t
    except ZeroDivisionError:
        pass
    return x + say("right")
def deleted():
    x = 1
    for i in range(3):
        try: print(x + say("right", i))
        except UnboundLocalError as e: print(e)
        if i == 1: del x
        elif i: x = 1
def handled():
    for i in range(2):
        try: print(e is say("right", i))
        except UnboundLocalError as f: print(f)
        try: 1 // 0
        except ZeroDivisionError as e: pass
def finished(t):
    try:
        if t: return x + say("right")
        x = 1
    finally:
        print(x == say("finally"))
    x = 2
def while_(n):
    while n:
        n -= 1
        if n == 1: continue
        x = n
        break
    else:
        return x + say("else")
    return x + say("right")
def comprehension():
    return [x + say("right") for x in range(2)] and x + say("after"); x = 1
def walrus(t):
    return (t and (x := 1)) or x + say("right")
def conditional(t):
    return ((x := 1) if t else 0) + x * say("right")
def parameter(x, y=1, *a, **k):
    return x + say("right") + len(a) + y * say("more")
def with_(t):
    class M:
        def __enter__(self): return self
        def __exit__(self, *a): return True
    with M():
        1 // t
        x = 1
    return x + say("right")
def matched(v):
    match v:
        case [x]: pass
        case {"a": y}: x = y
        case _: pass
    return x + say("right")
def captured():
    def g(): return x
    return x + say("right"); x = 1
def generator(t):
    if t: x = 1
    yield x + (yield say("yielded"))
def several():
    return x.append(say("argument")) or y; x = y = 1
def star():
    *x, y = 1, 2
    return x + [say("right")] + z * say("again"); z = 1


def returned():
    try:
        return x
    except UnboundLocalError as e:
        x = 1
        return str(e)
def delegated():
    def g():
        yield from x
        x = 1
    return list(g())


calls = [
    (returned,), (delegated,),
    (never,), (item,), (comparison,), (middle,), (augmented,), (attribute,), (name,), (pair,), (branch, 0), (branch, 1), (both, 0), (both, 1), (loop, 0), (loop, 2), (tried, 0), (tried, c),
    (tried_before, 0), (tried_before, 1), (deleted,), (handled,), (finished, 0), (finished, 1), (while_, 0), (while_, 1), (while_, 2), (while_, 3), (comprehension,), (walrus, 0), (walrus, 1),
    (conditional, 0), (conditional, 1), (parameter, 1), (parameter, 1, 2, 3), (with_, 0), (with_, 1), (matched, [1]), (matched, {"a": 2}), (matched, 3), (captured,), (several,), (star,),
]  # fmt: skip
for f, *arguments in calls:
    print(f.__name__, end=": ")
    try:
        print(f(*arguments))
    except (UnboundLocalError, NameError) as e:
        print(type(e).__name__, e)
for t in (0, 1):
    g = generator(t)
    try:
        print(next(g))
        g.send(2)
    except (UnboundLocalError, StopIteration) as e:
        print(type(e).__name__, e)
    else:
        print()
