# A format with many conversions takes time in proportion to their number; positions in messages are those of characters.
n = 100_000
values = tuple(range(n))
text = "%s " * n % values
print(len(text), text[:12], text[-13:])
print(len("ä%d" * n % values))
try:
    "ä%s€%d %" % (1, 2)
except ValueError as e:
    print(e)
try:
    "€%s ü%y" % (1, 2)
except ValueError as e:
    print(e)
