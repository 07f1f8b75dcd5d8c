"""For tests that ask for CPython's C API in a few places only: the file imports, those tests fail."""


def _py_getbuiltwithassert():
    return False
