VALUE = 1


def compute():
    return VALUE / ZERO


ZERO = 0
compute()
