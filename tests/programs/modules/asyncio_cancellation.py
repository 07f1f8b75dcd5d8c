# Cancelling tasks of `asyncio`: messages, tasks that refuse, nested ones, counts of requests, timeouts and groups.
import asyncio


def shown(e):
    return f"{type(e).__name__}({', '.join(map(repr, e.args))})"


async def wait(log, refuse=0):
    while True:
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as e:
            log.append(shown(e))
            if not refuse:
                raise
            refuse -= 1


async def settle(n=3):
    for _ in range(n):
        await asyncio.sleep(0)


async def main():
    log = []
    t = asyncio.create_task(wait(log))
    print(t.cancel("before it began"), t._must_cancel, t.cancelling())
    try:
        await t
    except asyncio.CancelledError as e:
        print(shown(e), log, t.cancelled(), t.done(), t.cancel())

    t = asyncio.create_task(wait(log, refuse=2))
    for i in range(3):
        await settle()
        print(t.cancel(i), t.cancelling(), log)
    await settle()
    print(t.cancelled(), t.cancelling(), t.uncancel(), t.uncancel(), t.uncancel(), t.uncancel())
    for _ in range(2):
        try:
            t.result()
        except asyncio.CancelledError as e:
            print(shown(e))
    try:
        t.exception()
    except asyncio.CancelledError as e:
        print(shown(e))

    async def outer(inner):
        try:
            await inner
        except asyncio.CancelledError as e:
            print("outer", shown(e), inner.cancelled())
            raise

    log = []
    inner = asyncio.create_task(wait(log))
    t = asyncio.create_task(outer(inner))
    await settle()
    t.cancel("down")
    await asyncio.wait([t])
    print(log, inner.cancelled(), t.cancelled())

    async def late():
        asyncio.current_task().cancel("self")
        return "unseen"

    t = asyncio.create_task(late())
    await asyncio.wait([t])
    print(t.cancelled(), t._must_cancel)

    async def replaces():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            raise ValueError("instead")

    t = asyncio.create_task(replaces())
    await settle()
    t.cancel()
    try:
        await t
    except ValueError as e:
        print(shown(e), type(e.__context__).__name__, t.cancelled())

    async def taken_back():
        asyncio.current_task().cancel()
        print(asyncio.current_task().uncancel(), asyncio.current_task()._must_cancel)
        await asyncio.sleep(0)
        return "goes on"

    print(await asyncio.create_task(taken_back()))

    f = asyncio.get_running_loop().create_future()
    t = asyncio.create_task(outer_future(f))
    await settle()
    f.cancel("the future")
    await asyncio.wait([t])
    print(t.cancelled())

    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(10)
    except TimeoutError as e:
        print("timeout", shown(e), asyncio.current_task().cancelling())
    try:
        await asyncio.wait_for(wait([]), 0.01)
    except TimeoutError as e:
        print("wait_for", shown(e))

    async def fail():
        await asyncio.sleep(0)
        raise KeyError("group")

    log = []
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(wait(log))
            group.create_task(fail())
    except* KeyError as e:
        print(e.exceptions, log, asyncio.current_task().cancelling())

    both = asyncio.gather(wait(log), wait(log), return_exceptions=True)
    await settle()
    both.cancel("both")
    try:
        print(await both)
    except asyncio.CancelledError as e:
        print(shown(e), len(log))
    shielded = asyncio.create_task(settle(4))
    t = asyncio.create_task(outer(asyncio.shield(shielded)))
    await settle(1)
    t.cancel()
    await asyncio.wait([t, shielded])
    print(t.cancelled(), shielded.cancelled())


async def outer_future(f):
    try:
        await f
    except asyncio.CancelledError as e:
        print("future", shown(e))
        raise


asyncio.run(main())
