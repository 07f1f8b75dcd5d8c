# Several threads ask for what is computed lazily: all see one value in the end.
import threading


def f[T: list[int] = dict[str, int], U: (int, str) = str](x: T) -> U: pass


type A[X] = dict[X, list[X]]
type R = list[R]
start = threading.Barrier(6)
seen = []


def ask():
    start.wait()
    for _ in range(20):
        T, U = f.__type_params__
        a = list[T] | dict[U, T]
        assert a == dict[U, T] | list[T] and hash(a) == hash(dict[U, T] | list[T])
        assert a.__parameters__ == (T, U)

        def own[V: int](x: V): pass
        assert own.__annotations__["x"] is own.__type_params__[0]
        seen.append((T.__bound__, T.__default__, U.__constraints__, A.__value__, R.__value__, True))


threads = [threading.Thread(target=ask) for _ in range(6)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(len(seen), all(s == seen[0] for s in seen))
print(seen[0])
