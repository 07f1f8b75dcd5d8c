# Augmented assignment to every target, once-only evaluation, results of in-place methods.
def t(label, value):
    print(label, end=" ")
    return value


x = 1
x += 2; x *= 5; x -= 1; x //= 2; x **= 2; x %= 30; x <<= 3; x >>= 1; x |= 1; x &= 0xFF; x ^= 3
print(x)
f = 10
f /= 4
print(f)
d = {"k": [1]}
t("d", d)[t("key", "k")] += t("value", [2])
print(d)
t("d", d)[t("key", "k")][t("i", 0)] *= t("v", 10)
print(d)


class Box:
    def __init__(self):
        object.__setattr__(self, "n", 1)

    def __getattr__(self, name):
        print("get", name, end=" ")
        return 100

    def __setattr__(self, name, value):
        print("set", name, value, end=" ")
        object.__setattr__(self, name, value)


box = Box()
box.n += 5
box.missing += 1
print()
tup = ([1], 2)
try:
    tup[0] += [5]
except TypeError as error:
    print(error, tup)
s = "a"
alias = s
s += "b"
s *= 2
print(s, alias)
items = alias_items = [1]
items += (2, 3)
items *= 2
print(items is alias_items, items)
items = items + [4]
print(items is alias_items)
words = {"a"}
words |= {"b"}; words &= {"b", "c"}; words ^= {"z"}; words -= {"b"}
print(words)
merged = {"a": 1}
merged |= {"b": 2}
merged |= [("c", 3)]
print(merged)


class Matrix:
    def __init__(self, n):
        self.n = n

    def __imatmul__(self, other):
        self.n *= other
        return self

    def __add__(self, other):
        return ("plain add", other)


m = Matrix(3)
m @= 4
print(m.n)
m += 1
print(m)


class Refuses:
    def __iadd__(self, other):
        return NotImplemented

    def __add__(self, other):
        return "fell back"


r = Refuses()
r += 1
print(r)


def local():
    n = 0

    def bump():
        nonlocal n
        n += 1
        return n

    n += bump() * 10
    return n


print(local())
total = 0
for i in range(5):
    total += i
print(total)
values = [0] * 3
i = 0
values[i] += 1; i += 1; values[i] += 2
print(values, i)
for bad in (lambda: exec_unbound(),):
    def exec_unbound():
        counter += 1
    try:
        bad()
    except UnboundLocalError as error:
        print(error)
