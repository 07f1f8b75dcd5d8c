"""Filters, catching and showing of warnings."""

import warnings


def old():
    warnings.warn("old is deprecated", DeprecationWarning, stacklevel=2)


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    old()
    warnings.warn("plain")
    warnings.warn(RuntimeWarning("object"))
for w in caught:
    print(w.category.__name__, w.message, w.filename.rsplit("/", 1)[-1], w.lineno)
print(len(warnings.filters) > 0)
with warnings.catch_warnings():
    warnings.simplefilter("error")
    try:
        old()
    except DeprecationWarning as e:
        print("raised", e)
with warnings.catch_warnings(action="ignore"):
    old()
    warnings.warn("silent")
with warnings.catch_warnings(record=True) as caught:
    warnings.resetwarnings()
    warnings.simplefilter("once")
    for i in range(3):
        warnings.warn("once")
    warnings.simplefilter("default", UserWarning)
    for i in range(3):
        warnings.warn("in one place")
    warnings.simplefilter("ignore", DeprecationWarning)
    old()
print([str(w.message) for w in caught])


@warnings.deprecated("use new()")
def older():
    return 5


@warnings.deprecated("not this class")
class Older:
    pass


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(older(), older.__deprecated__, type(Older()).__name__)
print([(str(w.message), w.category.__name__) for w in caught])
print(warnings.formatwarning("text", UserWarning, "no-such-file.py", 3), end="")
shown = []
warnings.showwarning = lambda message, category, filename, lineno, file=None, line=None: shown.append((str(message), category.__name__))
warnings.warn("through showwarning")
print(shown)
for bad in (lambda: warnings.simplefilter("dance"), lambda: warnings.warn("x", int), lambda: warnings.filterwarnings("error", category=5)):
    try:
        bad()
    except (ValueError, TypeError, AssertionError) as e:
        print(type(e).__name__, e)
