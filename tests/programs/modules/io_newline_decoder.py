"""The decoder of line ends, piece by piece, over a decoder and on text."""

import codecs
import io


def attempt(f, *a, **k):
    try:
        return f(*a, **k)
    except Exception as e:
        return type(e).__name__, str(e)


D = io.IncrementalNewlineDecoder
for translate in (0, 1):
    for inner in (None, codecs.getincrementaldecoder("utf-8")()):
        d = D(inner, translate)
        conv = (lambda s: s) if inner is None else (lambda s: s.encode())
        out = []
        for piece in ("a", "\r", "", "\n", "b\r", "c\r\r", "\n\n", "é\r\n", "x\r"):
            out.append((d.decode(conv(piece)), d.getstate(), d.newlines))
        out.append((d.decode(conv(""), True), d.getstate(), d.newlines))
        print(translate, inner is None, out)
        d.reset(); print(d.newlines, d.getstate())
        d.setstate((b"", 1)); print(d.decode(conv("q")), d.newlines)
        print(attempt(d.setstate, 5), attempt(d.setstate, (b"", 0)), d.decode(conv("z"), final=True))
        print(attempt(d.decode, 5), attempt(d.decode), attempt(d.decode, input=conv("k")))
u = D.__new__(D)
print(attempt(u.decode, "x"), attempt(u.getstate), attempt(u.setstate, (b"", 0)), attempt(u.reset), attempt(lambda: u.newlines))
print(attempt(D), attempt(D, None), attempt(D, None, True, "strict").decode("\r\n"), D(decoder=None, translate=True, errors="x").decode("a\r", True))
class Bad:
    def decode(self, *a): return 5
    def getstate(self): return 5
print(attempt(D(Bad(), 1).decode, b""), attempt(D(Bad(), 1).getstate))
class Sub(D):
    def decode(self, x, final=False): return super().decode(x, final).upper()
print(Sub(None, True).decode("a\r\nb"), Sub.__mro__)
