"""Objects of `datetime` as objects: derived classes, pickles, copies, weak references, operators of others."""

import copy
import pickle
import sys
import weakref
from datetime import *
print(datetime.__module__, timedelta.__qualname__)
for o in (date(1, 1, 1), time(1), timedelta(1), timezone.utc, datetime(1, 1, 1)):
    try:
        weakref.ref(o)
        print('weak')
    except TypeError as e:
        print(e)
    try:
        o.__dict__
    except AttributeError as e:
        print(e)
    try:
        o.foo = 1
    except AttributeError as e:
        print(e)


class A(date):
    pass


class B(datetime):
    __slots__ = ('q',)


class C(tzinfo):
    pass


class D(timedelta):
    pass

for o in (A(1, 1, 1), B(1, 1, 1), C(), D(1)):
    try:
        weakref.ref(o)
        print('weak')
    except TypeError as e:
        print(e)
    try:
        print(o.__dict__)
    except AttributeError as e:
        print(e)
print(sys.getsizeof(date(1, 1, 1)) > 0, isinstance(B(1, 1, 1), date))
c = C()
c.x = 5
print(pickle.loads(pickle.dumps(timezone(timedelta(hours=1), 'x'))), c.__reduce__()[1:])
a = A(2020, 1, 1)
a.z = 3
for p in range(6):
    b = pickle.loads(pickle.dumps(a, p))
    print(b, b.__dict__, type(b))
try:

    class X(date, time):
        pass
except TypeError as e:
    print(e)
try:

    class X(date, int):
        pass
except TypeError as e:
    print(e)


class Y(datetime, A):
    pass

print(Y.__mro__)


class E2(A):

    def isoformat(self):
        return 'iso!'

print(str(E2(1, 1, 1)), format(E2(1, 1, 1)), f'{E2(1, 1, 1):%Y}')


class M2(date):

    def __eq__(self, o):
        return 'eq'

    def __lt__(self, o):
        return 'lt'
    __hash__ = None

print(date(1, 1, 1) == M2(1, 1, 1), date(1, 1, 1) > M2(1, 1, 1), M2(1, 1, 1) == date(1, 1, 1))


class R:

    def __radd__(s, o):
        return 'radd'

    def __rsub__(s, o):
        return 'rsub'

    def __rmul__(s, o):
        return 'rmul'

    def __rtruediv__(s, o):
        return 'rdiv'

    def __eq__(s, o):
        return 'req'

    def __gt__(s, o):
        return 'rgt'

for o in (date(1, 1, 1), timedelta(1), datetime(1, 1, 1)):
    print(o + R(), o - R(), o == R(), o < R())
print(timedelta(1) * R(), timedelta(1) / R())


class T(timedelta):

    def __radd__(s, o):
        return 'Tradd'

print(date(1, 1, 1) + T(1), timedelta(1) + T(1))
print(datetime.today().__class__, date.today() == datetime.now().date())
match date(2020, 1, 2):
    case date(year=2020, month=m):
        print(m)
print(copy.replace(date(2020, 1, 2), year=3), copy.replace(datetime(2020, 1, 2), hour=3, fold=1))
ic = date(2020, 1, 2).isocalendar()
y, w, d = ic
print(y, w, d, ic[0], ic == (2020, 1, 4), ic.week, ic.weekday, ic + (1,))
for p in range(6):
    print(type(pickle.loads(pickle.dumps(ic, p))))
print(type(ic).__name__, type(ic).__module__, type(ic).__mro__)
try:
    ic.year = 3
except AttributeError as e:
    print(type(e))
try:
    type(ic).foo = 3
except TypeError as e:
    print(type(e))
print({date(2020, 1, 1): 1}[datetime(2020, 1, 1).date()], hash(datetime(2020, 1, 1)) == hash(datetime(2020, 1, 1, fold=1)))
print(hash(timezone.utc) == hash(timezone(timedelta(0), 'q')))
print(date.max - date.min, datetime.max - datetime.min)
print(sorted([timedelta(2), timedelta(1)]), sum([timedelta(1)] * 3, timedelta()), max(date.min, date.max))
import datetime as m
print(sorted((n for n in dir(m) if not n.startswith('_'))))
print([hasattr(date, n) for n in ('min', 'max', 'resolution', '__match_args__')])
try:
    date.min = 3
except TypeError as e:
    print(e)
try:
    del date.today
except TypeError as e:
    print(e)


class N(datetime):

    @classmethod
    def now(cls, tz=None):
        return cls(2000, 1, 1)

    def __new__(cls, *a, **k):
        return super().__new__(cls, *a, **k)

print(N.now(), N.fromtimestamp(0, timezone.utc), N.strptime('2020', '%Y').__class__, N.combine(date(1, 1, 1), time(2, fold=1)).fold)
import warnings
with warnings.catch_warnings(record=True) as ws:
    warnings.simplefilter('always')
    datetime.utcnow()
    datetime.utcfromtimestamp(0)
print([(str(w.message), w.category.__name__, w.lineno) for w in ws])
