"""Context variables, contexts and tokens."""

from _contextvars import Context, ContextVar, Token, copy_context

color = ContextVar("color", default="red")
size = ContextVar("size")
print(color.name, color.get(), color.get("blue"), size.get(5), repr(color)[:39], repr(size)[:24])
try:
    size.get()
except LookupError as e:
    print(type(e).__name__, e.args[0] is size)
t = color.set("green")
print(color.get(), t.var is color, t.old_value is Token.MISSING, repr(t).startswith("<Token var=<ContextVar name='color'"), Token.MISSING)
u = color.set("black")
print(u.old_value, color.get())
color.reset(u)
print(color.get(), repr(u).startswith("<Token used var="))
color.reset(t)
print(color.get())
with color.set("white") as w:
    print(color.get(), w.var is color)
print(color.get())


def fails(f, *args, **kw):
    try:
        print("no error", f(*args, **kw))
    except Exception as e:
        print(type(e).__name__, str(e).split(" at 0x")[0])


t = size.set(1)
size.reset(t)
fails(size.reset, t)
fails(size.reset, 5)
fails(color.reset, size.set(2))
other = copy_context().run(lambda: size.set(9))
fails(size.reset, other)
fails(ContextVar)
fails(ContextVar, 5)
fails(ContextVar, "a", 5)
fails(Context, 5)
fails(Token)
fails(hash, copy_context())
fails(hash, t)
fails(lambda: type("X", (ContextVar,), {}))

ctx = copy_context()
print(len(ctx), ctx[size], size in ctx, color in ctx, ctx.get(color), ctx.get(color, 1), list(ctx) == [size], list(ctx.items()) == [(size, 2)])
fails(lambda: ctx["size"])
fails(lambda: "size" in ctx)
fails(ctx.get, 5)
fails(lambda: ctx[color])
fails(lambda: ctx.__setitem__)


def change(value, *, also=None):
    size.set(value)
    if also:
        color.set(also)
    return size.get(), color.get()


print(ctx.run(change, 10, also="pink"), size.get(), color.get(), ctx[size], ctx[color])
again = ctx.copy()
print(again == ctx, ctx != copy_context(), again is ctx, Context() == Context(), ctx == 5)
again.run(change, 11)
print(again == ctx, ctx[size], again[size], sorted(map(str, again.values())))
fails(ctx.run)
print(ctx.run(copy_context) == ctx)
fails(lambda: ctx.run(ctx.run, print))


def boom():
    size.set("boom")
    raise ValueError("boom")


fails(ctx.run, boom)
print(ctx[size], size.get())


def nested(depth):
    if depth:
        size.set(depth)
        inner = copy_context()
        result = inner.run(nested, depth - 1)
        return [size.get(), *result]
    return []


print(Context().run(nested, 4), size.get())
print(ContextVar[int], Token[str])

many = [ContextVar(f"v{i}", default=i) for i in range(50)]
for v in many[::2]:
    v.set(-v.get())
print(sum(v.get() for v in many), len(copy_context()))
snapshot = copy_context()
for v in many:
    v.set(0)
print(sum(v.get() for v in many), snapshot.run(lambda: sum(v.get() for v in many)))
it = iter(snapshot.items())
next(it)
snapshot.run(many[1].set, 1)
print(sum(1 for _ in it) == len(copy_context()) - 26)
