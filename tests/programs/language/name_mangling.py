# Private names: in methods, attributes, nested classes, parameters, imports and keywords.
class Account:
    __limit = 100
    __dunder__ = "kept"

    def __init__(self, total):
        self.__total = total

    def __check(self, amount):
        return amount <= self.__limit

    def add(self, amount, __hidden=1):
        if self.__check(amount):
            self.__total += amount * __hidden
        return self.__total

    def peek(self, other):
        return other.__total

    class Inner:
        __name = "inner"

        def get(self):
            return self.__name

    def keywords(self, **kw):
        return kw

    def call(self):
        return self.keywords(__x=1)

    def local(self):
        __local = 5
        return [k for k in locals() if k != "self"], __local

    def lambda_(self):
        return (lambda __p: __p)(3)

    def delete(self):
        del self.__total


a = Account(5)
print(a.add(10), a.add(1000), a.__dict__)
print(sorted(n for n in vars(Account) if "__" not in n[-2:] and n.startswith("_")))
print(Account.Inner().get(), Account.Inner._Inner__name, Account._Account__limit, Account.__dunder__)
print(a.peek(Account(7)), a.call(), a.local(), a.lambda_(), a.add(1, _Account__hidden=2))
try:
    a.__total
except AttributeError as error:
    print(error)
try:
    Account.peek(a, 5)
except AttributeError as error:
    print(error)
a.delete()
print(a.__dict__)


class _Leading:
    __x = 1


class ___:
    __x = 2


print(_Leading._Leading__x, [n for n in vars(___) if n.endswith("x")])
__module_level = 1


class Reads:
    def get(self):
        try:
            return __module_level
        except NameError as error:
            return str(error)

    def set(self):
        global __made
        __made = 3


print(Reads().get())
Reads().set()
print(_Reads__made)
