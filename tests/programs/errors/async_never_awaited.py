# What was made to be awaited and never was.
import sys


async def forgotten():
    pass


class C:
    async def method(self):
        pass


async def generator():
    yield


async def careless():
    forgotten()
    C().method()


forgotten()
for _ in range(3):
    forgotten()
C().method()
try:
    careless().send(None)
except StopIteration:
    pass
generator().asend(1)
generator().aclose()
generator().athrow(ValueError)
forgotten().close()
generator()
sys.set_coroutine_origin_tracking_depth(2)


def makes():
    return forgotten()


makes()
print("done")
