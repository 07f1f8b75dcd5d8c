# Tasks of `asyncio`: steps, names, what they may await, errors of misuse, eager ones, and the functions about all of them.
import asyncio
import _asyncio
import contextvars
import gc
import io
import types


async def give(x, turns=1):
    for _ in range(turns):
        await asyncio.sleep(0)
    return x


async def outcome(awaitable):
    try:
        return await awaitable
    except BaseException as e:
        return f"{type(e).__name__}: {e}"


class Bare:
    """Yields whatever it is given, as no future does."""

    def __init__(self, *values):
        self.values = values

    def __await__(self):
        for v in self.values:
            yield v
        return "end"


class Duck:
    """A future of another make."""

    _asyncio_future_blocking = False

    def __init__(self, loop):
        self._loop = loop
        self.callbacks = []

    def __await__(self):
        self._asyncio_future_blocking = True
        yield self
        return self.result()

    def add_done_callback(self, f, *, context):
        self.callbacks.append((f, context))

    def result(self):
        return "quack"

    def cancel(self, msg=None):
        return False


async def misuse():
    loop = asyncio.get_running_loop()
    me = asyncio.current_task()
    print(await outcome(Bare(None, None)))
    print(await outcome(Bare(1)))
    print(await outcome(Bare("x")))
    print((await outcome(Bare(i for i in ())))[:75])
    f = loop.create_future()
    print((await outcome(Bare(f)))[:60])
    other = asyncio.new_event_loop()
    print("different loop" in await outcome(other.create_future()))
    other.close()
    print((await outcome(me))[:40])
    duck = Duck(loop)
    t = asyncio.create_task(outcome(duck))
    await asyncio.sleep(0)
    print(t._fut_waiter is duck, duck._asyncio_future_blocking, len(duck.callbacks))
    callback, context = duck.callbacks[0]
    loop.call_soon(callback, duck, context=context)
    print(await t, callback.__name__, callback.__self__ is t)
    for bad in (1, None, give, Bare()):
        try:
            asyncio.Task(bad, loop=loop)
        except TypeError as e:
            print(str(e)[:40])
    for wrong in ("set_result", "set_exception"):
        try:
            getattr(me, wrong)(1)
        except RuntimeError as e:
            print(e)
    print(me.cancelling(), me._must_cancel, me._fut_waiter, me.get_coro().__name__, me.get_context() is not None)


asyncio.run(misuse())


async def names():
    t = asyncio.create_task(give(1), name="own")
    u = asyncio.create_task(give(2), name=5)
    print(t.get_name(), u.get_name(), repr(u.get_name()))
    t.set_name(7)
    print(repr(t.get_name()), asyncio.create_task(give(3)).get_name()[:5])
    print([x.get_name() for x in (t, u)], await t + await u)
    print(str(t).replace(__file__, "FILE"), t._coro is t.get_coro())
    told = io.StringIO()
    print(asyncio.Task[int], t.get_stack(), t.print_stack(file=told), told.getvalue().replace(__file__, "FILE"))
    s = asyncio.create_task(give(1, 3), name="s")
    await asyncio.sleep(0)
    print([f.f_code.co_name for f in s.get_stack()], len(s.get_stack(limit=0)))
    await s


asyncio.run(names())


async def contexts():
    var = contextvars.ContextVar("var", default=0)

    async def look():
        seen = var.get()
        var.set(seen + 1)
        await asyncio.sleep(0)
        return seen, var.get()

    var.set(10)
    context = contextvars.copy_context()
    context.run(var.set, 20)
    print(await asyncio.create_task(look()), await asyncio.create_task(look(), context=context), context[var], var.get())


asyncio.run(contexts())


async def sets():
    loop = asyncio.get_running_loop()
    me = asyncio.current_task()
    t = [asyncio.create_task(give(i), name=f"t{i}") for i in range(3)]
    print(sorted(x.get_name() for x in asyncio.all_tasks() - {me}), asyncio.current_task(loop) is me, asyncio.all_tasks(object()))
    print(await asyncio.gather(*t), asyncio.all_tasks() == {me})
    asyncio.create_task(give("dropped"))
    gc.collect()
    print(len(asyncio.all_tasks()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(len(asyncio.all_tasks()))

    class Foreign:
        _loop = loop

        def done(self):
            return self is not one

    one, two = Foreign(), Foreign()
    _asyncio._register_task(one)
    _asyncio._register_task(two)
    print(one in asyncio.all_tasks(), two in asyncio.all_tasks())
    _asyncio._unregister_task(one)
    _asyncio._register_eager_task(one)
    print(one in asyncio.all_tasks())
    _asyncio._unregister_eager_task(one)
    print(one in asyncio.all_tasks())
    for f, *args in (
        (_asyncio._enter_task, loop, one),
        (_asyncio._leave_task, loop, one),
        (_asyncio._enter_task, 1, one),
        (_asyncio._swap_current_task, 1, one),
    ):
        try:
            f(*args)
        except RuntimeError as e:
            print(str(e).split("<")[0])
    print(_asyncio._swap_current_task(loop, one) is me, asyncio.current_task() is one, _asyncio._swap_current_task(loop, None) is one)
    print(asyncio.current_task(), _asyncio._swap_current_task(loop, me))


asyncio.run(sets())
for f in (asyncio.get_running_loop, asyncio.current_task, asyncio.all_tasks):
    try:
        f()
    except RuntimeError as e:
        print(e)
print(asyncio._get_running_loop())


async def waiting():
    f = asyncio.get_running_loop().create_future()

    async def wait():
        return await f

    one, two = asyncio.create_task(wait()), asyncio.create_task(wait())
    print(f._asyncio_awaited_by)
    await asyncio.sleep(0)
    print(f._asyncio_awaited_by == {one, two}, one._fut_waiter is f)
    f.set_result(3)
    print(await one + await two, f._asyncio_awaited_by)


asyncio.run(waiting())


async def eager():
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    order = []

    async def work(name, turns):
        order.append((name, asyncio.current_task().get_name()))
        await give(None, turns)
        order.append(name)
        return name

    me = asyncio.current_task()
    done = asyncio.create_task(work("at once", 0), name="a")
    print(done.done(), done.result(), done.get_coro(), asyncio.current_task() is me, len(asyncio.all_tasks()))
    later = asyncio.create_task(work("later", 1), name="b")
    print(later.done(), order, len(asyncio.all_tasks()))
    print(await later, order)

    async def fail():
        raise ValueError("eager")

    print(await outcome(asyncio.create_task(fail())))
    print(await asyncio.gather(work("x", 0), work("y", 2)))


asyncio.run(eager())


class Mine(asyncio.Task):
    made = 0

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        Mine.made += 1

    def add_done_callback(self, *args, **kwargs):
        Mine.made += 100
        super().add_done_callback(*args, **kwargs)


async def subclasses():
    loop = asyncio.get_running_loop()
    loop.set_task_factory(lambda loop, coro, **kw: Mine(coro, loop=loop, **kw))
    t = asyncio.create_task(give("mine", 2))
    print(await t, Mine.made, type(t).__mro__[1:3] == (asyncio.Task, asyncio.Future))


asyncio.run(subclasses())


@types.coroutine
def old():
    yield
    return "old"


async def old_ones():
    print(await old(), await asyncio.ensure_future(old()), await asyncio.ensure_future(Bare(None)))


asyncio.run(old_ones())

loop = asyncio.new_event_loop()
loop.set_exception_handler(lambda loop, context: print(sorted(context), context["message"]))
t = loop.create_task(give(1))
t.get_coro().close()
loop._ready.clear()
del t
gc.collect()
loop.close()
kept = []
for leaving in (KeyboardInterrupt, SystemExit):

    async def leave():
        raise leaving("out")

    async def main():
        kept.append(asyncio.create_task(leave()))
        await give(1, 5)

    try:
        asyncio.run(main())
    except BaseException as e:
        print(type(e).__name__, e, repr(kept.pop().exception()))
