import sys

print(sys.maxsize, sys.byteorder, sys.version_info[:2], sys.version_info >= (3, 8), sys.version_info.major, sys.hexversion >> 16)
print(sys.maxunicode, sys.float_info.max, sys.float_info.epsilon, sys.float_info.dig, sys.int_info.bits_per_digit > 0, sys.hash_info.width)
print(type(sys.argv).__name__, len(sys.argv), sys.argv[0], sys.modules["sys"] is sys, "builtins" in sys.modules, type(sys.path).__name__)
print(sys.getrecursionlimit(), sys.intern("abc") is sys.intern("abc"), sys.getsizeof([]) > 0, sys.getrefcount(object()) >= 1)
sys.setrecursionlimit(500)
print(sys.getrecursionlimit())


def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)


try:
    deep(1000)
except RecursionError as e:
    print("RecursionError", str(e).startswith("maximum recursion depth exceeded"))
sys.setrecursionlimit(3000)
print(deep(2000))
try:
    raise KeyError("k")
except KeyError:
    kind, value, tb = sys.exc_info()
    print(kind.__name__, value, tb is value.__traceback__, sys.exception() is value, tb.tb_lineno)
print(sys.exc_info(), sys.exception())
for bad in (lambda: sys.setrecursionlimit(0), lambda: sys.setrecursionlimit("a"), lambda: sys.intern(5), lambda: sys.exit.nope):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
try:
    sys.exit("message")
except SystemExit as e:
    print("SystemExit", e.code, e.args)
try:
    sys.exit()
except SystemExit as e:
    print(e.code)
sys.stdout.write("written\n")
print("to stderr", file=sys.stderr)
print(sys.stdout.flush(), sys.getdefaultencoding(), sys.getfilesystemencoding(), sys.implementation.name != "", isinstance(sys.platform, str))
print(sys._getframe().f_globals is globals(), sys.get_int_max_str_digits(), callable(sys.excepthook))
sys.displayhook(5)
sys.displayhook(None)
sys.displayhook("x")
sys.exit(3)
