# The module below `re`: programs that nobody's compiler made are refused.
import _sre
import re

print(_sre.CODESIZE, _sre.MAGIC, _sre.MAXREPEAT, _sre.MAXGROUPS, _sre.getcodesize())
print([_sre.ascii_iscased(ord(c)) for c in "aZ1é"], [_sre.unicode_iscased(ord(c)) for c in "aZ1é漢"], _sre.unicode_tolower(0xC9), _sre.ascii_tolower(0xC9), _sre.ascii_tolower(65))


def make(code, groups=0):
    return _sre.compile(None, 0, code, groups, {}, tuple([None] * (groups + 1)))


print(make([16, 97, 1]).match("abc"), make([16, 97, 1]).match(b"abc"), make([1]).pattern)
for code in [[], [16], [16, 97], [99, 1], [13, 5, 1], [24, 4, 0, 5, 16, 1], [6, 77, 1], [17, 9, 1], [11, 0, 1], [4, 3, 5, 1], [7, 9, 1], [15, 1, 1], [18, 1], [14, 3, 9, 0, 0, 1], [14, 9, 1, 0, 0, 200, 200, 1], [26, 5, 3, 1, 2, 1, 1]]:
    try:
        print(make(code))
    except RuntimeError as e:
        print(code, e)
for bad in (-1, 2**32, "x"):
    try:
        make([bad, 1])
    except (OverflowError, TypeError) as e:
        print(type(e).__name__)
for items in ([], ["a", 1], ["a", -1, "b"], "a"):
    try:
        _sre.template(re.compile("a"), items)
    except TypeError as e:
        print("TypeError", e)
