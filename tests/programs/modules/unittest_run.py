"""`unittest` and `doctest` as people run them."""

import doctest
import io
import unittest
from unittest import mock


def double(x):
    """
    >>> double(2)
    4
    >>> double("a")
    'aa'
    >>> double(None)
    Traceback (most recent call last):
    ...
    TypeError: unsupported operand type(s) for *: 'NoneType' and 'int'
    """
    return x * 2


class Tests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.log = []

    def test_passes(self):
        self.assertEqual(double(3), 6)
        with self.assertRaisesRegex(ValueError, "bad"):
            raise ValueError("a bad one")

    def test_fails(self):
        self.assertEqual([1, 2], [1, 3])

    def test_raises(self):
        raise KeyError("k")

    @unittest.skip("not today")
    def test_skipped(self):
        pass

    @unittest.expectedFailure
    def test_expected(self):
        self.fail()

    def test_parts(self):
        for i in range(3):
            with self.subTest(i=i):
                self.assertNotEqual(i, 1)

    def test_mock(self):
        m = mock.Mock(return_value=3)
        self.assertEqual(m(1, x=2), 3)
        m.assert_called_once_with(1, x=2)
        with mock.patch(f"{__name__}.double", lambda x: "patched"):
            self.assertEqual(double(1), "patched")


class Async(unittest.IsolatedAsyncioTestCase):
    async def test_awaits(self):
        import asyncio

        self.assertEqual(await asyncio.sleep(0, 5), 5)


out = io.StringIO()
result = unittest.TextTestRunner(out, verbosity=0).run(unittest.defaultTestLoader.loadTestsFromModule(__import__(__name__)))
print(result)
print(sorted(t.id() for t, _ in result.failures + result.errors))
print([line for line in out.getvalue().splitlines() if line.startswith(("FAIL", "ERROR", "AssertionError", "KeyError"))])
print(doctest.testmod())
