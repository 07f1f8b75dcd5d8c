# Futures of `asyncio`: states, callbacks, awaiting by hand, subclasses, and what is said of misuse.
import asyncio
import contextvars
import gc
import weakref

loop = asyncio.new_event_loop()


def say(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except BaseException as e:
        print(type(e).__name__ + ":", e)


def turn():
    loop.call_soon(loop.stop)
    loop.run_forever()


print("states")
f = loop.create_future()
print(f.done(), f.cancelled(), f._state, f)
say(f.result)
say(f.exception)
f.set_result([1, 2])
print(f.done(), f.cancelled(), f._state, f, f.result(), f.exception())
say(f.set_result, 3)
say(f.set_exception, ValueError("late"))
print(f.cancel())

f = loop.create_future()
f.set_exception(ValueError("x"))
print(f)
say(f.result)
say(f.exception)
f = loop.create_future()
f.set_exception(KeyError)
say(f.result)
f = loop.create_future()
say(f.set_exception, 5)
say(f.set_exception, int)
f.set_exception(StopIteration(4))
try:
    f.result()
except RuntimeError as e:
    print(e, repr(e.__cause__), e.__cause__ is e.__context__)

f = loop.create_future()
print(f.cancel("why"), f.cancel(), f, f._cancel_message)
say(f.result)
say(f.exception)
say(f._make_cancelled_error)
f._cancel_message = "other"
say(f.result)

print("callbacks")
var = contextvars.ContextVar("var", default="outside")


def note(done):
    print("called in", var.get(), "with", done)


f = loop.create_future()
context = contextvars.copy_context()
context.run(var.set, "inside")
f.add_done_callback(note)
f.add_done_callback(note, context=context)
f.add_done_callback(print)
f.add_done_callback(note)
print([c[0] is note for c in f._callbacks], f.remove_done_callback(print), f.remove_done_callback(print), len(f._callbacks))
f.set_result("result")
print(f._callbacks)
turn()
f.add_done_callback(note, context=context)
turn()
print(f.remove_done_callback(note))


class Evil:
    """Equal to everything, and changes the future when it is asked."""

    def __eq__(self, other):
        if not target.done():
            target.cancel()
            target.remove_done_callback(other)
        return True

    def __call__(self, _):
        pass


target = loop.create_future()
for _ in range(3):
    target.add_done_callback(Evil())
print(target.remove_done_callback(note) >= 0, target.cancelled())

print("awaited by hand")
f = loop.create_future()
it = f.__await__()
print(type(it).__name__, it is iter(it), next(it) is f, f._asyncio_future_blocking)
say(next, it)
say(it.send, 1)
f.set_result(7)
say(next, it)
say(it.send, None)
say(it.throw, ValueError("thrown"))
say(next, it)
f = loop.create_future()
it = iter(f)
say(it.throw, ValueError)
say(it.throw, 3)
say(it.close)
say(next, it)


print("classes")


class Named(asyncio.Future):
    name = "class"

    def __init__(self, name, *, loop):
        super().__init__(loop=loop)
        self.name = name

    def cancelled(self):
        return "perhaps"


n = Named("own", loop=loop)
print(n.name, n.cancelled(), n, isinstance(n, asyncio.Future), asyncio.isfuture(n), asyncio.Future[int])
n.other = 1
print(n.other)
print(weakref.ref(n)() is n, n.get_loop() is loop)


async def use():
    loop.call_soon(n.set_result, "subclass")
    return await n


print(loop.run_until_complete(use()))
bare = asyncio.Future.__new__(asyncio.Future)
for name in ("result", "cancel", "get_loop", "done", "cancelled", "_make_cancelled_error"):
    say(getattr(bare, name))
say(repr, bare)
say(bare.set_result, 1)
say(bare.add_done_callback, print)
say(n.__init__, "again", loop=loop)
say(asyncio.Future, 1)
say(setattr, f, "_log_traceback", True)
say(setattr, f, "_state", "PENDING")
say(delattr, f, "_cancel_message")

print("exceptions that nobody asks for")
loop.set_exception_handler(lambda loop, context: print(sorted(context), context["message"], context["exception"]))
for ask in (False, True):
    f = loop.create_future()
    f.set_exception(ValueError(ask))
    if ask:
        f.exception()
    del f
f = loop.create_future()
f.set_exception(ValueError("in a cycle"))
f.me = f
del f
gc.collect()
loop.set_debug(True)
f = loop.create_future()
print(f._source_traceback[-1].line)
f.set_exception(ValueError("debug"))
del f
loop.close()
