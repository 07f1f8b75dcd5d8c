"""Constructors, operators and methods of `datetime` on random values, by a fixed seed."""

import copy
import os
import pickle
import random
import re
import time as clock
import warnings
os.environ['TZ'] = 'EST5EDT,M3.2.0,M11.1.0'
clock.tzset()
warnings.simplefilter('ignore')
from datetime import *


class TZ(tzinfo):

    def __init__(s, o=None, d=None, n=None):
        s.o = o
        s.d = d
        s.n = n

    def __repr__(s):
        return 'TZ(%r,%r,%r)' % (s.o, s.d, s.n)

    def utcoffset(s, t):
        return s.o

    def dst(s, t):
        return s.d

    def tzname(s, t):
        return s.n

    def __reduce__(s):
        return (TZ, (s.o, s.d, s.n))


class Fold(tzinfo):

    def __repr__(s):
        return 'Fold()'

    def utcoffset(s, t):
        return timedelta(hours=1 if t is not None and t.fold else 2)

    def dst(s, t):
        return timedelta(hours=0 if t is not None and t.fold else 1)

    def tzname(s, t):
        return 'f%d' % (t.fold if t is not None else 9)

    def __reduce__(s):
        return 'FOLD'

FOLD = Fold()


class SD(date):
    pass


class SDT(datetime):
    x = 1

    def __new__(cls, *a, **k):
        return super().__new__(cls, *a, **k)


class ST(time):
    pass


class STD(timedelta):
    pass


class WD(date):

    def __new__(cls, *a, extra=3):
        o = super().__new__(cls, *a)
        o.extra = extra
        return o


class I:

    def __init__(s, n):
        s.n = n

    def __index__(s):
        return s.n

    def __repr__(s):
        return 'I(%d)' % s.n

r = random.Random(2026)
N = 4000
c = r.choice


def num():
    return c([0, 1, -1, 2, 5, 7, 10, 12, 13, 23, 24, 28, 29, 30, 31, 32, 59, 60, 99, 365, 999, 1000, 999999, 1000000, 86399, 86400, 10 ** 9, 10 ** 10, -10 ** 9, 2 ** 31 - 1, 2 ** 31, -2 ** 31, 2 ** 63, -2 ** 63, 10 ** 25, True, r.randint(-100, 100), r.randint(-10 ** 6, 10 ** 6), r.randint(-10 ** 12, 10 ** 12)])


def flt():
    return c([0.0, -0.0, 0.5, 1.5, 2.5, -0.5, 1e-07, 1e+300, -1e+300, float('inf'), float('nan'), r.uniform(-10, 10), r.uniform(-1000000.0, 1000000.0), r.uniform(-1000000000000.0, 1000000000000.0), r.randint(-10 ** 6, 10 ** 6) / 2, r.uniform(-1, 1) * 1e-05])


def junk():
    return c([None, 'a', '', b'abc', [], (), 1j, object, 3, 2.5, I(3)])


def anynum():
    x = r.random()
    return num() if x < 0.6 else flt() if x < 0.9 else junk()


def td():
    x = r.random()
    if x < 0.1:
        return c([timedelta.min, timedelta.max, timedelta.resolution, timedelta(0)])
    if x < 0.15:
        return STD(r.randint(-3, 3), r.randint(0, 90000))
    if x < 0.4:
        return timedelta(r.randint(-10 ** 9 + 1, 10 ** 9 - 1), r.randint(0, 86399), r.randint(0, 999999))
    return timedelta(r.randint(-1000, 1000), r.randint(-100000, 100000), r.randint(-10 ** 6, 10 ** 6))


def off():
    return c([timedelta(0), timedelta(hours=1), timedelta(hours=-5, minutes=30), timedelta(seconds=1), timedelta(microseconds=-1), timedelta(hours=23, minutes=59, seconds=59, microseconds=999999), timedelta(minutes=r.randint(-1439, 1439)), timedelta(seconds=r.randint(-86399, 86399))])


def tz():
    x = r.random()
    if x < 0.35:
        return None
    if x < 0.5:
        return timezone.utc
    if x < 0.7:
        return timezone(off()) if r.random() < 0.6 else timezone(off(), c(['x', '', 'a%b', 'é']))
    if x < 0.8:
        return FOLD
    if x < 0.95:
        return TZ(off(), c([None, timedelta(0), timedelta(hours=1)]), c([None, 'n', '%Z']))
    return TZ(c([None, 1, timedelta(1), timedelta(-1), 'a']), c([None, 1, timedelta(2)]), c([None, 1, 'z']))


def ymd():
    y = c([1, 2, 4, 100, 400, 1582, 1899, 1900, 1969, 1970, 1971, 1999, 2000, 2004, 2020, 2021, 2022, 2023, 2024, 2025, 2038, 9998, 9999, r.randint(1, 9999)])
    m = r.randint(1, 12)
    return (y, m, r.randint(1, [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1]))


def hms():
    return (r.randint(0, 23), r.randint(0, 59), c([0, r.randint(0, 59)]), c([0, 0, r.randint(0, 999999), 1000, 999000]))


def dt():
    x = r.random()
    if x < 0.05:
        return c([datetime.min, datetime.max])
    cls = SDT if x < 0.2 else datetime
    return cls(*ymd(), *hms(), tz(), fold=c([0, 0, 0, 1]))


def da():
    x = r.random()
    if x < 0.05:
        return c([date.min, date.max])
    cls = SD if x < 0.15 else WD if x < 0.2 else date
    return cls(*ymd())


def ti():
    cls = ST if r.random() < 0.15 else time
    return cls(*hms(), tz(), fold=c([0, 0, 0, 1]))


def tzz():
    t = tz()
    return t if t is not None else tzinfo()


def obj():
    return c([td, da, dt, ti, dt, td, anynum, tz])()


def digits(n):
    return ''.join((c('0123456789') for _ in range(n)))


def isot():
    if r.random() < 0.3:
        return dt().isoformat(c(['T', ' ', '-', 'é', '😀', '0', '+']), c(['auto', 'hours', 'minutes', 'seconds', 'milliseconds', 'microseconds']))
    d = c(['%04d-%02d-%02d', '%04d%02d%02d', '%04d-W%02d-%1d', '%04dW%02d%1d', '%04d-W%02d', '%04dW%02d', '%04d-%02d'])
    y, m, dd = ymd()
    if r.random() < 0.2:
        m = r.randint(0, 54)
    if r.random() < 0.2:
        dd = r.randint(0, 40)
    if 'W' in d:
        dd = r.randint(0, 8) if r.random() < 0.2 else r.randint(1, 7)
    s = d % (y, m, dd)[:d.count('%')]
    if r.random() < 0.8:
        s += c(['T', ' ', '', 'é', '-', '1', 'Z', '+', 'x'])
        s += tt()
    return mut(s)


def tt():
    h, m, sec, us = hms()
    if r.random() < 0.1:
        h = c([24, 25])
        m = c([0, m])
        sec = c([0, sec])
    s = c(['%02d', '%02d:%02d', '%02d:%02d:%02d', '%02d%02d', '%02d%02d%02d'])
    s = s % (h, m, sec)[:s.count('%')]
    if r.random() < 0.4:
        s += c(['.', ',', ':', '']) + digits(r.randint(0, 9))
    if r.random() < 0.5:
        s += c(['Z', 'z', '+00:00', '-00:00', '+01', '+0130', '-01:30:15', '+23:59:59.999999', '+24:00', '-1:30', '+', '-', '+01:60', '+01:00:00.5', '-003015'])
    return s


def mut(s):
    x = r.random()
    if x < 0.6 or not s:
        return s
    i = r.randrange(len(s))
    if x < 0.75:
        return s[:i] + s[i + 1:]
    if x < 0.9:
        return s[:i] + c('0123456789:-+.,TZW xé\x00') + s[i + 1:]
    return s[:i] + c('0123456789:-+.,TZW xé') + s[i:]


def timefmt():
    return ''.join((c(['%Y', '%m', '%d', '%H', '%M', '%S', '%f', '%z', '%:z', '%Z', '%%', '%a', '%A', '%b', '%B', '%j', '%y', '%G', '%V', '%u', '%w', '%U', '%W', '%F', '%T', '%D', '%C', '%p', '%I', '%e', ' ', '-', 'x', '%:', 'é', '%', ':', '%%z', '%R', '%h', '%n', '%t']) for _ in range(r.randint(0, 6))))


def call(f, *a, **k):
    return f(*a, **k)


def show(x, depth=0):
    if isinstance(x, tuple) and type(x) is tuple:
        return '(' + ','.join((show(y) for y in x)) + ')'
    return type(x).__name__ + ':' + repr(x)

ops = {'+': lambda a, b: a + b, '-': lambda a, b: a - b, '*': lambda a, b: a * b, '/': lambda a, b: a / b, '//': lambda a, b: a // b, '%': lambda a, b: a % b, 'divmod': divmod, '<': lambda a, b: a < b, '<=': lambda a, b: a <= b, '==': lambda a, b: a == b, '!=': lambda a, b: a != b, '>': lambda a, b: a > b, '>=': lambda a, b: a >= b, '**': lambda a, b: a ** b}


def kw(names):
    return {n: anynum() if n != 'tzinfo' or r.random() < 0.2 else tz() for n in r.sample(names, r.randint(0, min(3, len(names))))}

DN = ['year', 'month', 'day']
TN = ['hour', 'minute', 'second', 'microsecond', 'tzinfo', 'fold']
XN = ['foo']


def hashes(x):
    h = hash(x)
    if isinstance(x, (timedelta, timezone)) or (isinstance(x, (datetime, time)) and x.utcoffset() is not None):
        return h
    return 'h'


def gen():
    k = r.randint(0, 29)
    if k == 0:
        return ('timedelta', timedelta, [anynum() for _ in range(r.randint(0, 8))], kw(['days', 'seconds', 'microseconds', 'milliseconds', 'minutes', 'hours', 'weeks', 'foo']))
    if k == 1:
        return ('timedelta', timedelta, [], {n: flt() if r.random() < 0.5 else num() for n in r.sample(['days', 'seconds', 'microseconds', 'milliseconds', 'minutes', 'hours', 'weeks'], r.randint(1, 4))})
    if k == 2:
        return ('date', c([date, SD, WD]), [anynum() for _ in range(r.randint(0, 4))] if r.random() < 0.5 else list(ymd()), kw(DN + XN) if r.random() < 0.3 else {})
    if k == 3:
        return ('time', c([time, ST]), [anynum() for _ in range(r.randint(0, 6))] if r.random() < 0.4 else list(hms()), kw(TN + XN) if r.random() < 0.4 else {})
    if k == 4:
        return ('datetime', c([datetime, SDT]), [anynum() for _ in range(r.randint(0, 9))] if r.random() < 0.3 else list(ymd()) + list(hms())[:r.randint(0, 4)], kw(DN + TN + XN) if r.random() < 0.4 else {})
    if k == 5:
        return ('timezone', timezone, [c([off, td, anynum])()] + ([c(['a', '', 1, None])] if r.random() < 0.4 else []), {})
    if k <= 11:
        n = c(list(ops))
        return (n, ops[n], [obj(), obj()], {})
    if k == 12:
        n = c(list(ops))
        g = c([td, da, dt, ti])
        return (n, ops[n], [g(), g()], {})
    if k == 13:
        n = c(['+', '-', '*', '/', '//', '%', 'divmod'])
        return (n, ops[n], [td(), c([td, anynum, da, dt])()], {})
    if k == 14:
        n = c(['+', '-'])
        return (n, ops[n], [c([da, dt])(), c([td, da, dt])()], {})
    if k == 15:
        f = c([neg, pos, abs, bool, str, repr, hashes, copy.copy, copy.deepcopy, ascii])
        return (f.__name__, f, [c([td, da, dt, ti, tzz])()], {})
    if k == 16:
        return ('isoformat', call, [c([dt, ti])().isoformat] + c([[], [c(['T', ' ', 'é', '', 'TT', 1])], [c(['T', 'auto', 'minutes', 'milliseconds']), c(['hours', 'minutes', 'seconds', 'milliseconds', 'microseconds', 'x', 1])]]), {})
    if k == 17:
        return ('replace', call, [c([da, dt, ti])().replace], kw(DN + TN + (XN if r.random() < 0.1 else [])))
    if k == 18:
        return ('fromiso', c([date, datetime, datetime, SD, SDT]).fromisoformat, [isot()], {})
    if k == 19:
        return ('tfromiso', c([time, ST]).fromisoformat, [mut(c(['', '', 'T']) + tt())], {})
    if k == 20:
        return ('strftime', call, [c([da, dt, ti])().strftime, timefmt()], {})
    if k == 21:
        o = c([da, dt, ti, td, lambda: timezone(off())])()
        p = r.randint(0, 5)
        return ('pickle', lambda o, p: (pickle.loads(pickle.dumps(o, p)), o.__reduce_ex__(p) if not isinstance(o, (timezone,)) else 0), [o, p], {})
    if k == 22:
        o = c([da, dt, ti])()
        names = [n for n in 'year month day hour minute second microsecond tzinfo fold utcoffset dst tzname timetuple utctimetuple timestamp ctime isocalendar weekday isoweekday toordinal date time timetz astimezone'.split()]
        n = c(names)

        def f(o, n):
            a = getattr(o, n)
            return a() if callable(a) else a
        return (n, f, [o, n], {})
    if k == 23:
        o = dt()
        return ('astimezone', call, [o.astimezone, tz()], {})
    if k == 24:
        v = c([flt(), num(), r.uniform(0, 2000000000.0), r.randint(0, 2 * 10 ** 9), r.randint(-10 ** 9, 10 ** 10), I(5), junk(), r.randint(-62135596900, -62135596700), r.randint(253402300700, 253402300900), r.randint(0, 2 * 10 ** 9) + c([5e-07, 1.5e-06, 0.9999995, 0.9999996])])
        return ('fromtimestamp', c([datetime, SDT]).fromtimestamp, [v] + ([tz()] if r.random() < 0.5 else []), {})
    if k == 25:
        return ('dfromtimestamp', c([date, SD]).fromtimestamp, [c([flt(), num(), r.uniform(-1000000000.0, 2000000000.0), junk()])], {})
    if k == 26:
        return ('fromordinal', c([date, SD, datetime]).fromordinal, [c([anynum(), r.randint(1, 3652059), 3652060, 0])], {})
    if k == 27:
        return ('fromisocalendar', c([date, SD, datetime]).fromisocalendar, [c([r.randint(1, 9999), num()]), c([r.randint(0, 54), num()]), c([r.randint(0, 8), num()])], {})
    if k == 28:
        return ('combine', c([datetime, SDT]).combine, [c([da, dt, anynum])(), c([ti, ti, anynum])()] + ([tz()] if r.random() < 0.3 else []), {})
    if k == 29:
        o = c([tzz, lambda: timezone(off())])()
        n = c(['fromutc', 'utcoffset', 'dst', 'tzname'])
        x = c([dt, anynum])()
        if isinstance(x, datetime) and r.random() < 0.7:
            x = x.replace(tzinfo=o)
        return ('tz.' + n, getattr(o, n), [x], {})


def neg(x):
    return -x


def pos(x):
    return +x

for i in range(N):
    g = None
    try:
        g = gen()
        n, f, a, k = g
        res = show(f(*a, **k))
    except RecursionError:
        res = 'rec'
    except Exception as e:
        res = type(e).__name__ + ': ' + str(e)
    if g is None:
        print(i, 'GEN', res)
        continue
    al = [x if not callable(x) or isinstance(x, (tzinfo,)) else getattr(x, '__name__', 'f') for x in g[2]]
    line = '%d %s %s %s => %s' % (i, g[0], al, g[3], res)
    line = re.sub('0x[0-9a-f]+', '0x', line)
    print(line.encode('utf-8', 'backslashreplace').decode())
