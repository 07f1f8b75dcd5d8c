from __future__ import annotations

# Odd corners of the grammar: semicolons, parentheses, ellipsis bodies, underscores, unicode names, line joining.
x: undefined_type = 1; y = 2; (z) = 3
print(x, y, z, __annotations__ if False else "lazy")


def f(a: Missing, *, b: "quoted" = 1) -> Nowhere: ...


print(f.__annotations__, f(1))


class Empty: ...
class Also(Empty): pass


def one_line(): return 1
def nested():
    def deeper(): return "deep"; print("never")
    return deeper()


print(one_line(), nested(), Also.__mro__[1].__name__)
π = 3.14
größe = "unicode"
变量 = [1]
print(π, größe, 变量, "ﬁ".isidentifier())
ﬁeld = "normalised"
print(field)
total = 1 + \
    2 + \
    3
value = (1
         + 2  # comment inside
         + 3)
print(total, value, (
    "trailing",
), [1,
    2,
    ], {"a": 1,
        })
if (n := 10) > 5: print("walrus", n)
for _ in range(2): pass
else: print("else on one line")
while True: break
try: 1 / 0
except ZeroDivisionError: print("one-line except")
finally: print("one-line finally")
print("no with here")
print(1_000, 0x_ff, 0b1_0, 1_0.5, 1e1_0, 0o17, 0XFF, 1E5, 00)
print((1).__class__, 1 .__class__, 1..__class__, (-1).__abs__(), -1 .__abs__(), [] is not [], not 1 in [2])
print(*(lambda: (1, 2))(), *[], sep="~"); print(((((1))))), print(()) ; pass
print(type(()), type((1,)), type((1)), (1, 2,), [[]], {**{}}, [*()], {*()} == set())
match = 1; case = 2; type = 3; _ = 4
print(match, case, type, _)
match (match, case):
    case (1, 2): print("soft keywords")
print(match if match else case, [match for match in range(2)], {"match": match}["match"])
lambda_ = lambda: (yield)
print(str(lambda_)[:9], ... , Ellipsis is ...)
def many(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0=0, b1=1, b2=2, b3=3, b4=4, *, k0=0, k1=1, **rest): return sum([a0, a9, b4, k1, len(rest)])
print(many(*range(10), b0=5, k1=100, extra=1))
	
# a line of white space above, and no newline at the end of this file
print("end")
print("really the end")