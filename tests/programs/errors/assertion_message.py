# assert without and with a message.
import sys


def check(value, message=None):
    try:
        if message is None:
            assert value > 10
        else:
            assert value > 10, message
    except AssertionError as error:
        sys.excepthook(AssertionError, error, error.__traceback__)


check(1)
check(2, "too small")
check(3, ("tuple", 1))
assert isinstance(
    5, str
), f"got {type(5).__name__}"
