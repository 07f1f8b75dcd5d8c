"""Slices of lists read, assigned and deleted."""
base = list(range(10))
for s in (slice(2, 5), slice(None, None, -1), slice(8, 2, -2), slice(-3, None), slice(None, -3), slice(5, 100), slice(100, 5), slice(-100, 3), slice(None, None, 3), slice(0, 0)):
    print(s, base[s], len(base[s]), s.indices(10))
def edit(change):
    x = list(base)
    change(x)
    print(x)
def assign(s, values):
    def change(x):
        x[s] = values
    return change
def delete(s):
    def change(x):
        del x[s]
    return change
edit(assign(slice(2, 5), "abc"))
edit(assign(slice(2, 5), []))
edit(assign(slice(2, 2), [100, 200]))
edit(assign(slice(None, None, 2), [0] * 5))
edit(assign(slice(None, None, -3), "wxyz"))
edit(assign(slice(20, 30), [1]))
edit(assign(slice(5, 2), (i for i in "no")))
edit(delete(slice(2, 5)))
edit(delete(slice(None, None, 2)))
edit(delete(slice(None, None, -3)))
edit(delete(slice(None)))
x = [1, 2, 3]
x[1:1] = x
x[:0] = x[-2:]
print(x)
for change in (assign(slice(0, 4, 2), [1]), assign(slice(0, 1), 5), assign(slice(0, 2, 0), []), assign(20, 1), delete(20), assign("a", 1), assign(slice("a"), [])):
    try:
        edit(change)
    except Exception as error:
        print(type(error).__name__, error)
