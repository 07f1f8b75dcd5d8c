# del of names, items, slices, attributes, several at once, nested targets.
a = b = c = 1
del a
del b, c
print([n for n in ("a", "b", "c") if n in globals()])
items = list(range(10))
del items[0], items[-1], items[2:4], items[::3]
print(items)
d = {"x": {"y": [1, 2, 3]}, "z": 1}
del d["x"]["y"][1], d["z"]
print(d)


class Box:
    def __delattr__(self, name):
        print("delattr", name)
        object.__delattr__(self, name)

    def __delitem__(self, key):
        print("delitem", key)


box = Box()
box.one = box.two = 1
del box.one
del (box.two, box["k"]), [box[1:2], box[1, 2]]
try:
    del box.three
except AttributeError as error:
    print(error)


def local(x):
    y = 2
    del x
    try:
        print(x)
    except UnboundLocalError as error:
        print(error)
    x = y
    del y
    return x


print(local(1))
p = q = 5
del (p), [q]
del ()
for i in range(3):
    del i
print("i" in globals())
for action in ("missing name", "missing key", "missing index", "tuple"):
    try:
        match action:
            case "missing name":
                del never_defined
            case "missing key":
                del d["nothing"]
            case "missing index":
                del items[100]
            case "tuple":
                t = (1, 2)
                del t[0]
    except (NameError, LookupError, TypeError) as error:
        print(type(error).__name__, error)
try:
    x = 1
    del x
    del x
except NameError as error:
    print(error)
