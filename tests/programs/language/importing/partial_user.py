from importing.partial import ready


def use():
    return ready
