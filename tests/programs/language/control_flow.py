# for, while, if with else; break and continue through them.
def search(items, wanted):
    for i, item in enumerate(items):
        if item == wanted:
            print("found at", i)
            break
    else:
        print("not found")


search("abc", "b")
search("abc", "z")
search("", "z")
n = 0
while n < 5:
    n += 1
    if n == 2:
        continue
    if n == 4:
        break
    print(n, end=" ")
else:
    print("never")
print("stopped at", n)
while n > 0:
    n -= 1
else:
    print("ran out", n)
for i in range(3):
    for j in range(3):
        if j > i:
            break
        if (i + j) % 2:
            continue
        print((i, j), end=" ")
    else:
        print("[complete]", end=" ")
print()


def classify(n):
    if n < 0:
        return "negative"
    elif n == 0:
        return "zero"
    elif n < 10:
        return "small"
    else:
        return "big"


print([classify(n) for n in (-1, 0, 5, 50)])
for x in []:
    pass
print("x" in globals())
for (a, b), *c in [((1, 2), 3, 4), ("xy",)]:
    print(a, b, c)


class Box: ...


box = Box()
for box.value in range(3):
    pass
print(box.value)
table = {}
for table["k"] in "ab":
    pass
print(table)
items = [1, 2, 3]
for item in items:
    if item < 4:
        items.append(item + 3)
print(items)
d = {1: 1}
try:
    for k in d:
        d[k + 1] = 1
except RuntimeError as error:
    print(error)
s = {1}
try:
    for k in s:
        s.add(k + 1)
except RuntimeError as error:
    print(error)
for i in range(2):
    i = 10
    print(i)
while True:
    try:
        break
    finally:
        print("finally on break")
for i in range(2):
    try:
        continue
    finally:
        print("finally on continue", i)
print(1 if [] else 2 if 0 else 3, "a" or "b", "" or 0 or None, 1 and 2 and 3, 1 and 0 and 2, not 1, not "")
pass; print("semi"); pass
if 1: print("one line")
for c in "ab": print(c, end="")
print()
try:
    for x in 5:
        pass
except TypeError as error:
    print(error)
