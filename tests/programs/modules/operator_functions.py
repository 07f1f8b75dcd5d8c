import operator as op

print(op.add(1, 2), op.sub(5, 3), op.mul(3, 4), op.truediv(7, 2), op.floordiv(7, 2), op.mod(7, 3), op.pow(2, 10))
print(op.lshift(1, 4), op.rshift(32, 2), op.and_(6, 3), op.or_(6, 3), op.xor(6, 3), op.neg(5), op.pos(-5), op.inv(5), op.invert(-1), op.abs(-3))
print(op.lt(1, 2), op.le(2, 2), op.eq(1, 1.0), op.ne(1, 2), op.gt(1, 2), op.ge(2, 2), op.not_([]), op.truth([0]), op.is_(None, None),
      op.is_not(1, None), op.is_none(None), op.is_not_none(0))
print(op.contains([1, 2], 2), op.countOf([1, 2, 1, True], 1), op.indexOf("abc", "c"), op.concat([1], [2]), op.concat("a", "b"), op.index(True))
d = {"a": 1}
op.setitem(d, "b", 2)
op.delitem(d, "a")
print(d, op.getitem(d, "b"), op.getitem([1, 2, 3], slice(1, None)), op.length_hint([1, 2]), op.length_hint(iter([1, 2, 3])), op.length_hint(5, 9))
a = [1]
b = op.iadd(a, [2])
print(a is b, a, op.iadd((1,), (2,)), op.isub(5, 3), op.imul([0], 3), op.ipow(2, 5), op.iand({1, 2}, {2}), op.ior({1: 1}, {2: 2}), op.iconcat([1], (2,)))
print(op.itruediv(1, 4), op.ifloordiv(9, 4), op.imod(9, 4), op.ilshift(1, 3), op.irshift(8, 1), op.ixor(5, 1))
print(op.call(max, 3, 7), op.call(sorted, [2, 1], reverse=True), op.__add__ is op.add, op.__not__(1), op.__contains__("ab", "b"))


class Matrix:
    def __init__(self, v):
        self.v = v

    def __matmul__(self, other):
        return ("matmul", self.v, other.v)

    def __imatmul__(self, other):
        return ("imatmul", self.v, other.v)

    def __length_hint__(self):
        return self.v


print(op.matmul(Matrix(1), Matrix(2)), op.imatmul(Matrix(1), Matrix(2)), op.length_hint(Matrix(4)), op.length_hint(Matrix(NotImplemented), 6))
for bad in (lambda: op.add(1), lambda: op.add(1, 2, 3), lambda: op.add(1, "a"), lambda: op.neg("a"), lambda: op.abs(), lambda: op.not_(1, 2),
            lambda: op.concat(1, 2), lambda: op.concat([1], 2), lambda: op.contains(5, 1), lambda: op.indexOf([1], 2), lambda: op.countOf(5, 1),
            lambda: op.getitem(5, 1), lambda: op.setitem((1,), 0, 1), lambda: op.delitem({}, 1), lambda: op.index(1.5), lambda: op.call(),
            lambda: op.length_hint(Matrix(-1)), lambda: op.length_hint(Matrix("a")), lambda: op.length_hint(1, "a"), lambda: op.lt(1, "a"),
            lambda: op.iconcat(1, [1]), lambda: op.truth(), lambda: op.add(a=1, b=2)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
