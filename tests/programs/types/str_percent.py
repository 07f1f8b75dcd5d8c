"""The % operator of text."""
print("%s %r %a %d %i %5.2f %e %g %c %c %%" % ("é", "é", "é", 42, -7, 3.14159, 12345.678, 0.0001, 65, "z"))
print("%5s|%-5s|%.2s|%05d|%+d|% d|%x|%X|%#x|%o|%#o" % ("ab", "ab", "abcdef", 42, 42, 42, 255, 255, 255, 8, 8))
print("%(name)s is %(age)d and %(name)r" % {"name": "Ann", "age": 30}, "%*d|%-*d|%.*f" % (5, 42, 5, 42, 2, 2.71828))
print("%s" % None, "%s" % [1, 2], "%s %s" % ("a", (1, 2)), "%s" % {"k": 1}, "%d" % 3.99, "%d" % True, "%x" % True, "100%%" % ())
print("%10.3e|%-12g|%G|%F" % (123456.789, 1e-10, 1e-10, float("inf")), "%s" % float("nan"), "%d" % 10**25, "%.3s|%8.3s" % ("abcdef", "abcdef"))
class Index:
    def __index__(self):
        return 255
print("%x %d" % (Index(), Index()))
cases = [("%d", "a"), ("%d %d", (1,)), ("%s", (1, 2)), ("%(a)s", 1), ("%(a)s", {}), ("%z", 1), ("%", 1), ("%x", 1.5), ("%c", "ab"), ("%c", 1.5), ("%c", -1), ("%*d", ("a", 1)), ("%f", "x"), ("abc", 1), ("%(a", {"a": 1}), ("%(a)s %s", {"a": 1}), ("%d", None), ("%(k)d", {"k": "v"}), ("%s %d", (1, []))]
for template, value in cases:
    try:
        print(template % value)
    except Exception as error:
        print(repr(template), type(error).__name__, error)
