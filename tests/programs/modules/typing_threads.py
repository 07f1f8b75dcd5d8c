# Generic classes made and subscripted by several threads at the same time.
import threading
from typing import (
    Generic, Optional, TypeVar, get_type_hints,
)

start = threading.Barrier(4)
T = TypeVar("T")
results = []


class Shared[K, V]:
    def get(self, k: K) -> V: ...


def work(n):
    start.wait()
    out = []
    for i in range(25):
        class Own[A](Shared[A, int]):
            x: A

        assert Own.__annotations__["x"] is Own.__type_params__[0]
        assert Own[str].__args__ == (str,)
        assert Shared[int, str] == Shared[int, str]
        out.append(repr(Optional[Shared[T, list[T]]][int]))
        assert get_type_hints(Shared.get)["return"] is Shared.__type_params__[1]
    results.append(out)


threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(results), {x for out in results for x in out})
