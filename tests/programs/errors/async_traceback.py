# An exception that passes through awaits, an asynchronous loop and a context manager, uncaught.
import types


@types.coroutine
def suspend():
    yield


class Manager:
    async def __aenter__(self):
        await suspend()

    async def __aexit__(self, *args):
        await suspend()


async def numbers():
    yield 1
    await suspend()
    raise ValueError("in a generator")


async def reads():
    async for x in numbers():
        print(x)


async def guards():
    async with Manager():
        return [y for y in [
            await reads(),
        ]]


async def main():
    try:
        await guards()
    except ValueError as e:
        raise KeyError("from main") from e


c = main()
while True:
    c.send(None)
