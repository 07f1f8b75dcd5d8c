"""and, or, not and chained comparisons evaluate as little as they must."""
log = []
def v(x):
    log.append(x)
    return x
def shown(value):
    print(value, log)
    log.clear()
shown(v(0) and v(1))
shown(v(2) and v(0) or v(3))
shown(v("") or v([]) or v(None))
shown(not v(0))
shown(v(1) < v(2) < v(3))
shown(v(3) < v(2) < v(1))
shown(v(1) == v(1) != v(2) > v(0))
shown(v(1) in [v(1), v(2)] is not None)
shown(v(5) if v(0) else v(6))
shown(all(v(i) for i in (1, 0, 2)))
shown(any(v(i) for i in (0, 3, 4)))
class Flag:
    def __init__(self, value):
        self.value = value
    def __bool__(self):
        log.append(f"bool {self.value}")
        return self.value
    def __lt__(self, other):
        log.append("lt")
        return Flag(False)
    def __repr__(self):
        return f"Flag({self.value})"
shown(Flag(True) and Flag(False))
shown(Flag(False) or "else")
shown(Flag(True) < 1 < 2)
shown(not Flag(False))
shown([x for x in (Flag(True), Flag(False)) if x])
print(1 < 2 == True, (1 < 2) == True, 1 in [1] == True, None is None is None, 5 > 3 > 1 > 0, "a" < "b" < "c" != "d", [] == [] is not [])
