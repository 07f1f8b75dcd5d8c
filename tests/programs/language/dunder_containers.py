# Container protocols: __len__, __getitem__, __setitem__, __delitem__, __contains__, __iter__, __reversed__, __missing__, __index__.
class Deck:
    def __init__(self, cards):
        self.cards = list(cards)

    def __len__(self):
        return len(self.cards)

    def __getitem__(self, key):
        print("get", key)
        return self.cards[key]

    def __setitem__(self, key, value):
        print("set", key, value)
        self.cards[key] = value

    def __delitem__(self, key):
        print("del", key)
        del self.cards[key]


deck = Deck("abcd")
print(len(deck), deck[0], deck[-1], deck[1:3], deck[::2], deck[...] if False else "")
deck[0] = "z"
deck[1:2] = ["y", "y"]
del deck[-1]
del deck[:1]
print(deck.cards, bool(deck), bool(Deck("")))
print([c for c in deck])
print("y" in deck, "q" in deck)
print(list(reversed(deck)))
first, *rest = deck
print(first, rest)


class Grid:
    def __getitem__(self, key):
        return key


g = Grid()
print(g[1, 2], g[1:2, ::3], g[...], g[()], g[1:2:3], g[:, None], g["a":"b"])
print(g[*[1, 2], 3], g[(x := 5)])


class Default(dict):
    def __missing__(self, key):
        self[key] = key * 2
        return self[key]


d = Default(a=1)
print(d["a"], d["b"], d, d.get("c"), "c" in d)


class Evens:
    def __contains__(self, n):
        return n % 2 == 0

    def __iter__(self):
        yield from (0, 2, 4)

    def __reversed__(self):
        return iter((4, 2, 0))

    def __length_hint__(self):
        return 3


print(4 in Evens(), 5 in Evens(), 5 not in Evens(), list(Evens()), list(reversed(Evens())))


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


letters = list("abcdef")
print(letters[Index(2)], letters[Index(1) : Index(-1)], "x" * Index(3), hex(Index(255)), range(Index(3)), [0] * Index(2), int(Index(7)))


def show(action):
    try:
        print(action())
    except (TypeError, ValueError, IndexError, KeyError, OverflowError) as error:
        print(type(error).__name__, error)


class BadLen:
    def __init__(self, value):
        self.value = value

    def __len__(self):
        return self.value


show(lambda: len(BadLen(-1)))
show(lambda: len(BadLen("x")))
show(lambda: bool(BadLen(-1)))
show(lambda: len(BadLen(1 << 70)))
show(lambda: letters[Index("x")])
show(lambda: letters["x"])
show(lambda: letters[1.0])
five = 5
show(lambda: five[0])
show(lambda: 1 in 5)
show(lambda: {}["key"])
show(lambda: "abc"[10])
pair = (1, 2)
show(lambda: pair[None])
show(lambda: letters[:: 0])
show(lambda: len(5))
show(lambda: iter(5))
show(lambda: reversed({1}))


def assign(o):
    o[0] = 1


def delete(o):
    del o[0]


for o in ((1,), "a", 5, b"a", range(3), {1}):
    show(lambda: assign(o))
    show(lambda: delete(o))
