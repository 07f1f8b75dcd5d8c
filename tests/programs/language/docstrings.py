"""The module's docstring.

Second paragraph.
"""


def documented():
    """One line."""


def multi():
    """First.

        indented
    last
    """


def not_doc():
    f"{1} is not a docstring"


def bytes_not():
    b"no"


def joined():
    "implicit " "concatenation"


def expression():
    "a" + "b"


def second():
    1
    "not first"


class Klass:
    "Class doc"
    attribute = 1

    def method(self):
        r"raw \n doc"

    @property
    def p(self):
        "property doc"


class Without:
    pass


class Child(Klass):
    pass


print(repr(__doc__))
for f in (documented, multi, not_doc, bytes_not, joined, expression, second, Klass.method, Klass, Klass.p, Without, Child):
    print(repr(f.__doc__))
documented.__doc__ = "changed"
Klass.__doc__ = "new class doc"
print(documented.__doc__, Klass.__doc__, (lambda: 0).__doc__)
